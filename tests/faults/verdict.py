"""What must hold after, and during, a fault run; each broken law is one line of text."""

from typing import Any, Final

from credit.kit.db import connection
from credit.perks.attempts.recording import broken_seal, seal_attempts
from credit.perks.ledger.reconciling import list_differences
from faults.linear import TooLarge, is_linearizable
from faults.players import Told
from faults.stage import Stage
from faults.voucher_model import perk_model

_OVERSOLD: Final = """
SELECT p.public_id::text AS perk, t.issued, count(c.id) AS given FROM perk p
JOIN perk_stock t ON t.perk_id = p.id JOIN perk_claim c ON c.perk_id = p.id
WHERE c.state NOT IN ('cancelled', 'lapsed') GROUP BY p.id, t.issued HAVING count(c.id) > t.issued
"""
_TWICE: Final = """
SELECT c.public_id::text AS claim, count(*) FILTER (WHERE NOT r.undone) AS uses, p.uses AS allowed
FROM perk_redemption r JOIN perk_claim c ON c.id = r.claim_id JOIN perk p ON p.id = c.perk_id
GROUP BY c.id, p.uses HAVING count(*) FILTER (WHERE NOT r.undone) > p.uses
"""
_CLAIMS: Final = """
SELECT c.public_id::text AS id, p.public_id::text AS perk, a.public_id::text AS account, c.state
FROM perk_claim c JOIN perk p ON p.id = c.perk_id JOIN account a ON a.id = c.account_id
"""
_USES: Final = """
SELECT r.public_id::text AS id, c.public_id::text AS claim, r.undone
FROM perk_redemption r JOIN perk_claim c ON c.id = r.claim_id
"""
_BALANCE: Final = "SELECT coalesce(sum(amount_fen), 0) FROM ledger_entry"


async def broken_laws(stage: Stage, told: Told) -> list[str]:
    """Every law that does not hold now that all is quiet; empty when all do."""
    async with connection() as held:
        broken = [f"oversold: {dict(row)}" for row in await held.fetch(_OVERSOLD)]
        broken += [f"used too often: {dict(row)}" for row in await held.fetch(_TWICE)]
        claims = {row["id"]: row for row in await held.fetch(_CLAIMS)}
        uses = {row["id"]: row for row in await held.fetch(_USES)}
        balance = await held.fetchval(_BALANCE)
    broken += _lost(told, claims, uses)
    broken += [f"the ledger adds up to {balance}"] if balance else []
    broken += [f"differs: {each}" for each in await list_differences()]
    broken += told.contradictions
    await seal_attempts()
    broken += ["an attempt was changed"] if await broken_seal() else []
    return broken


def _lost(told: Told, claims: dict[str, Any], uses: dict[str, Any]) -> list[str]:
    """Acknowledged and yet not there, or not as acknowledged."""
    broken: list[str] = []
    for claim, (perk, account) in told.claims.items():
        row = claims.get(claim)
        if row is None or (row["perk"], row["account"]) != (perk, account):
            broken.append(f"acknowledged claim lost: {claim}")
    for claim in told.cancelled:
        if claims[claim]["state"] not in ("cancelled", "lapsed"):
            broken.append(f"acknowledged return lost: {claim}")
    for use, claim in told.redemptions.items():
        if use not in uses or uses[use]["claim"] != claim:
            broken.append(f"acknowledged redemption lost: {use}")
    broken += [f"acknowledged reversal lost: {u}" for u in told.reversals if not uses[u]["undone"]]
    return broken


def check_histories(stage: Stage, told: Told) -> tuple[int, list[str]]:
    """(histories found linearizable, what is wrong with others)."""
    stocks = {perk.id: perk.stock for perk in stage.perks}
    good, broken = 0, []
    for perk, history in told.histories.items():
        try:
            if is_linearizable(history, perk_model(stocks[perk])):
                good += 1
            else:
                broken.append(
                    f"not linearizable: {perk}: {sorted(history, key=lambda o: o.called)}"
                )
        except TooLarge:
            broken.append(f"too large to check: {perk} ({len(history)} operations)")
    return good, broken
