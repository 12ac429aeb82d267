"""A fictitious district in the old town of 西宁, and merchants in and around it."""

from datetime import date, timedelta
from typing import Any

import msgspec

from credit.commitments.actions.signing import sign_commitment
from credit.districts.actions.announcing import adopt_charter
from credit.districts.actions.describing import Entered, enter_district
from credit.districts.actions.entering import admit_members
from credit.districts.actions.reviewing import decide_review
from credit.districts.schemas.inputs import AdoptCharter, DecideReview, DistrictContent
from credit.kit import clock
from credit.kit.db import Connection
from credit.subjects.queries import SubjectRow
from factories.accounts import make_account
from factories.subjects import make_subject

DIVISION = "630103"
MIDDLE = (101.776, 36.612)
Ring = list[list[float]]


def ring_around(lng: float, lat: float, size: float = 0.002) -> Ring:
    """A closed square; 0.002 degrees make about 15 hectares."""
    east, north = round(lng + size, 6), round(lat + size, 6)
    west, south = round(lng - size, 6), round(lat - size, 6)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def square(lng: float = MIDDLE[0], lat: float = MIDDLE[1], size: float = 0.002) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring_around(lng, lat, size)]}


def body_of(name: str = "示例步行街", **more: Any) -> dict[str, Any]:
    """A sound proposal, as JSON."""
    plain = {
        "name": name,
        "kind": "walking_street",
        "division": DIVISION,
        "introduction": "示例数据，虚构的街区。",
        "manager": "示例街区管理办公室",
        "managerContact": "0971-0000000",
        "boundary": square(),
        "rules": {},
    }
    return plain | more


CHARTER = {
    "points": [{"title": "明码标价", "text": "价签齐全，不收标价以外的钱。"}],
    "adoptedBy": "示例街区商户大会",
    "effectiveOn": "2026-01-01",
}


async def make_district(name: str = "示例步行街", *, named: bool = True, **more: Any) -> Entered:
    """A district with a charter; named unless told otherwise."""
    content = msgspec.convert(body_of(name, **more), DistrictContent)
    entered = await enter_district(content, actor="test", demo=True)
    charter = msgspec.convert(CHARTER, AdoptCharter)
    await adopt_charter(entered.code, charter, actor="test")
    if named:
        await review(entered.code, "named")
    return entered


async def review(code: str, outcome: str, **more: Any) -> str:
    given = {"year": clock.today().year, "outcome": outcome, "opinion": "符合要求"} | more
    return await decide_review(code, msgspec.convert(given, DecideReview), actor="test")


_PLACE = """
UPDATE subject SET lng = $2, lat = $3, geo_precision = $4, grade = $5 WHERE id = $1
"""


async def make_shop(
    db: Connection,
    name: str = "示例面馆",
    *,
    grade: str = "A",
    place: tuple[float, float] = MIDDLE,
    precision: str = "exact",
    promise: bool = True,
) -> SubjectRow:
    """A merchant with a grade, a place and (unless told otherwise) a running promise."""
    subject = await make_subject(name, division=DIVISION, trade="餐饮")
    await db.execute(_PLACE, subject.id, *place, precision, grade)
    if promise:
        officer = await make_account("officer")
        await sign_commitment(officer.caller, subject.uscc or "", "price_pledge")
    return subject


async def make_member(db: Connection, district: Entered, grade: str = "A") -> SubjectRow:
    """A merchant that is a member already."""
    shop = await make_shop(db, f"示例{grade}店", grade=grade)
    assert await admit_members(district.id, [shop.id], actor="test") == 1
    return shop


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)
