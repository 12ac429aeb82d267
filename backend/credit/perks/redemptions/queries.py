"""Reading redemptions."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.programme.rows import terms_of
from credit.perks.redemptions.rules import OtherUse
from credit.perks.redemptions.schemas import RedemptionPage, RedemptionView

MAX_ON_BILL: Final = 20


class RedemptionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A redemption as stored, with its perk and place."""

    id: int
    public_id: UUID
    claim_id: int
    claim_public_id: UUID
    perk_id: int
    place_id: int
    place: str
    place_uscc: str
    division: str
    category: str
    terms: str
    reversal_hours: int
    bill_fen: int
    value_fen: int
    reversed_fen: int
    undone: bool
    offline: bool
    redeemed_at: datetime
    uses_left: int
    open_fen: int
    day: Any
    now: datetime

    @property
    def view(self) -> RedemptionView:
        """The receipt."""
        return RedemptionView(
            id=str(self.public_id),
            title=terms_of(self.terms).title,
            category=self.category,
            place=self.place,
            redeemed_at=self.redeemed_at,
            offline=self.offline,
            bill_fen=self.bill_fen,
            value_fen=self.value_fen,
            reversed_fen=self.reversed_fen,
            undone=self.undone,
            uses_left=self.uses_left,
            left_fen=self.open_fen,
            reversible_until=self.redeemed_at + timedelta(hours=self.reversal_hours),
        )


_SELECT: Final = """
SELECT r.id, r.public_id, r.claim_id, c.public_id AS claim_public_id, r.perk_id, r.place_id,
  s.name AS place, coalesce(s.uscc, '') AS place_uscc, r.division,
  p.category, v.terms, p.reversal_hours, r.bill_fen, r.value_fen, r.reversed_fen, r.undone,
  r.offline, r.redeemed_at, c.uses_left, c.open_fen, r.day, statement_timestamp() AS now
FROM perk_redemption r JOIN perk_claim c ON c.id = r.claim_id JOIN perk p ON p.id = r.perk_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version
JOIN subject s ON s.id = r.place_id
"""
_BY_ID: Final = f"{_SELECT} WHERE r.public_id = $1 AND r.place_id = $2"
_OF_PLACE: Final = f"""{_SELECT}
WHERE r.place_id = $1 AND ($2::bigint IS NULL OR r.id < $2) ORDER BY r.id DESC LIMIT $3
"""
_OF_CLAIM: Final = f"{_SELECT} WHERE r.claim_id = $1 ORDER BY r.id DESC LIMIT $2"
_ON_BILL: Final = """
SELECT v.terms, p.category FROM perk_redemption r JOIN perk p ON p.id = r.perk_id
JOIN perk_claim c ON c.id = r.claim_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version
WHERE r.place_id = $1 AND r.bill_no = $2 AND NOT r.undone LIMIT $3
"""


async def get_redemption(public_id: str, place_id: int) -> RedemptionRow:
    """A redemption of this place; Problem not-found for any other."""
    key = read_public_id(public_id)
    async with connection() as held:
        row = await held.fetchrow(_BY_ID, key, place_id) if key else None
    if row is None:
        raise Problem("not-found", detail="没有这笔核销")
    return RedemptionRow(**row)


async def list_redemptions(place_id: int, *, before: str, limit: int) -> RedemptionPage:
    """What a place redeemed, newest first."""
    async with connection() as held:
        rows = await held.fetch(_OF_PLACE, place_id, int(before) if before else None, limit + 1)
    found = [RedemptionRow(**row) for row in rows]
    more = len(found) > limit
    items = [row.view for row in found[:limit]]
    return RedemptionPage(items=items, next=str(found[limit - 1].id) if more else None)


async def list_uses(claim_id: int) -> list[RedemptionView]:
    """The uses of one voucher, newest first; at most 100."""
    async with connection() as held:
        rows = await held.fetch(_OF_CLAIM, claim_id, 100)
    return [RedemptionRow(**row).view for row in rows]


async def list_on_bill(place_id: int, bill_no: str) -> list[OtherUse]:
    """The perks that a bill of this place has already."""
    async with connection() as held:
        rows = await held.fetch(_ON_BILL, place_id, bill_no, MAX_ON_BILL)
    return [OtherUse(terms_of(row["terms"]).stacking, row["category"]) for row in rows]
