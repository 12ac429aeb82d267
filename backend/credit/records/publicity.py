"""How grave a fact is and how long it may be shown: dated tables, applied by decision day.

Law: 国家发展改革委令第36号 (from 2026-04-01), before it order 58; each row of
`publicity.toml` names its own basis. Pure apart from reading the two tables once.
"""

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from credit.records.catalogue import RecordClass

MINOR, GENERAL, SEVERE = 1, 2, 3


class Period(msgspec.Struct, frozen=True):
    """`publish` False: normally not shown. `max_months` 0: shown as long as it lasts."""

    publish: bool
    max_months: int


class Regime(msgspec.Struct, frozen=True, kw_only=True):
    """The rules for decisions of one span of days."""

    name: str
    from_: date = msgspec.field(name="from")
    until: date = date.max
    legal_basis: str
    minor: Period
    general: Period
    severe: Period
    unpublished_facets: tuple[str, ...] = ()


class OwnPeriod(msgspec.Struct, frozen=True):
    """A class with a period of its own."""

    record_class: str
    max_months: int
    legal_basis: str


class FineBand(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Where small fines end and very large ones begin, in yuan."""

    from_: date = msgspec.field(name="from")
    until: date = date.max
    minor_up_to: Decimal
    severe_from: Decimal
    legal_basis: str


class Tables(msgspec.Struct, frozen=True):
    """The content of `publicity.toml`."""

    regime: tuple[Regime, ...]
    own_period: tuple[OwnPeriod, ...]
    fine_band: tuple[FineBand, ...]


class Facets(msgspec.Struct, frozen=True):
    """The content of `facets.toml`: words of source files and what they mean."""

    penalty: dict[str, tuple[str, int]]
    licence: dict[str, tuple[str, int]]
    judgment: dict[str, tuple[str, int]]
    performance: dict[str, tuple[str, int]]
    honour: dict[str, tuple[str, int]]
    declared: dict[str, tuple[str, int]]
    inspection: dict[str, tuple[str, int]]
    status: dict[str, dict[str, str]]


@cache
def tables() -> Tables:
    """The publicity tables; raises when the file is not as it should be."""
    return msgspec.toml.decode(_read("publicity.toml"), type=Tables)


@cache
def facets() -> Facets:
    """The words of source files."""
    return msgspec.toml.decode(_read("facets.toml"), type=Facets)


def _read(name: str) -> bytes:
    return files("credit.records").joinpath(name).read_bytes()


@lru_cache(maxsize=50_000)
def fine_band(decided_on: str) -> FineBand | None:
    """The bands in force on an ISO day; None when it is no day."""
    try:
        day = date.fromisoformat(decided_on)
    except ValueError:
        return None
    return next(band for band in tables().fine_band if band.from_ <= day <= band.until)


def fine_severity(amount: Decimal | None, band: FineBand) -> int:
    """A fine's severity; without an amount it counts as 一般."""
    if amount is None:
        return GENERAL
    if amount <= band.minor_up_to:
        return MINOR
    return SEVERE if amount >= band.severe_from else GENERAL


def publicity(
    record_class: RecordClass, severity: int, facet: str, decided_on: date, given: date | None
) -> tuple[bool, date | None]:
    """(withheld, last day shown). `given` is the end that the source unit set, if any.

    The maximum always wins over a later given end. Positive and neutral facts stay.
    """
    own = next((p for p in tables().own_period if p.record_class == record_class.slug), None)
    if severity == 0 or (own and not own.max_months):
        return False, given
    if own:
        return False, _earlier(add_months(decided_on, own.max_months), given)
    regime = next(r for r in tables().regime if r.from_ <= decided_on <= r.until)
    period = (regime.minor, regime.general, regime.severe)[severity - 1]
    withheld = facet in regime.unpublished_facets or not (period.publish or given)
    return withheld, _earlier(add_months(decided_on, period.max_months), given)


def _earlier(limit: date, given: date | None) -> date:
    return min(limit, given) if given else limit


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
