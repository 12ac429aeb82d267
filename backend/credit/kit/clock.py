"""The only clock: `now()` in UTC for storing, `today()` in Asia/Shanghai for deadlines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# One process-wide slot, not a context variable: background tasks with a fresh
# context (cache fills, jobs) must see the same frozen time as the test.
_frozen: list[datetime] = []


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen[-1] if _frozen else datetime.now(UTC)


def today() -> date:
    """The calendar day in Asia/Shanghai, by which all legal deadlines count."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The Asia/Shanghai calendar day of an aware `moment`; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone has no calendar day")
    return moment.astimezone(SHANGHAI).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Holds the clock at the aware moment `at`; for tests and replays. May be nested."""
    if at.tzinfo is None:
        raise ValueError("frozen() needs an aware datetime")
    _frozen.append(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.pop()
