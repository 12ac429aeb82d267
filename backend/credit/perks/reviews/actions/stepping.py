"""Moving a case along an edge: one conditional UPDATE, its step, its audit entry."""

import uuid
from datetime import date
from typing import Final, Literal

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_owners
from credit.kit.audit import append_audit
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.perks.reviews.rows import ReviewRow
from credit.perks.reviews.rules import EDGES, Action, Outcome, State
from credit.perks.reviews.sealing import seal_note

Role = Literal["officer", "merchant", "system"]
TOLD: Final = register_kind("perks.review_shop", "权益核查告知")
_MOVE: Final = """
UPDATE perk_review SET state = $3::text, outcome = $4, reply_due = coalesce($5, reply_due),
  hold_id = CASE WHEN $3::text <> 'open' THEN coalesce($6, hold_id) END,
  closed_at = CASE WHEN $3::text = 'closed' THEN now() END
WHERE id = $1 AND state = $2 RETURNING id
"""
_STEP: Final = """
INSERT INTO perk_review_step (public_id, review_id, action, role, actor, note, at)
VALUES ($1, $2, $3, $4, $5, $6, now())
"""


async def take_step(  # noqa: PLR0913 - one statement's values
    held: Connection, row: ReviewRow, action: Action, *, role: Role, actor: str, note: str = "",
    outcome: Outcome | Literal[""] = "", reply_due: date | None = None, hold_id: int | None = None,
) -> State:  # fmt: skip
    """Takes an edge from the case's state; Problem conflict when there is none, or somebody was
    quicker."""
    after = EDGES[action].get(row.state)
    values = (outcome, reply_due, hold_id)
    if after is None or await held.fetchval(_MOVE, row.id, row.state, after, *values) is None:
        raise Problem("conflict", detail="这件核查现在的状态不能这样做，请刷新看看")
    step = uuid.uuid4()
    sealed = seal_note(step, note.strip())
    await held.execute(_STEP, step, row.id, action, role, actor, sealed)
    await append_audit(
        actor=actor,
        action=f"perk_review.{action}",
        object_type="perk_review",
        object_id=str(row.public_id),
        detail={"rule": row.rule, "state": after},
    )
    return after


async def tell_shop(row: ReviewRow, title: str, body: str, *, step: str) -> None:
    """Tells the shop's owners, once a step."""
    message = Message(
        kind=TOLD, title=title, body=body, link=f"/shops/{row.uscc}/reviews/{row.public_id}"
    )
    await tell_owners(row.uscc, message, dedupe=f"perk-review:{row.public_id}:{step}")
