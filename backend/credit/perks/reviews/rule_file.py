"""What counts as an anomaly and how long things take, from anomalies.toml: dated data with reasons.

A rule without a reason or without innocent explanations cannot be loaded, so a case always has
something to say in plain words, and never only against somebody.
"""

from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

RuleId = Literal[
    "holder_rush", "device_shared", "network_crowd", "till_rush", "till_guessing",
    "holder_guessing", "pair_repeat", "own_shop", "self_redeem", "reversal_pattern",
    "offline_refused",
]  # fmt: skip
About = Literal["holder", "device", "network", "till", "pair"]
LimitId = Literal["reply_workdays", "hold_days", "keep_days_nothing", "keep_days"]
Sentence = Annotated[str, Meta(min_length=4, max_length=120)]


class _Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    from_: date = msgspec.field(name="from")
    until: date = date.max

    def covers(self, day: date) -> bool:
        return self.from_ <= day <= self.until


class AnomalyRule(_Dated, frozen=True, kw_only=True):
    """From how many (`floor`) in how many `minutes` people should look.

    `times`: also at least so many times what the perk's terms make plausible; `share`: also at
    least so many percent of all uses.
    """

    id: RuleId
    name: Annotated[str, Meta(min_length=2, max_length=20)]
    about: About
    minutes: Annotated[int, Meta(ge=1, le=10_080)]
    floor: Annotated[int, Meta(ge=1, le=10_000)]
    times: Annotated[int, Meta(ge=0, le=100)] = 0
    share: Annotated[int, Meta(ge=0, le=100)] = 0
    why: Sentence
    innocent: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=5)]


class ReviewLimit(_Dated, frozen=True, kw_only=True):
    """A number of days, with the reason for it."""

    id: LimitId
    count: Annotated[int, Meta(ge=1, le=3650)]
    why: Sentence


class HoldBasis(_Dated, frozen=True, kw_only=True):
    """On what a payout hold rests."""

    legal_basis: Annotated[str, Meta(min_length=4, max_length=300)]


class AnomalyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `anomalies.toml`."""

    rule: tuple[AnomalyRule, ...]
    limit: tuple[ReviewLimit, ...]
    hold: HoldBasis


@cache
def load_rules() -> AnomalyFile:
    """The rule file; raises when it is not as it should be."""
    text = files("credit.perks.reviews").joinpath("anomalies.toml").read_bytes()
    return msgspec.toml.decode(text, type=AnomalyFile)


@lru_cache(maxsize=64)
def rules_on(day: date) -> dict[RuleId, AnomalyRule]:
    """The rules in force on a day."""
    return {rule.id: rule for rule in load_rules().rule if rule.covers(day)}


@lru_cache(maxsize=64)
def rule_of(rule_id: str, from_: date) -> AnomalyRule:
    """The version of a rule under which a case was opened; it stays in the file."""
    return next(r for r in load_rules().rule if r.id == rule_id and r.from_ == from_)


@lru_cache(maxsize=64)
def limit_on(limit: LimitId, day: date) -> int:
    """The limit in force on a day."""
    return next(one.count for one in load_rules().limit if one.id == limit and one.covers(day))
