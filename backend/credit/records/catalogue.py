"""The catalogue (公共信用信息目录): the only classes of facts that may be recorded.

Source: 全国公共信用信息基础目录（2024年版）, 发改财金规〔2024〕203号. Nothing outside the
national plus lawful local catalogue may be recorded, and of that the minimum necessary.
Each class is a Struct (`entries`); its annotated fields are what a file may bring.
"""

from enum import IntEnum
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

import msgspec

CATALOGUE_VERSION = "2024"

FieldKind = Literal["text", "day", "wan", "yuan", "code", "drop"]


class RecordClass(IntEnum):
    """Numbers as stored in `record.record_class`; never reuse one."""

    LICENCE = 1
    PENALTY = 2
    JUDGMENT = 3
    SERIOUS_DISHONESTY = 4
    ABNORMAL_OPERATION = 5
    CONTRACT_PERFORMANCE = 6
    COMMITMENT_PERFORMANCE = 7
    HONOUR = 8
    SELF_DECLARED = 9
    INSPECTION = 10

    @property
    def slug(self) -> str:
        """The English name in the API."""
        return self.name.lower()


CLASS_NAMES: dict[RecordClass, str] = {
    RecordClass.LICENCE: "行政许可",
    RecordClass.PENALTY: "行政处罚",
    RecordClass.JUDGMENT: "司法裁判及执行",
    RecordClass.SERIOUS_DISHONESTY: "严重失信主体名单",
    RecordClass.ABNORMAL_OPERATION: "经营（活动）异常名录",
    RecordClass.CONTRACT_PERFORMANCE: "合同履行",
    RecordClass.COMMITMENT_PERFORMANCE: "信用承诺履行",
    RecordClass.HONOUR: "诚实守信相关荣誉",
    RecordClass.SELF_DECLARED: "自愿提供的信用信息",
    RecordClass.INSPECTION: "监督检查",
}

# What `credit import --kind` and POST /api/imports call the classes.
KIND_CLASSES: dict[str, RecordClass] = {
    "permits": RecordClass.LICENCE,
    "penalties": RecordClass.PENALTY,
    "judgments": RecordClass.JUDGMENT,
    "dishonesty": RecordClass.SERIOUS_DISHONESTY,
    "abnormal": RecordClass.ABNORMAL_OPERATION,
    "contracts": RecordClass.CONTRACT_PERFORMANCE,
    "commitments": RecordClass.COMMITMENT_PERFORMANCE,
    "honours": RecordClass.HONOUR,
    "declared": RecordClass.SELF_DECLARED,
    "inspections": RecordClass.INSPECTION,
}
# Kinds that fill tables of the slices below instead of facts: subjects, whole commitments.
REGISTRY_KIND = "registry"
COMMITMENT_KIND = "commitment_records"
TABLE_KINDS = (REGISTRY_KIND, COMMITMENT_KIND)
KINDS = (*TABLE_KINDS, *KIND_CLASSES)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One catalogue field. `attribute` is our name, `code` the exchange format's.

    `required` rows must fill it; `expected` ones must when the file has the column at all
    (the first generation of 双公示 lacks some). `drop` is read but never stored.
    """

    attribute: str
    code: str
    name: str
    aliases: tuple[str, ...]
    kind: FieldKind
    limit: int
    required: bool
    expected: bool


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """The annotation of one field in a class of `entries`."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: FieldKind = "text"
    limit: int = 200
    required: bool = False
    expected: bool = False


def get_record_class(kind: str) -> RecordClass:
    """The class an import kind fills; raises `not-in-catalogue` for everything else."""
    if kind not in KIND_CLASSES:
        # Imported late: the process that prepares huge files needs no web framework in memory.
        from credit.kit.problems import Problem

        allowed = "、".join(KINDS)
        raise Problem(
            "not-in-catalogue", detail=f"“{kind[:40]}”不在信用信息目录内；可用：{allowed}"
        )
    return KIND_CLASSES[kind]


def check_kind(kind: str) -> None:
    """Raises `not-in-catalogue` for a kind that nothing imports."""
    if kind not in TABLE_KINDS:
        get_record_class(kind)


@cache
def fields_of(record_class: RecordClass) -> tuple[Field, ...]:
    """The fields of a class in catalogue order."""
    from credit.records.entries import ENTRIES

    hints = get_type_hints(ENTRIES[record_class], include_extras=True)
    return tuple(_field(attribute, hint) for attribute, hint in hints.items())


def _field(attribute: str, hint: Any) -> Field:
    spec = next(part for part in get_args(hint) if isinstance(part, Spec))
    return Field(
        attribute=attribute, **{name: getattr(spec, name) for name in Spec.__struct_fields__}
    )
