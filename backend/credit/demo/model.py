"""What the fictitious province is made of, before it becomes files."""

from datetime import date
from typing import Literal

import msgspec

Profile = Literal["A", "B", "C", "D", "N"]
Kind = Literal["organisation", "sole_trader", "cooperative"]
FactKind = Literal[
    "permits",
    "penalties",
    "judgments",
    "dishonesty",
    "abnormal",
    "contracts",
    "commitments",
    "honours",
    "declared",
    "inspections",
]

SOURCE = "示例数据"


class County(msgspec.Struct, frozen=True, kw_only=True):
    """A county with the streets we place merchants in; `weight` is its population or share."""

    code: str
    name: str
    short_name: str
    prefecture: str
    abbreviation: str
    weight: float
    towns: dict[str, list[str]]


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """A fictitious business entity. `profile` is the grade its facts aim at, not its grade."""

    uscc: str
    name: str
    short_name: str
    kind: Kind
    trade: str
    division: str
    address: str
    registered_on: date
    scope: str
    profile: Profile
    showcase: str = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of one catalogue kind; `fields` holds what only that kind has.

    `merchant` is None for a natural person, whose row must be masked and withheld.
    Amounts are in 万元, as the exchange files give them.
    """

    kind: FactKind
    merchant: Merchant | None
    party: str
    decision_no: str
    agency: str
    agency_code: str
    decided_on: date
    fields: dict[str, str]
