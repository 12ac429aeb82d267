"""A case as stored, and the way to one."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.identity.queries import access_subject, read_public_id
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.reviews.rule_file import AnomalyRule, rule_of
from credit.perks.reviews.rules import STATE_NAMES, State
from credit.perks.reviews.schemas import ReviewCard


class ReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its shop, if it is about one."""

    id: int
    public_id: UUID
    rule: str
    rule_from: date
    place_id: int | None
    place: str
    uscc: str
    seen: int
    floor: int
    first_at: datetime
    last_at: datetime
    state: State
    outcome: str
    reply_due: date | None
    hold_id: int | None
    opened_at: datetime
    closed_at: datetime | None
    demo: bool

    @property
    def terms(self) -> AnomalyRule:
        """The rule under which it was opened."""
        return rule_of(self.rule, self.rule_from)

    @property
    def card(self) -> ReviewCard:
        """The case for a list."""
        rule = self.terms
        return ReviewCard(
            id=str(self.public_id),
            rule=self.rule,
            rule_name=rule.name,
            about=rule.about,
            state=self.state,
            state_name=STATE_NAMES[self.state],
            outcome=self.outcome,
            place=self.place,
            uscc=self.uscc,
            seen=self.seen,
            floor=self.floor,
            minutes=rule.minutes,
            first_at=self.first_at,
            last_at=self.last_at,
            opened_at=self.opened_at,
            reply_due=self.reply_due,
            demo=self.demo,
        )


SELECT: Final = """
SELECT v.id, v.public_id, v.rule, v.rule_from, v.place_id, coalesce(s.name, '') AS place,
  coalesce(s.uscc, '') AS uscc, v.seen, v.floor, v.first_at, v.last_at, v.state, v.outcome,
  v.reply_due, v.hold_id, v.opened_at, v.closed_at, v.demo
FROM perk_review v LEFT JOIN subject s ON s.id = v.place_id
"""
_ONE: Final = f"{SELECT} WHERE v.public_id = $1"
_LOCK: Final = "SELECT FROM perk_review WHERE public_id = $1 FOR UPDATE"
# What a shop is told of: it was asked, or its payout was held.
TOLD: Final = """EXISTS (SELECT FROM perk_review_step p
  WHERE p.review_id = v.id AND p.action IN ('ask', 'approve'))"""
_OF_SHOP: Final = f"{SELECT} WHERE v.public_id = $1 AND v.place_id = $2 AND {TOLD}"


async def get_review(public_id: str, *, lock: bool = False) -> ReviewRow:
    """The case, locked for a change on request; Problem not-found."""
    key = read_public_id(public_id)
    async with connection() as held:
        if lock:
            await held.execute(_LOCK, key)
        return _row(await held.fetchrow(_ONE, key) if key else None)


async def reach_review(caller: Caller, public_id: str) -> ReviewRow:
    """The case, locked, for an officer who may act on its shop; Problem not-found or forbidden."""
    row = await get_review(public_id, lock=True)
    if row.uscc:
        await access_subject(caller, row.uscc, roles=())
    return row


async def get_shop_review_row(public_id: str, place_id: int, *, lock: bool = False) -> ReviewRow:
    """A case that this shop was told of; Problem not-found for any other."""
    key = read_public_id(public_id)
    async with connection() as held:
        if lock:
            await held.execute(_LOCK, key)
        return _row(await held.fetchrow(_OF_SHOP, key, place_id) if key else None)


def _row(row: Any) -> ReviewRow:
    if row is None:
        raise Problem("not-found", detail="没有这件核查")
    return ReviewRow(**row)
