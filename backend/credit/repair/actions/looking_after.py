"""What time brings: late papers, facts at their maximum, days due, repairs made possible."""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from credit.inbox.sending import tell_officers, tell_owners
from credit.kit import clock
from credit.kit.db import connection, transaction
from credit.records.repairing import (
    NegativeFact,
    list_facts_by_key,
    list_negative_facts_of,
)
from credit.repair import messages
from credit.repair.actions.moving import SYSTEM, audit, move
from credit.repair.queries.rows import CaseRow, find_open_case, get_case, list_cases
from credit.repair.rules.conditions import first_day
from credit.repair.rules.days import urgency
from credit.repair.rules.states import AT_THE_DESK, OPEN

A_STEP: Final = 500
NEW_WITHIN: Final = timedelta(days=7)
MAX_NOTICES: Final = 20
_OPEN_CASES = """
WHERE r.state IN ('draft', 'forwarded', 'supplement', 'accepted', 'checked') AND r.id > $1
ORDER BY r.id LIMIT $2
"""
# Only who can be told is looked at: subjects with an owner's account.
_OWNED = """
SELECT DISTINCT s.id FROM account_subject g JOIN subject s ON s.uscc = g.subject_uscc
WHERE g.role = 'owner' AND s.id > $1 AND ($3::bigint[] IS NULL OR s.id = ANY($3))
ORDER BY s.id LIMIT $2
"""


async def look_after_cases() -> None:
    """Close what has lapsed; remind the desk once a day of what is due or late."""
    last = 0
    while cases := await list_cases(_OPEN_CASES, last, A_STEP):
        facts = await list_facts_by_key([case.natural_key for case in cases])
        for case in cases:
            reason = _why_lapsed(case, facts.get(case.natural_key))
            if reason:
                await _lapse(case, facts.get(case.natural_key), reason)
            elif case.state in AT_THE_DESK:
                await _remind(case)
        last = cases[-1].id


def _why_lapsed(case: CaseRow, fact: NegativeFact | None) -> str:
    if fact is None or fact.state != "active":
        return "记录已撤回或已修复，不用再办理"
    if fact.ended_on_its_own:
        return "已到最长公示期，自动停止公示，不用再办理"
    if case.supplement_by and case.supplement_by < clock.today():
        return f"{messages.day(case.supplement_by)}前没有补正，可以重新申请"
    return ""


async def _lapse(case: CaseRow, fact: NegativeFact | None, reason: str) -> None:
    async with transaction() as held:
        case = await get_case(UUID(case.public_id), lock=True)
        if case.state not in OPEN:
            return
        case = await move(held, case, "lapsed", SYSTEM, reason=reason)
        if fact and case.submitted_on:
            await tell_owners(case.uscc, messages.decision(fact, case.number, reason))
        await audit(SYSTEM, "lapse", case, reason=reason)


async def _remind(case: CaseRow) -> None:
    today = clock.today()
    how = urgency(case.state, case.sector_by, case.answer_by, today)
    if not how:
        return
    title = "有修复申请超过期限" if how == "overdue" else "有修复申请快到期限"
    by = case.sector_by if case.state == "forwarded" else case.answer_by
    text = f"{case.number}，{case.subject_name}，应在{messages.day(by or today)}前办理"
    key = f"repair.due:{case.id}:{today.isoformat()}"
    await tell_officers(messages.desk(case.public_id, title, text), dedupe=key)


async def tell_notices(subject_ids: list[int] | None) -> None:
    """两书同达: each owner gets the repair notice of a fact that is new here, once.

    `subject_ids` None: of everybody.
    """
    since = clock.now() - NEW_WITHIN
    async for ids in _owned(subject_ids):
        facts = await list_negative_facts_of(ids, since=since)
        for fact in _few_each(facts):
            key = f"repair.notice:{fact.natural_key.hex()}"
            await tell_owners(fact.uscc, messages.notice(fact), dedupe=key)


async def tell_possible() -> None:
    """Owners are told on the first possible day, or as soon as we look after it, once."""
    today = clock.today()
    async for ids in _owned(None):
        for fact in await list_negative_facts_of(ids, since=None):
            day = first_day(fact.decided_on, fact.terms.min_months)
            is_new = fact.terms.min_months and today - timedelta(days=3) <= day <= today
            if is_new and await find_open_case(fact.natural_key) is None:
                key = f"repair.possible:{fact.natural_key.hex()}"
                await tell_owners(fact.uscc, messages.possible(fact), dedupe=key)


async def _owned(subject_ids: list[int] | None) -> AsyncIterator[list[int]]:
    last = 0
    while True:
        async with connection() as held:
            rows = await held.fetch(_OWNED, last, A_STEP, subject_ids)
        if not rows:
            return
        yield [row["id"] for row in rows]
        last = rows[-1]["id"]


def _few_each(facts: Iterable[NegativeFact]) -> list[NegativeFact]:
    """At most 20 a subject: more at once would not be read."""
    kept: list[NegativeFact] = []
    counts: dict[int, int] = {}
    for fact in facts:
        counts[fact.subject_id] = counts.get(fact.subject_id, 0) + 1
        if counts[fact.subject_id] <= MAX_NOTICES:
            kept.append(fact)
    return kept
