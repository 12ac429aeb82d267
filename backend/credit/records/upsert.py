"""One batch into the database: straight by COPY when all is new, else staged and compared.

Every write of a batch happens in the caller's transaction. Rows are inserted in the order of
their natural key, so that two imports of the same facts wait for each other and never deadlock.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection
from itertools import chain

import asyncpg
import msgspec

from credit.kit.db import Connection
from credit.kit.sheets import Reject
from credit.kit.sheets.cells import make_reject
from credit.records.lines import RECORD_COLUMNS

PIECE_ROWS = 500
_COLUMNS = ", ".join(RECORD_COLUMNS)

CREATE_STAGE = f"""
CREATE TEMP TABLE import_stage ON COMMIT DROP AS SELECT {_COLUMNS} FROM record WITH NO DATA
"""  # noqa: S608 - only constants of this file

INSERT_NEW = f"""
WITH fresh AS (
  INSERT INTO record ({_COLUMNS})
  SELECT {_COLUMNS} FROM import_stage ORDER BY natural_key
  ON CONFLICT (natural_key) WHERE is_current DO NOTHING
  RETURNING subject_id)
SELECT count(*) AS rows, CASE WHEN $1 THEN array_agg(DISTINCT subject_id) END AS touched FROM fresh
"""  # noqa: S608 - only constants of this file

# LATERAL with LIMIT keeps the staged rows outside and probes the index of `record` for each:
# with statistics from when the table was small, the planner would compare all with all.
MEETINGS = """
SELECT s.line, s.state AS new_state, r.id, r.state, r.version, r.subject_id,
  r.content_hash = s.content_hash AS same
FROM import_stage s CROSS JOIN LATERAL (
  SELECT * FROM record WHERE natural_key = s.natural_key AND is_current LIMIT 1) r
WHERE (r.import_id, r.line) IS DISTINCT FROM ($1, s.line)
"""

OWN_ROWS = """
SELECT count(*) FROM import_stage s CROSS JOIN LATERAL (
  SELECT import_id, line FROM record WHERE natural_key = s.natural_key AND is_current
  UNION ALL
  SELECT import_id, line FROM record WHERE natural_key = s.natural_key AND NOT is_current
  OFFSET 0) r
WHERE r.import_id = $1 AND r.line = s.line
"""

LOCK_OLD = """
SELECT id FROM record WHERE id = ANY($1::bigint[]) AND is_current ORDER BY natural_key FOR UPDATE
"""

CLOSE_OLD = "UPDATE record SET is_current = false WHERE id = ANY($1::bigint[])"

# The subject stays that of the fact so far. A repaired fact that is corrected stays repaired:
# a correction must not show it again.
_CORRECTED = {
    "subject_id": "o.subject_id",
    "state": "CASE WHEN o.state = 'repaired' AND s.state = 'active' THEN 'repaired'"
    " ELSE s.state END",
}
INSERT_CORRECTED = f"""
INSERT INTO record ({_COLUMNS}, version, disputed_since)
SELECT {", ".join(_CORRECTED.get(name, f"s.{name}") for name in RECORD_COLUMNS)}, o.version + 1,
  o.disputed_since
