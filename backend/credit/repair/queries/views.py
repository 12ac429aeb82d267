"""Cases and facts as people see them."""

from typing import Any, Final
from uuid import UUID

from credit.commitments.templates import load_templates
from credit.identity.officers.queries import get_jurisdiction
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.records.repairing import (
    NegativeFact,
    get_fact_by_key,
    list_facts_by_key,
    list_negative_facts,
)
from credit.repair.queries.rows import (
    Bar,
    CaseRow,
    count_materials,
    find_bar,
    get_case,
    list_cases,
)
from credit.repair.rules.conditions import CLASS_NAMES, Situation, check, first_day, possible_on
from credit.repair.rules.days import urgency
from credit.repair.rules.states import AT_THE_DESK, GRANTED, OPEN, STATE_NAMES, may_move
from credit.repair.rules.terms import LEVEL_NAMES, clock_on
from credit.repair.schemas.inputs import DeskFilter
from credit.repair.schemas.views import (
    May,
    RepairBook,
    RepairCard,
    RepairCase,
    RepairFact,
    RepairMaterialView,
    RepairPage,
    RepairStep,
    RepairTerms,
)

PLEDGE: Final = "repair_pledge"
MAX_PAGE: Final = 50
_EVENTS = """
SELECT state, at, actor_kind, reason FROM repair_event WHERE repair_id = $1 ORDER BY place
"""
_MATERIALS = """
SELECT m.public_id::text AS id, m.name, m.media_type, m.size FROM repair_material m
WHERE m.repair_id = $1 ORDER BY m.id
"""
_LATEST = """
WHERE r.id IN (SELECT max(id) FROM repair WHERE subject_id = $1 GROUP BY natural_key)
"""
# $1 today, $2 '' or the first digits of a division, $3 and $4 where the page before ended.
# What is due first comes first, then what came first.
_DUE = """coalesce(CASE WHEN r.state = 'forwarded' THEN r.sector_by
  WHEN r.state = 'supplement' THEN r.supplement_by ELSE r.answer_by END, 'infinity'::date)"""
_FILTERS: Final[dict[DeskFilter, str]] = {
    "open": "r.state IN ('forwarded', 'accepted', 'checked', 'supplement')",
    "forwarded": "r.state = 'forwarded'",
    "accepted": "r.state = 'accepted'",
    "checked": "r.state = 'checked'",
    "supplement": "r.state = 'supplement'",
    "overdue": f"r.state IN ('forwarded', 'accepted', 'checked') AND {_DUE} < $1",
    "done": "r.state NOT IN ('draft', 'submitted', 'forwarded', 'accepted', 'checked',"
    " 'supplement') AND r.submitted_on IS NOT NULL",
}
_DESK = """
WHERE {chosen} AND $1::date IS NOT NULL AND r.division LIKE $2 || '%'
  AND ({due}, r.id) > (coalesce(
    (SELECT {due} FROM repair r WHERE r.id = $3), '-infinity'::date), $3)
ORDER BY {due}, r.id LIMIT $4
"""


async def get_book(subject_id: int) -> RepairBook:
    """The negative facts of a subject with conditions and latest cases; at most 200."""
    facts, bar = await list_negative_facts(subject_id), await find_bar(subject_id)
    latest = {case.natural_key: case for case in await list_cases(_LATEST, subject_id)}
    items = []
    for fact in facts:
        case = latest.get(fact.natural_key)
        situation = situation_of(fact, bar, materials=0, pledged=False)
        item = RepairFact(
            fact=fact.view,
            terms=terms_view(fact),
            conditions=check(situation),
            possible_on=possible_on(situation),
            case=card_of(case, fact) if case else None,
        )
        items.append(item)
    return RepairBook(
        items=items,
        barred_until=bar.until if bar else None,
        barred_reason=bar.reason if bar else "",
        barred_basis=bar.legal_basis if bar else "",
    )


async def get_case_view(case_id: UUID, caller: Caller) -> RepairCase:
    """One case for somebody who may see it (checked before)."""
    return await view_of(await get_case(case_id), caller)


