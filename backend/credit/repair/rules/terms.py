"""`repair.toml`: clocks, the bar after false materials, who decides. Read once."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Level = Literal["prefecture", "province"]
LEVEL_NAMES: dict[Level, str] = {"prefecture": "市州级", "province": "省级"}


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """Working days for the applications of one span of days."""

    from_: date = msgspec.field(name="from")
    until: date = date.max
    sector_days: int
    answer_days: int
    extension_days: int
    legal_basis: str


class BarRule(msgspec.Struct, frozen=True, kw_only=True):
    """How long somebody may be barred after false materials, at most."""

    from_: date = msgspec.field(name="from")
    until: date = date.max
    max_months: int
    legal_basis: str


class _Supplement(msgspec.Struct, frozen=True):
    days: int


class _LevelRule(msgspec.Struct, frozen=True):
    province_from_severity: int


class _File(msgspec.Struct, frozen=True):
    clock: tuple[Clock, ...]
    supplement: _Supplement
    bar: tuple[BarRule, ...]
    level: _LevelRule


@cache
def _file() -> _File:
    text = files("credit.repair").joinpath("repair.toml").read_bytes()
    return msgspec.toml.decode(text, type=_File)


def clock_on(day: date) -> Clock:
    """The clock of applications of that day."""
    return next(one for one in _file().clock if one.from_ <= day <= one.until)


def bar_rule_on(day: date) -> BarRule:
    """The bar for false materials found on that day."""
    return next(one for one in _file().bar if one.from_ <= day <= one.until)


def supplement_days() -> int:
    """Working days to hand in what is missing."""
    return _file().supplement.days


def level_of(severity: int) -> Level:
    """Who decides: the province for severe facts."""
    return "province" if severity >= _file().level.province_from_severity else "prefecture"
