"""The special report: per field what was searched, found, and not covered. Pure."""

from datetime import date
from typing import Final, NamedTuple

from credit.reports.clearance.fields import ClearanceField, load_fields
from credit.reports.snapshot.assembling import ISSUER, Asked, notes_of
from credit.reports.snapshot.marks import shown_to
from credit.reports.snapshot.reading import Known
from credit.reports.snapshot.sections import list_sources, view_fact
from credit.reports.snapshot.shapes import (
    SCHEMA,
    CreditReport,
    FieldOutcome,
    Outcome,
    ReportCount,
    ReportFact,
    ReportGroup,
    ReportPair,
    ReportSection,
)
from credit.reports.terms import purpose_name

SAID: Final[dict[Outcome, str]] = {
    "none_found": "未查到",
    "found": "查到 {} 条",
    "not_covered": "没有接入，不能证明",
}
NOT_COVERED: Final = (
    "未归集到本平台的信息，包括外省和尚未报送的决定。",
    "依法不公示的处罚（例如轻微处罚）、已经修复和公示期满的信息。",
    "正在调查、尚未作出决定的案件；行政处罚以外的行政强制、行政命令。",
    "法定代表人、股东和从业人员个人的信息。",
)


class Period(NamedTuple):
    """The days that are searched, both included, by the day of the decision."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first} 至 {self.last}"


def clear(
    known: Known, asked: Asked, fields: tuple[ClearanceField, ...], period: Period
) -> CreditReport:
    """One section of scope, one for each field, one of what is not covered."""
    searched = [(field, _search(known, field, period)) for field in fields]
    outcomes = [_outcome(field, facts) for field, facts in searched]
    sections = [_scope(known, searched, period)]
    for place, (one, (field, facts)) in enumerate(zip(outcomes, searched, strict=True), 2):
        sections.append(_section(place, field, one, facts, period))
    last = ReportSection(number=len(sections) + 1, name="不包括的内容", notes=list(NOT_COVERED))
    facts = [fact for _, found in searched for fact in found]
    return CreditReport(
        schema_version=SCHEMA,
        kind="clearance",
        audience="others",
        number=asked.number,
        issuer=ISSUER,
        name=known.subject.name,
        uscc=known.subject.uscc or "",
        demo=known.subject.demo,
        purpose=asked.purpose,
        purpose_name=purpose_name(asked.purpose),
        as_of=asked.at,
        valid_until=asked.valid_until,
        counts=[ReportCount(name=one.name, count=one.count) for one in outcomes],
        sections=[*sections, last],
        sources=list_sources(facts),
        notes=notes_of(known, "others")[1:2] + notes_of(known, "others")[4:],
        fields=outcomes,
        period_from=period.first,
        period_until=period.last,
    )


def _search(known: Known, field: ClearanceField, period: Period) -> list[ReportFact]:
    moves = {move.record_id: move for move in known.evaluation.moves}
    return [
        view_fact(fact, moves, known.today)
        for fact in shown_to("others", known.facts, known.today)
        if fact.severity
        and field.holds(fact.record_class, fact.view.agency)
        and period.first <= fact.view.decided_on <= period.last
    ]


def _outcome(field: ClearanceField, facts: list[ReportFact]) -> FieldOutcome:
    outcome: Outcome = "found" if facts else "none_found" if field.since else "not_covered"
    return FieldOutcome(code=field.code, name=field.name, outcome=outcome, count=len(facts))


def _scope(
    known: Known, searched: list[tuple[ClearanceField, list[ReportFact]]], period: Period
) -> ReportSection:
    pairs = [
        ("主体", known.subject.name),
        ("统一社会信用代码", known.subject.uscc or "未登记"),
        ("查询领域", "、".join(field.name for field, _ in searched)),
        ("查询期间", f"{period}（按决定日期）"),
        ("出具依据", load_fields().scheme.legal_basis),
    ]
    return ReportSection(
        number=1, name="查询范围", pairs=[ReportPair(name=name, text=text) for name, text in pairs]
    )


def _section(
    number: int, field: ClearanceField, one: FieldOutcome, facts: list[ReportFact], period: Period
) -> ReportSection:
    pairs = [
        ("结果", SAID[one.outcome].format(one.count)),
        ("部门", "、".join(field.departments)),
        ("查询的信息", field.class_names),
        ("归集情况", _collected(field, period)),
        ("依据", field.legal_basis),
    ]
    empty = f"{period}，在归集到的信息里未查到{field.name}领域应公示的违法失信信息。"
    groups = [] if one.outcome == "not_covered" else [
        ReportGroup(name=f"{field.name}领域", empty=empty, facts=facts)
    ]  # fmt: skip
    return ReportSection(
        number=number,
        name=f"{field.name}领域",
        pairs=[ReportPair(name=name, text=text) for name, text in pairs],
        groups=groups,
    )


def _collected(field: ClearanceField, period: Period) -> str:
    if field.since is None:
        return "本平台还没有归集这个领域的信息，请向上列部门开具证明"
    if field.since > period.first:
        return f"{field.since} 起归集；此前的期间不能证明"
    return f"{field.since} 起归集，覆盖查询期间"
