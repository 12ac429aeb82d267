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
    """`publish` False: normally not shown. A repair is possible after `min_months`."""

    publish: bool
    min_months: int
    max_months: int


class LongerMinimum(msgspec.Struct, frozen=True):
    """A longer minimum where the penalty's basis or offence has one of these words."""

    months: int
    words: tuple[str, ...]
    legal_basis: str


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
    longer_minimum: LongerMinimum | None = None

    def period(self, severity: int) -> Period:
        """The period of 轻微, 一般 or 严重."""
        return (self.minor, self.general, self.severe)[severity - 1]


class OwnPeriod(msgspec.Struct, frozen=True):
    """A class with a period of its own. `max_months` 0: shown as long as it lasts."""

    record_class: str
    min_months: int
    max_months: int
    legal_basis: str


class OwnMinimum(msgspec.Struct, frozen=True):
    """A class whose maximum goes by severity, but whose minimum does not."""

    record_class: str
    min_months: int
    legal_basis: str


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How long a negative fact is shown at least and at most, in months, and by which rule.

    `max_months` 0: as long as it lasts. `legal_basis` is that of the minimum.
    """

    regime: str
    legal_basis: str
    min_months: int
    max_months: int


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
    own_minimum: tuple[OwnMinimum, ...]
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
    own = _own_period(record_class)
    if severity == 0 or (own and not own.max_months):
        return False, given
    if own:
        return False, _earlier(add_months(decided_on, own.max_months), given)
    regime = _regime_on(decided_on)
    period = regime.period(severity)
    withheld = facet in regime.unpublished_facets or not (period.publish or given)
    return withheld, _earlier(add_months(decided_on, period.max_months), given)


def terms_of(record_class: RecordClass, severity: int, decided_on: date, text: str) -> Terms:
    """The terms of a negative fact; `text` is its offence and basis, where words are looked for."""
    regime = _regime_on(decided_on)
    if own := _own_period(record_class):
        return Terms(
            regime=regime.name,
            legal_basis=own.legal_basis,
            min_months=own.min_months,
            max_months=own.max_months,
        )
    months, basis = _minimum(regime, record_class, severity, text)
    most = regime.period(severity).max_months
    return Terms(regime=regime.name, legal_basis=basis, min_months=months, max_months=most)


def _minimum(
    regime: Regime, record_class: RecordClass, severity: int, text: str
) -> tuple[int, str]:
    slug = record_class.slug
    if own := next((m for m in tables().own_minimum if m.record_class == slug), None):
        return own.min_months, own.legal_basis
    longer = regime.longer_minimum
    is_penalty = record_class is RecordClass.PENALTY
    if longer and is_penalty and any(word in text for word in longer.words):
        return longer.months, longer.legal_basis
    return regime.period(severity).min_months, regime.legal_basis


def _regime_on(day: date) -> Regime:
    return next(r for r in tables().regime if r.from_ <= day <= r.until)


def _own_period(record_class: RecordClass) -> OwnPeriod | None:
    return next((p for p in tables().own_period if p.record_class == record_class.slug), None)


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
