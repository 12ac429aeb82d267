"""The facts about a shop, for its owners: standing or not, with effect, end, objection, repair."""

from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from credit.evaluation.queries import get_evaluation_view
from credit.evaluation.schemas import Move
from credit.identity.queries import AccessibleSubject
from credit.kit import clock
from credit.kit.db import connection
from credit.my_file.schemas import FileEntry, FileYear, SubjectFile
from credit.objections import rules as objection_rules
from credit.records.queries import FACT_COLUMNS, fact_of
from credit.repair.rules.states import OPEN as REPAIR_OPEN
from credit.repair.rules.states import STATE_NAMES

Shown = Literal["all", "good", "bad", "ended"]
PAGE: Final = 50
STANDINGS: Final = {
    "counting": "有效",
    "ended": "公示期已满，不再影响",
    "repaired": "已修复，不再影响",
    "withdrawn": "已撤下，不再影响",
    "withheld": "暂停公示，等来源单位更正",
}
_STANDING: Final = """
CASE WHEN r.state <> 'active' THEN r.state WHEN r.withheld THEN 'withheld'
  WHEN r.publicity_until < $2 OR (r.severity = 0 AND r.valid_until < $2) THEN 'ended'
  ELSE 'counting' END
"""
_FILTERS: Final[dict[Shown, str]] = {
    "all": "true",
    "good": f"r.severity = 0 AND {_STANDING} = 'counting'",
    "bad": f"r.severity > 0 AND {_STANDING} = 'counting'",
    "ended": f"{_STANDING} <> 'counting'",
}
_YEARS: Final = """
SELECT extract(year FROM r.decided_on)::int AS year, count(*)::int AS facts FROM record r
WHERE r.subject_id = $1 AND r.is_current AND $2::date IS NOT NULL AND {where}
GROUP BY 1 ORDER BY 1 DESC
"""
# One open objection and one repair under way a fact at most: unique indexes of theirs.
_PAGE: Final = f"""
SELECT {", ".join(f"r.{name}" for name in FACT_COLUMNS)}, {_STANDING} AS standing,
  o.public_id::text AS objection_id, o.state AS objection_state,
  p.public_id::text AS repair_id, p.state AS repair_state
FROM record r
LEFT JOIN objection o ON o.subject_id = r.subject_id AND o.record_key = r.natural_key
  AND o.state = ANY($3)
LEFT JOIN repair p ON p.natural_key = r.natural_key AND p.state = ANY($4)
WHERE r.subject_id = $1 AND r.is_current AND {{where}}
  AND ($5::int IS NULL OR extract(year FROM r.decided_on) = $5)
  AND ($6::uuid IS NULL OR (r.decided_on, r.id) < (
    SELECT decided_on, id FROM record WHERE public_id = $6 AND subject_id = $1))
ORDER BY r.decided_on DESC, r.id DESC LIMIT $7
"""  # noqa: S608 - constants


async def read_file(
    subject: AccessibleSubject, shown: Shown, year: int | None, after: UUID | None
) -> SubjectFile:
    """A page of the file and how many facts each year has; effects as reckoned today."""
    today, where = clock.today(), _FILTERS[shown]
    view = await get_evaluation_view(subject.id)
    moves = {move.record_id: move for move in view.moves}
    states = (list(objection_rules.OPEN), list(REPAIR_OPEN))
    async with connection() as held:
        years = await held.fetch(_YEARS.format(where=where), subject.id, today)
        sql = _PAGE.format(where=where)
        rows = await held.fetch(sql, subject.id, today, *states, year, after, PAGE + 1)
    items = [_entry(row, moves) for row in rows[:PAGE]]
    return SubjectFile(
        name=subject.name,
        demo=subject.demo,
        years=[FileYear(row["year"], row["facts"]) for row in years],
        items=items,
        next=items[-1].id if len(rows) > PAGE else None,
    )


def _entry(row: Any, moves: dict[str, Move]) -> FileEntry:
    fact, move = fact_of(row), moves.get(str(row["public_id"]))
    kept = ("id", "record_class", "class_name", "tone", "title", "detail", "agency", "source",
            "decision_no", "decided_on", "legal_basis", "publicity_until")  # fmt: skip
    return FileEntry(
        **{name: getattr(fact, name) for name in kept},
        standing=row["standing"],
        standing_name=STANDINGS[row["standing"]],
        **_effect(move),
        objection_id=row["objection_id"] or "",
        objection_state=_name(objection_rules.STATE_NAMES, row["objection_state"]),
        repair_id=row["repair_id"] or "",
        repair_state=_name(STATE_NAMES, row["repair_state"]),
    )


def _effect(move: Move | None) -> dict[str, Any]:
    """What a fact does to the grade today; nothing without a move."""
    ends_on: date | None = move.ends_on if move else None
    return {
        "points": move.points if move else 0,
        "indicator_name": move.indicator_name if move else "",
        "ends_on": ends_on,
        "remedy": move.remedy if move else "",
    }


def _name(names: Any, state: str | None) -> str:
    return str(names[state]) if state else ""
