"""Recording a talk that was held with the merchant (约谈)."""

from credit.commitments.breaches.actions.stepping import audit, read_desk_case
from credit.commitments.breaches.actions.telling import tell_shop
from credit.commitments.breaches.queries.parts import TALK_TABLE
from credit.commitments.breaches.queries.rows import seal
from credit.commitments.breaches.schemas import RecordTalk
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem

_WANTED = """
SELECT EXISTS (SELECT FROM breach_measure
  WHERE case_id = $1 AND kind = 'talk' AND removed_at IS NULL AND ends_on >= $2)
"""
_KNOWN = "SELECT EXISTS (SELECT FROM breach_talk WHERE case_id = $1 AND request_key = $2)"
_INSERT = """
INSERT INTO breach_talk (case_id, kind, held_on, present, minutes, recorded_by, request_key,
  created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def record_talk(caller: Caller, number: str, talk: RecordTalk, key: str) -> None:
    """Keep the minutes of a talk that the decision asks for.

    Raises Problem not-found, conflict when no talk is due, or invalid-input for the day.
    """
    today = clock.today()
    async with transaction() as held:
        case = await read_desk_case(caller, number, lock=True)
        if key and await held.fetchval(_KNOWN, case.id, key):
            return
        if not await held.fetchval(_WANTED, case.id, today):
            raise Problem("conflict", detail="这个案件没有要求约谈，或者约谈的要求已经撤销")
        if not (case.decided_on and case.decided_on <= talk.held_on <= today):
            raise Problem("invalid-input", errors=[("heldOn", "约谈在认定之后、今天之前")])
        minutes = seal(talk.minutes, table=TALK_TABLE, column="minutes", row=case.number)
        values = (case.id, talk.kind, talk.held_on, talk.present, minutes, caller.id, key)
        await held.execute(_INSERT, *values, clock.now())
        await tell_shop(case, "约谈记录已登记", f"{talk.held_on} 的约谈已记录，可以查看。")
        await audit(caller.id, "talk", case.number, {"kind": talk.kind, "on": str(talk.held_on)})