FROM import_stage s JOIN record o ON o.natural_key = s.natural_key AND o.id = ANY($1::bigint[])
"""  # noqa: S608 - only constants of this file

# The staging table has no statistics: keep the planner from scanning the whole of `record`.
PLANNER = "SET LOCAL enable_seqscan = off"


class RetryBatch(Exception):
    """Another import changed the same facts meanwhile: run the batch again."""


class Stored(msgspec.Struct):
    """What became of staged rows; `touched` are subjects whose facts changed."""

    accepted: int = 0
    unchanged: int = 0
    rejects: list[Reject] = msgspec.field(default_factory=list)
    touched: set[int] = msgspec.field(default_factory=set)

    def add(self, other: "Stored") -> None:
        """Adds another part of the same batch."""
        self.accepted += other.accepted
        self.unchanged += other.unchanged
        self.rejects += other.rejects
        self.touched |= other.touched


class Round(msgspec.Struct, frozen=True):
    """Rows in which no fact comes twice, in the order of their natural keys.

    COPY text is a head and a row each. `repeated` are lines whose fact stands further up in the
    file already.
    """

    heads: list[bytes]
    rows: list[bytes]
    subjects: Collection[int]
    repeated: frozenset[int]

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.rows)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The text bit by bit, so that the whole never stands in memory."""
        for start in range(0, self.size, PIECE_ROWS):
            end = start + PIECE_ROWS
            pairs = zip(self.heads[start:end], self.rows[start:end], strict=True)
            yield b"".join(chain.from_iterable(pairs))


async def copy_new(connection: Connection, rows: Round) -> bool:
    """Copies facts straight into `record`; False, with nothing written, when one is there."""
    try:
        async with connection.transaction():
            await connection.copy_to_table("record", source=rows.pieces(), columns=RECORD_COLUMNS)
    except asyncpg.UniqueViolationError:
        return False
    return True


async def store_staged(
    connection: Connection, import_id: int, rows: Round, *, want_touched: bool
) -> Stored:
    """Stages facts of which some may be known and brings them into `record`."""
    await connection.execute("DROP TABLE IF EXISTS pg_temp.import_stage")
    await connection.execute(CREATE_STAGE)
    await connection.copy_to_table(
        "import_stage",
        source=rows.pieces(),
        columns=RECORD_COLUMNS,
        schema_name="pg_temp",
    )
    await connection.execute(PLANNER)
    inserted = await connection.fetchrow(INSERT_NEW, want_touched)
    stored = Stored(accepted=inserted["rows"], touched=set(inserted["touched"] or ()) - {None})
    if stored.accepted < rows.size:
        stored.add(await _meet_known(connection, import_id, rows, stored.accepted))
    return stored


async def _meet_known(connection: Connection, import_id: int, rows: Round, fresh: int) -> Stored:
    """Rows whose fact is already there: unchanged, a correction, or a contradiction."""
    meetings = await connection.fetch(MEETINGS, import_id)
    if len(meetings) + fresh < rows.size:
        # Either another import just changed a fact, or this import had these rows before its
        # checkpoint (only when a newer release cuts blocks otherwise): those count already.
        own = await connection.fetchval(OWN_ROWS, import_id)
        if len(meetings) + own < rows.size:
            raise RetryBatch
    stored = Stored(unchanged=sum(meeting["same"] for meeting in meetings))
    corrected: list[int] = []
    for meeting in meetings:
        if meeting["same"]:
            continue
        repeated = meeting["line"] in rows.repeated
        reason = refusal(repeated, meeting["state"], meeting["new_state"])
        if reason:
            stored.rejects.append(make_reject(meeting["line"], "decision_no", "", reason))
        else:
            corrected.append(meeting["id"])
            if meeting["subject_id"]:
                stored.touched.add(meeting["subject_id"])
    if corrected:
        await _correct(connection, corrected)
    stored.accepted = len(corrected)
    return stored


def refusal(repeated: bool, state: str, new_state: str) -> str:
    """Why a differing row may not become a new version; empty when it may."""
    if state == "withdrawn" and new_state == "active":
        return "这条决定已撤回，导入不能恢复公示（行政处罚法第四十八条）"
    if repeated and not (new_state == "withdrawn" and state != "withdrawn"):
        return "与本文件前面的同一条决定内容不一致，两者只能有一个正确"
    return ""


async def _correct(connection: Connection, old: list[int]) -> None:
    locked = await connection.fetch(LOCK_OLD, old)
    if len(locked) != len(old) or max(Counter(old).values()) > 1:
        raise RetryBatch
    await connection.execute(CLOSE_OLD, old)
    await connection.execute(INSERT_CORRECTED, old)
