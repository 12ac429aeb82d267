"""What goes out of the settlement API. Statements never say who used a perk."""

from datetime import date, datetime

from credit.kit.model import Out


class StatementView(Out, frozen=True):
    """A day's statement; amounts in 分, `hash` is SHA-256 (hex) over all lines. `withheld_fen`:
    how much of it a payout hold keeps back for now."""

    id: str
    side: str
    subject: str
    uscc: str
    day: date
    redemptions: int
    reversals: int
    amount_fen: int
    hash: str
    signed_at: datetime | None
    withheld_fen: int


class StatementPage(Out, frozen=True):
    """Statements, newest first."""

    items: list[StatementView]


class StatementLineView(Out, frozen=True):
    """A redemption, or a reversal with a negative amount."""

    kind: str
    reference: str
    title: str
    at: datetime
    place: str
    amount_fen: int


class StatementDetail(Out, frozen=True):
    """A statement with its first 1,000 lines; `complete` false: the export has the rest."""

    statement: StatementView
    lines: list[StatementLineView]
    complete: bool
