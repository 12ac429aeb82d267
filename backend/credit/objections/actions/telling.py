"""One step of the procedure: the state, the timeline, the people concerned, the audit trail."""

from typing import Any, Final
from uuid import UUID

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_officers, tell_owners
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.objections import rules
from credit.objections.queries import ObjectionRow
from credit.objections.rules import State

STEP: Final = register_kind("objections.step", "异议进展")
DESK: Final = register_kind("objections.desk", "异议待办")
_STEP: Final = "INSERT INTO objection_step (objection_id, state, note, at) VALUES ($1, $2, $3, $4)"
_COLUMNS: Final = frozenset({
    "correction", "reason", "decided_by", "decided_at", "review_statement", "review_until",
    "first_decided_by", "answer_by", "provisional",
})  # fmt: skip


async def move(
    held: Connection, row: ObjectionRow, state: State, more: dict[str, Any] | None = None
) -> None:
    """Bring a locked objection into a state; Problem conflict for a step that is not known."""
    more = more or {}
    if not rules.may_reach(row.state, state):
        raise Problem("conflict", detail=f"这份异议{rules.STATE_NAMES[row.state]}，请先刷新")
    if not more.keys() <= _COLUMNS:
        raise ValueError("no such column to change")
    names = "".join(f", {name} = ${place}" for place, name in enumerate(more, 3))
    await held.execute(
        f"UPDATE objection SET state = $2{names} WHERE id = $1",  # noqa: S608 - names checked above
        row.id, state, *more.values(),
    )  # fmt: skip
    await record_step(held, row.id, state, more.get("reason", ""))


async def record_step(held: Connection, objection: int, state: State, note: str = "") -> None:
    """A line of the timeline."""
    await held.execute(_STEP, objection, state, note, clock.now())


async def tell_officers_of(caller: Caller, objection_id: UUID, state: State, uscc: str) -> None:
    """Tell the desk what the subject did; the audit entry last, as its lock makes others wait."""
    if state is not State.WITHDRAWN:
        message = Message(
            kind=DESK,
            title="有异议等待办理" if state is State.FILED else "有异议申请复核",
            body="请在办理时限内核查并答复。",
            link=f"/office/objections/{objection_id}",
        )
        await tell_officers(message, dedupe=f"objection:{objection_id}:{state}")
    await _audit(caller, objection_id, state, uscc)


async def tell_subject_of(caller: Caller, row: ObjectionRow, state: State) -> None:
    """Tell the owners what an officer decided. The title, which an SMS repeats, names nothing."""
    message = Message(
        kind=STEP,
        title=f"您的异议：{rules.STATE_NAMES[state]}",
        body=row.title,
        link=f"/shops/{row.uscc}/objections/{row.public_id}",
    )
    await tell_owners(row.uscc, message, dedupe=f"objection:{row.public_id}:{state}")
    await _audit(caller, UUID(row.public_id), state, row.uscc)


async def _audit(caller: Caller, objection_id: UUID, state: State, uscc: str) -> None:
    await append_audit(
        actor=caller.id,
        action=f"objection.{state}",
        object_type="objection",
        object_id=str(objection_id),
        detail={"uscc": uscc},
    )
