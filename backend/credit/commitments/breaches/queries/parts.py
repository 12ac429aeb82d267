"""What the views of a case are made of."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from credit.commitments.breaches import rules
from credit.commitments.breaches.queries.rows import REPAIRED, REPORT_TABLE, CaseRow, unseal
from credit.commitments.breaches.rule_file import ladders_on, measure_name, period_on
from credit.commitments.breaches.rules import PERIODS, Role, Severity
from credit.commitments.breaches.schemas import (
    CaseCard,
    CaseDue,
    CaseOutcome,
    CaseStatement,
    CaseStep,
    LadderView,
    MeasureView,
    PhotoLink,
    ReportedFacts,
    TalkView,
)
from credit.commitments.queries import get_commitment, view_of
from credit.commitments.rules import performance_name
from credit.commitments.schemas import CommitmentView
from credit.commitments.templates import load_templates
from credit.kit import clock
from credit.kit.db import connection

STATEMENT_TABLE: Final = "breach_statement"
TALK_TABLE: Final = "breach_talk"
_STEPS = "SELECT action, role, at, note FROM breach_step WHERE case_id = $1 ORDER BY id LIMIT 100"
_MEASURES = f"""
SELECT m.kind, m.legal_basis, m.starts_on, m.ends_on,
  CASE WHEN m.removed_at IS NOT NULL THEN 'removed' WHEN {REPAIRED} THEN 'repaired' ELSE '' END
    AS ended
FROM breach_measure m JOIN breach_case b ON b.id = m.case_id
JOIN commitment c ON c.id = b.commitment_id WHERE m.case_id = $1 ORDER BY m.id LIMIT 50
"""  # noqa: S608 - constants
_STATEMENTS = """
SELECT id, role, kind, text, created_at FROM breach_statement WHERE case_id = $1 ORDER BY id
"""
_PHOTOS = """
SELECT public_id::text AS id, report_id, statement_id, width, height
FROM breach_photo WHERE case_id = $1 ORDER BY id
"""
_REPORTS = """
SELECT id, number, happened_on, facts, place, amount_yuan, photos_shown, status
FROM breach_report WHERE case_id = $1 ORDER BY happened_on, id LIMIT 200
"""
_TALKS = """
SELECT id, kind, held_on, present, minutes FROM breach_talk WHERE case_id = $1
ORDER BY held_on, id LIMIT 20
"""


def due_of(case: CaseRow, today: date) -> CaseDue | None:
    """The period that runs, or None for a closed case."""
    if case.due_on is None:
        return None
    period = period_on(PERIODS[case.status], today)
    return CaseDue(
        on=case.due_on,
        period=period.name,
        legal_basis=period.legal_basis,
        provisional=case.due_provisional,
        overdue=case.due_on < today,
    )


def card_of(case: CaseRow) -> CaseCard:
    """A case in a list."""
    return CaseCard(
        number=case.number,
        status=case.status,
        status_name=rules.status_name(case.status),
        commitment_code=case.commitment_code,
        commitment_name=name_of(case.template, case.matter),
        subject_name=case.subject_name,
        uscc=case.uscc,
        demo=case.demo,
        reports=case.reports,
        opened_on=case.opened_on,
        due=due_of(case, clock.today()),
        severity=case.severity,
        severity_name=rules.severity_name(case.severity),
    )


def name_of(template: str, matter: str, *, english: bool = False) -> str:
    """What a promise is called: its template's name, else its matter."""
    known = load_templates().get(template)
    return (known.name_en if english else known.name) if known else matter


async def list_steps(case_id: int) -> list[CaseStep]:
    """The history of a case, oldest first."""
    async with connection() as held:
        rows = await held.fetch(_STEPS, case_id)
    return [CaseStep(name=rules.action_name(row["action"]), **row) for row in rows]


async def outcome_of(case: CaseRow) -> CaseOutcome | None:
    """The decision as it stands now; None before one."""
    if case.decided_on is None:
        return None
    async with connection() as held:
        rows = await held.fetch(_MEASURES, case.id)
    return CaseOutcome(
        upheld=bool(case.performance),
        reason=case.reason,
        severity=case.severity,
        severity_name=rules.severity_name(case.severity),
        unfulfilled=case.unfulfilled,
        liability_outcome=case.liability_outcome,
        legal_basis=case.legal_basis,
        authority=case.authority,
        decided_on=case.decided_on,
        publicity_until=case.publicity_until,
        measures=[MeasureView(name=measure_name(row["kind"]), **row) for row in rows],
    )


