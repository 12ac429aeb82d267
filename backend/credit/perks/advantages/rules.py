"""What a shop has of the advantages, and why or why not. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from credit.perks.advantages.rule_file import Basis, Line, RuleVersion
from credit.perks.advantages.schemas import AdvantageBasis, AdvantageCheck, AdvantageView
from credit.perks.programme.rules.eligibility import Check, Facts, explain
from credit.subjects.rules import GRADE_WORDS

DISTRICT: Final = "是信用街区的成员"
NO_DISTRICT: Final = "还没有加入信用街区"
JOIN: Final = "在「我的店 · 信用街区」申请加入"


class District(msgspec.Struct, frozen=True):
    """The district that a shop belongs to, since when."""

    name: str
    since: date


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A shop as the rules see it. `facts.grade` was reckoned on `graded_on`; `green_open` of
    `green_all` ways of the green channel are open to it, `green_missing` says what is missing;
    `promised_until`: the last day of its longest running commitment (None: open, or none)."""

    facts: Facts
    graded_on: date
    district: District | None = None
    green_open: int = 0
    green_all: int = 0
    green_missing: tuple[AdvantageCheck, ...] = ()
    promised_until: date | None = None


def own_advantages(rules: RuleVersion, standing: Standing, today: date) -> list[AdvantageView]:
    """Every line as it stands for a shop on a day."""
    lines = [_line(rules, line, standing, today) for line in rules.line]
    return [_inspections(rules, standing), *lines]


def conditions_of(line: Line) -> list[str]:
    """The conditions of a line in words."""
    empty = Facts(audience="merchant")
    words = [check.condition for check in explain(line.eligibility, empty, date.min).checks]
    return [DISTRICT, *words] if line.member else words


def bases_view(bases: Sequence[Basis]) -> list[AdvantageBasis]:
    """Laws as people read them."""
    return [AdvantageBasis(name=basis.name, article=basis.article) for basis in bases]


def _inspections(rules: RuleVersion, standing: Standing) -> AdvantageView:
    """What the rules say of this grade: told as that, whichever way it goes."""
    grade = standing.facts.grade
    row = rules.row_of(grade)
    found = _grade_words(grade)
    best = rules.row_of("A")
    return AdvantageView(
        id="inspection",
        kind="inspection",
        title=rules.inspection_title,
        gives=row.text,
        state={"fewer": "now", "ordinary": "not_yet", "more": "more"}[row.effect],  # type: ignore[arg-type]
        why=f"因为{found}" if row.effect != "ordinary" else f"A 级才少查（{best.text}）；{found}",
        checks=[AdvantageCheck(met=row.effect == "fewer", condition="信用等级 A 级", found=found,
                               remedy=row.remedy or _remedy(row.effect))],
        since=standing.graded_on,
        until=None,
        who=rules.inspection_who,
        limits=rules.inspection_limits,
        exceptions=list(rules.inspection_exceptions),
        bases=bases_view(rules.bases_of(row.bases)),
    )  # fmt: skip


def _remedy(effect: str) -> str:
    return "" if effect == "fewer" else "见「为什么是这个等级」里的改善办法"


def _line(rules: RuleVersion, line: Line, standing: Standing, today: date) -> AdvantageView:
    checks = _checks(line, standing, today)
    met = all(check.met for check in checks)
    has = standing.green_open > 0 if line.kind == "green_channel" else met
    missing = next((check for check in checks if not check.met), None)
    return AdvantageView(
        id=line.id,
        kind=line.kind,
        title=line.title,
        gives=line.gives,
        state=("yours" if line.kind == "referral" else "now") if has else "not_yet",
        why=_why(line, standing) if has else f"{missing.condition}：{missing.found}" if missing
        else "眼下没有对您这一行开放的事项",
        checks=checks,
        since=_since(line, standing) if has else None,
        until=standing.promised_until if has and line.id == "promise_mark" else None,
        who=line.who,
        limits=line.limits,
        exceptions=[],
        bases=bases_view(rules.bases_of(line.bases)),
    )  # fmt: skip


def _checks(line: Line, standing: Standing, today: date) -> list[AdvantageCheck]:
    if line.kind == "green_channel":
        return list(standing.green_missing)
    checks = [_check_of(c) for c in explain(line.eligibility, standing.facts, today).checks]
    if not line.member:
        return checks
    district = standing.district
    found = district.name if district else NO_DISTRICT
    member = AdvantageCheck(
        met=district is not None, condition=DISTRICT, found=found, remedy="" if district else JOIN
    )
    return [member, *checks]


def _why(line: Line, standing: Standing) -> str:
    if line.kind == "green_channel":
        return f"{standing.green_all} 个办法里有 {standing.green_open} 个对您开放"
    if line.kind == "referral":
        return "不看等级，同意就可以；不同意也没有任何影响"
    if line.member and standing.district:
        return f"您在{standing.district.name}，{_grade_words(standing.facts.grade)}"
    return "您有正在履行的公开承诺"


def _since(line: Line, standing: Standing) -> date | None:
    if line.member and standing.district:
        return max(standing.district.since, standing.graded_on)
    return None


def _check_of(check: Check) -> AdvantageCheck:
    return AdvantageCheck(
        met=check.met, condition=check.condition, found=check.found, remedy=check.remedy
    )


def _grade_words(grade: str) -> str:
    return (
        "眼下信息不足，暂无等级" if grade == "N" else f"眼下是 {grade} 级（{GRADE_WORDS[grade]}）"
    )
