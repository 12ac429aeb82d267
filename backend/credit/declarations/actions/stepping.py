"""One step of a declaration: its state, the people concerned, the audit trail."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from credit.declarations import rules
from credit.declarations.queries import DeclarationRow
from credit.declarations.rules import DeclarationState
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_officers, tell_owners
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.problems import Problem

STEP: Final = register_kind("declarations.step", "自主填报")
DESK: Final = register_kind("declarations.desk", "自主填报待核实")
_MOVE: Final = "UPDATE self_declaration SET state = $2 WHERE id = $1"


async def move(held: Connection, row: DeclarationRow, state: DeclarationState) -> None:
    """Bring a locked declaration into a state; Problem conflict for a step that is not known."""
    if not rules.may_reach(row.state, state):
        raise Problem("conflict", detail=f"这条填报{rules.STATE_NAMES[row.state]}，请先刷新")
    await held.execute(_MOVE, row.id, state)


async def tell_desk(key: UUID) -> None:
    """Something waits to be verified."""
    message = Message(
        kind=DESK,
        title="有自主填报等待核实",
        body="请对照证明核实，并写明理由。",
        link=f"/office/declarations/{key}",
    )
    await tell_officers(message, dedupe=f"declaration:{key}")


async def tell_owners_of(
    uscc: str, key: str, title: str, body: str, *, day: date | None = None
) -> None:
    """Tell the shop; the title, which an SMS repeats, names nothing."""
    link = f"/shops/{uscc}/declarations"
    message = Message(kind=STEP, title=title, body=body, link=link)
    await tell_owners(uscc, message, dedupe=f"declaration:{key}:{title}:{day or ''}")


async def audit(caller: Caller, key: UUID, action: str, detail: dict[str, Any]) -> None:
    """The entry of a step."""
    await append_audit(
        actor=caller.id,
        action=f"declaration.{action}",
        object_type="self_declaration",
        object_id=str(key),
        detail=detail,
    )
