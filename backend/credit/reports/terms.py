"""Purposes, validity and limits of reports, from `terms.toml`. Pure apart from reading it once."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

Asker = Literal["owner", "officer"]
PurposeCode = Literal[
    "own_reading", "loan", "bidding", "cooperation", "policy", "listing", "recognition",
    "approval", "supervision", "procurement", "funds",
]  # fmt: skip
OWN_READING: Final = "own_reading"
MAX_FACTS: Final = 5000
"""Facts in a report; who has more is told so on the report."""


class ReportPurpose(msgspec.Struct, frozen=True):
    """What a report is asked for, and by whom."""

    code: PurposeCode
    name: str
    who: tuple[Asker, ...]


class Validity(msgspec.Struct, frozen=True):
    """How long a report is current, and how much longer its content is kept."""

    days: int
    kept_days_after: int
    legal_basis: str

    def last_day(self, issued_on: date) -> date:
        return issued_on + timedelta(days=self.days)

    def forget_on(self, issued_on: date) -> date:
        """The first day on which the snapshot is gone."""
        return self.last_day(issued_on) + timedelta(days=self.kept_days_after + 1)


class Terms(msgspec.Struct, frozen=True):
    validity: Validity
    purpose: tuple[ReportPurpose, ...]


@cache
def terms() -> Terms:
    """The content of `terms.toml`."""
    text = files("credit.reports").joinpath("terms.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Terms)


def purpose_name(code: str) -> str:
    """The purpose as people read it."""
    return next((one.name for one in terms().purpose if one.code == code), code)


def may_state(asker: Asker, code: str) -> bool:
    """Whether somebody of this kind may ask for this purpose."""
    return any(one.code == code and asker in one.who for one in terms().purpose)
