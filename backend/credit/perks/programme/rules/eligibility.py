"""Who may have a perk: a small closed language of conditions, as data. Pure.

There is no "not": a condition asks for something good or neutral that is there, so nothing
negative about a person can be written down, and a missing fact means only "not this perk".
The same facts give the same answer everywhere and to everybody (PIPL Art. 24). Every answer
names each condition with what was found.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from credit.commitments.rules import add_months

Audience = Literal["citizen", "merchant"]
FactKind = Literal["honour", "volunteer", "blood_donation", "booking", "pledge"]
FACT_WORDS: Final[dict[FactKind, tuple[str, str]]] = {
    "honour": ("守信荣誉", "项"),
    "volunteer": ("志愿服务", "小时"),
    "blood_donation": ("无偿献血", "次"),
    "booking": ("守约预约", "次"),
    "pledge": ("自愿承诺", "项"),
}
MAX_CONDITIONS: Final = 20
MAX_DEPTH: Final = 3
Count = Annotated[int, Meta(ge=1, le=10_000)]
Division = Annotated[str, Meta(pattern="^63[0-9]{4}$")]
Short = Annotated[str, Meta(min_length=1, max_length=40)]


class NeedsFact(msgspec.Struct, tag="fact", frozen=True, forbid_unknown_fields=True):
    """At least `at_least` of a kind of positive fact, in the last `months` (0: at any time)."""

    kind: FactKind
    at_least: Count = 1
    months: Annotated[int, Meta(ge=0, le=120)] = 0


class NeedsAge(msgspec.Struct, tag="age", frozen=True, forbid_unknown_fields=True):
    """Full years, both ends included."""

    at_least: Annotated[int, Meta(ge=0, le=120)] = 0
    at_most: Annotated[int, Meta(ge=0, le=150)] = 150


class NeedsArea(msgspec.Struct, tag="area", frozen=True, forbid_unknown_fields=True):
    """Lives, or has its business, in one of these prefectures or counties (GB/T 2260)."""

    divisions: Annotated[tuple[Division, ...], Meta(min_length=1, max_length=50)]


class NeedsGrade(msgspec.Struct, tag="grade", frozen=True, forbid_unknown_fields=True):
    """A merchant's grade, A being the best; merchants only, people have none."""

    at_least: Literal["A", "B", "C"]


class NeedsTrade(msgspec.Struct, tag="trade", frozen=True, forbid_unknown_fields=True):
    """One of these trades; merchants only."""

    trades: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=20)]


class NeedsCommitment(msgspec.Struct, tag="commitment", frozen=True, forbid_unknown_fields=True):
    """A running commitment from one of these templates; merchants only."""

    templates: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=20)]


class AllOf(msgspec.Struct, tag="all", frozen=True, forbid_unknown_fields=True):
    """Every one of them; with none, everybody."""

    conditions: Annotated[tuple["Condition", ...], Meta(max_length=MAX_CONDITIONS)] = ()


class AnyOf(msgspec.Struct, tag="any", frozen=True, forbid_unknown_fields=True):
    """At least one of them."""

    conditions: Annotated[tuple["Condition", ...], Meta(min_length=1, max_length=MAX_CONDITIONS)]


Single = NeedsFact | NeedsAge | NeedsArea | NeedsGrade | NeedsTrade | NeedsCommitment
Condition = (
    NeedsFact | NeedsAge | NeedsArea | NeedsGrade | NeedsTrade | NeedsCommitment | AllOf | AnyOf
)
EVERYBODY: Final = AllOf()
_OF_PEOPLE: Final = (NeedsFact, NeedsAge, NeedsArea)
_OF_MERCHANTS: Final = (NeedsGrade, NeedsTrade, NeedsCommitment, NeedsArea)


