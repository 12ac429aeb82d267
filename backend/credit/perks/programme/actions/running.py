"""Pausing, resuming and ending a perk. Vouchers that people hold stay good."""

from datetime import datetime
from typing import Final, Literal

from credit.identity.queries import access_subject
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.perks.availability import forget_perk
from credit.perks.programme.absences import find_rest
from credit.perks.programme.rows import PerkRow, get_perk

TELL_ENDED: Final = "perks.tell_ended"
Step = Literal["pause", "resume", "end"]
_EDGES: Final[dict[Step, tuple[tuple[str, ...], str]]] = {
    "pause": (("running",), "paused"),
    "resume": (("paused",), "running"),
    "end": (("running", "paused"), "ended"),
}
# Who takes stock holds this row and reads the status after it.
_LOCK_STOCK: Final = "SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE"
_MOVE: Final = """
UPDATE perk SET status = $2, status_reason = $3 WHERE id = $1 AND status = ANY($4)
RETURNING statement_timestamp()
"""


async def tell_of_step(
    perk_id: int, step: Step, reason: str, at: datetime, *, holders: bool
) -> None:
    """Lets a job tell who waits for a perk of its step at a moment, and who holds one if asked."""
    args = {"perk_id": perk_id, "step": step, "reason": reason, "at": at.isoformat()}
    await enqueue("perks.tell_step", args | {"holders": holders})


async def move_perk(caller: Caller, public_id: str, step: Step, *, reason: str) -> PerkRow:
    """Pause, resume or end; the reason is public, and claimed vouchers stay good to their end.

    Who holds a usable one or waits for one is told, by jobs.

    By an officer, or by who owns the provider. Problem not-found, forbidden, invalid-input
    without a reason, or conflict when the perk is not in a state for it.
    """
    if step != "resume" and not reason.strip():
        raise Problem("invalid-input", errors=[("reason", "请写明原因，市民会看到")])
    before, after = _EDGES[step]
    async with transaction() as held:
        perk = await get_perk(public_id)
        await access_subject(caller, perk.provider_uscc, roles=("owner",))
        await held.execute(_LOCK_STOCK, perk.id)
        if step == "resume" and (until := await find_rest(held, perk.id)):
            raise Problem("conflict", detail=f"措施期间暂停参加，{until} 以后自动恢复")
        moved = await held.fetchval(_MOVE, perk.id, after, reason.strip(), list(before))
        if moved is None:
            raise Problem("conflict", detail="权益现在的状态不能这样做")
        await tell_of_step(perk.id, step, reason.strip(), moved, holders=step != "end")
        await forget_perk(public_id)
        if step == "end":
            await enqueue(TELL_ENDED, {"perk": public_id, "reason": reason.strip()})
        await append_audit(
            actor=caller.id,
            action=f"perk.{step}",
            object_type="perk",
            object_id=public_id,
            detail={"reason": reason.strip()},
        )
        return await get_perk(public_id)
