"""What officers decide: take up, join, decide, review."""

from credit.commitments.breaches.actions.effects import (
    apply_finding,
    change_finding,
    remove_effects,
)
from credit.commitments.breaches.actions.stepping import (
    as_actor,
    check_edge,
    is_repeat,
    read_desk_case,
    take_edge,
)
from credit.commitments.breaches.actions.telling import tell_reporters, tell_shop
from credit.commitments.breaches.queries.rows import CaseRow
from credit.commitments.breaches.rule_file import due_after, ladder_on, measure_name
from credit.commitments.breaches.rules import (
    Action,
    Role,
    Severity,
    Status,
    may_review,
    severity_name,
)
from credit.commitments.breaches.schemas import (
    AcceptCase,
    DecideCase,
    JoinCase,
    ReviewDecision,
    UpholdBreach,
)
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.kit.uscc import check_uscc

_REASON = "UPDATE breach_case SET reason = $2 WHERE id = $1"
_DECIDED = "UPDATE breach_case SET reason = $2, decided_by = $3, decided_on = $4 WHERE id = $1"
_REVIEWED = "UPDATE breach_case SET reason = $2, reviewed_by = $3, reviewed_on = $4 WHERE id = $1"
_JOIN = "UPDATE breach_report SET case_id = $2 WHERE case_id = $1"
_JOIN_PHOTOS = "UPDATE breach_photo SET case_id = $2 WHERE case_id = $1"


async def accept_case(caller: Caller, number: str, decision: AcceptCase, key: str) -> None:
    """Take a case up, so that the merchant is told and may reply; or decline it with a reason.

    Nobody is sanctioned for a report that is not taken up. Raises Problem not-found, conflict,
    or invalid-input for a refusal without a reason.
    """
    reason = decision.reason.strip()
    if not decision.accept and not reason:
        raise Problem("invalid-input", errors=[("reason", "不予受理要说明理由")])
    action = Action.ACCEPT if decision.accept else Action.DECLINE
    by = as_actor(caller, Role.OFFICER)
    async with transaction() as held:
        case = await read_desk_case(caller, number, lock=True)
        if await is_repeat(held, case, action, by, key):
            return
        check_edge(case, action, by.role)
        if decision.accept:
            await _tell_accepted(held, case)
        else:
            await held.execute(_REASON, case.id, reason)
            await tell_reporters(held, case, "举报有结果了", f"不予受理：{reason}")
        await take_edge(held, case, action, by, note=reason, key=key)


async def _tell_accepted(held: Connection, case: CaseRow) -> None:
    due = due_after(Status.REPLYING, clock.today())
    until = due.day if due else clock.today()
    body = f"有消费者反映承诺没有履行，请在 {until} 前说明情况、提交证据。"
    await tell_shop(case, "有一件举报等您答复", body)
    await tell_reporters(held, case, "举报已受理", f"已通知商户在 {until} 前答复。")


async def join_case(caller: Caller, number: str, given: JoinCase, key: str) -> None:
    """Put the reports of a new case into another open case about the same promise and facts.

    Raises Problem not-found, conflict, or invalid-input when the other is not open or about
    another promise.
    """
    by = as_actor(caller, Role.OFFICER)
    async with transaction() as held:
        into = await read_desk_case(caller, given.into, lock=True)
        case = await read_desk_case(caller, number, lock=True)
        if await is_repeat(held, case, Action.JOIN, by, key):
            return
        check_edge(case, Action.JOIN, by.role)
        fits = into.commitment_id == case.commitment_id and into.id != case.id
        if not fits or into.status not in (Status.REPLYING, Status.HEARING):
            raise Problem("invalid-input", errors=[("into", "只能并入同一承诺的、正在办理的案件")])
        await held.execute(_JOIN, case.id, into.id)
        await held.execute(_JOIN_PHOTOS, case.id, into.id)
        await take_edge(held, case, Action.JOIN, by, note=f"并入 {into.number}", key=key)


