"""What goes out of the statistics API."""

from datetime import date
from typing import Literal

from credit.kit.model import Out

DimensionId = Literal["trade", "county", "district", "type", "template", "month"]


class RateCell(Out, frozen=True):
    """Commitments of one group. What was found is null in a small cell."""

    key: str
    name: str
    commitments: int
    determined: int
    kept: int | None
    partly: int | None
    broken: int | None
    kept_rate: float | None


class Dimension(Out, frozen=True):
    """One way to part the commitments."""

    id: DimensionId
    name: str
    cells: list[RateCell]


class CommitmentStatistics(Out, frozen=True):
    """All rates as of a day; `small` is the number of determinations below which none is given."""

    as_of: date
    version: int
    definition: str
    small: int
    total: RateCell
    dimensions: list[Dimension]


class StatisticsField(Out, frozen=True):
    """One column of the open data."""

    field: str
    name: str
    kind: str
    meaning: str


class StatisticsGuide(Out, frozen=True):
    """The data dictionary (数据字典) and the terms of use of the statistics as open data."""

    fields: list[StatisticsField]
    definition: str
    terms: str
    attribution: str
    formats: list[str]
