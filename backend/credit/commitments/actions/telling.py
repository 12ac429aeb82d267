"""News of a commitment for the slices above, and the audit entry."""

from typing import Any

from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.jobs import enqueue


async def tell(
    caller: Caller, action: str, code: str, subject_id: int, detail: dict[str, Any]
) -> None:
    """News for the slices above (grade and cached pages may change), then the audit entry.

    The entry comes last: its lock makes every other writer wait until we commit.
    """
    await enqueue("evaluation.recompute", {"subject_ids": [subject_id]})
    await enqueue("codes.refresh", {"subject_ids": [subject_id]})
    await append_audit(
        actor=caller.id, action=action, object_type="commitment", object_id=code, detail=detail
    )