def yuan_of(row: Any) -> str | None:
    """The sum of a report, as text with two places."""
    return f"{row['amount_yuan']:.2f}" if row["amount_yuan"] is not None else None


async def list_case_photos(case_id: int) -> Sequence[Any]:
    """Every photo of a case, without its pixels."""
    async with connection() as held:
        rows: Sequence[Any] = await held.fetch(_PHOTOS, case_id)
    return rows


def links(photos: Sequence[Any], column: str, key: int) -> list[PhotoLink]:
    """The photos of one report or statement."""
    return [
        PhotoLink(id=row["id"], width=row["width"], height=row["height"])
        for row in photos
        if row[column] == key
    ]


async def list_facts(case_id: int, *, for_merchant: bool) -> list[ReportedFacts]:
    """What was reported, by the day it happened. The merchant sees the photos meant for it."""
    photos = await list_case_photos(case_id)
    async with connection() as held:
        rows = await held.fetch(_REPORTS, case_id)
    return [
        ReportedFacts(
            happened_on=row["happened_on"],
            facts=unseal(row["facts"], table=REPORT_TABLE, column="facts", row=row["number"]),
            place=unseal(row["place"], table=REPORT_TABLE, column="place", row=row["number"]),
            amount_yuan=yuan_of(row),
            photos=links(photos, "report_id", row["id"])
            if row["photos_shown"] or not for_merchant
            else [],
            withdrawn=row["status"] == "withdrawn",
        )
        for row in rows
        if row["status"] != "withdrawn" or not for_merchant
    ]


async def list_statements(case: CaseRow, *, viewer: Role) -> list[CaseStatement]:
    """What was said. What who reported wrote for a review is for officers and for him."""
    photos = await list_case_photos(case.id)
    async with connection() as held:
        rows = await held.fetch(_STATEMENTS, case.id)
    return [
        CaseStatement(
            role=row["role"],
            kind=row["kind"],
            text=unseal(
                row["text"],
                table=STATEMENT_TABLE,
                column="text",
                row=f"{case.number}/{row['kind']}",
            ),
            at=row["created_at"],
            photos=links(photos, "statement_id", row["id"]),
        )
        for row in rows
        if row["role"] == "merchant" or viewer is Role.OFFICER
    ]


async def list_talks(case: CaseRow) -> list[TalkView]:
    """The talks that were held about a case."""
    async with connection() as held:
        rows = await held.fetch(_TALKS, case.id)
    return [
        TalkView(
            kind=row["kind"],
            held_on=row["held_on"],
            present=row["present"],
            minutes=unseal(row["minutes"], table=TALK_TABLE, column="minutes", row=case.number),
        )
        for row in rows
    ]


def list_ladders(day: date) -> list[LadderView]:
    """What each severity entails when it is decided on a day."""
    return [
        LadderView(
            severity=one.severity,
            name=rules.severity_name(one.severity),
            criteria=one.criteria,
            performance=performance_name(one.performance),
            publicity_until=one.publicity_until(day),
            legal_basis=one.legal_basis,
            measures=[
                MeasureView(
                    kind=measure.kind,
                    name=measure_name(measure.kind),
                    legal_basis=measure.legal_basis,
                    starts_on=day,
                    ends_on=one.publicity_until(day),
                    ended="",
                )
                for measure in one.measure
            ],
        )
        for one in sorted(ladders_on(day), key=lambda one: list(Severity).index(one.severity))
    ]


async def commitment_of(case: CaseRow, *, english: bool = False) -> CommitmentView:
    """The promise that a case is about, for people."""
    return view_of(await get_commitment(case.commitment_code), english=english)


def open_to(case: CaseRow, role: Role) -> list[str]:
    """What `role` could do now, by the machine alone."""
    return [edge.action for edge in rules.EDGES if edge.before is case.status and edge.role is role]
