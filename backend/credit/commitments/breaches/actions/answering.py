"""What the two sides do after a report: reply, settle, withdraw, ask for a review."""

from typing import Final

from credit.commitments.breaches.actions.stepping import (
    REPORTER,
    as_actor,
    audit,
    check_edge,
    is_repeat,
    take_edge,
)
from credit.commitments.breaches.actions.storing import (
    ASK_REVIEW,
    REPLY,
    add_photos,
    add_statement,
)
from credit.commitments.breaches.actions.telling import tell_desk, tell_reporters, tell_shop
from credit.commitments.breaches.queries.cases import get_shop_case
from credit.commitments.breaches.queries.rows import (
    CaseRow,
    get_case,
    get_case_by_id,
    get_own_report,
)
from credit.commitments.breaches.rules import UNDECIDED, Action, Role, Status
from credit.commitments.breaches.schemas import AskReview, ReplyToReport
from credit.identity.queries import access_subject
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.photos import take_photos
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit

# The owner answers for the business; an officer does not answer in its place.
REPLYING_ROLES: Final = ("owner",)
REPLIES: Final = Limit(name="breach-replies", count=20, seconds=3600)
_REMEDIED = "UPDATE breach_case SET remedied = $2 WHERE id = $1"
_WITHDRAW = """
UPDATE breach_report SET status = 'withdrawn' WHERE id = $1 AND status = 'open' RETURNING id
"""
_AGREE = """
UPDATE breach_report SET agreed = true WHERE id = $1 AND status = 'open' AND NOT agreed
RETURNING id
"""
_LEFT = """
SELECT count(*) AS open, count(*) FILTER (WHERE agreed) AS agreed
FROM breach_report WHERE case_id = $1 AND status = 'open'
"""


async def reply_to_case(
    caller: Caller, uscc: str, number: str, reply: ReplyToReport, key: str
) -> None:
    """The merchant's statement and defence (陈述、申辩), once; the case goes to the officer.

    Raises Problem forbidden, not-found, conflict, or invalid-input for a photo.
    """
    subject = await access_subject(caller, uscc, roles=REPLYING_ROLES)
    await get_shop_case(subject.id, number)
    await check_limit(REPLIES, caller.id)
    photos = await take_photos(reply.photos)
    by = as_actor(caller, Role.MERCHANT)
    async with transaction() as held:
        case = await get_case(number, lock=True)
        if await is_repeat(held, case, Action.REPLY, by, key):
            return
        check_edge(case, Action.REPLY, by.role)
        statement = await add_statement(held, case, by.role, REPLY, reply.text)
        await add_photos(held, case.id, photos, statement_id=statement)
        await held.execute(_REMEDIED, case.id, reply.remedied)
        body = "商户已答复，说已经改正。" if reply.remedied else "商户已答复。"
        hint = "如果问题已经解决，可以在「我的举报」里同意和解。"
        await tell_reporters(held, case, "举报有新进展", f"{body}{hint}")
        await tell_desk(case, "商户已答复，请审理", f"{case.subject_name}{body[2:]}")
        await take_edge(held, case, Action.REPLY, by, key=key)


async def ask_review_as_merchant(
    caller: Caller, uscc: str, number: str, asked: AskReview, key: str
) -> None:
    """The merchant asks another officer to review an upheld breach (申请复核)."""
    subject = await access_subject(caller, uscc, roles=REPLYING_ROLES)
    await get_shop_case(subject.id, number)
    async with transaction() as held:
        case = await get_case(number, lock=True)
        await _ask_review(held, case, caller, Role.MERCHANT, asked, key)


async def ask_review_as_reporter(caller: Caller, number: str, asked: AskReview, key: str) -> None:
    """Who reported asks for a review of a breach that was not upheld."""
    report = await get_own_report(caller, number)
    async with transaction() as held:
        case = await get_case_by_id(report.case_id, lock=True)
        report = await get_own_report(caller, number)
        if report.status == "withdrawn":
            raise Problem("conflict", detail="这件举报已经撤回")
        await _ask_review(held, case, caller, Role.REPORTER, asked, key)


async def _ask_review(
    held: Connection, case: CaseRow, caller: Caller, role: Role, asked: AskReview, key: str
) -> None:
    by = as_actor(caller, role)
    if await is_repeat(held, case, Action.ASK_REVIEW, by, key):
        return
    check_edge(case, Action.ASK_REVIEW, role)
    await add_statement(held, case, role, ASK_REVIEW, asked.text)
    who = "商户" if role is Role.MERCHANT else "举报人"
    await tell_desk(case, "有决定要复核", f"{who}申请复核，由没有作出原决定的工作人员办理。")
    if role is Role.MERCHANT:
        await tell_reporters(held, case, "举报有新进展", "商户申请了复核，原决定继续有效。")
    else:
        await tell_shop(case, "举报有新进展", "举报人对决定申请了复核。")
    await take_edge(held, case, Action.ASK_REVIEW, by, key=key)


async def withdraw_report(caller: Caller, number: str) -> None:
    """Take one's report back before the decision; the last one takes the case with it.

    Again changes nothing. Raises Problem not-found, or conflict after the decision.
    """
    report = await get_own_report(caller, number)
    async with transaction() as held:
        case = await get_case_by_id(report.case_id, lock=True)
        report = await get_own_report(caller, number)
        if report.status == "withdrawn":
            return
        if case.status not in UNDECIDED:
            raise Problem("conflict", detail="已经作出决定，不能再撤回")
        await held.execute(_WITHDRAW, report.id)
        left = await held.fetchrow(_LEFT, case.id)
        if left["open"] == 0:
            await _end(held, case, Action.WITHDRAW, "举报人撤回了举报，案件结束。")
        elif left["open"] == left["agreed"] and case.status is not Status.SUBMITTED:
            await _end(held, case, Action.SETTLE, "举报人同意和解，案件结束。")
        else:
            await audit(REPORTER.name, "withdraw_report", case.number, {"left": left["open"]})


async def agree_settlement(caller: Caller, number: str) -> None:
    """Say that it was made good; once everybody in the case does, it is settled.

    Again changes nothing. Raises Problem not-found, or conflict outside of replying and hearing.
    """
    report = await get_own_report(caller, number)
    async with transaction() as held:
        case = await get_case_by_id(report.case_id, lock=True)
        report = await get_own_report(caller, number)
        if report.agreed and report.status != "withdrawn":
            return
        check_edge(case, Action.SETTLE, Role.REPORTER)
        if await held.fetchval(_AGREE, report.id) is None:
            raise Problem("conflict", detail="这件举报已经撤回")
        left = await held.fetchrow(_LEFT, case.id)
        if left["open"] == left["agreed"]:
            await _end(held, case, Action.SETTLE, "举报人同意和解，案件结束。")
        else:
            await audit(REPORTER.name, "agree", case.number, {"agreed": left["agreed"]})


async def _end(held: Connection, case: CaseRow, action: Action, words: str) -> None:
    """The reporters end a case; the shop hears of it if it had heard of the case."""
    if case.status is not Status.SUBMITTED:
        await tell_shop(case, "举报已结束", words)
    await take_edge(held, case, action, REPORTER)
