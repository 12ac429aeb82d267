"""News of a change: the badges of members show the district, so they are told after the commit."""

from typing import Any, Final

from credit.kit.audit import append_audit
from credit.kit.db import connection
from credit.kit.jobs import enqueue

SUBJECTS_A_JOB: Final = 500
_MEMBERS = """
SELECT subject_id FROM district_member WHERE district_id = ANY($1) AND status = 'admitted'
ORDER BY subject_id
"""


async def forget_subjects(subject_ids: list[int]) -> None:
    """The pages and verdicts of these merchants are read anew."""
    for start in range(0, len(subject_ids), SUBJECTS_A_JOB):
        ids = subject_ids[start : start + SUBJECTS_A_JOB]
        await enqueue("codes.forget", {"subject_ids": ids})


async def forget_members(district_ids: list[int]) -> None:
    """The same for all members of these districts."""
    async with connection() as held:
        rows = await held.fetch(_MEMBERS, district_ids)
    await forget_subjects([row["subject_id"] for row in rows])


async def audit(actor: str, action: str, code: str, detail: dict[str, Any]) -> None:
    """The audit entry of a change to a district; last, as its lock makes other writers wait."""
    await append_audit(
        actor=actor,
        action=f"district.{action}",
        object_type="credit_district",
        object_id=code,
        detail=detail,
    )
