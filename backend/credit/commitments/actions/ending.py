"""Ending a promise before its last day."""

from credit.commitments.actions.signing import SIGNING_ROLES
from credit.commitments.actions.telling import tell
from credit.commitments.queries import get_commitment, view_of
from credit.commitments.schemas import CommitmentView
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem

_WITHDRAW = """
UPDATE commitment SET withdrawn_at = $2, withdraw_reason = $3
WHERE code = $1 AND withdrawn_at IS NULL AND (valid_until IS NULL OR valid_until >= $4)
RETURNING id
"""


async def withdraw_commitment(caller: Caller, code: str, *, reason: str) -> CommitmentView:
    """End a running promise today. What was already found about it stays on the board.

    Raises Problem not-found, forbidden, or conflict when it does not run any more.
    """
    async with transaction() as held:
        commitment = await get_commitment(code)
        await access_subject(caller, commitment.uscc, roles=SIGNING_ROLES)
        values = (code, clock.now(), reason, clock.today())
        if await held.fetchval(_WITHDRAW, *values) is None:
            raise Problem("conflict", detail="这项承诺已经撤回或到期")
        await tell(caller, "commitment.withdraw", code, commitment.subject_id, {"reason": reason})
        return view_of(await get_commitment(code))
