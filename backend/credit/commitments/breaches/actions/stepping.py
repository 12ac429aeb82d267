"""The only way that a case moves: one edge, with its step, its period and its audit entry."""

from typing import Any, Final

import msgspec

from credit.commitments.breaches.queries.rows import CaseRow, get_case
from credit.commitments.breaches.rule_file import due_after
from credit.commitments.breaches.rules import CLOSED, Action, Role, find_edge, status_name
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.problems import Problem

_MOVE = """
UPDATE breach_case SET status = $3, due_on = $4, due_provisional = $5, reminded_on = NULL
WHERE id = $1 AND status = $2 RETURNING id
"""
_STEP = """
INSERT INTO breach_step (case_id, action, before, after, role, actor, note, due_on, request_key, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_KEY = "SELECT action, role, actor FROM breach_step WHERE case_id = $1 AND request_key = $2"
_CLOSE = "UPDATE breach_report SET status = 'closed' WHERE case_id = $1 AND status = 'open'"


class Actor(msgspec.Struct, frozen=True):
    """Who moves a case. A reporter has no id: nobody is to find him in the steps or the audit."""

    role: Role
    id: str = ""

    @property
    def name(self) -> str:
        """What the audit trail calls him."""
        return self.id or self.role


SYSTEM: Final = Actor(Role.SYSTEM)
REPORTER: Final = Actor(Role.REPORTER)


async def read_desk_case(caller: Caller, number: str, *, lock: bool = False) -> CaseRow:
    """A case about a shop in the officer's jurisdiction; Problem not-found or forbidden."""
    case = await get_case(number, lock=lock)
    await access_subject(caller, case.uscc, roles=())
    return case


def as_actor(caller: Caller, role: Role) -> Actor:
    """The caller in this role."""
    return REPORTER if role is Role.REPORTER else Actor(role, caller.id)


async def is_repeat(held: Connection, case: CaseRow, action: Action, by: Actor, key: str) -> bool:
    """Whether this very request was carried out already; the case is locked.

    Raises Problem idempotency-conflict when the key was used for something else.
    """
    if not key:
        return False
    row = await held.fetchrow(_KEY, case.id, key)
    if row is None:
        return False
    if (row["action"], row["role"], row["actor"]) != (action, by.role, by.id):
        raise Problem("idempotency-conflict")
    return True


def check_edge(case: CaseRow, action: Action, role: Role) -> None:
    """Raises Problem conflict when the machine has no such edge from here for this role."""
    edge = find_edge(case.status, action)
    if edge is None or edge.role is not role:
        name = status_name(case.status)
        raise Problem("conflict", detail=f"案件现在是「{name}」，不能这样办理，请刷新后再看")


async def take_edge(
    held: Connection, case: CaseRow, action: Action, by: Actor, *, note: str = "", key: str = ""
) -> None:
    """Move the (locked) case along an edge. Last in a transaction: the audit entry is in it.

    Raises Problem conflict for an edge that there is not.
    """
    check_edge(case, action, by.role)
    edge, today = find_edge(case.status, action), clock.today()
    assert edge is not None  # noqa: S101 - checked above
    due = due_after(edge.after, today)
    day, provisional = (due.day, due.provisional) if due else (None, False)
    values = (case.id, case.status, edge.after, day, provisional)
    if await held.fetchval(_MOVE, *values) is None:
        raise Problem("conflict", detail="案件刚刚有了变化，请刷新后再看")
    step: tuple[Any, ...] = (case.id, action, case.status, edge.after, by.role, by.id, note, day)
    await held.execute(_STEP, *step, key, clock.now())
    if edge.after in CLOSED:
        await held.execute(_CLOSE, case.id)
    detail = {"before": str(case.status), "after": str(edge.after), "role": str(by.role)}
    await audit(by.name, str(action), case.number, detail)


async def audit(actor: str, action: str, number: str, detail: dict[str, Any]) -> None:
    """An entry about a case; `actor` is never who reported."""
    await append_audit(
        actor=actor,
        action=f"breach.{action}",
        object_type="breach_case",
        object_id=number,
        detail=detail,
    )
