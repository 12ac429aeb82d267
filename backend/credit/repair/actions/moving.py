"""The one way from state to state: an edge of `rules.states`, an event for good."""

from typing import Any, Final
from uuid import UUID

from credit.identity.access_log.recording import Look, note_looks
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.repair.queries.rows import CaseRow, get_case
from credit.repair.rules.states import OPEN, PRIVATE, STATE_NAMES, State, may_move

SYSTEM: Final = Caller("system", "officer", "系统")
ROLES: Final = ("owner",)
_EVENT = """
INSERT INTO repair_event (repair_id, place, state, actor, actor_kind, reason, at)
SELECT $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6 FROM repair_event WHERE repair_id = $1
"""


async def read_case(caller: Caller, case_id: UUID, *, lock: bool = False) -> CaseRow:
    """A case that the caller may see: an owner of its subject, or an officer.

    What a merchant has not submitted is the merchant's alone. Raises Problem not-found, forbidden.
    """
    case = await get_case(case_id, lock=lock)
    await access_subject(caller, case.uscc, roles=ROLES)
    foreign = caller.kind == "officer" and case.started_by != caller.id
    if foreign and (case.state in PRIVATE or case.submitted_on is None):
        raise Problem("not-found", detail="没有这份修复申请")
    if not lock:  # a step of the procedure is in its history; this is a mere look
        look = Look(object_id=str(case_id), uscc=case.uscc, case_open=case.state in OPEN)
        await note_looks(caller, "repair_case", [look])
    return case


async def move(
    held: Connection, case: CaseRow, after: State, by: Caller, *, reason: str = "", **columns: Any
) -> CaseRow:
    """Take a locked case over an edge, with what is written on the way; Problem conflict without.

    `columns` are named by our own code only.
    """
    if not may_move(case.state, after):
        now, wanted = STATE_NAMES[case.state], STATE_NAMES[after]
        raise Problem("conflict", detail=f"现在是“{now}”，不能变为“{wanted}”")
    columns = {"supplement_by": None, **columns, "state": after}
    if "decided_by" in columns:
        columns["reason"] = reason
    places = ", ".join(f"{name} = ${place}" for place, name in enumerate(columns, 2))
    sql = f"UPDATE repair SET {places} WHERE id = $1"  # noqa: S608 - names of our own
    await held.execute(sql, case.id, *columns.values())
    await note(held, case, after, by, reason)
    return await get_case(UUID(case.public_id))


def decided(caller: Caller, basis: str) -> dict[str, Any]:
    """The columns of a decision; its reason is that of the step."""
    return {"decided_by": caller.id, "decided_at": clock.now(), "decision_basis": basis}


async def note(held: Connection, case: CaseRow, state: State, by: Caller, reason: str) -> None:
    """Write an event."""
    kind = "officer" if by.kind == "officer" else "merchant"  # a citizen may act for a shop
    kind = "system" if by.id == SYSTEM.id else kind
    await held.execute(_EVENT, case.id, state, by.id, kind, reason, clock.now())


async def audit(caller: Caller, action: str, case: CaseRow, **detail: str) -> None:
    """The audit entry; last, as its lock makes other writers wait."""
    await append_audit(
        actor=caller.id,
        action=f"repair.{action}",
        object_type="repair",
        object_id=case.number,
        detail={"uscc": case.uscc, **detail},
    )
