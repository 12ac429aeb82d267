"""Counting: one set-based statement a dimension, the whole cached under the version."""

from collections.abc import Callable
from typing import Any, Final

from credit.commitments.rules import CommitmentType
from credit.commitments.statistics.rules import (
    DEFINITION,
    DEFINITION_EN,
    MONTHS,
    SMALL,
    kept_rate,
)
from credit.commitments.statistics.schemas import (
    CommitmentStatistics,
    Dimension,
    DimensionId,
    RateCell,
)
from credit.commitments.templates import load_templates
from credit.kit import clock
from credit.kit.cache import cached
from credit.kit.db import Connection, connection
from credit.places.divisions import division_name

# The version may move before its change commits: this is how long an answer can lag behind.
SECONDS: Final = 300
MAX_CELLS: Final = 200
_VERSION: Final = "SELECT last_value FROM commitment_version"
_COUNTS: Final = """count(*)::int AS commitments,
  count(*) FILTER (WHERE c.performance <> 'unknown')::int AS determined,
  count(*) FILTER (WHERE c.performance = 'kept')::int AS kept,
  count(*) FILTER (WHERE c.performance = 'partly')::int AS partly,
  count(*) FILTER (WHERE c.performance = 'broken')::int AS broken"""
_TOTAL: Final = f"SELECT '' AS key, '' AS name, {_COUNTS} FROM commitment c WHERE c.publicity = 1"  # noqa: S608
# key, name, FROM, further conditions, order. Districts stand above and are read here in SQL.
_PARTS: Final[dict[DimensionId, tuple[str, str, str, str, str]]] = {
    "trade": (
        "s.trade", "s.trade", "commitment c JOIN subject s ON s.id = c.subject_id",
        "s.trade <> ''", "commitments DESC, key",
    ),
    "county": (
        "s.division", "''", "commitment c JOIN subject s ON s.id = c.subject_id",
        "s.division IS NOT NULL", "key",
    ),
    "district": (
        "d.code", "d.name",
        "commitment c JOIN district_member m ON m.subject_id = c.subject_id"
        " AND m.status = 'admitted' JOIN credit_district d ON d.id = m.district_id",
        "d.status <> 'struck_off'", "commitments DESC, key",
    ),
    "type": ("c.type::text", "''", "commitment c", "true", "key"),
    "template": ("c.template", "''", "commitment c", "c.template <> ''", "commitments DESC, key"),
    "month": (
        "to_char(c.determined_on, 'YYYY-MM')", "''", "commitment c",
        "c.performance <> 'unknown' AND c.determined_on >="
        f" date_trunc('month', $1::date) - interval '{MONTHS - 1} months'",
        "key",
    ),
}  # fmt: skip
_TYPE_NAMES: Final = {
    CommitmentType.APPROVAL_SUBSTITUTE: ("审批替代型", "Instead of an approval"),
    CommitmentType.DEFERRED_DOCUMENTS: ("容缺受理型", "Documents to follow"),
    CommitmentType.PROOF_SUBSTITUTE: ("证明事项型", "Instead of a proof"),
    CommitmentType.REPAIR_PLEDGE: ("信用修复型", "For credit repair"),
    CommitmentType.INDUSTRY_PLEDGE: ("行业自律型", "Of a trade"),
    CommitmentType.VOLUNTARY: ("主动型", "Of one's own accord"),
    CommitmentType.OTHER: ("其他", "Other"),
}
_NAMES: Final[dict[DimensionId, tuple[str, str]]] = {
    "trade": ("按行业", "By trade"),
    "county": ("按县区", "By county"),
    "district": ("按信用街区", "By credit district"),
    "type": ("按承诺类型", "By kind"),
    "template": ("按承诺内容", "By promise"),
    "month": ("按认定月份", "By month of determination"),
}


async def get_statistics(*, english: bool = False) -> CommitmentStatistics:
    """All rates of today, in Chinese or English; at most five minutes behind a change."""
    today = clock.today()
    async with connection() as held:
        version: int = await held.fetchval(_VERSION)
    key = f"public:commitment-statistics:{today}:{version}:{'en' if english else 'zh'}"

    async def load() -> CommitmentStatistics:
        return await _count(version, english=english)

    return await cached(key, CommitmentStatistics, SECONDS, load)


async def _count(version: int, *, english: bool) -> CommitmentStatistics:
    today = clock.today()
    async with connection() as held:
        total = _cell(await held.fetchrow(_TOTAL), "")
        dimensions = [
            Dimension(
                id=dimension,
                name=_NAMES[dimension][english],
                cells=await _cells(held, dimension, english=english),
            )
            for dimension in _PARTS
        ]
    return CommitmentStatistics(
        as_of=today,
        version=version,
        definition=DEFINITION_EN if english else DEFINITION,
        small=SMALL,
        total=total,
        dimensions=dimensions,
    )


async def _cells(held: Connection, dimension: DimensionId, *, english: bool) -> list[RateCell]:
    key, name, source, condition, order = _PARTS[dimension]
    sql = f"""
      SELECT {key} AS key, min({name}) AS name, {_COUNTS} FROM {source}
      WHERE c.publicity = 1 AND {condition} GROUP BY 1 ORDER BY {order} LIMIT {MAX_CELLS}"""  # noqa: S608 - constants
    rows = await held.fetch(sql, *([clock.today()] if "$1" in condition else []))
    return [_cell(row, _namer(dimension, english)(row["key"]) or row["name"]) for row in rows]


def _namer(dimension: DimensionId, english: bool) -> Callable[[str], str]:
    """Names that the database does not know; empty where it does."""
    templates = load_templates()

    def template_name(key: str) -> str:
        found = templates.get(key)
        return (found.name_en if english else found.name) if found else key

    namers: dict[DimensionId, Callable[[str], str]] = {
        "county": lambda key: division_name(key) or key,
        "type": lambda key: _TYPE_NAMES[CommitmentType(int(key))][english],
        "template": template_name,
        "month": lambda key: key,
    }
    return namers.get(dimension, lambda _: "")


def _cell(row: Any, name: str) -> RateCell:
    shown = row["determined"] >= SMALL
    return RateCell(
        key=row["key"],
        name=name,
        commitments=row["commitments"],
        determined=row["determined"],
        kept=row["kept"] if shown else None,
        partly=row["partly"] if shown else None,
        broken=row["broken"] if shown else None,
        kept_rate=kept_rate(row["kept"], row["determined"]),
    )
