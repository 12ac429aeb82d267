"""What time does to cases: periods end, sides are reminded, old reports are emptied."""

from datetime import date, datetime, time
from typing import Any, Final

from credit.commitments.breaches.actions.stepping import SYSTEM, take_edge
from credit.commitments.breaches.actions.telling import tell_desk, tell_shop
from credit.commitments.breaches.queries.rows import CaseRow, get_case_by_id
from credit.commitments.breaches.rule_file import limit_on
from credit.commitments.breaches.rules import CLOSED, OFFICER_DUE, Action, Status
from credit.commitments.rules import add_months
from credit.kit import clock
from credit.kit.db import connection, transaction
from credit.kit.workdays import add_workdays

A_RUN: Final = 1000
# Periods that end by themselves: the other states wait for an officer, who is reminded.
_ENDINGS: Final = {
    Status.REPLYING: Action.LAPSE,
    Status.UPHELD: Action.FINISH,
    Status.NOT_UPHELD: Action.FINISH,
}
_OVER = "SELECT id FROM breach_case WHERE status = ANY($1) AND due_on < $2 ORDER BY id LIMIT $3"
_NEAR = """
SELECT id FROM breach_case
WHERE status = $1 AND due_on BETWEEN $2 AND $3 AND reminded_on IS NULL ORDER BY id LIMIT $4
"""
_LATE = """
SELECT id FROM breach_case
WHERE status = ANY($1) AND due_on < $2 AND reminded_on IS NULL ORDER BY id LIMIT $3
"""
_REMINDED = "UPDATE breach_case SET reminded_on = $2 WHERE id = $1"
_OLD = """
SELECT r.id FROM breach_report r JOIN breach_case b ON b.id = r.case_id
WHERE r.emptied_at IS NULL AND r.status <> 'open' AND b.status = ANY($1)
  AND (SELECT max(s.at) FROM breach_step s WHERE s.case_id = b.id) < $2
ORDER BY r.id LIMIT $3
"""
_EMPTY = """
UPDATE breach_report SET reporter = '', reporter_index = NULL, facts = '', place = '',
  request_key = '', emptied_at = $2
WHERE id = ANY($1)
"""
_DROP_PHOTOS = "DELETE FROM breach_photo WHERE report_id = ANY($1)"


async def keep_time() -> None:
    """The daily round; each case in a transaction of its own, so that one fault stops no other."""
    today = clock.today()
    for case_id in await _ids(_OVER, list(_ENDINGS), today, A_RUN):
        await _end_period(case_id, today)
    tomorrow = add_workdays(today, 1).day
    for case_id in await _ids(_NEAR, Status.REPLYING, today, tomorrow, A_RUN):
        await _remind_shop(case_id, today)
    for case_id in await _ids(_LATE, list(OFFICER_DUE), today, A_RUN):
        await _remind_desk(case_id, today)
    await empty_old_reports()


async def _ids(sql: str, *values: Any) -> list[int]:
    async with connection() as held:
        return [row["id"] for row in await held.fetch(sql, *values)]


async def _end_period(case_id: int, today: date) -> None:
    async with transaction() as held:
        case = await get_case_by_id(case_id, lock=True)
        action = _ENDINGS.get(case.status)
        if action is None or case.due_on is None or case.due_on >= today:
            return  # somebody was quicker
        if action is Action.LAPSE:
            await tell_desk(
                case, "商户逾期未答复，请审理", f"{case.subject_name}没有在期限内答复。"
            )
        await take_edge(held, case, action, SYSTEM)


async def _remind_shop(case_id: int, today: date) -> None:
    async with transaction() as held:
        case = await get_case_by_id(case_id, lock=True)
        if case.status is Status.REPLYING:
            await tell_shop(case, "答复期限快到了", f"请在 {case.due_on} 前答复，逾期不影响审理。")
            await held.execute(_REMINDED, case_id, today)


async def _remind_desk(case_id: int, today: date) -> None:
    async with transaction() as held:
        case = await get_case_by_id(case_id, lock=True)
        if case.status in OFFICER_DUE:
            await tell_desk(case, "违诺案件已超期", _late(case))
            await held.execute(_REMINDED, case_id, today)


def _late(case: CaseRow) -> str:
    return f"{case.subject_name}的案件应在 {case.due_on} 前办理，请尽快处理。"


async def empty_old_reports() -> int:
    """Forget who reported what, once it need not be known any longer; how many were emptied."""
    today = clock.today()
    before = add_months(today, -limit_on("keep_months", today))
    moment = datetime.combine(before, time(), clock.SHANGHAI)
    async with transaction() as held:
        ids = await _ids(_OLD, list(CLOSED), moment, A_RUN)
        await held.execute(_DROP_PHOTOS, ids)
        await held.execute(_EMPTY, ids, clock.now())
    return len(ids)
