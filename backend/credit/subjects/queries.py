"""Reading subjects."""

from datetime import date, datetime
from typing import Any

import msgspec

from credit.kit.db import connection, transaction
from credit.kit.problems import Problem
from credit.kit.uscc import is_uscc, normalise_uscc
from credit.places.divisions import division_name
from credit.subjects import cursor
from credit.subjects.rules import (
    GRADE_WORDS,
    division_prefix,
    read_query,
    search_pattern,
    uscc_range,
)
from credit.subjects.schemas import SubjectCard, SubjectCardPage

MAX_PAGE = 100
MAX_MATCHES = 500


class SubjectRow(msgspec.Struct, frozen=True, kw_only=True):
    """A subject as stored; `grade` copies the current evaluation."""

    id: int
    uscc: str | None
    registration_no: str
    name: str
    short_name: str
    kind: str
    trade: str
    address: str
    division: str | None
    lng: float | None
    lat: float | None
    geo_precision: str
    registered_on: date | None
    scope: str
    opening_hours: str
    inner_check_ok: bool
    grade: str
    demo: bool
    source: str

    @property
    def division_name(self) -> str:
        return division_name(self.division)

    @property
    def grade_word(self) -> str:
        return GRADE_WORDS[self.grade]


_COLUMNS = ", ".join(SubjectRow.__struct_fields__)
_BY_USCC = f"SELECT {_COLUMNS} FROM subject WHERE uscc = $1"  # noqa: S608 - constants
_BY_ID = f"SELECT {_COLUMNS} FROM subject WHERE id = $1"  # noqa: S608 - constants
_CONFIRMATION = "SELECT short_name_confirmed_at FROM subject WHERE id = $1"
_BROWSE = """
SELECT id, 0 AS rank, 0 AS length, uscc, name, short_name, trade, address, division, grade, demo
FROM subject
WHERE uscc IS NOT NULL AND id > $3
  AND ($1::text IS NULL OR division LIKE $1) AND ($2::text IS NULL OR grade = $2)
ORDER BY id LIMIT $4
"""
# Candidates first, in the order of the key so that common words stop early; then ranked:
# the thing itself, what starts with it, what contains it; short names before long ones.
_SEARCH = """
WITH hit AS MATERIALIZED (
  SELECT id, uscc, name, short_name, trade, address, division, grade, demo,
         lower(name) AS low, lower(short_name) AS low_short, name_pinyin, name_initials
  FROM subject
  WHERE uscc IS NOT NULL
    AND (search_text LIKE $5 OR (uscc >= $6 AND uscc < $7))
    AND ($1::text IS NULL OR division LIKE $1) AND ($2::text IS NULL OR grade = $2)
  ORDER BY id LIMIT $9
), ranked AS (
  SELECT *, length(name) AS length, CASE
    WHEN $8 IN (low, low_short, name_initials, name_pinyin, lower(uscc)) THEN 0
    WHEN starts_with(low, $8) OR starts_with(low_short, $8)
      OR starts_with(name_initials, $8) OR starts_with(name_pinyin, $8) THEN 1
    ELSE 2 END AS rank
  FROM hit
)
SELECT id, rank, length, uscc, name, short_name, trade, address, division, grade, demo
FROM ranked WHERE (rank, length, id) > ($10, $11, $3::bigint)
ORDER BY rank, length, id LIMIT $4
"""


async def find_subject_by_uscc(uscc: str) -> SubjectRow | None:
    """The subject with this code (normalised here), or None."""
    code = normalise_uscc(uscc)
    if not is_uscc(code):  # no such code is stored: spare the database
        return None
    async with connection() as held:
        row = await held.fetchrow(_BY_USCC, code)
    return SubjectRow(**row) if row else None


async def get_subject_by_uscc(uscc: str) -> SubjectRow:
    """The subject with this code; Problem unknown-subject when there is none."""
    if subject := await find_subject_by_uscc(uscc):
        return subject
    raise Problem("unknown-subject")


async def find_subject(subject_id: int) -> SubjectRow | None:
    """The subject with this internal key, or None."""
    async with connection() as held:
        row = await held.fetchrow(_BY_ID, subject_id)
    return SubjectRow(**row) if row else None


async def find_short_name_confirmation(subject_id: int) -> datetime | None:
    """When the owner confirmed the short name; None while nobody has."""
    async with connection() as held:
        confirmed_at: datetime | None = await held.fetchval(_CONFIRMATION, subject_id)
    return confirmed_at


async def search_subjects(
    *,
    q: str = "",
    division: str | None = None,
    grade: str | None = None,
    limit: int = 20,
    after: str | None = None,
) -> SubjectCardPage:
    """Subjects by name, short name, uscc start, pinyin or initials; without `q` all of them.

    `division` is a 6-digit code and takes in what lies inside it. Pages by key; with `q` the
    first 500 matches can be reached. Raises Problem invalid-input for a foreign `after`.
    """
    limit = min(max(limit, 1), MAX_PAGE)
    inside = f"{division_prefix(division)}%" if division else None
    rank, length, last = cursor.read(after)
    query = read_query(q)
    if query:
        low, high = uscc_range(query) or ("", "")
        match = (search_pattern(query), low, high, query, MAX_MATCHES, rank, length)
        rows = await _fetch(_SEARCH, inside, grade, last, limit + 1, *match)
    else:
        rows = await _fetch(_BROWSE, inside, grade, last, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    following = cursor.write(rows[-1]["rank"], rows[-1]["length"], rows[-1]["id"]) if more else None
    return SubjectCardPage(items=[_card(row) for row in rows], next=following)


async def _fetch(sql: str, *args: Any) -> list[Any]:
    """Planned afresh each time: a generic plan cannot know a common word from a rare one."""
    async with transaction() as held:
        await held.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        rows: list[Any] = await held.fetch(sql, *args)
        return rows


def _card(row: Any) -> SubjectCard:
    return SubjectCard(
        uscc=row["uscc"],
        name=row["name"],
        short_name=row["short_name"],
        trade=row["trade"],
        address=row["address"],
        division_name=division_name(row["division"]),
        grade=row["grade"],
        grade_word=GRADE_WORDS[row["grade"]],
        demo=row["demo"],
    )
