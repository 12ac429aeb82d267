"""Reading vouchers."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.claims.rules import POLICIES, STATE_NAMES, State
from credit.perks.claims.schemas import ClaimPage, ClaimView
from credit.perks.programme.rows import terms_of
from credit.perks.programme.rules.terms import Terms

Which = Literal["usable", "past", "all"]


class ClaimRow(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher as stored, with the terms under which it was claimed."""

    id: int
    public_id: UUID
    perk_id: int
    perk_public_id: UUID
    audience: Literal["citizen", "merchant"]
    provider_id: int
    category: str
    terms: Terms
    value_fen: int
    reversal_hours: int
    account_id: int
    account_public_id: UUID
    subject_id: int | None
    state: State
    claimed_at: datetime
    usable_until: datetime
    reserved_until: datetime | None
    uses_left: int
    next_use: int
    state_reason: str
    legal_basis: str
    open_fen: int
    anchor: bytes | None
    anchor_from: int | None
    now: datetime

    @property
    def use_fen(self) -> int:
        """The most that one use may take off."""
        return min(self.terms.benefit.value_fen, self.open_fen)


_COLUMNS: Final = """
  c.id, c.public_id, c.perk_id, p.public_id AS perk_public_id, p.audience, p.provider_id,
  p.category, v.terms, p.value_fen, p.reversal_hours, c.account_id,
  a.public_id AS account_public_id, c.subject_id, c.state, c.claimed_at, c.usable_until,
  c.reserved_until, c.uses_left, c.next_use, c.state_reason, c.legal_basis, c.open_fen, c.anchor,
  c.anchor_from,  statement_timestamp() AS now
FROM perk_claim c JOIN perk p ON p.id = c.perk_id JOIN account a ON a.id = c.account_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version"""
_BY_ID: Final = f"SELECT {_COLUMNS} WHERE c.public_id = $1"
_LOCK: Final = "SELECT FROM perk_claim WHERE public_id = $1 FOR UPDATE"
_PAGE: Final = """
SELECT c.public_id, p.public_id::text AS perk, v.terms, c.state, c.claimed_at, c.usable_until,
  c.reserved_until, c.uses_left, c.open_fen, c.state_reason, c.legal_basis, c.id,
  statement_timestamp() AS now
FROM perk_claim c JOIN account a ON a.id = c.account_id JOIN perk p ON p.id = c.perk_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version
WHERE {whose} AND ($2::bigint IS NULL OR c.id < $2)
  AND CASE $3 WHEN 'usable' THEN c.state = 'claimed' AND c.usable_until > now()
        OR c.state = 'reserved' AND c.reserved_until > now()
      WHEN 'past' THEN c.state NOT IN ('claimed', 'reserved') OR c.usable_until <= now()
        OR c.state = 'reserved' AND c.reserved_until <= now()
      ELSE true END
ORDER BY c.id DESC LIMIT $4
"""
_OF_ACCOUNT: Final = _PAGE.format(whose="a.public_id = $1")
_OF_SHOP: Final = _PAGE.format(whose="c.subject_id = $1")
_ACTS: Final = """
SELECT EXISTS (SELECT FROM account_subject g JOIN account a ON a.id = g.account_id
  JOIN subject s ON s.uscc = g.subject_uscc
  WHERE a.public_id = $1 AND a.active AND s.id = $2 AND g.role = 'owner')
"""


async def get_claim(public_id: str, *, lock: bool = False) -> ClaimRow:
    """The voucher, locked for a change on request; Problem not-found."""
    key = read_public_id(public_id)
    async with connection() as held:
        if lock:  # a statement of its own, so that what is read after it is not older
            await held.execute(_LOCK, key)
        row = await held.fetchrow(_BY_ID, key) if key else None
    if row is None:
        raise Problem("not-found", detail="没有这张权益凭证")
    values = dict(row) | {"terms": terms_of(row["terms"])}
    return ClaimRow(**values)


async def get_own_claim(account: str, public_id: str, *, lock: bool = False) -> ClaimRow:
    """A voucher of the account (public id), or of a shop that it owns today.

    Problem not-found for any other one: a shop's voucher leaves with who no longer acts for it.
    """
    claim = await get_claim(public_id, lock=lock)
    if claim.subject_id is None:
        may_see = str(claim.account_public_id) == account
    else:
        async with connection() as held:
            may_see = await held.fetchval(_ACTS, read_public_id(account), claim.subject_id)
    if not may_see:
        raise Problem("not-found", detail="没有这张权益凭证")
    return claim


async def list_claims(
    account: str, which: Which, *, before: str, limit: int, shop: int | None = None
) -> ClaimPage:
    """The account's vouchers, or with `shop` those of a subject, newest first."""
    place = int(before) if before else None
    sql, whose = (_OF_SHOP, shop) if shop else (_OF_ACCOUNT, read_public_id(account))
    async with connection() as held:
        rows = await held.fetch(sql, whose, place, which, limit + 1)
    items = [
        view_of_row(row, row["perk"], terms_of(row["terms"]), row["now"]) for row in rows[:limit]
    ]
    return ClaimPage(items=items, next=str(rows[limit - 1]["id"]) if len(rows) > limit else None)


def view_of_row(row: Any, perk: str, terms: Terms, now: datetime | None = None) -> ClaimView:
    """A voucher for its holder; what has run out says so even before a job has noted it."""
    state: State = row["state"]
    if now and state == "reserved" and row["reserved_until"] <= now:
        state = "lapsed"
    if now and state == "claimed" and row["usable_until"] <= now:
        state = "expired"
    return ClaimView(
        id=str(row["public_id"]),
        perk=perk,
        title=terms.title,
        state=state,
        state_name=STATE_NAMES[state],
        claimed_at=row["claimed_at"],
        usable_until=row["usable_until"],
        reserved_until=row["reserved_until"],
        uses_left=row["uses_left"],
        open_fen=row["open_fen"],
        benefit=terms.benefit.kind,
        policy=POLICIES[terms.grace],
        reason=row["state_reason"],
        legal_basis=row["legal_basis"],
    )


def view_of(claim: ClaimRow) -> ClaimView:
    """A stored voucher for its holder."""
    row = msgspec.structs.asdict(claim)
    return view_of_row(row, str(claim.perk_public_id), claim.terms, claim.now)
