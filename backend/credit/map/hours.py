"""Opening hours as bits: one a quarter of an hour of the week, 84 bytes a text. Pure."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credit.subjects.opening_hours import HoursFault, Week, parse_hours

QUARTERS: Final = 96
SLOTS: Final = 7 * QUARTERS
OpenBits = NDArray[np.uint8]


def open_bits(texts: Sequence[str]) -> OpenBits:
    """For each text the week in packed bits, Monday 00:00 first; closed where not understood."""
    flags = np.zeros((len(texts), SLOTS), np.bool_)
    for row, text in enumerate(texts):
        for start, end in _spans(text):
            flags[row, start:end] = True
    return np.packbits(flags, axis=1)


def open_lookup(bits: OpenBits, open_at: str) -> NDArray[np.bool_]:
    """For each text whether it is open at `3-1430` (ISO weekday, quarter hour)."""
    slot = (int(open_at[0]) - 1) * QUARTERS + int(open_at[2:4]) * 4 + int(open_at[4:6]) // 15
    return np.asarray(bits[:, slot >> 3] >> np.uint8(7 - (slot & 7)) & np.uint8(1), np.bool_)


def _spans(text: str) -> list[tuple[int, int]]:
    """The slots [first, last) at whose beginning it is open."""
    try:
        week: Week = parse_hours(text)
    except HoursFault:  # nothing stored should be; who cannot be read is not shown as open
        return []
    return [
        (day * QUARTERS + _slot(start), day * QUARTERS + _slot(end))
        for day, spans in enumerate(week)
        for start, end in spans
    ]


def _slot(time: str) -> int:
    """The first quarter that begins at or after `HH:MM`."""
    return -(-(int(time[:2]) * 60 + int(time[3:])) // 15)
