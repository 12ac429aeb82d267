"""Reading pins."""

from typing import Any, Final

import msgspec

from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem
from credit.places.boundaries import county_at, county_box
from credit.places.datum import EAST, NORTH, SOUTH, WEST, Place
from credit.places.divisions import division_name
from credit.places.seats import county_seats
from credit.subjects.pins.rules import Area, Expected, Finding, Point, expect
from credit.subjects.pins.schemas import (
    County,
    PinReview,
    PinReviewPage,
    PinSubject,
    PositionPage,
    RefusedPin,
    ShownPosition,
    WaitingPin,
)

PAGE: Final = 50
XINING: Final = "630103"
_SHOWN = "uscc, name, address, division, demo, s.lng AS at_lng, s.lat AS at_lat, geo_precision"
_SUBJECT = f"SELECT {_SHOWN} FROM subject s WHERE id = $1"  # noqa: S608 - constants
_NEWEST = """
SELECT id, lng, lat, findings::text, status, declared_at, decided_at, reason
FROM subject_pin WHERE subject_id = $1 ORDER BY id DESC LIMIT 1
"""
_REVIEW = f"""
SELECT p.id, p.lng, p.lat, p.county, p.findings::text, p.note, p.status, p.declared_at,
  p.declared_by, p.reason, {_SHOWN}
FROM subject_pin p JOIN subject s ON s.id = p.subject_id
"""  # noqa: S608 - constants
_WAITING = f"{_REVIEW} WHERE p.status = 'waiting' AND p.id > $1 ORDER BY p.id LIMIT $2"
_BY_ID = f"{_REVIEW} WHERE p.id = $1"
# A slice above keeps districts; what we need of them is read here in SQL, by the subject's key.
_AREA = """
SELECT d.name, d.boundary::text AS boundary
FROM district_member m JOIN credit_district d ON d.id = m.district_id
WHERE m.subject_id = $1 AND m.status = 'admitted' AND d.status <> 'struck_off'
"""
_findings = msgspec.json.Decoder(list[Finding])


async def get_position_page(subject_id: int) -> PositionPage:
    """Where a subject is shown and what waits; Problem unknown-subject for an unknown key."""
    async with connection() as held:
        row = await held.fetchrow(_SUBJECT, subject_id)
        newest = await held.fetchrow(_NEWEST, subject_id)
    if row is None:
        raise Problem("unknown-subject")
    counties = _expected(row).counties
    county = counties[0] if counties else None
    seat = county_seats()[county or XINING]
    return PositionPage(
        position=_position(row),
        waiting=_waiting(newest) if newest and newest["status"] == "waiting" else None,
        refused=_refused(newest) if newest and newest["status"] == "refused" else None,
        county=_county(county),
        county_box=county_box(county or "") or (WEST, SOUTH, EAST, NORTH),
        centre=Point(lng=seat.lng, lat=seat.lat),
    )


async def list_pin_reviews(caller: Caller, after: str | None) -> PinReviewPage:
    """Pins that wait, oldest first, 50 a page; Problem invalid-input for a foreign `after`."""
    if after and not (after.isascii() and after.isdecimal() and int(after) < 2**63):
        raise Problem("invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")])
    async with connection() as held:
        rows = await held.fetch(_WAITING, int(after or 0), PAGE + 1)
    items = [_review(row, caller) for row in rows[:PAGE]]
    return PinReviewPage(items=items, next=str(items[-1].id) if len(rows) > PAGE else None)


async def get_pin_review(caller: Caller, pin_id: int) -> PinReview:
    """One pin in any state; Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(_BY_ID, pin_id)
    if row is None:
        raise Problem("not-found")
    return _review(row, caller)


def _review(row: Any, caller: Caller) -> PinReview:
    expected = [_county(code) for code in _expected(row).counties]
    return PinReview(
        id=row["id"],
        subject=PinSubject(
            uscc=row["uscc"] or "", name=row["name"], address=row["address"], demo=row["demo"]
        ),
        lng=row["lng"],
        lat=row["lat"],
        county=_county(row["county"] or county_at(row["lng"], row["lat"])),
        expected=[county for county in expected if county],
        findings=_findings.decode(row["findings"]),
        note=row["note"],
        status=row["status"],
        declared_at=row["declared_at"],
        own=row["declared_by"] == caller.id,
        position=_position(row),
        reason=row["reason"],
    )


def _expected(row: Any) -> Expected:
    return expect(row["uscc"] or "", row["address"], row["division"])


async def expect_subject(held: Connection, row: Any) -> Expected:
    """All that is known of where a (locked) subject should be."""
    known = row["geo_precision"] in ("exact", "street")
    area = await held.fetchrow(_AREA, row["id"])
    return msgspec.structs.replace(
        expect(row["uscc"] or "", row["address"], row["division"]),
        known=Place(row["lng"], row["lat"]) if known else None,
        area=Area(**area) if area else None,
    )


def _position(row: Any) -> ShownPosition | None:
    if row["at_lng"] is None:
        return None
    return ShownPosition(lng=row["at_lng"], lat=row["at_lat"], precision=row["geo_precision"])


def _county(code: str | None) -> County | None:
    return County(adcode=code, name=division_name(code)) if code else None


def _waiting(row: Any) -> WaitingPin:
    return WaitingPin(
        id=row["id"],
        lng=row["lng"],
        lat=row["lat"],
        findings=_findings.decode(row["findings"]),
        declared_at=row["declared_at"],
    )


def _refused(row: Any) -> RefusedPin:
    return RefusedPin(
        lng=row["lng"], lat=row["lat"], reason=row["reason"], decided_at=row["decided_at"]
    )
