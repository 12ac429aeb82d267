"""Conditions after the claim (复核条件): looked at again only where its terms said so then.

For merchants only, and only while a voucher was never used: what was used stays used, and what
was claimed under terms without it is kept to its end. People keep what they claimed.
"""

from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_owners
from credit.kit import clock
from credit.kit.db import connection, transaction
from credit.perks.claims.queries import ClaimRow, get_claim
from credit.perks.programme.facts import facts_of_merchant
from credit.perks.programme.rules.eligibility import explain

ENDED: Final = register_kind("perks.ended", "权益失效")
MAX_AT_ONCE: Final = 500
_DUE: Final = """
SELECT c.id, c.public_id::text AS claim, coalesce(s.uscc, '') AS uscc
FROM perk_claim c JOIN subject s ON s.id = c.subject_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version
WHERE c.id > $1 AND c.state = 'claimed' AND v.terms::jsonb ->> 'grace' = 'recheck'
  AND NOT EXISTS (SELECT FROM perk_redemption r WHERE r.claim_id = c.id AND NOT r.undone)
ORDER BY c.id LIMIT $2
"""
# The voucher is locked already; the stock row follows, as everywhere.
_END: Final = """
WITH gone AS (
  UPDATE perk_claim SET state = 'expired', state_reason = $2, open_fen = 0
  WHERE id = $1 AND state = 'claimed'
    AND NOT EXISTS (SELECT FROM perk_redemption WHERE claim_id = $1 AND NOT undone)
  RETURNING id, perk_id, account_id
), released AS (
  UPDATE perk_stock t SET open_fen = t.open_fen - $3 FROM gone WHERE t.perk_id = gone.perk_id
)
INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
SELECT 'expire', perk_id, id, account_id FROM gone RETURNING id
"""


async def find_lapsed_condition(claim: ClaimRow) -> str:
    """The first condition that a merchant met at the claim and meets no more; else empty."""
    if claim.terms.grace != "recheck" or claim.subject_id is None:
        return ""
    today = clock.day_of(claim.now)
    facts = await facts_of_merchant(claim.subject_id, today)
    answer = explain(claim.terms.eligibility, facts, today)
    if answer.eligible:
        return ""
    first = next(check for check in answer.checks if not check.met)
    return f"{first.condition}：{first.found}"


async def recheck_claims() -> int:
    """Ends unused vouchers whose merchants meet the conditions no more; returns how many."""
    last, total = 0, 0
    while True:
        async with connection() as held:
            due = await held.fetch(_DUE, last, MAX_AT_ONCE)
        for row in due:
            total += await _recheck(row)
        if len(due) < MAX_AT_ONCE:
            return total
        last = due[-1]["id"]


async def _recheck(row: Any) -> int:
    """1 when the voucher ended: its money is free again, and its owners are told why."""
    async with transaction() as held:
        claim = await get_claim(row["claim"], lock=True)
        lapsed = await find_lapsed_condition(claim)
        if not lapsed:
            return 0
        reason = f"领取时约定的条件不再满足（{lapsed}）"[:300]
        if await held.fetchval(_END, claim.id, reason, claim.open_fen) is None:
            return 0
        message = Message(
            kind=ENDED,
            title="一张没有用过的权益失效了",
            body=f"{claim.terms.title}：{reason}。条件恢复后可以再领；认为记录有误的，可以提出异议。",
            link="/inbox",
        )
        await tell_owners(row["uscc"], message, dedupe=f"perk-ended:{claim.public_id}")
    return 1
