"""Reading statements, always for one party."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.settlement.holds import HELD_LINES
from credit.perks.settlement.rules import Line
from credit.perks.settlement.schemas import StatementLineView, StatementView

MAX_SHOWN: Final = 1000
# What is not paid out for now: of a signed statement what was held, else what would be.
_WITHHELD: Final = f"""coalesce(CASE WHEN t.side <> 'merchant' THEN 0
  WHEN t.signed_at IS NULL THEN (SELECT sum(n.amount_fen) FROM {HELD_LINES}
    WHERE n.statement_id = t.id)
  ELSE (SELECT sum(w.amount_fen) FROM withheld_payout w
    WHERE w.statement_id = t.id AND w.paid_at IS NULL) END, 0)::bigint AS withheld_fen"""  # noqa: S608 - constants
_COLUMNS: Final = f"""
SELECT t.id, t.public_id, t.side, t.subject_id, s.name AS subject, coalesce(s.uscc, '') AS uscc,
  t.day, t.redemptions, t.reversals, t.amount_fen, t.lines_hash, t.signed_at, {_WITHHELD}
FROM perk_statement t JOIN subject s ON s.id = t.subject_id
"""  # noqa: S608 - constants
_LIST: Final = f"{_COLUMNS} WHERE t.subject_id = $1 ORDER BY t.day DESC, t.side LIMIT $2"
_BY_ID: Final = f"{_COLUMNS} WHERE t.public_id = $1 AND t.subject_id = $2"
_LOCK: Final = "SELECT FROM perk_statement WHERE public_id = $1 FOR UPDATE"
_LINES: Final = """
SELECT kind, source_id, reference, title, at, place, amount_fen FROM perk_statement_line
WHERE statement_id = $1 ORDER BY id LIMIT $2
"""


class StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """A statement as stored."""

    id: int
    public_id: UUID
    side: str
    subject_id: int
    subject: str
    uscc: str
    day: date
    redemptions: int
    reversals: int
    amount_fen: int
    lines_hash: bytes
    signed_at: datetime | None
    withheld_fen: int

    @property
    def view(self) -> StatementView:
        """The statement for people."""
        return StatementView(
            id=str(self.public_id),
            side=self.side,
            subject=self.subject,
            uscc=self.uscc,
            day=self.day,
            redemptions=self.redemptions,
            reversals=self.reversals,
            amount_fen=self.amount_fen,
            hash=bytes(self.lines_hash).hex(),
            signed_at=self.signed_at,
            withheld_fen=self.withheld_fen,
        )


async def list_statements(subject_id: int, limit: int) -> list[StatementView]:
    """The statements of a merchant or provider, newest first."""
    async with connection() as held:
        rows = await held.fetch(_LIST, subject_id, limit)
    return [StatementRow(**row).view for row in rows]


async def get_statement(public_id: str, subject_id: int, *, lock: bool = False) -> StatementRow:
    """A statement of this party; Problem not-found for any other."""
    key = read_public_id(public_id)
    async with connection() as held:
        if lock:
            await held.execute(_LOCK, key)
        row = await held.fetchrow(_BY_ID, key, subject_id) if key else None
    if row is None:
        raise Problem("not-found", detail="没有这份结算单")
    return StatementRow(**row)


async def list_lines(statement_id: int, limit: int | None = None) -> list[Line]:
    """Lines in their order."""
    async with connection() as held:
        rows: list[Any] = await held.fetch(_LINES, statement_id, limit)
    return [Line(**row) for row in rows]


def line_view(line: Line) -> StatementLineView:
    """A line for people."""
    values = msgspec.structs.asdict(line)
    del values["source_id"]
    return StatementLineView(**values)
