"""What a report says of a fact beyond its title: several fields of the catalogue. Pure."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from credit.records.catalogue import RecordClass, fields_of

LONGEST: Final = 300
# Attributes of `records.entries`, in the order in which people read them.
_ATTRIBUTES: Final[dict[RecordClass, tuple[str, ...]]] = {
    RecordClass.LICENCE: ("matter", "licence_kind", "licence_no"),
    RecordClass.PENALTY: ("offence", "outcome"),
    RecordClass.JUDGMENT: ("nature", "matter", "performance"),
    RecordClass.SERIOUS_DISHONESTY: ("reason",),
    RecordClass.ABNORMAL_OPERATION: ("reason",),
    RecordClass.CONTRACT_PERFORMANCE: ("performance",),
    RecordClass.COMMITMENT_PERFORMANCE: ("performance", "unmet", "liability"),
    RecordClass.HONOUR: ("level",),
    RecordClass.SELF_DECLARED: ("category",),
    RecordClass.INSPECTION: ("result",),
}


def detail_of(record_class: RecordClass, content: Mapping[str, str], title: str) -> str:
    """The fields that are filled and say something new, joined; at most 300 characters."""
    parts: list[str] = []
    for code in _codes(record_class):
        text = content.get(code, "").strip().rstrip("。；;")
        if text and text not in (title, *parts):
            parts.append(text)
    said = "；".join(parts)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


@cache
def _codes(record_class: RecordClass) -> tuple[str, ...]:
    codes = {field.attribute: field.code for field in fields_of(record_class)}
    return tuple(codes[attribute] for attribute in _ATTRIBUTES[record_class])
