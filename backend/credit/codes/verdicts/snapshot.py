"""Everything that a merchant's page says, read in one statement.

A verdict that no cache knows waits for the database once: each further round trip would cost
more than what it asks for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from credit.codes.verdicts.queries import BadgeRow
from credit.commitments.queries import COMMITMENT_COLUMNS, ON_BOARD, board_of
from credit.commitments.rules import board_since
from credit.commitments.schemas import CommitmentView
from credit.districts.queries.joins import DISTRICT_OF, MembersDistrict
from credit.evaluation.bulk import EVALUATED
from credit.evaluation.queries import EVIDENCE_COLUMNS, evidence_of
from credit.evaluation.rules import Evidence
from credit.kit import clock
from credit.kit.db import connection
from credit.records.queries import FACT_COLUMNS, fact_of
from credit.records.schemas import Fact
from credit.subjects.queries import SubjectRow

FACTS_READ: Final = 100  # the newest public facts come with their content
FACTS_SHOWN: Final = 10
WARNINGS_SHOWN: Final = 20
COMMITMENTS_READ: Final = 20


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A subject at one moment.

    `scanned` is the badge that was asked for (None when a subject was), `active` the one that
    counts now; `facts` are the newest of `fact_count` that the public may see, and warnings.
    """

    subject: SubjectRow
    district: MembersDistrict | None
    scanned: BadgeRow | None
    active: BadgeRow | None
    facts: list[Fact]
    fact_count: int
    evidence: list[Evidence]
    commitments: list[CommitmentView]
    as_of: datetime


_BADGE = BadgeRow.__struct_fields__
_SUBJECT = SubjectRow.__struct_fields__
_DISTRICT = MembersDistrict.__struct_fields__
_RECORD = tuple(dict.fromkeys([*EVIDENCE_COLUMNS, *FACT_COLUMNS]))


def _columns(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name} AS {alias}_{name}" for name in names)


_CONTENT = f"CASE WHEN r.place <= {FACTS_READ} THEN r.content END"
_SHOWN_NOW = "(publicity_until IS NULL OR publicity_until >= $2)"
# $1 now, $2 today, $3 since when found commitments stay on the board, $4 what is looked for.
_READ = f"""
SELECT {_columns("b", _BADGE)}, {_columns("a", _BADGE)}, {_columns("s", _SUBJECT)},
  {_columns("d", _DISTRICT)},
  ARRAY(
    SELECT ROW({", ".join(_CONTENT if name == "content" else f"r.{name}" for name in _RECORD)})
    FROM (SELECT *, row_number()
            OVER (ORDER BY {_SHOWN_NOW} DESC, decided_on DESC, id DESC) AS place
          FROM record WHERE subject_id = s.id AND {EVALUATED}) r
    ORDER BY r.place) AS records,
  ARRAY(
    SELECT promise FROM (
      SELECT {COMMITMENT_COLUMNS} FROM commitment c
      WHERE c.subject_id = s.id AND {ON_BOARD}
      ORDER BY c.made_on DESC, c.id DESC LIMIT {COMMITMENTS_READ}) promise) AS commitments
"""  # noqa: S608 - constants
_ACTIVE = f"""
LEFT JOIN badge a ON a.subject_id = s.id AND a.status = 'active' AND a.expires_at > $1
{DISTRICT_OF}"""
_OF_BADGE = f"FROM badge b JOIN subject s ON s.id = b.subject_id {_ACTIVE}"
_OF_SUBJECT = f"FROM subject s LEFT JOIN badge b ON false {_ACTIVE}"
_BY_INDEX = f"{_READ} {_OF_BADGE} WHERE b.list_no = $4 AND b.list_index = $5"
_BY_SHORT_CODE = f"{_READ} {_OF_BADGE} WHERE b.short_code = $4"
_BY_USCC = f"{_READ} {_OF_SUBJECT} WHERE s.uscc = $4"


async def find_snapshot_by_index(list_no: int, list_index: int) -> Snapshot | None:
    """The shop whose token names this place in the status lists, or None."""
    return await _find(_BY_INDEX, list_no, list_index)


async def find_snapshot_by_short_code(code: str) -> Snapshot | None:
    """The shop with this typed code (normalised), or None."""
    return await _find(_BY_SHORT_CODE, code)


async def find_snapshot_by_uscc(uscc: str) -> Snapshot | None:
    """The subject with this code (normalised), or None."""
    return await _find(_BY_USCC, uscc)


async def _find(sql: str, *wanted: Any) -> Snapshot | None:
    now, today = clock.now(), clock.today()
    async with connection() as held:
        row = await held.fetchrow(sql, now, today, board_since(today), *wanted)
    if row is None:
        return None
    records = [dict(zip(_RECORD, values, strict=True)) for values in row["records"]]
    shown = [r for r in records if r["publicity_until"] is None or r["publicity_until"] >= today]
    return Snapshot(
        subject=SubjectRow(**{name: row[f"s_{name}"] for name in _SUBJECT}),
        district=_district(row),
        scanned=_badge(row, "b"),
        active=_badge(row, "a"),
        facts=[fact_of(each) for each in _selected(shown[:FACTS_READ])],
        fact_count=len(shown),
        evidence=evidence_of(records),
        commitments=board_of(row["commitments"]),
        as_of=now,
    )


def _selected(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest facts, and every older warning: it must not be hidden by a row of honours."""
    older = [record for record in shown[FACTS_SHOWN:] if record["severity"]]
    return shown[:FACTS_SHOWN] + older[:WARNINGS_SHOWN]


def _badge(row: Any, alias: str) -> BadgeRow | None:
    if row[f"{alias}_id"] is None:
        return None
    return BadgeRow(**{name: row[f"{alias}_{name}"] for name in _BADGE})


def _district(row: Any) -> MembersDistrict | None:
    if row["d_code"] is None:
        return None
    return MembersDistrict(**{name: row[f"d_{name}"] for name in _DISTRICT})
