"""What must hold between the parts of a rule file; each fault with its place."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from credit.evaluation.model import Basis, Effect, Model
from credit.records.catalogue import RecordClass

CLASSES = {kind.slug for kind in RecordClass}
LISTED = "serious_dishonesty"
# Longest publicity by class of dishonesty, in months (order 36/2025, 国办发〔2025〕22号).
LONGEST_MONTHS = {1: 3, 2: 12, 3: 36}
PLACEHOLDERS = {"ends_on", "repair_from"}
FACET = re.compile(r"\*|[a-z][a-z0-9_]{0,31}")
Place = tuple[str, int, str]


class Finding(NamedTuple):
    place: Place
    message: str


Check = Callable[[Model], Iterator[Finding]]


def check(model: Model) -> list[Finding]:
    """Everything wrong with a model whose fields have the right types."""
    checks: tuple[Check, ...] = (
        _header, _names, _references, _weights, _grades, _periods, _bases_in_force, _effects,
        _overlaps, _remedies,
    )  # fmt: skip
    return [finding for each in checks for finding in each(model)]


def _header(model: Model) -> Iterator[Finding]:
    header = model.header
    if header.minimum_records < 1:
        yield Finding(("model", 0, "minimum_records"), "minimum_records 至少为1")
    if "非信用中国官方" not in header.label:
        yield Finding(("model", 0, "label"), "label 必须写明“非信用中国官方”")
    if header.max_points != 1000:
        yield Finding(("model", 0, "max_points"), "max_points 必须是1000")


def _names(model: Model) -> Iterator[Finding]:
    named = {
        "basis": ("id", [b.id for b in model.bases]),
        "dimension": ("code", [d.code for d in model.dimensions]),
        "indicator": ("code", [i.code for i in model.indicators]),
        "remedy": ("code", [r.code for r in model.remedies]),
        "effect": ("id", [e.id for e in model.effects]),
    }
    for table, (key, values) in named.items():
        for index, value in enumerate(values):
            if value in values[:index]:
                yield Finding((table, index, key), f"{key} “{value}” 重复")


def _references(model: Model) -> Iterator[Finding]:
    known = {
        "dimension": {d.code for d in model.dimensions},
        "indicator": {i.code for i in model.indicators},
        "remedy": {r.code for r in model.remedies},
    }
    used = [("indicator", n, "dimension", i.dimension) for n, i in enumerate(model.indicators)]
    used += [("effect", n, "indicator", e.indicator) for n, e in enumerate(model.effects)]
    used += [("effect", n, "remedy", e.remedy) for n, e in enumerate(model.effects)]
    for table, index, key, value in used:
        if value not in known[key]:
            yield Finding((table, index, key), f"{key} “{value}” 没有定义")
    for index, effect in enumerate(model.effects):
        if effect.record_class not in CLASSES:
            said = f"class “{effect.record_class}” 不在公共信用信息目录内"
            yield Finding(("effect", index, "class"), said)


def _weights(model: Model) -> Iterator[Finding]:
    total = sum(d.weight for d in model.dimensions)
    if total != model.header.max_points:
        said = f"各维度 weight 合计 {total}，应为 {model.header.max_points}"
        yield Finding(("dimension", 0, "weight"), said)
    for index, dimension in enumerate(model.dimensions):
        parts = sum(i.weight for i in model.indicators if i.dimension == dimension.code)
        if parts != dimension.weight:
            said = f"维度 {dimension.code} 的指标 weight 合计 {parts}，应为 {dimension.weight}"
            yield Finding(("dimension", index, "weight"), said)
    for index, indicator in enumerate(model.indicators):
        if not 0 <= indicator.base <= indicator.weight:
            yield Finding(("indicator", index, "base"), "base 必须在0和 weight 之间")


def _grades(model: Model) -> Iterator[Finding]:
    if [band.letter for band in model.grades] != ["A", "B", "C", "D"]:
        yield Finding(("grade", 0, "letter"), "等级必须依次为 A、B、C、D")
        return
    scores = [band.from_score for band in model.grades]
    for index in range(1, 4):
        if scores[index] >= scores[index - 1]:
            yield Finding(("grade", index, "from_score"), "from_score 必须逐级降低")
    if scores[0] > model.header.max_points:
        yield Finding(("grade", 0, "from_score"), "from_score 超过总分")
    if scores[3] != 0:
        yield Finding(("grade", 3, "from_score"), "D 级的 from_score 必须是0")


def _periods(model: Model) -> Iterator[Finding]:
    spans = [("model", 0, model.header.start, model.header.until)]
    spans += [("basis", n, b.start, b.until) for n, b in enumerate(model.bases)]
    spans += [("effect", n, e.start, e.until) for n, e in enumerate(model.effects)]
    for table, index, start, until in spans:
        if until is not None and until < start:
            yield Finding((table, index, "to"), f"to（{until}）早于 from（{start}）")


def _bases_in_force(model: Model) -> Iterator[Finding]:
    """Every measure rests on bases that are in force as long as the measure is."""
    header = model.header
    spans = [
        ("indicator", n, i.legal_basis, header.start, header.until)
        for n, i in enumerate(model.indicators)
    ]
    spans += [
        ("effect", n, e.legal_basis, max(e.start, header.start), _earlier(e.until, header.until))
        for n, e in enumerate(model.effects)
    ]
    bases = {basis.id: basis for basis in model.bases}
    for table, index, ids, start, until in spans:
        place = (table, index, "legal_basis")
        if not ids:
            yield Finding(place, "legal_basis 不能为空：没有依据的措施不执行")
        for basis_id in ids:
            basis = bases.get(basis_id)
            if basis is None:
                yield Finding(place, f"legal_basis “{basis_id}” 没有定义")
            elif said := _gap(basis, start, until):
                yield Finding(place, said)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _gap(basis: Basis, start: date, until: date | None) -> str:
    """Why a basis does not carry a measure through its whole period, or an empty text."""
    if basis.start > start:
        return f"依据 {basis.id} 自 {basis.start} 起施行，晚于规则生效日 {start}"
    if basis.until is not None and (until is None or until > basis.until):
        return f"依据 {basis.id} 于 {basis.until} 失效，规则须在此之前结束"
    return ""


def _effects(model: Model) -> Iterator[Finding]:
    weights = {indicator.code: indicator.weight for indicator in model.indicators}
    for index, effect in enumerate(model.effects):
        for key, said in (*_points_faults(effect, weights), *_decay_faults(effect)):
            yield Finding(("effect", index, key), said)


def _points_faults(effect: Effect, weights: dict[str, int]) -> Iterator[tuple[str, str]]:
    if not effect.facets or not all(map(FACET.fullmatch, effect.facets)):
        yield "facets", "facets 不能为空，只能是小写字母、数字和下划线，或 *"
    if not effect.severity or not set(effect.severity) <= {0, 1, 2, 3}:
        yield "severity", "severity 只能是0（正面）、1（轻微）、2（一般）、3（严重）"
    if effect.points == 0:
        yield "points", "points 不能为0"
    elif abs(effect.points) > weights.get(effect.indicator, abs(effect.points)):
        yield "points", f"points 超过指标 {effect.indicator} 的 weight"
    allowed = {0} if effect.points > 0 else {1, 2, 3}
    if not set(effect.severity) <= allowed:
        yield "points", "正面记录（severity 0）只能加分，负面记录只能减分"
    if effect.hard_limit == "A":
        yield "hard_limit", "hard_limit 为 A 没有意义"
    if effect.hard_limit and effect.points > 0:
        yield "hard_limit", "加分规则不能有 hard_limit"
    if effect.hard_limit == "D" and effect.record_class != LISTED:
        yield "hard_limit", f"D 级硬性限制只能用于 {LISTED}（国办发〔2020〕49号）"


def _decay_faults(effect: Effect) -> Iterator[tuple[str, str]]:
    if effect.months is not None and not 1 <= effect.months <= 120:
        yield "months", "months 必须在1和120之间"
    elif effect.months is None and (effect.points < 0 or effect.decay == "linear"):
        yield "months", "减分规则和线性衰减必须写 months：影响必须自动结束"
    elif effect.points < 0 and effect.months is not None:
        longest = LONGEST_MONTHS.get(max(effect.severity, default=3), 36)
        if effect.months > longest:
            yield "months", f"减分最长 {longest} 个月（第36号令的最长公示期）"
    if effect.points < 0 and effect.decay == "validity":
        yield "decay", "减分规则的 decay 只能是 publicity 或 linear"
    if effect.points > 0 and effect.decay == "publicity":
        yield "decay", "加分规则的 decay 只能是 validity 或 linear"


def _overlaps(model: Model) -> Iterator[Finding]:
    """At most one effect for a record: class, facet, severity and days must not meet twice."""
    for index, effect in enumerate(model.effects):
        repeated = [facet for facet, times in Counter(effect.facets).items() if times > 1]
        if repeated:
            yield Finding(("effect", index, "facets"), f"facets “{repeated[0]}” 重复")
        for other in model.effects[:index]:
            if _meet(effect, other):
                said = f"{effect.id} 与 {other.id} 重叠：同一类记录、同一日期只能有一条规则"
                yield Finding(("effect", index, ""), said)


def _meet(one: Effect, other: Effect) -> bool:
    return (
        one.record_class == other.record_class
        and not set(one.facets).isdisjoint(other.facets)
        and not set(one.severity).isdisjoint(other.severity)
        and one.start <= (other.until or date.max)
        and other.start <= (one.until or date.max)
    )


def _remedies(model: Model) -> Iterator[Finding]:
    for index, remedy in enumerate(model.remedies):
        try:
            parts = string.Formatter().parse(remedy.text + remedy.text_without_end)
            used = {name for _, name, _, _ in parts if name is not None}
        except ValueError:
            used = {"?"}
        if used - PLACEHOLDERS:
            said = "text 中只能用 {ends_on} 和 {repair_from}"
            yield Finding(("remedy", index, "text"), said)
        if not 0 <= remedy.after_months <= 36:
            yield Finding(("remedy", index, "after_months"), "after_months 必须在0和36之间")
