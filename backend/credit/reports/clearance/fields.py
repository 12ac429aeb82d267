"""The fields of 专项信用报告, from `fields.toml`. Pure apart from reading it once."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from credit.records.catalogue import CLASS_NAMES, RecordClass

_ADMINISTRATIVE: Final = ("penalty", "serious_dishonesty", "abnormal_operation")


class ClearanceField(msgspec.Struct, frozen=True):
    """A field: its departments, how their facts are known, the basis.

    `since` is the day from which this platform collects them; None: it does not.
    """

    code: str
    name: str
    departments: tuple[str, ...]
    agencies: tuple[str, ...]
    legal_basis: str
    since: date | None = None
    classes: tuple[str, ...] = _ADMINISTRATIVE

    @property
    def class_names(self) -> str:
        """What is searched, in words."""
        return "、".join(CLASS_NAMES[one] for one in RecordClass if one.slug in self.classes)

    def holds(self, record_class: RecordClass, agency: str) -> bool:
        """Whether a fact of this class and agency belongs to the field."""
        return record_class.slug in self.classes and any(one in agency for one in self.agencies)


class Scheme(msgspec.Struct, frozen=True):
    """What holds for all fields."""

    legal_basis: str
    max_years: int


class _File(msgspec.Struct):
    scheme: Scheme
    field: tuple[ClearanceField, ...]


@cache
def load_fields() -> _File:
    """The content of `fields.toml`."""
    text = files("credit.reports.clearance").joinpath("fields.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=_File)


def find_field(code: str) -> ClearanceField | None:
    """The field with this code, or None."""
    return next((one for one in load_fields().field if one.code == code), None)
