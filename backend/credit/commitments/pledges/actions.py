"""Making and taking back pledges: one call each, one transaction.

The audit trail tells that the person changed their pledges, never which: it cannot be deleted,
and a pledge that was taken back must be (PIPL Art. 47).
"""

from datetime import datetime
from typing import Final

from credit.commitments.pledges.queries import COUNTS_KEY, PURPOSE
from credit.commitments.pledges.texts import load_pledges, text_hash
from credit.identity.consents.queries import has_consent
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.cache import forget_on_commit
from credit.kit.db import transaction
from credit.kit.problems import Problem

# The same lock as giving and withdrawing consent: no pledge slips in beside a withdrawal.
_ACCOUNT: Final = "SELECT id FROM account WHERE public_id = $1 AND active FOR NO KEY UPDATE"
_MAKE: Final = """
INSERT INTO pledge (account_id, kind, text_version, text_hash, made_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, kind) DO NOTHING RETURNING id
"""
_TAKE_BACK: Final = """
DELETE FROM pledge p USING account a
WHERE a.id = p.account_id AND a.public_id = $1 AND p.kind = $2 RETURNING p.id
"""
_ERASE: Final = """
DELETE FROM pledge p USING account a
WHERE a.id = p.account_id AND a.public_id = $1 AND p.made_at <= $2
"""


async def make_pledge(account_id: str, kind: str, text_version: int) -> None:
    """Make a pledge; making it again changes nothing.

    Raises Problem not-found for an unknown kind, conflict when the words changed since they were
    read, consent-required without a living consent.
    """
    text = load_pledges().get(kind)
    version = text.version_on(clock.today()) if text else None
    if text is None or version is None:
        raise Problem("not-found", detail="没有这项自愿承诺")
    if version.version != text_version:
        raise Problem("conflict", detail="文字已经更新，请读过新的再承诺")
    async with transaction() as held:
        account = await held.fetchval(_ACCOUNT, read_public_id(account_id))
        if account is None:
            raise Problem("unauthenticated")
        if not await has_consent(account_id, PURPOSE):
            raise Problem("consent-required", detail="请先阅读并同意自愿承诺的同意书")
        values = (account, kind, version.version, text_hash(text, version), clock.now())
        if await held.fetchval(_MAKE, *values):
            await _tell(account_id, "pledge.make")


async def take_back_pledge(account_id: str, kind: str) -> None:
    """Delete a pledge, at once and without a reason; without one, do nothing."""
    async with transaction() as held:
        if await held.fetchval(_TAKE_BACK, read_public_id(account_id), kind):
            await _tell(account_id, "pledge.take_back")


async def erase_pledges(account_id: str, until: datetime) -> None:
    """Delete what was pledged under a consent that ended at `until`; repeating it does no harm."""
    async with transaction() as held:
        done: str = await held.execute(_ERASE, read_public_id(account_id), until)
        if done != "DELETE 0":
            await _tell(account_id, "pledge.erase")


async def _tell(account_id: str, action: str) -> None:
    forget_on_commit(COUNTS_KEY)
    await append_audit(
        actor=account_id, action=action, object_type="pledge", object_id=account_id, detail={}
    )
