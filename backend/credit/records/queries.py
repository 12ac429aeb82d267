"""Reading records: what is public about a subject."""

import re
from datetime import date
from typing import Any

from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.records.catalogue import CLASS_NAMES, RecordClass
from credit.records.schemas import Fact, FactPage, Tone

MAX_PAGE = 100
STATE_NAMES = {"active": "公示中", "repaired": "已修复", "withdrawn": "已撤回"}
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", re.ASCII)
# Public: the present version, not withheld, and within its publicity period (it ends by itself).
_PUBLIC = """
subject_id = $1 AND is_current AND NOT withheld AND state = 'active'
AND (publicity_from IS NULL OR publicity_from <= $2)
AND (publicity_until IS NULL OR publicity_until >= $2)
"""
_LIST = f"""
SELECT id, public_id, record_class, facet, decision_no, agency, source_unit, decided_on,
  severity, amount_yuan, legal_basis, title, state, publicity_until
FROM record
WHERE {_PUBLIC} AND ($3::date IS NULL OR (decided_on, id) < ($3, $4))
ORDER BY decided_on DESC, id DESC LIMIT $5
"""  # noqa: S608 - constants
_COUNT = f"SELECT count(*) FROM record WHERE {_PUBLIC}"  # noqa: S608 - constants


async def list_facts(subject_id: int, *, limit: int = 20, after: str | None = None) -> FactPage:
    """A subject's public facts, newest first; Problem invalid-input for a foreign `after`."""
    limit = min(max(limit, 1), MAX_PAGE)
    day, last = _read_cursor(after)
    async with connection() as held:
        rows = await held.fetch(_LIST, subject_id, clock.today(), day, last, limit + 1)
    following = None
    if len(rows) > limit:
        following = f"{rows[limit - 1]['decided_on']}.{rows[limit - 1]['id']}"
    return FactPage(items=[_fact(row) for row in rows[:limit]], next=following)


async def count_facts(subject_id: int) -> int:
    """How many public facts a subject has."""
    async with connection() as held:
        count: int = await held.fetchval(_COUNT, subject_id, clock.today())
    return count


def _read_cursor(after: str | None) -> tuple[date | None, int]:
    if not after:
        return None, 0
    match = _CURSOR.fullmatch(after)
    try:
        if match:
            return date.fromisoformat(match[1]), int(match[2])
    except ValueError:
        pass
    raise Problem("invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")])


def _fact(row: Any) -> Fact:
    kind = RecordClass(row["record_class"])
    amount = row["amount_yuan"]
    return Fact(
        id=str(row["public_id"]),
        record_class=kind.slug,
        class_name=CLASS_NAMES[kind],
        tone=_tone(kind, row["facet"], row["severity"]),
        title=row["title"],
        detail=f"金额 {amount:,.2f} 元" if amount else "",
        agency=row["agency"],
        source=row["source_unit"],
        decided_on=row["decided_on"],
        effect=None,
        effect_ends_on=None,
        publicity_until=row["publicity_until"],
        state=row["state"],
        state_name=STATE_NAMES[row["state"]],
        legal_basis=row["legal_basis"],
        decision_no=row["decision_no"],
    )


def _tone(kind: RecordClass, facet: str, severity: int) -> Tone:
    if severity:
        return "bad"
    good = kind is RecordClass.HONOUR or facet == "kept"
    return "good" if good else "neutral"
