"""Pure rules of settlement: what a statement's lines come to, and what cannot change unseen."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A redemption, or a reversal with a negative amount, in 分. `reference` is on the receipt."""

    kind: str
    source_id: int
    reference: str
    title: str
    at: datetime
    place: str
    amount_fen: int


class Totals(msgspec.Struct, frozen=True):
    """What lines come to."""

    redemptions: int
    reversals: int
    amount_fen: int


def totals_of(lines: Sequence[Line]) -> Totals:
    """Numbers and sum of lines."""
    redeemed = sum(line.kind == "redeem" for line in lines)
    return Totals(redeemed, len(lines) - redeemed, sum(line.amount_fen for line in lines))


def hash_of(side: str, uscc: str, day: date, lines: Sequence[Line]) -> bytes:
    """SHA-256 over party, day and every line in order: what is signed."""
    head = msgspec.json.encode([side, uscc, day])
    body = [msgspec.json.encode(line, order="deterministic") for line in lines]
    return hashlib.sha256(b"\n".join([head, *body])).digest()


def yuan(fen: int) -> str:
    """分 as yuan with two decimals, exact: -5 is "-0.05"."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"
