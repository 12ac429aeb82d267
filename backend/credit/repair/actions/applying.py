"""The merchant's side: start, submit (also what was to be added), withdraw."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from credit.commitments.actions.signing import sign_commitment
from credit.commitments.queries import find_running_code
from credit.identity.queries import AccessibleSubject, access_subject
from credit.inbox.sending import tell_officers, tell_owners
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.records.repairing import NegativeFact, get_fact_by_key, get_negative_fact
from credit.repair import messages
from credit.repair.actions.moving import ROLES, SYSTEM, audit, move, note, read_case
from credit.repair.queries.rows import (
    CaseRow,
    count_materials,
    find_bar,
    find_open_case,
    get_case,
)
from credit.repair.queries.views import PLEDGE, situation_of
from credit.repair.rules.conditions import check, is_unmet
from credit.repair.rules.days import due_days
from credit.repair.rules.terms import level_of
from credit.repair.schemas.inputs import SubmitRepair

UNMET: Final = "还不能申请，请看每一项条件"
_START = """
INSERT INTO repair (public_id, subject_id, natural_key, severity, level, division, regime,
  legal_basis, state, started_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10)
ON CONFLICT (natural_key) WHERE state IN
  ('draft', 'submitted', 'forwarded', 'supplement', 'accepted', 'checked') DO NOTHING
RETURNING id
"""


async def start_repair(caller: Caller, uscc: str, record_id: str) -> CaseRow:
    """Open a draft about a fact, or give the case that is open already.

    Raises Problem unknown-subject, forbidden, not-found for another's fact, or conflict when
    nothing is left to repair.
    """
    async with transaction() as held:
        subject = await access_subject(caller, uscc, roles=ROLES)
        fact = await get_negative_fact(record_id)
        if fact.subject_id != subject.id:
            raise Problem("not-found", detail="没有这条记录，或这条记录不需要修复")
        if (case := await find_open_case(fact.natural_key)) is not None:
            return case
        standing = check(situation_of(fact, None, materials=0, pledged=False))[0]
        if not standing.met:
            raise Problem("conflict", detail=standing.detail)
        return await _start(held, caller, fact)


async def _start(held: Connection, caller: Caller, fact: NegativeFact) -> CaseRow:
    case_id = uuid4()
    values = (
        case_id, fact.subject_id, fact.natural_key, fact.severity, level_of(fact.severity),
        fact.division, fact.terms.regime, fact.terms.legal_basis, caller.id, clock.now(),
    )  # fmt: skip
    if await held.fetchval(_START, *values) is None:  # another phone was first
        case = await find_open_case(fact.natural_key)
        if case is None:
            raise Problem("conflict", detail="请再试一次")
        return case
    case = await get_case(case_id)
    await note(held, case, "draft", caller, "")
    return case


async def submit_repair(caller: Caller, case_id: UUID, given: SubmitRepair) -> CaseRow:
    """Hand in an application, or what was to be added; it goes to the sector department at once.

    Raises Problem not-found, forbidden, or conflict that names each condition that is not met.
    Submitting the same again changes nothing.
    """
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        if case.state in ("forwarded", "accepted", "checked") and case.started_by == caller.id:
            return case
        fact = await get_fact_by_key(case.natural_key)
        await _check(case, fact, pledged=given.pledge)
        added, day = case.state == "supplement", clock.today()
        columns = {**_due(day), "statement": given.statement.strip()}
        columns["pledge_code"] = await _pledge(caller, case, day)
        if not added:
            columns["submitted_on"] = day
        case = await move(held, case, "submitted", caller, **columns)
        case = await move(
            held, case, "forwarded", SYSTEM, reason=f"推送给{fact.view.agency}"[:1000]
        )
        await _tell(case, fact, added=added)
        await audit(caller, "supplement" if added else "submit", case)
    return case


async def withdraw_repair(caller: Caller, case_id: UUID) -> CaseRow:
    """Take an application back; one that is over stays as it is (Problem conflict)."""
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        if case.state == "withdrawn":
            return case
        case = await move(held, case, "withdrawn", caller)
        await audit(caller, "withdraw", case)
    return case


async def _check(case: CaseRow, fact: NegativeFact, *, pledged: bool) -> None:
    bar, materials = await find_bar(case.subject_id), await count_materials(case.id)
    conditions = check(situation_of(fact, bar, materials=materials, pledged=pledged))
    if unmet := is_unmet(conditions):
        raise Problem("conflict", detail=UNMET, errors=unmet)


def _due(day: date) -> dict[str, Any]:
    """Added papers start the clocks anew: the waiting does not count against the desk."""
    return msgspec.structs.asdict(due_days(day))


async def _pledge(caller: Caller, case: CaseRow, day: date) -> str:
    """The code of the repair pledge: one that still runs serves for every case of the subject."""
    if case.pledge_code:
        return case.pledge_code
    subject: AccessibleSubject = await access_subject(caller, case.uscc, roles=ROLES)
    running = await find_running_code(subject.id, PLEDGE, day, day)
    return running or (await sign_commitment(caller, case.uscc, PLEDGE)).code


async def _tell(case: CaseRow, fact: NegativeFact, *, added: bool) -> None:
    what = "补正材料已收到" if added else "申请已收到"
    by = messages.day(case.answer_by) if case.answer_by else ""
    said = f"{what}，已推送给{fact.view.agency}，{by}前答复。{messages.FREE}"
    await tell_owners(case.uscc, messages.progress(fact, case.number, said))
    title = "一份修复申请补正了材料" if added else "有一份新的修复申请"
    by = messages.day(case.sector_by or clock.today())
    text = f"{case.number}，{case.subject_name}，请在{by}前办理"
    await tell_officers(messages.desk(case.public_id, title, text))