async def view_of(case: CaseRow, caller: Caller) -> RepairCase:
    """A case for people."""
    fact, bar = await get_fact_by_key(case.natural_key), await find_bar(case.subject_id)
    materials = await count_materials(case.id)
    situation = situation_of(fact, bar, materials=materials, pledged=bool(case.pledge_code))
    async with connection() as held:
        events = await held.fetch(_EVENTS, case.id)
        proofs = await held.fetch(_MATERIALS, case.id)
    return RepairCase(
        card=card_of(case, fact),
        fact=fact.view,
        terms=terms_view(fact),
        conditions=check(situation) if case.state in OPEN else [],
        possible_on=possible_on(situation),
        statement=case.statement,
        pledge_code=case.pledge_code,
        pledge_text=_pledge_text(),
        materials=[RepairMaterialView(**row) for row in proofs],
        sector_by=case.sector_by,
        answer_by=case.answer_by,
        extended=case.extended_from is not None,
        supplement_by=case.supplement_by,
        finding=case.finding,
        reason=case.reason,
        decision_basis=case.decision_basis,
        clock_basis=clock_on(case.submitted_on or clock.today()).legal_basis,
        steps=[_step(row) for row in events],
        may=_may(case, caller, decides=await _decides(case, caller)),
    )


async def list_desk(status: DeskFilter, division: str, after: int, limit: int) -> RepairPage:
    """Cases of the desk in a state, what is due first on top."""
    sql = _DESK.format(chosen=_FILTERS[status], due=_DUE)
    cases = await list_cases(sql, clock.today(), division, after, limit + 1)
    shown = cases[:limit]
    facts = await list_facts_by_key([case.natural_key for case in shown])
    items = [card_of(case, facts.get(case.natural_key)) for case in shown]
    return RepairPage(items=items, next=str(shown[-1].id) if len(cases) > limit else None)


def situation_of(
    fact: NegativeFact, bar: Bar | None, *, materials: int, pledged: bool
) -> Situation:
    """What the conditions look at, today."""
    return Situation(
        today=clock.today(),
        decided_on=fact.decided_on,
        min_months=fact.terms.min_months,
        state=fact.state,
        publicity_until=fact.view.publicity_until,
        materials=materials,
        pledged=pledged,
        barred_until=bar.until if bar else None,
        barred_basis=bar.legal_basis if bar else "",
    )


def terms_view(fact: NegativeFact) -> RepairTerms:
    """The class and periods of a fact."""
    return RepairTerms(
        severity=fact.severity,
        class_name=CLASS_NAMES[fact.severity],
        regime=fact.terms.regime,
        legal_basis=fact.terms.legal_basis,
        min_months=fact.terms.min_months,
        max_months=fact.terms.max_months,
        first_day=first_day(fact.decided_on, fact.terms.min_months),
        published=not fact.withheld and fact.state == "active",
    )


def card_of(case: CaseRow, fact: NegativeFact | None) -> RepairCard:
    """A case in a list; without the fact (withdrawn by its agency) it says so."""
    waits_for = case.sector_by if case.state == "forwarded" else case.answer_by
    due = case.supplement_by if case.state == "supplement" else waits_for
    return RepairCard(
        id=case.public_id,
        number=case.number,
        subject_name=case.subject_name,
        uscc=case.uscc,
        title=fact.view.title if fact else "记录已撤回",
        record_class_name=fact.view.class_name if fact else "",
        severity=case.severity,
        class_name=CLASS_NAMES[case.severity],
        level=case.level,
        level_name=LEVEL_NAMES[case.level],
        state=case.state,
        state_name=STATE_NAMES[case.state],
        submitted_on=case.submitted_on,
        due_on=due if case.state in OPEN else None,
        provisional=case.provisional,
        urgency=urgency(case.state, case.sector_by, case.answer_by, clock.today()),
    )


def _pledge_text() -> str:
    version = load_templates()[PLEDGE].version_on(clock.today())
    return version.content if version else ""


def _step(row: Any) -> RepairStep:
    return RepairStep(
        state=row["state"],
        state_name=STATE_NAMES[row["state"]],
        at=row["at"],
        by=row["actor_kind"],
        reason=row["reason"],
    )


async def _decides(case: CaseRow, caller: Caller) -> bool:
    """Whether this officer may decide the case once it is checked."""
    if caller.kind != "officer" or case.level == "prefecture":
        return caller.kind == "officer"
    return case.checked_by != caller.id and not await get_jurisdiction(caller)


def _may(case: CaseRow, caller: Caller, *, decides: bool) -> list[May]:
    """What the viewer can do now. Officers at the counter may also apply for somebody."""
    may: list[May] = []
    if case.state in ("draft", "supplement"):
        may += ["materials", "submit"]
    if case.state in OPEN:
        may.append("withdraw")
    if caller.kind != "officer":
        return may
    desk: dict[str, May] = {"forwarded": "handle", "accepted": "check", "checked": "decide"}
    if case.state in desk and (decides or case.state != "checked"):
        may.append(desk[case.state])
    if case.state in AT_THE_DESK and case.extended_from is None:
        may.append("extend")
    if case.state in AT_THE_DESK or case.state in GRANTED:
        may.append("false_materials")
    if may_move(case.state, "revoked"):
        may.append("broken_pledge")
    return may
