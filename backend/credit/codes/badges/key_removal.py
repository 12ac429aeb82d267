"""What becomes of badges whose signing key was taken out of the trust bundle."""

from collections.abc import Sequence
from typing import Final

from credit.codes.badges.actions import CHUNK, issue_badges
from credit.codes.badges.queries import list_wanted
from credit.codes.trust.publishing import request_publication
from credit.codes.verdicts.cache import forget_subjects
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import transaction

REMOVED_KEY_REASON: Final = "签名密钥已停用，请打印新码"
REMOVED_KEY_BASIS: Final = "技术原因：签名密钥停用，与商户信用无关"
# A suspended one stays so: its shop must not get a new badge by this.
_REVOKE = """
UPDATE badge SET status = 'revoked', status_reason = $3, status_at = $4, status_basis = $5
WHERE subject_id = ANY($1) AND kid = $2 AND expires_at > $4 AND status IN ('active', 'replaced')
RETURNING id
"""


async def replace_dead_badges(subject_ids: Sequence[int], kid: int) -> int:
    """Revoke what a removed key signed for these subjects and sign anew; how many were dead.

    In one transaction for each 250 subjects, so no shop is without a code in between.
    """
    ids = sorted(set(subject_ids))
    return sum([await _replace(ids[n : n + CHUNK], kid) for n in range(0, len(ids), CHUNK)])


async def _replace(subject_ids: list[int], kid: int) -> int:
    async with transaction() as held:
        await list_wanted(subject_ids)  # locks them
        dead = await held.fetch(
            _REVOKE, subject_ids, kid, REMOVED_KEY_REASON, clock.now(), REMOVED_KEY_BASIS
        )
        await forget_subjects(subject_ids)
        await request_publication()
        await issue_badges(subject_ids)
        await append_audit(
            actor="system",
            action="badge.key_removed",
            object_type="signing_key",
            object_id=str(kid),
            detail={"revoked": len(dead), "subjects": len(subject_ids)},
        )
    return len(dead)
