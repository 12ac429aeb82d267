"""Looks that stand out: rules as data, judged over a list of looks. Pure."""

import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

import msgspec

from credit.kit import clock

KEPT: Final = timedelta(days=3 * 365)
"""PIPL Art. 56: records of handling for three years at least; Art. 19: and no longer."""
WINDOW: Final = timedelta(days=2)
"""How far back looks are judged again: longer than any rule reaches."""


class AnomalyRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"start": "from"}
):
    """One rule of `anomalies.toml`; `name` is for the desk, `plain` for the person."""

    code: str
    start: date
    kind: Literal["hours", "spread", "repeat", "caseless"]
    name: str
    plain: str
    from_hour: int = 0
    to_hour: int = 0
    count: int = 1
    minutes: int = 0


class Noted(NamedTuple):
    """A look as the rules see it; `whose` is a person or a shop."""

    id: int
    at: datetime
    officer: int
    whose: str
    case_open: bool


class _File(msgspec.Struct, forbid_unknown_fields=True):
    rule: tuple[AnomalyRule, ...]


@cache
def load_rules() -> tuple[AnomalyRule, ...]:
    """The shipped rules; ValueError for one that could never, or always, hold."""
    source = files("credit.identity.access_log").joinpath("anomalies.toml").read_text("utf-8")
    return parse_rules(source)


def parse_rules(source: str) -> tuple[AnomalyRule, ...]:
    """Rules from TOML; ValueError names the one that makes no sense."""
    rules = msgspec.convert(tomllib.loads(source), _File).rule
    for rule in rules:
        hours = rule.kind == "hours"
        sound = rule.from_hour != rule.to_hour if hours else rule.count > 1 and rule.minutes > 0
        if not sound or timedelta(minutes=rule.minutes) >= WINDOW:
            raise ValueError(f"anomaly rule {rule.code}: makes no sense")
    return rules


def rule_of(code: str) -> AnomalyRule:
    """The rule of a code; a look may outlive its rule, which then stands under its code."""
    gone = AnomalyRule(code=code, start=date.min, kind="hours", name=code, plain="")
    return next((rule for rule in load_rules() if rule.code == code), gone)


def flagged_by(rule: AnomalyRule, looks: Sequence[Noted]) -> set[int]:
    """The ids of the looks that a rule finds unusual."""
    looks = [look for look in looks if clock.day_of(look.at) >= rule.start]
    if rule.kind == "hours":
        return {look.id for look in looks if _within(rule, look.at)}
    found: set[int] = set()
    for group in _groups(rule, looks):
        found |= _dense(rule, group)
    return found


def _within(rule: AnomalyRule, at: datetime) -> bool:
    hour = at.astimezone(clock.SHANGHAI).hour
    if rule.from_hour < rule.to_hour:
        return rule.from_hour <= hour < rule.to_hour
    return hour >= rule.from_hour or hour < rule.to_hour


def _groups(rule: AnomalyRule, looks: Iterable[Noted]) -> list[list[Noted]]:
    """Looks that count together, by time: an officer's, or an officer's at one person or shop."""
    grouped: dict[tuple[int, str], list[Noted]] = defaultdict(list)
    for look in sorted(looks, key=lambda each: (each.at, each.id)):
        if rule.kind == "caseless" and look.case_open:
            continue
        grouped[look.officer, "" if rule.kind == "spread" else look.whose].append(look)
    return list(grouped.values())


def _dense(rule: AnomalyRule, looks: list[Noted]) -> set[int]:
    """Every look of any span of the rule's minutes that holds `count` of them or more."""
    found: set[int] = set()
    span, times = timedelta(minutes=rule.minutes), [look.at for look in looks]
    for place, look in enumerate(looks):
        within = looks[place : bisect_right(times, look.at + span)]
        different = {each.whose for each in within} if rule.kind == "spread" else within
        if len(different) >= rule.count:
            found |= {each.id for each in within}
    return found
