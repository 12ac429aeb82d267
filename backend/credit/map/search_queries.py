"""What a search may have meant, from PostgreSQL: a bounded number of candidates, not yet ranked.

Two ways together, since neither is enough: the first matches anywhere (trigram indexes; of a
common word an arbitrary few hundred), and all matches among the merchants around the caller.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from credit.kit.db import transaction
from credit.map.filters import Filter
from credit.subjects.rules import search_pattern, uscc_range

MAX_ANYWHERE: Final = 300
MAX_AROUND: Final = 200
MAX_DISTRICTS: Final = 20
# Three characters make a trigram; of fewer, an index of plain text would have to be read whole.
STREET_FROM: Final = 3
# Planned afresh each time (a generic plan cannot know a common word from a rare one), and never
# longer than a person waits.
_BOUNDS = """
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('statement_timeout', '3000', true)"""
_FOUND = """
WITH anywhere AS (
  SELECT id FROM subject
  WHERE lng IS NOT NULL AND uscc IS NOT NULL AND {anywhere}
    AND ($3::text[] IS NULL OR division LIKE ANY($3)) AND ($4::text = '' OR strpos($4, grade) > 0)
    AND ($5::text[] IS NULL OR trade = ANY($5))
  LIMIT {most}
), around AS (
  SELECT s.id FROM unnest($1::bigint[]) WITH ORDINALITY AS n (id, place)
  JOIN subject AS s ON s.id = n.id WHERE s.uscc IS NOT NULL AND {around}
  ORDER BY n.place LIMIT {nearest}
)
SELECT id, uscc, name, short_name, name_pinyin, name_initials, trade, address FROM subject
WHERE uscc IS NOT NULL AND id IN (
  SELECT id FROM anywhere UNION SELECT id FROM around UNION SELECT unnest($2::bigint[]))"""
_DISTRICTS = """
SELECT code, name, kind, division, grade, lng, lat, demo FROM credit_district
WHERE status IN ('named', 'raised', 'rectifying')
  AND (lower(name) LIKE $1 OR starts_with(code, $2)) ORDER BY length(name), code LIMIT $3"""


class Candidate(msgspec.Struct, frozen=True):
    """A merchant that may be meant."""

    id: int
    uscc: str
    name: str
    short_name: str
    pinyin: str
    initials: str
    trade: str
    address: str


class DistrictRow(msgspec.Struct, frozen=True):
    """A district that may be meant; WGS-84."""

    code: str
    name: str
    kind: str
    division: str
    grade: str
    lng: float
    lat: float
    demo: bool


async def find_candidates(
    words: Sequence[str],
    trades: Sequence[Sequence[str]],
    around: Sequence[int],
    given: Sequence[int],
    wanted: Filter,
) -> tuple[list[Candidate], list[DistrictRow]]:
    """Merchants and districts that each word may mean.

    `trades`: for each word those it names; `around`: subjects near by, nearest first; `given`:
    subjects to tell about in any case.
    """
    sql, patterns = _statement(words, trades)
    divisions = [f"{code}%" for code in wanted.divisions] or None
    bounds = (list(around), list(given), divisions, wanted.grades, list(wanted.trades) or None)
    async with transaction() as held:
        await held.execute(_BOUNDS)
        rows = await held.fetch(sql, *bounds, *patterns)
        whole = "".join(words)
        districts = await held.fetch(_DISTRICTS, _within(whole), whole, MAX_DISTRICTS)
    return [Candidate(*row) for row in rows], [DistrictRow(*row) for row in districts]


def _statement(
    words: Sequence[str], trades: Sequence[Sequence[str]]
) -> tuple[str, list[str | list[str]]]:
    """The statement for so many words, and its values from $6 on."""
    values: list[str | list[str]] = []
    anywhere, around = [], []
    # A trade has no index: it may only narrow down what another word finds.
    may_narrow = not all(trades)
    for word, named in zip(words, trades, strict=True):
        at = len(values) + 6
        values += [search_pattern(word), _within(word), list(named)]
        name, street = f"search_text LIKE ${at}", _street(word, at + 1)
        trade = f"trade = ANY(${at + 2}::text[])"
        known = [name, street] if len(word) >= STREET_FROM else [name]
        known += [trade] if named and may_narrow else []
        anywhere.append(known + _code(word, values))
        around.append([name, street, trade])
    text = _FOUND.format(
        anywhere=_all(anywhere), around=_all(around), most=MAX_ANYWHERE, nearest=MAX_AROUND
    )
    return text, values


def _street(word: str, at: int) -> str:
    """Letters in addresses are of either case; Chinese needs no look at case, which costs time."""
    has_case = word.upper() != word
    return f"address {'ILIKE' if has_case else 'LIKE'} ${at}"


def _code(word: str, values: list[str | list[str]]) -> list[str]:
    limits = uscc_range(word)
    if limits is None:
        return []
    at = len(values) + 6
    values += limits
    return [f"uscc >= ${at} AND uscc < ${at + 1}"]


def _all(conditions: Sequence[Sequence[str]]) -> str:
    return " AND ".join(f"({' OR '.join(each)})" for each in conditions)


def _within(word: str) -> str:
    safe = re.sub(r"([\\%_])", r"\\\1", word)
    return f"%{safe}%"
