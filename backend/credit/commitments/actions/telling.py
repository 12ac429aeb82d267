"""News of a commitment for the slices above, and the audit entry."""

from typing import Any

from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.jobs import enqueue

SUBJECTS_A_JOB = 500


async def tell_subjects(subject_ids: list[int]) -> None:
    """The slices above learn that grades and cached pages of these subjects may change."""
    ids = sorted(set(subject_ids))
    for start in range(0, len(ids), SUBJECTS_A_JOB):
        chunk = {"subject_ids": ids[start : start + SUBJECTS_A_JOB]}
        await enqueue("evaluation.recompute", chunk)
        await enqueue("codes.refresh", chunk)


async def tell(
    caller: Caller, action: str, code: str, subject_id: int, detail: dict[str, Any]
) -> None:
    """News of one subject, then the audit entry.

    The entry comes last: its lock makes every other writer wait until we commit.
    """
    await tell_subjects([subject_id])
    await append_audit(
        actor=caller.id, action=action, object_type="commitment", object_id=code, detail=detail
    )
