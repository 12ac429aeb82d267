"""Memberships as the merchant sees them, and as officers find them on their desk."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from credit.districts.outline import polygon_of
from credit.districts.queries.cards import list_near
from credit.districts.queries.rows import DistrictRow, get_district, list_districts_by_id
from credit.districts.queries.standings import (
    STANDING_COLUMNS,
    StandingRow,
    get_standing,
    standing_of,
)
from credit.districts.rules.entering import check_entry
from credit.districts.rules.leaving import Concern
from credit.districts.rules.names import MEMBER_STATUS_NAMES
from credit.districts.schemas.inputs import MembershipFilter
from credit.districts.schemas.membership_views import (
    ApplicantView,
    CurrentMembership,
    DistrictName,
    MembershipCase,
    MembershipCases,
    MembershipCheck,
    MembershipView,
    SubjectMemberships,
)
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.subjects.rules import GRADE_WORDS

MAX_OWN: Final = 50
MAX_PAGE: Final = 50
# The refusal or removal is the managers' decision under their own charter, so both ways are open.
OBJECTION: Final = (
    "对决定有异议的，可以向街区管理单位提出，也可以向县区信用主管部门提出；"
    "复核不收费，改好后可以重新申请。"
)
_OWN = """
SELECT m.id, m.status, m.applied_at, m.decided_at, m.ended_at, m.reason, m.basis, m.concerns,
  d.code, d.name
FROM district_member m JOIN credit_district d ON d.id = m.district_id
WHERE m.subject_id = $1 ORDER BY m.id DESC LIMIT $2
"""
_CASE_COLUMNS = f"""
SELECT m.id, m.district_id, m.status, m.statement, m.applied_at, m.decided_at, m.reason, m.basis,
  m.charter_version, m.concerns, {STANDING_COLUMNS}
FROM district_member m JOIN subject s ON s.id = m.subject_id
"""  # noqa: S608 - constants
_CASE = f"{_CASE_COLUMNS} WHERE m.id = $2"
# `notified` and `overdue` are members; the other states are the stored ones.
_CASES = f"""{_CASE_COLUMNS}
JOIN credit_district d ON d.id = m.district_id
WHERE m.status = CASE WHEN $2 IN ('notified', 'overdue') THEN 'admitted' ELSE $2 END
  AND ($2 <> 'notified' OR m.notified_on IS NOT NULL)
  AND ($2 <> 'overdue' OR m.set_right_by < $1)
  AND ($3::text IS NULL OR d.code = $3) AND m.id > $4
ORDER BY m.id LIMIT $5
"""


async def list_own(subject_id: int) -> SubjectMemberships:
    """A merchant's memberships and the districts around its shop."""
    shop = await get_standing(subject_id)
    async with connection() as held:
        rows = await held.fetch(_OWN, subject_id, MAX_OWN)
    nearby = []
    if shop.lng is not None and shop.lat is not None:
        nearby = await list_near(shop.lng, shop.lat, demo=shop.demo)
    current = next((row for row in rows if row["status"] == "admitted"), None)
    return SubjectMemberships(
        current=_current(current) if current else None,
        items=[_own(row) for row in rows],
        nearby=nearby,
    )


async def check_membership(subject_id: int, code: str) -> MembershipCheck:
    """The rules of a district as a merchant meets them now; Problem not-found."""
    district = await get_district(code)
    shop = await get_standing(subject_id)
    return check_of(district, shop)


def check_of(
    district: DistrictRow, shop: StandingRow, accepted: int | None = None
) -> MembershipCheck:
    """The same from what the caller has read already."""
    standing = shop.as_applicant(district.code, polygon_of(district.boundary), accepted)
    checks = check_entry(district.host, standing)
    return MembershipCheck(
        eligible=all(check.ok for check in checks),
        charter_version=district.charter,
        checks=checks,
    )


async def list_cases(
    state: MembershipFilter, *, district: str | None, limit: int, after: int
) -> MembershipCases:
    """Memberships in a state, oldest first, with the rules as they are met now: two statements."""
    async with connection() as held:
        rows = await held.fetch(_CASES, clock.today(), state, district, after, limit + 1)
    items = await _cases_of(rows[:limit])
    return MembershipCases(
        items=items, next=str(rows[limit - 1]["id"]) if len(rows) > limit else None
    )


async def get_case(membership_id: int) -> MembershipCase:
    """One membership as on the desk; Problem not-found."""
    async with connection() as held:
        rows = await held.fetch(_CASE, clock.today(), membership_id)
    if not rows:
        raise Problem("not-found", detail="没有这份申请")
    return (await _cases_of(rows))[0]


async def _cases_of(rows: Sequence[Any]) -> list[MembershipCase]:
    districts = await list_districts_by_id(list({row["district_id"] for row in rows}))
    return [_case(row, districts[row["district_id"]]) for row in rows]


def _case(row: Any, district: DistrictRow) -> MembershipCase:
    shop = standing_of(row)
    check = check_of(district, shop, row["charter_version"])
    return MembershipCase(
        id=str(row["id"]),
        district=DistrictName(code=district.code, name=district.name),
        subject=_applicant(shop),
        status=row["status"],
        status_name=MEMBER_STATUS_NAMES[row["status"]],
        statement=row["statement"],
        applied_on=clock.day_of(row["applied_at"]),
        charter_version=row["charter_version"],
        eligible=check.eligible,
        checks=check.checks,
        concerns=msgspec.json.decode(row["concerns"], type=list[Concern]),
        decided_on=clock.day_of(row["decided_at"]) if row["decided_at"] else None,
        reason=row["reason"],
        basis=row["basis"],
    )


def _applicant(shop: StandingRow) -> ApplicantView:
    return ApplicantView(
        uscc=shop.uscc or "",
        name=shop.name,
        trade=shop.trade,
        grade=shop.grade,
        grade_word=GRADE_WORDS[shop.grade],
        address=shop.address,
        lng=shop.lng,
        lat=shop.lat,
        precision=shop.geo_precision,
        demo=shop.demo,
    )


def _own(row: Any) -> MembershipView:
    decided = row["decided_at"] or row["ended_at"]
    return MembershipView(
        id=str(row["id"]),
        district=DistrictName(code=row["code"], name=row["name"]),
        status=row["status"],
        status_name=MEMBER_STATUS_NAMES[row["status"]],
        applied_on=clock.day_of(row["applied_at"]),
        decided_on=clock.day_of(decided) if decided else None,
        reason=row["reason"],
        basis=row["basis"],
        objection=OBJECTION if row["status"] in ("refused", "removed") else "",
    )


def _current(row: Any) -> CurrentMembership:
    return CurrentMembership(
        id=str(row["id"]),
        district=DistrictName(code=row["code"], name=row["name"]),
        admitted_on=clock.day_of(row["decided_at"]),
        concerns=msgspec.json.decode(row["concerns"], type=list[Concern]),
    )
