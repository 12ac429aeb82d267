"""What goes out of the list of matters."""

from datetime import date

from credit.commitments.rules import CommitmentType
from credit.kit.model import Out


class MatterView(Out, frozen=True):
    """A matter open to commitment, as it stands today.

    `where`: app (signed here, from `template`) or counter (only at the department's counter).
    `ways`, `bars`, `defer` are for the green channel; `trades` empty: for every trade.
    """

    id: str
    name: str
    name_en: str
    type: CommitmentType
    type_name: str
    sector: str
    office: str
    where: str
    where_name: str
    template: str
    trades: list[str]
    scope: str
    rules: list[str]
    ways: list[str]
    bars: list[str]
    defer: list[str]
    defer_days: int
    version: int
    since: date
    until: date | None
    legal_basis: list[str]


class MatterList(Out, frozen=True):
    """The matters that were asked for, in the order of the list; `notice` says what they are."""

    items: list[MatterView]
    sectors: list[str]
    offices: list[str]
    notice: str


class MatterField(Out, frozen=True):
    """One column of the export."""

    field: str
    name: str
    meaning: str


class MatterExport(Out, frozen=True):
    """The whole list with its data dictionary and licence."""

    day: date
    licence: str
    notice: str
    dictionary: list[MatterField]
    items: list[MatterView]
