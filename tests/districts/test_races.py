"""Officers and merchants write at the same moment: one wins, the other is told."""

import asyncio

import msgspec
import pytest

from credit.districts.actions.deciding import decide_membership
from credit.districts.actions.describing import edit_district, enter_district
from credit.districts.actions.joining import apply_for_membership, end_membership
from credit.districts.schemas.inputs import (
    ApplyForMembership,
    DecideMembership,
    DistrictContent,
    EditDistrict,
)
from credit.kit.db import acquire
from credit.kit.problems import Problem
from districts.world import body_of, make_district, make_shop, review, square
from factories.accounts import make_account

pytestmark = pytest.mark.usefixtures("committed_db")
ADMIT = DecideMembership(admit=True)


def outcomes(done: list[object]) -> list[str]:
    """What each writer was told: its problem's slug, or fine."""
    assert all(isinstance(one, Problem) or not isinstance(one, BaseException) for one in done), done
    return sorted(one.slug if isinstance(one, Problem) else "fine" for one in done)


async def test_serials_are_given_once() -> None:
    contents = [
        msgspec.convert(body_of(f"示例{n}街", boundary=square(101.70 + n / 100, 36.55)),
                        DistrictContent)
        for n in range(5)
    ]  # fmt: skip
    done = await asyncio.gather(*(enter_district(content, actor="test") for content in contents))
    assert sorted(one.code for one in done) == [f"63010300{n}" for n in range(1, 6)]


async def test_the_same_ground_is_given_once() -> None:
    contents = [msgspec.convert(body_of(f"示例{n}街"), DistrictContent) for n in range(3)]
    writers = (enter_district(content, actor="test") for content in contents)
    done = await asyncio.gather(*writers, return_exceptions=True)
    assert outcomes(list(done)) == ["fine", "invalid-input", "invalid-input"]


async def test_one_of_two_edits() -> None:
    district = await make_district()
    edits = [
        msgspec.convert(body_of(f"示例{n}街") | {"revision": 1, "reason": "改"}, EditDistrict)
        for n in range(4)
    ]
    writers = (edit_district(district.code, edit, actor="test") for edit in edits)
    done = await asyncio.gather(*writers, return_exceptions=True)
    assert outcomes(list(done)) == ["conflict", "conflict", "conflict", "fine"]


async def test_a_merchant_is_admitted_once() -> None:
    """Two districts whose officers decide at the same moment."""
    officer = (await make_account("officer")).caller
    rules = {"inside": False}
    async with acquire() as db:
        shop = await make_shop(db)
    owner = (await make_account(owns=shop.uscc or "")).caller
    keys = []
    for place in range(2):
        boundary = square(101.73 + place / 100, 36.6)
        district = await make_district(f"示例{place}街", rules=rules, boundary=boundary)
        given = ApplyForMembership(district=district.code, charter_version=1)
        keys.append(await apply_for_membership(owner, shop.uscc or "", given))
    writers = (decide_membership(officer, key, ADMIT) for key in keys)
    done = await asyncio.gather(*writers, return_exceptions=True)
    assert outcomes(list(done)) == ["conflict", "fine"]


async def test_everything_at_once_to_one_district() -> None:
    """Applications, decisions, withdrawals and a strike-off end without anybody stuck."""
    officer = (await make_account("officer")).caller
    district = await make_district()
    async with acquire() as db:
        shops = [await make_shop(db) for _ in range(6)]
    owners = [(await make_account(owns=shop.uscc or "")).caller for shop in shops]
    given = ApplyForMembership(district=district.code, charter_version=1)
    applied = await asyncio.gather(
        *(apply_for_membership(o, s.uscc or "", given) for o, s in zip(owners, shops, strict=True))
    )
    done = await asyncio.gather(
        *(decide_membership(officer, key, ADMIT) for key in applied[:4]),
        *(end_membership(o, s.uscc or "", key)
          for o, s, key in zip(owners, shops, applied, strict=True)),
        review(district.code, "struck_off"),
        return_exceptions=True,
    )  # fmt: skip
    assert set(outcomes(list(done))) <= {"fine", "conflict"}
    async with acquire() as db:
        left = await db.fetchval(
            "SELECT count(*) FROM district_member WHERE status IN ('applied', 'admitted')"
        )
    assert left == 0
