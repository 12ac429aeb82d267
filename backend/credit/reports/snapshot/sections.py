"""Facts into the ten sections of the national format (2022), in its order. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from credit.commitments.rules import (
    TYPE_NAMES,
    CommitmentType,
    Performance,
    performance_name,
    state_of,
)
from credit.evaluation.schemas import Move
from credit.records.catalogue import RecordClass
from credit.reports.snapshot.marks import mark_of, shown_to
from credit.reports.snapshot.reading import Known, KnownFact, KnownPromise
from credit.reports.snapshot.shapes import (
    Audience,
    ReportCount,
    ReportFact,
    ReportGroup,
    ReportPair,
    ReportSection,
    ReportSource,
)

KIND_NAMES: Final = {
    "organisation": "法人和非法人组织",
    "sole_trader": "个体工商户",
    "cooperative": "农民专业合作社",
    "other": "其他",
}
STATE_NAMES: Final = {
    "running": "履行中", "ending": "已声明停止，通知期内仍有效", "withdrawn": "已停止",
    "expired": "已到期",
}  # fmt: skip
PLATFORM: Final = "信用青海平台"
NONE: Final = "截至出具时，没有{}信息。"


class _Plan(NamedTuple):
    """A section of facts: its number, its name in the text and in the summary, its groups."""

    number: int
    name: str
    short: str
    groups: tuple[tuple[str, tuple[RecordClass, ...]], ...]


_ADMINISTRATION: Final = _Plan(2, "行政管理信息", "行政管理", (
    ("行政许可", (RecordClass.LICENCE,)), ("行政处罚", (RecordClass.PENALTY,)),
    ("监督检查", (RecordClass.INSPECTION,)),
))  # fmt: skip
_HONOURS: Final = _Plan(
    3, "诚实守信相关荣誉信息", "诚实守信", (("诚实守信相关荣誉", (RecordClass.HONOUR,)),)
)
_DISHONESTY: Final = _Plan(
    4,
    "严重失信主体名单信息",
    "严重失信",
    (("严重失信主体名单", (RecordClass.SERIOUS_DISHONESTY,)),),
)
_ABNORMAL: Final = _Plan(
    5, "经营（活动）异常名录（状态）信息", "经营异常",
    (("经营（活动）异常名录", (RecordClass.ABNORMAL_OPERATION,)),),
)  # fmt: skip
_JUDICIAL: Final = _Plan(
    8, "司法判决及执行信息", "司法判决", (("司法判决及执行", (RecordClass.JUDGMENT,)),)
)
_OTHER: Final = _Plan(9, "其他信息", "其他", (
    ("合同履行", (RecordClass.CONTRACT_PERFORMANCE,)),
    ("自主申报", (RecordClass.SELF_DECLARED,)),
))  # fmt: skip


def build_sections(known: Known, audience: Audience) -> list[ReportSection]:
    """Sections one to nine; an empty one says that there is nothing."""
    moves = {move.record_id: move for move in known.evaluation.moves}
    facts = [
        (fact, view_fact(fact, moves, known.today))
        for fact in shown_to(audience, known.facts, known.today)
    ]
    planned = {
        plan.number: _section(plan, facts)
        for plan in (_ADMINISTRATION, _HONOURS, _DISHONESTY, _ABNORMAL, _JUDICIAL, _OTHER)
    }
    own = {1: _registration(known), 6: _commitments(known, facts), 7: _evaluation(known)}
    return [(planned | own)[number] for number in range(1, 10)]


def count_sections(sections: list[ReportSection]) -> list[ReportCount]:
    """The eight counts of the summary, in its order; an evaluation counts when there is a grade."""
    shorts = {
        2: "行政管理", 3: "诚实守信", 4: "严重失信", 5: "经营异常", 6: "信用承诺",
        7: "信用评价", 8: "司法判决", 9: "其他",
    }  # fmt: skip
    return [
        ReportCount(
            name=shorts[section.number],
            count=len(section.pairs) and 1 if section.number == 7 else len(section.facts),
        )
        for section in sections
        if section.number in shorts
    ]


def list_sources(facts: Iterable[ReportFact]) -> list[ReportSource]:
    """The units that handed the facts in, the largest first."""
    days: defaultdict[str, list[date]] = defaultdict(list)
    for fact in facts:
        days[fact.source or fact.agency].append(fact.decided_on)
    sources = [
        ReportSource(unit=unit, count=len(each), latest=max(each)) for unit, each in days.items()
    ]
    return sorted(sources, key=lambda one: (-one.count, one.unit))


def view_fact(fact: KnownFact, moves: dict[str, Move], today: date) -> ReportFact:
    """A fact as the report says it: source, basis, period, effect, objection, mark."""
    view, detail = fact.view, fact.detail
    if fact.amount and fact.record_class in (
        RecordClass.JUDGMENT, RecordClass.CONTRACT_PERFORMANCE,
    ):  # fmt: skip
        detail = f"{detail}（标的 {fact.amount}）" if detail else f"标的 {fact.amount}"
    return ReportFact(
        id=view.id,
        title=view.title,
        detail=detail,
        agency=view.agency,
        source=view.source,
        decision_no=view.decision_no,
        legal_basis=view.legal_basis,
        decided_on=view.decided_on,
        period=_period(fact),
        effect=_effect(moves.get(view.id)),
        negative=fact.severity > 0,
        disputed_since=view.disputed_since,
        mark=mark_of(fact, today),
    )


def _section(plan: _Plan, facts: list[tuple[KnownFact, ReportFact]]) -> ReportSection:
    groups = [
        ReportGroup(
            name=name,
            empty=NONE.format(name),
            facts=[view for fact, view in facts if fact.record_class in classes],
        )
        for name, classes in plan.groups
    ]
    return ReportSection(number=plan.number, name=plan.name, groups=groups)


def _registration(known: Known) -> ReportSection:
    one = known.subject
    pairs = [
        ("名称", one.name),
        ("统一社会信用代码", one.uscc or "未登记"),
        ("主体类型", KIND_NAMES[one.kind]),
        ("所在地区", one.division_name or "未登记"),
        ("住所（经营场所）", one.address or "未登记"),
        ("成立（注册）日期", f"{one.registered_on}" if one.registered_on else "未登记"),
        ("经营范围", one.scope or "未登记"),
        ("信息来源", one.source or "登记机关"),
    ]
    return ReportSection(
        number=1,
        name="登记注册基础信息",
        pairs=[ReportPair(name=name, text=text) for name, text in pairs],
        notes=_objected(known, "particulars", "登记信息"),
    )


def _evaluation(known: Known) -> ReportSection:
    view = known.evaluation
    notes = [view.disclaimer, *_objected(known, "grade", "评价结果")]
    if view.score is None:
        least = view.minimum_records
        said = f"可用于评价的信息不足（{view.record_count} 条，至少要 {least} 条），不评价。"
        return ReportSection(
            number=7, name="信用评价信息", notes=[f"{said}信息不足不是差。", *notes]
        )
    pairs = [
        ("评价结果", f"{view.grade}（{view.grade_word}）"),
        ("得分", f"{view.score} / {view.max_score}"),
        ("评价模型", f"{view.model_name}（{view.model_version}）"),
        ("评价日期", f"{view.evaluated_on}"),
        *((part.name, f"{part.points} / {part.max_points}") for part in view.dimensions),
    ]
    if view.cap:
        pairs.append(("直接定级", view.cap))
    return ReportSection(
        number=7,
        name="信用评价信息",
        pairs=[ReportPair(name=name, text=text) for name, text in pairs],
        notes=notes,
    )


def _commitments(known: Known, facts: list[tuple[KnownFact, ReportFact]]) -> ReportSection:
    findings = [
        view for fact, view in facts if fact.record_class is RecordClass.COMMITMENT_PERFORMANCE
    ]
    promises = [_promise(one, known.today) for one in known.promises]
    groups = [
        ReportGroup(name="信用承诺", empty=NONE.format("信用承诺"), facts=promises),
        ReportGroup(name="承诺履行", empty=NONE.format("承诺履行认定"), facts=findings),
    ]
    return ReportSection(number=6, name="信用承诺信息", groups=groups)


def _promise(one: KnownPromise, today: date) -> ReportFact:
    state = state_of(
        one.made_on, one.valid_until, noticed=one.noticed, withdrawn=one.withdrawn, on=today
    )
    accepted = one.accepted_by or PLATFORM
    broken = one.performance in (Performance.PARTLY, Performance.BROKEN)
    found = f"；{one.determined_on} 由{one.determined_by}认定" if one.determined_on else ""
    kind = TYPE_NAMES[CommitmentType(one.type)][0]
    detail = f"{kind}；履行状态：{performance_name(one.performance)}{found}"
    if broken:
        detail += f"；{one.unfulfilled}；{one.liability_outcome}".replace("；；", "；").rstrip("；")
    return ReportFact(
        id=one.code,
        title=one.matter,
        detail=detail[:300],
        agency=accepted,
        source=accepted,
        decision_no=one.code,
        legal_basis=one.legal_basis,
        decided_on=one.made_on,
        period=f"{STATE_NAMES[state]}，至 {one.valid_until or '长期'}",
        effect="",
        negative=broken,
    )


def _objected(known: Known, target: str, what: str) -> list[str]:
    since = known.objected.get(target)
    return [f"{since} 起，主体对{what}提出异议，正在核查。"] if since else []


def _period(fact: KnownFact) -> str:
    """A negative fact until when it is public, another until when it is valid."""
    if fact.severity:
        return f"公示至 {fact.publicity_until}" if fact.publicity_until else "列入期间公示"
    if fact.valid_until:
        return f"有效期至 {fact.valid_until}"
    return "长期有效" if fact.record_class is RecordClass.LICENCE else ""


def _effect(move: Move | None) -> str:
    if move is None or not move.points:
        return ""
    until = f"，{move.ends_on} 起不再影响" if move.ends_on else ""
    return f"评价 {move.points:+d} 分{until}"
