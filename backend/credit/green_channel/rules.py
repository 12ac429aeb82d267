"""Whether a subject qualifies, condition by condition. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from credit.commitments.matters.matter_list import Matter, Version, Way
from credit.green_channel.rule_file import ConditionId, RuleVersion
from credit.green_channel.schemas import Condition
from credit.subjects.rules import GRADE_WORDS

ORDINARY: Final = "不符合只是不走绿色通道，按普通程序申请的权利不受影响。"


class Hindrance(NamedTuple):
    """A fact that stands against a condition: what, by whom, from when to when (None: open)."""

    condition: ConditionId
    title: str
    agency: str
    since: date
    until: date | None


class Standing(NamedTuple):
    """A subject as the rules see it. `graded_on` is the day of the grade."""

    trade: str
    grade: str
    graded_on: date
    hindrances: Sequence[Hindrance]


def check_way(
    rules: RuleVersion, matter: Matter, version: Version | None, way: Way, standing: Standing
) -> list[Condition]:
    """Every condition of this way for this matter, with what was found; it qualifies if all hold.

    A matter that is not open (any more) is explained like every other condition.
    """
    checks = [_open(rules, matter, version, way, standing.trade)]
    wanted = (*rules.always, *(version.bars if version else ()))
    for condition in dict.fromkeys(wanted):
        if condition == "grade":
            checks.append(_grade(rules, standing))
        else:
            checks.append(_free_of(rules, condition, standing.hindrances))
    return checks


def _open(
    rules: RuleVersion, matter: Matter, version: Version | None, way: Way, trade: str
) -> Condition:
    if version is None or way not in version.ways:
        return _condition(rules, "open", ok=False, found=f"“{matter.name}”没有开放这种方式")
    if matter.trades and trade not in matter.trades:
        found = f"只对{'、'.join(matter.trades)}开放，登记行业是{trade or '未填'}"
        return _condition(rules, "open", ok=False, found=found)
    found = f"清单第 {version.version} 版，{version.start} 起开放"
    return _condition(rules, "open", ok=True, found=found, since=version.start)


def _grade(rules: RuleVersion, standing: Standing) -> Condition:
    """信息不足 does not stand in the way: too little data is no bad grade."""
    word = GRADE_WORDS[standing.grade]
    found = word if standing.grade == "N" else f"{standing.grade}（{word}）"
    return _condition(
        rules, "grade", ok=standing.grade != "D", found=found, since=standing.graded_on
    )


def _free_of(
    rules: RuleVersion, condition: ConditionId, hindrances: Sequence[Hindrance]
) -> Condition:
    found = [one for one in hindrances if one.condition == condition]
    if not found:
        return _condition(rules, condition, ok=True, found="没有")
    last = max(found, key=lambda one: (one.until or date.max, one.since))
    words = "；".join(f"{one.title}（{one.agency}，{one.since}）" for one in found[:3])
    more = f"，共 {len(found)} 条" if len(found) > 3 else ""
    return _condition(
        rules, condition, ok=False, found=words + more, since=last.since, until=last.until
    )


def _condition(
    rules: RuleVersion,
    condition: ConditionId,
    *,
    ok: bool,
    found: str,
    since: date | None = None,
    until: date | None = None,
) -> Condition:
    text = rules.text_of(condition)
    return Condition(
        id=condition,
        text=text.text,
        ok=ok,
        found=found,
        since=since,
        until=until,
        basis=text.basis,
        how_to_fix="" if ok else text.fix,
    )
