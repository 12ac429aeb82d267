"""Ending sessions."""

from uuid import UUID

from credit.identity.queries import read_public_id
from credit.identity.sessions import end_access_tokens, end_family
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.problems import Problem

_OWN = """
SELECT s.family FROM sign_in_session s JOIN account a ON a.id = s.account_id
WHERE a.public_id = $1 AND s.family = $2 AND s.ended_at IS NULL
"""
_END_ALL = """
WITH gone AS (
  UPDATE sign_in_session SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL
)
UPDATE refresh_token SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL
"""
_ACCOUNT = "SELECT id FROM account WHERE public_id = $1 FOR NO KEY UPDATE"


async def end_one(account_id: str, session: UUID) -> None:
    """End one of the account's sessions; Problem not-found for none of theirs."""
    async with transaction() as held:
        family = await held.fetchval(_OWN, read_public_id(account_id), session)
        if family is None or await end_family(held, family) is None:
            raise Problem("not-found", detail="这台设备已经退出")
        await _audit(account_id, "session.end")


async def end_all(account_id: str) -> None:
    """Sign out everywhere, here too."""
    async with transaction() as held:
        account = await held.fetchval(_ACCOUNT, read_public_id(account_id))
        if account is None:
            raise Problem("unauthenticated")
        await held.execute(_END_ALL, account, clock.now())
        await end_access_tokens(held, account)
        await _audit(account_id, "session.end_all")


async def _audit(account_id: str, action: str) -> None:
    await append_audit(
        actor=account_id, action=action, object_type="account", object_id=account_id, detail={}
    )