async def decide_case(caller: Caller, number: str, decision: DecideCase, key: str) -> None:
    """Uphold the breach with its measures, or not.

    The finding goes to records and the grade as jobs of this very transaction. Raises
    Problem not-found, conflict or invalid-input.
    """
    action = Action.UPHOLD if decision.upheld else Action.REJECT
    by = as_actor(caller, Role.OFFICER)
    _check_upheld(decision.upheld)
    async with transaction() as held:
        case = await read_desk_case(caller, number, lock=True)
        if await is_repeat(held, case, action, by, key):
            return
        check_edge(case, action, by.role)
        await held.execute(_DECIDED, case.id, decision.reason, caller.id, clock.today())
        if decision.upheld:
            await apply_finding(held, caller, case, decision.upheld, decision.reason)
        words = _words(decision.upheld)
        await _tell_decided(held, case, "举报有决定了", f"{words}理由：{decision.reason}")
        await take_edge(held, case, action, by, note=decision.reason, key=key)


async def review_case(caller: Caller, number: str, review: ReviewDecision, key: str) -> None:
    """Another officer confirms, changes or cancels a decision. A cancelled one loses every effect.

    Raises Problem not-found, forbidden for who decided, conflict, or invalid-input.
    """
    action, by = Action(review.outcome), as_actor(caller, Role.OFFICER)
    if (action is Action.CHANGE) != (review.upheld is not None):
        raise Problem("invalid-input", errors=[("upheld", "变更决定时填写，其他情况不填")])
    _check_upheld(review.upheld)
    async with transaction() as held:
        case = await read_desk_case(caller, number, lock=True)
        if await is_repeat(held, case, action, by, key):
            return
        check_edge(case, action, by.role)
        if not may_review(caller.id, case.decided_by):
            raise Problem("forbidden", detail="原决定由您作出，要由另一位工作人员复核")
        _refuse_graver(case, review.upheld)
        if action is Action.CANCEL and not case.performance:
            raise Problem("conflict", detail="原决定没有认定违诺，只能维持或变更")
        await _carry_out(held, caller, case, review)
        words = {"confirm": "维持原决定。", "change": "变更原决定。", "cancel": "撤销原决定。"}
        body = f"复核结果：{words[review.outcome]}理由：{review.reason}"
        await _tell_decided(held, case, "复核有结果了", body)
        await take_edge(held, case, action, by, note=review.reason, key=key)


async def _carry_out(
    held: Connection, caller: Caller, case: CaseRow, review: ReviewDecision
) -> None:
    today = clock.today()
    if review.outcome == "cancel":
        await remove_effects(held, caller, case, review.reason)
    if review.upheld:
        await change_finding(held, caller, case, review.upheld, review.reason)
    await held.execute(_REVIEWED, case.id, review.reason, caller.id, today)


def _refuse_graver(case: CaseRow, upheld: UpholdBreach | None) -> None:
    """A review that the merchant asked for makes nothing worse for it (行政复议法 Art. 63)."""
    order = list(Severity)
    if (
        upheld
        and case.severity
        and order.index(upheld.severity) > order.index(Severity(case.severity))
    ):
        raise Problem(
            "invalid-input", errors=[("upheld.severity", "商户申请的复核，不能比原决定更重")]
        )


def _check_upheld(upheld: UpholdBreach | None) -> None:
    code = upheld.authority_code if upheld else ""
    if code and check_uscc(code).outcome == "reject":
        raise Problem(
            "invalid-input", errors=[("upheld.authorityCode", "不是有效的统一社会信用代码")]
        )


def _words(upheld: UpholdBreach | None) -> str:
    """The decision in one sentence."""
    if upheld is None:
        return "不予认定违诺。"
    ladder = ladder_on(upheld.severity, clock.today())
    measures = "、".join(measure_name(one.kind) for one in ladder.measure)
    until = ladder.publicity_until(clock.today())
    return f"认定违诺（{severity_name(upheld.severity)}）：{measures}，到 {until} 为止。"


async def _tell_decided(held: Connection, case: CaseRow, title: str, body: str) -> None:
    await tell_shop(case, title, f"{body} 不服的，可以申请复核；符合条件的，可以申请信用修复。")
    await tell_reporters(held, case, title, body)
