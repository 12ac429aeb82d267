"""Pure rules of passes: quarter hours and days, limits, and which requests may be signed."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

PURPOSE: Final = "citizen_pass"
SLOT_SECONDS: Final = 900
SLOTS_A_DAY: Final = 96
_SHANGHAI_SLOTS: Final = 32  # eight hours: days are those of Asia/Shanghai
LISTS: Final = 24
LIST_SIZE: Final = 1 << 30
# Phones take the numbers 0…10 999 999 in turn; the rest below 2³⁰ ÷ 96 is kept for decoys.
DECOY_NUMBER: Final = 11_000_000
MAX_DEVICES: Final = 5
MAX_PASSES: Final = SLOTS_A_DAY
ANCHOR_BYTES: Final = 16
SKEW_SECONDS: Final = 60
# A pass is believed 30 s past its end, and clocks differ by as much.
GRACE_SECONDS: Final = 60
# After this nobody can tell whose a pass was (the day's key is deleted).
KEYS_KEPT: Final = timedelta(days=3)
LOOKUPS_KEPT: Final = timedelta(days=365)


class Place(NamedTuple):
    """Where a pass stands: phone number and quarter hour of the day, before the permutation."""

    number: int
    slot_of_day: int

    @property
    def value(self) -> int:
        return self.number * SLOTS_A_DAY + self.slot_of_day


def slot_of(moment: datetime | int) -> int:
    """The quarter hour (since 1970) of an aware moment or of Unix seconds."""
    seconds = moment if isinstance(moment, int) else int(moment.timestamp())
    return seconds // SLOT_SECONDS


def day_of_slot(slot: int) -> int:
    """The Shanghai day (since 1970-01-01) in which the quarter hour begins."""
    return (slot + _SHANGHAI_SLOTS) // SLOTS_A_DAY


def first_slot_of(day: int) -> int:
    """The quarter hour that begins at 00:00 in Shanghai."""
    return day * SLOTS_A_DAY - _SHANGHAI_SLOTS


def slot_of_day(slot: int) -> int:
    """0 for 00:00 in Shanghai, 95 for 23:45."""
    return (slot + _SHANGHAI_SLOTS) % SLOTS_A_DAY


def list_of_day(day: int) -> int:
    """The citizen list (0…23) that holds the passes of a day; a list returns after 24 days."""
    return day % LISTS


def place_of_value(value: int) -> Place | None:
    """The place behind a number of the permutation's range, or None for a decoy."""
    number, slot = divmod(value, SLOTS_A_DAY)
    return Place(number, slot) if number < DECOY_NUMBER else None


def is_too_far(first_slot: int, count: int, now: int) -> bool:
    """Whether quarter hours end more than 24 hours and a quarter ahead."""
    return (first_slot + count) * SLOT_SECONDS > now + (SLOTS_A_DAY + 1) * SLOT_SECONDS


def first_open_slot(now: int) -> int:
    """The earliest quarter hour whose pass a verifier may still believe."""
    return slot_of(now - GRACE_SECONDS)
