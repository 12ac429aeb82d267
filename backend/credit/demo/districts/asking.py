"""Open applications, and merchants that are out again: dated back, which no action can."""

from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from credit.demo.districts.choosing import Choice, Shop
from credit.demo.districts.plans import DistrictPlan, charters_of
from credit.demo.districts.writing import ACTOR, STATEMENTS, morning_of
from credit.districts.rules.entering import Host, Place, Standing, check_entry
from credit.kit import clock
from credit.kit.db import Connection

LEFT: Final = "店铺搬迁，自愿退出"
REFUSED: Final = "等级未达到入街规则，请先修复信用后再申请"
_MEMBER = """
INSERT INTO district_member (district_id, subject_id, status, charter_version, statement, checks,
  applied_by, applied_at, decided_by, decided_at, reason, basis, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


class Past(NamedTuple):
    """What came of an application: its days, and how it ended if it did."""

    status: str
    applied_on: date
    decided_on: date | None = None
    reason: str = ""
    basis: str = ""
    ended_on: date | None = None


async def write_others(
    held: Connection, plan: DistrictPlan, district_id: int, choice: Choice
) -> None:
    """Insert those who ask, left or were refused."""
    rows = [_row(plan, district_id, shop, past) for shop, past in _pasts(plan, choice)]
    await held.executemany(_MEMBER, rows)


def _pasts(plan: DistrictPlan, choice: Choice) -> list[tuple[Shop, Past]]:
    today, chance = clock.today(), plan.rng
    pasts = [
        (shop, Past("applied", today - timedelta(days=chance.randint(1, 6))))
        for shop in choice.applied
    ]
    asked = today - timedelta(days=chance.randint(190, 320))
    decided = asked + timedelta(days=chance.randint(2, 12))
    ended = decided + timedelta(days=chance.randint(30, 120))
    gone = Past("left", asked, decided, LEFT, "", ended)
    refused = Past("refused", asked, decided, REFUSED, f"《{plan.name}入街规则》", decided)
    pasts += [(shop, gone) for shop in choice.left]
    return pasts + [(shop, refused) for shop in choice.refused]


def _row(plan: DistrictPlan, district_id: int, shop: Shop, past: Past) -> tuple[Any, ...]:
    version = len(charters_of(plan)) if past.status == "applied" else 1
    host = Host(plan.name, plan.rules, version, demo=True)
    standing = Standing(shop.grade, shop.promises, 0, Place("exact", True), True, version)
    checks = msgspec.json.encode(check_entry(host, standing)).decode()
    return (
        district_id, shop.id, past.status, version, plan.rng.choice(STATEMENTS), checks, ACTOR,
        _moment(past.applied_on), ACTOR if past.decided_on else "", _moment(past.decided_on),
        past.reason, past.basis, _moment(past.ended_on),
    )  # fmt: skip


def _moment(day: date | None) -> datetime | None:
    return morning_of(day) if day else None
