"""Proposing to take a voucher back, and deciding on it: never one person alone (双人复核).

Law: 行政许可法 Art. 69 and 信赖保护 in general: what was given is taken back only with a reason
and a legal basis, told to who held it, open to review (行政复议法 Art. 20: sixty days).
"""

from typing import Final

import asyncpg

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.perks.claims.queries import ClaimRow, get_claim
from credit.perks.claims.revoking.queries import get_revocation
from credit.perks.claims.revoking.schemas import (
    DecideRevocation,
    ProposeRevocation,
    RevocationView,
)

REVOKED: Final = register_kind("perks.revoked", "权益收回")
REMEDY: Final = (
    "认为不对的，可以向作出决定的部门陈述申辩，也可以自收到之日起六十日内申请行政复议，"
    "或者六个月内提起行政诉讼。已经用过的部分不受影响。"
)
_PROPOSE: Final = """
INSERT INTO perk_revocation (public_id, claim_id, reason, legal_basis, proposed_by)
VALUES (gen_random_uuid(), $1, $2, $3, $4) RETURNING public_id::text
"""
_DECIDE: Final = """
UPDATE perk_revocation SET state = $2, decided_by = $3, decided_at = now(), note = $4
WHERE public_id = $1
"""
# The voucher is locked already; the stock row follows. What it could have cost is free again.
_REVOKE: Final = """
WITH gone AS (
  UPDATE perk_claim SET state = 'revoked', state_reason = $2, legal_basis = $3, open_fen = 0
  WHERE id = $1 AND state = 'claimed' RETURNING id, perk_id, account_id
), released AS (
  UPDATE perk_stock t SET open_fen = t.open_fen - $4 FROM gone WHERE t.perk_id = gone.perk_id
)
INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
SELECT 'revoke', perk_id, id, account_id FROM gone RETURNING id
"""


async def propose_revocation(
    caller: Caller, claim_id: str, given: ProposeRevocation, key: str
) -> RevocationView:
    """Propose to take a usable voucher back; nothing happens to it yet.

    Raises Problem not-found, or conflict: it is over, or a proposal waits.
    """

    async def effect(held: Connection) -> RevocationView:
        claim = await get_claim(claim_id, lock=True)
        if claim.state != "claimed":
            raise Problem("conflict", detail="只有还能使用的权益可以收回")
        values = (claim.id, given.reason.strip(), given.legal_basis.strip(), caller.id)
        try:
            async with held.transaction():
                made = await held.fetchval(_PROPOSE, *values)
        except asyncpg.UniqueViolationError:
            raise Problem("conflict", detail="这张权益已有一份收回建议在等待决定") from None
        await _audit(caller, "propose_revocation", claim, made)
        return await get_revocation(made)

    asked = asked_of(caller.id, "perk-revoke", key, claim_id, given)
    return await once(asked, RevocationView, effect)


async def decide_revocation(
    caller: Caller, revocation_id: str, given: DecideRevocation, key: str
) -> RevocationView:
    """Approve, which ends the voucher and tells its holder why, or refuse with a reason.

    Raises Problem not-found, forbidden for who proposed it, invalid-input, or conflict: it was
    decided before, or the voucher is over meanwhile.
    """
    if given.decision == "refuse" and not given.note.strip():
        raise Problem("invalid-input", errors=[("note", "请写明不同意的理由")])

    async def effect(held: Connection) -> RevocationView:
        claim = await get_claim((await get_revocation(revocation_id)).claim, lock=True)
        row = await get_revocation(revocation_id, lock=True)
        if row.state != "proposed":
            raise Problem("conflict", detail="这份收回建议已经有了决定")
        if row.proposed_by == caller.id:
            raise Problem("forbidden", detail="提出收回的人不能自己决定")
        state = "approved" if given.decision == "approve" else "refused"
        await held.execute(_DECIDE, row.id, state, caller.id, given.note.strip())
        if state == "approved":
            await _revoke(held, claim, row)
        await _audit(caller, f"revocation_{state}", claim, row.id)
        return await get_revocation(row.id)

    asked = asked_of(caller.id, "perk-revocation", key, revocation_id, given)
    return await once(asked, RevocationView, effect)


async def _revoke(held: Connection, claim: ClaimRow, row: RevocationView) -> None:
    values = (claim.id, row.reason, row.legal_basis, claim.open_fen)
    if await held.fetchval(_REVOKE, *values) is None:
        raise Problem("conflict", detail="这张权益已经用完、退回或者过期，不用再收回")
    message = Message(
        kind=REVOKED,
        title="您的一张权益被收回",
        body=f"{claim.terms.title}。理由：{row.reason}。依据：{row.legal_basis}。{REMEDY}",
        link="/inbox",
    )
    holder = str(claim.account_public_id)
    await tell_account(holder, message, dedupe=f"perk-revoked:{claim.public_id}")


async def _audit(caller: Caller, step: str, claim: ClaimRow, revocation_id: str) -> None:
    await append_audit(
        actor=caller.id,
        action=f"perk.{step}",
        object_type="perk_claim",
        object_id=str(claim.public_id),
        detail={"revocation": revocation_id},
    )