class Fact(msgspec.Struct, frozen=True):
    """A positive fact that counts on the day asked about."""

    kind: FactKind
    amount: int
    granted_on: date


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a holder, as far as the holder brought it. Empty or None: not known."""

    audience: Audience
    facts: tuple[Fact, ...] = ()
    born_on: date | None = None
    division: str = ""
    grade: str = "N"
    trade: str = ""
    commitments: frozenset[str] = frozenset()


class Check(msgspec.Struct, frozen=True, rename="camel"):
    """A condition in plain words, whether it is met, what was found, and what to do if not.

    `group`: checks of one group are alternatives; 0 stands alone.
    """

    met: bool
    condition: str
    found: str
    remedy: str = ""
    group: int = 0


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """Whether a holder qualifies, and every condition with its finding."""

    eligible: bool
    checks: tuple[Check, ...]


def rule_faults(rule: Condition, audience: Audience) -> list[str]:
    """What is wrong with a rule, in Chinese; empty when it may be used."""
    faults: list[str] = []
    singles, depth = _walk(rule)
    if len(singles) > MAX_CONDITIONS or depth > MAX_DEPTH:
        faults.append(f"条件最多 {MAX_CONDITIONS} 条、{MAX_DEPTH} 层")
    allowed = _OF_PEOPLE if audience == "citizen" else _OF_MERCHANTS
    if any(not isinstance(single, allowed) for single in singles):
        who = "个人" if audience == "citizen" else "商户"
        faults.append(f"有不能用于{who}的条件")
    if any(isinstance(s, NeedsAge) and s.at_least > s.at_most for s in singles):
        faults.append("年龄下限大于上限")
    return faults


def explain(rule: Condition, facts: Facts, today: date) -> Answer:
    """The answer for a holder on a day, condition by condition."""
    checks: list[Check] = []
    groups = iter(range(1, MAX_CONDITIONS + 1))
    eligible = _explain(rule, facts, today, checks, groups, 0)
    return Answer(eligible, tuple(checks))


def kinds_needed(rule: Condition) -> frozenset[str]:
    """Which facts a rule looks at: fact kinds, "age", "area"; so that no other is read."""
    words: set[str] = set()
    for single in _walk(rule)[0]:
        if isinstance(single, NeedsFact):
            words.add(single.kind)
        elif isinstance(single, NeedsAge):
            words.add("age")
        elif isinstance(single, NeedsArea):
            words.add("area")
    return frozenset(words)


def _walk(rule: Condition) -> tuple[list[Single], int]:
    """All single conditions, and how deep they are nested (1: no nesting)."""
    if not isinstance(rule, AllOf | AnyOf):
        return [rule], 1
    found: list[Single] = []
    depth = 0
    for each in rule.conditions:
        below, level = _walk(each)
        found += below
        depth = max(depth, level)
    return found, depth + 1


def _explain(
    rule: Condition,
    facts: Facts,
    today: date,
    checks: list[Check],
    groups: Iterator[int],
    group: int,
) -> bool:
    if isinstance(rule, AllOf):
        return all([_explain(c, facts, today, checks, groups, group) for c in rule.conditions])
    if isinstance(rule, AnyOf):
        own = group or next(groups)
        return any([_explain(c, facts, today, checks, groups, own) for c in rule.conditions])
    check = _check(rule, facts, today)
    checks.append(msgspec.structs.replace(check, group=group))
    return check.met


def _check(rule: Single, facts: Facts, today: date) -> Check:
    match rule:
        case NeedsFact():
            return _check_fact(rule, facts.facts, today)
        case NeedsAge():
            return _check_age(rule, facts.born_on, today)
        case NeedsArea():
            return _check_area(rule, facts)
        case NeedsGrade():
            return _check_grade(rule, facts.grade)
        case NeedsTrade():
            met = facts.trade in rule.trades
            return Check(met, f"行业：{_join(rule.trades)}", facts.trade or "没有登记行业")
        case NeedsCommitment():
            return _check_commitment(rule, facts.commitments)


def _check_fact(rule: NeedsFact, facts: Sequence[Fact], today: date) -> Check:
    name, unit = FACT_WORDS[rule.kind]
    since = add_months(today, -rule.months) if rule.months else date.min
    amount = sum(f.amount for f in facts if f.kind == rule.kind and f.granted_on >= since)
    within = f"近 {rule.months} 个月" if rule.months else ""
    met = amount >= rule.at_least
    found = f"已有 {amount} {unit}" if amount else "没有带来这类记录"
    remedy = "" if met else f"还差 {rule.at_least - amount} {unit}"
    if remedy and rule.kind == "pledge":
        remedy += "，在「我的承诺」里作出，再在「我带来的条件」里勾选"
    return Check(met, f"{within}{name}满 {rule.at_least} {unit}", found, remedy)


def _check_age(rule: NeedsAge, born_on: date | None, today: date) -> Check:
    if rule.at_most >= 150:
        words = f"年满 {rule.at_least} 周岁"
    elif rule.at_least == 0:
        words = f"不超过 {rule.at_most} 周岁"
    else:
        words = f"{rule.at_least}–{rule.at_most} 周岁"
    if born_on is None:
        return Check(False, words, "没有带来出生日期", "在「我带来的条件」里填写")
    years = age_on(born_on, today)
    return Check(rule.at_least <= years <= rule.at_most, words, f"{years} 周岁")


def _check_area(rule: NeedsArea, facts: Facts) -> Check:
    words = "在规定的地区内"
    if not facts.division:
        own = facts.audience == "citizen"
        return Check(False, words, "没有带来所在地区", "在「我带来的条件」里填写" if own else "")
    met = any(is_within(facts.division, division) for division in rule.divisions)
    return Check(met, words, "在规定地区" if met else "不在规定地区")


def _check_grade(rule: NeedsGrade, grade: str) -> Check:
    met = grade in "ABCD" and grade <= rule.at_least
    remedy = "" if met else "改善信用后等级会提高，见「信用等级」里的改善办法"
    found = "信息不足，暂无等级" if grade == "N" else f"当前 {grade} 级"
    return Check(met, f"信用等级 {rule.at_least} 级及以上", found, remedy)


def _check_commitment(rule: NeedsCommitment, commitments: frozenset[str]) -> Check:
    met = bool(commitments & set(rule.templates))
    found = "正在履行" if met else "没有正在履行的这类承诺"
    return Check(met, "公开信用承诺", found, "" if met else "签署承诺后即可")


def is_within(division: str, area: str) -> bool:
    """Whether a division is the area or lies in it: 630000 ⊃ 630100 ⊃ 630104."""
    prefix = area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
    return division.startswith(prefix)


def age_on(born_on: date, today: date) -> int:
    """Full years; who was born on 29 February is a year older on 1 March of common years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _join(words: Sequence[str]) -> str:
    return "、".join(words)
