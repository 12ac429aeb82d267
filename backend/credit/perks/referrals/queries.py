"""Reading referrals: the shop's own, and what is open to a bank."""

from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec

from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.referrals.copying import open_copy
from credit.perks.referrals.rules import STATE_NAMES, Particular, State, state_of
from credit.perks.referrals.schemas import (
    ReceivedReferral,
    ReceivedReferrals,
    ReferralCard,
    ReferralList,
    ReferralLookup,
    ReferralView,
)

MAX_OWN: Final = 50
MAX_RECEIVED: Final = 100
MAX_LOOKUPS: Final = 100
UNKNOWN: Final = "没有这份推荐"
# A referral is open while it is not withdrawn, its day has not come and its voucher is usable.
_SELECT: Final = """
SELECT r.id, r.number, r.subject_id, r.bank_id, b.name AS bank, coalesce(b.uscc, '') AS bank_uscc,
  s.uscc AS shop_uscc, v.terms::jsonb ->> 'title' AS title, r.particulars, r.text_version,
  r.shared_sealed, r.given_by, r.given_at, r.ends_on, r.withdrawn_at,
  c.public_id::text AS claim, c.state AS claim_state,
  c.state = 'claimed' AND c.usable_until > now() AS usable,
  (SELECT count(*)::int FROM perk_referral_lookup l WHERE l.referral_id = r.id) AS lookups
FROM perk_referral r JOIN subject b ON b.id = r.bank_id JOIN subject s ON s.id = r.subject_id
JOIN perk_claim c ON c.id = r.claim_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version
"""
_BY_NUMBER: Final = f"{_SELECT} WHERE r.number = $1"
_LOCK: Final = "SELECT FROM perk_referral WHERE number = $1 FOR NO KEY UPDATE"
_OWN: Final = f"{_SELECT} WHERE r.subject_id = $1 ORDER BY r.id DESC LIMIT $2"
_RECEIVED: Final = f"""{_SELECT}
WHERE r.bank_id = $1 AND r.withdrawn_at IS NULL AND r.ends_on >= $2 AND c.state = 'claimed'
  AND c.usable_until > now()
ORDER BY r.id DESC LIMIT $3
"""
_LOOKUPS: Final = """
SELECT at FROM perk_referral_lookup WHERE referral_id = $1 ORDER BY id DESC LIMIT $2
"""


class ReferralRow(msgspec.Struct, frozen=True, kw_only=True):
    """A referral as stored, with the state of its voucher and how often it was opened."""

    id: int
    number: str
    subject_id: int
    bank_id: int
    bank: str
    bank_uscc: str
    shop_uscc: str
    title: str
    particulars: str
    text_version: str
    shared_sealed: bytes | None
    given_by: str
    given_at: datetime
    ends_on: date
    withdrawn_at: datetime | None
    claim: str
    claim_state: str
    usable: bool
    lookups: int

    @property
    def state(self) -> State:
        """How it stands now."""
        return state_of(
            withdrawn=self.withdrawn_at is not None,
            usable=self.usable,
            ends_on=self.ends_on,
            today=clock.today(),
        )


async def get_referral(
    number: str, party: Literal["shop", "bank"], subject_id: int, *, lock: bool = False
) -> ReferralRow:
    """A referral of this shop or to this bank; Problem not-found for any other."""
    async with connection() as held:
        if lock:
            await held.execute(_LOCK, number)
        row: Any = await held.fetchrow(_BY_NUMBER, number)
    owner = row and row["subject_id" if party == "shop" else "bank_id"]
    if owner != subject_id:
        raise Problem("not-found", detail=UNKNOWN)
    return ReferralRow(**row)


async def list_own(shop: int) -> ReferralList:
    """A shop's referrals, newest first."""
    async with connection() as held:
        rows = await held.fetch(_OWN, shop, MAX_OWN)
    return ReferralList(items=[card_of(ReferralRow(**row)) for row in rows])


async def list_received(bank: int) -> ReceivedReferrals:
    """What a bank may open now; whose they are is told by opening them."""
    async with connection() as held:
        rows = await held.fetch(_RECEIVED, bank, clock.today(), MAX_RECEIVED)
    names = ("number", "title", "given_at", "ends_on", "lookups")
    items = [ReceivedReferral(**{name: row[name] for name in names}) for row in rows]
    return ReceivedReferrals(items=items)


async def read_own(number: str, shop: int) -> ReferralView:
    """A referral in full for its shop: what was shared, and who looked when."""
    row = await get_referral(number, "shop", shop)
    async with connection() as held:
        looked = await held.fetch(_LOOKUPS, row.id, MAX_LOOKUPS)
    return ReferralView(
        card=card_of(row),
        text_version=row.text_version,
        shared=await open_copy(row.given_by, row.number, row.shared_sealed),
        lookups=[ReferralLookup(bank=row.bank, at=each["at"]) for each in looked],
    )


def card_of(row: ReferralRow) -> ReferralCard:
    """A referral for its shop's list."""
    return ReferralCard(
        number=row.number,
        bank=row.bank,
        title=row.title,
        state=row.state,
        state_name=STATE_NAMES[row.state],
        particulars=msgspec.json.decode(row.particulars, type=list[Particular]),
        given_at=row.given_at,
        ends_on=row.ends_on,
        withdrawn_at=row.withdrawn_at,
        lookups=row.lookups,
        claim=row.claim,
    )
