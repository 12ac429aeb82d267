"""Numbers of reports: the moment of issue, then the serial of the year without gaps."""

import re
from datetime import datetime
from typing import Final

from credit.kit import clock
from credit.kit.db import Connection

_NUMBER: Final = re.compile(r"[0-9]{22}")
_SPACES: Final = re.compile(r"[\s-]")
# The row stays locked to the end of the transaction: a serial that is rolled back is used again.
_NEXT: Final = """
INSERT INTO credit_report_serial (year, last) VALUES ($1, 1)
ON CONFLICT (year) DO UPDATE SET last = credit_report_serial.last + 1 RETURNING last
"""


async def next_number(held: Connection, at: datetime) -> str:
    """The next number, in the transaction that issues the report."""
    local = at.astimezone(clock.SHANGHAI)
    serial: int = await held.fetchval(_NEXT, local.year)
    return f"{local:%Y%m%d%H%M%S}{serial:08d}"


def read_number(text: str) -> str | None:
    """A number as typed or printed in groups; None for anything else."""
    plain = _SPACES.sub("", text)
    return plain if _NUMBER.fullmatch(plain) else None
