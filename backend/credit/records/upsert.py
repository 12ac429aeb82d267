"""One batch into the database, set by set: stage, find subjects, insert, correct, withdraw.

Every write of a batch happens in the caller's transaction. Rows are inserted in the order of
their natural key, so that two imports of the same facts wait for each other and never deadlock.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence

import msgspec

from credit.kit.db import Connection
from credit.kit.jobs import enqueue
from credit.kit.sheets import Reject
from credit.kit.uscc import check_uscc
from credit.records.catalogue import RecordClass
from credit.records.work import make_reject
from credit.subjects.pinyin import Pinyin, pinyin_of

STAGE_COLUMNS = (
    "natural_key", "content_hash", "line", "repeated", "public_id", "uscc",
    "registration_no", "party_name",
    "facet", "decision_no", "agency", "agency_code", "source_unit", "source_unit_code",
    "decided_on", "valid_from", "valid_until", "amount_yuan", "legal_basis", "title", "state",
    "withdraw_reason", "content", "severity", "withdraw_by", "publish_by",
    "publish_by_provisional", "publicity_until", "withheld",
)  # fmt: skip

CREATE_STAGE = """
DROP TABLE IF EXISTS pg_temp.import_stage;
CREATE TEMP TABLE import_stage (
  natural_key bytea, content_hash bytea, line bigint, repeated boolean, public_id uuid,
  uscc text,
  registration_no text, party_name text, facet text, decision_no text, agency text,
  agency_code text, source_unit text, source_unit_code text, decided_on date, valid_from date,
  valid_until date, amount_yuan numeric(20,2), legal_basis text, title text, state text,
  withdraw_reason text, content jsonb, severity smallint, withdraw_by date, publish_by date,
  publish_by_provisional boolean, publicity_until date, withheld boolean, subject_id bigint
) ON COMMIT DROP
"""

MISSING_SUBJECTS = """
SELECT DISTINCT ON (s.uscc) s.uscc, s.party_name
FROM import_stage s
WHERE s.uscc IS NOT NULL AND NOT EXISTS (SELECT FROM subject j WHERE j.uscc = s.uscc)
ORDER BY s.uscc, s.line
"""

MISSING_NUMBERS = """
SELECT DISTINCT ON (s.registration_no) s.registration_no, s.party_name
FROM import_stage s
WHERE s.registration_no <> '' AND NOT EXISTS (
  SELECT FROM subject j WHERE j.uscc IS NULL AND j.registration_no = s.registration_no)
ORDER BY s.registration_no, s.line
"""

INSERT_SUBJECTS = """
INSERT INTO subject (uscc, registration_no, name, name_pinyin, name_initials, kind,
  inner_check_ok, source)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::boolean[], $8::text[])
ON CONFLICT DO NOTHING
"""

LINK_NUMBERS = """
UPDATE import_stage s SET subject_id = j.id FROM subject j
WHERE s.registration_no <> '' AND j.uscc IS NULL AND j.registration_no = s.registration_no
"""

_RECORD_COLUMNS = """public_id, record_class, facet, subject_id, party_name, natural_key, version,
  is_current,
  decision_no, agency, agency_code, source_unit, source_unit_code, decided_on, valid_from,
  valid_until, severity, amount_yuan, legal_basis, title, state, withdraw_reason, withdraw_by,
  publish_by, publish_by_provisional, publicity_from, publicity_until, withheld, content,
  content_hash, import_id, line"""

INSERT_NEW = f"""
WITH fresh AS (
  INSERT INTO record ({_RECORD_COLUMNS})
  SELECT s.public_id, $1, s.facet, coalesce(j.id, s.subject_id), s.party_name, s.natural_key,
    1, true,
    s.decision_no, s.agency, s.agency_code, s.source_unit, s.source_unit_code, s.decided_on,
    s.valid_from, s.valid_until, s.severity, s.amount_yuan, s.legal_basis, s.title, s.state,
    s.withdraw_reason, s.withdraw_by, s.publish_by, s.publish_by_provisional, s.decided_on,
    s.publicity_until, s.withheld, s.content, s.content_hash, $2, s.line
  FROM import_stage s LEFT JOIN subject j ON j.uscc = s.uscc
  ORDER BY s.natural_key
  ON CONFLICT (natural_key) WHERE is_current DO NOTHING
  RETURNING subject_id)
SELECT count(*) AS rows, CASE WHEN $3 THEN array_agg(DISTINCT subject_id) END AS touched FROM fresh
"""  # noqa: S608 - only constants of this file

MEETINGS = """
SELECT s.line, s.repeated, s.state AS new_state, r.id, r.state, r.version, r.subject_id,
  r.content_hash = s.content_hash AS same
FROM import_stage s JOIN record r ON r.natural_key = s.natural_key AND r.is_current
WHERE (r.import_id, r.line) IS DISTINCT FROM ($1, s.line)
"""

OWN_ROWS = """
SELECT count(*) FROM import_stage s JOIN record r ON r.natural_key = s.natural_key
WHERE r.import_id = $1 AND r.line = s.line
"""

LOCK_OLD = """
SELECT id FROM record WHERE id = ANY($1::bigint[]) AND is_current ORDER BY natural_key FOR UPDATE
"""

CLOSE_OLD = "UPDATE record SET is_current = false WHERE id = ANY($1::bigint[])"

# A repaired fact that is corrected stays repaired: a correction must not show it again.
INSERT_CORRECTED = f"""
INSERT INTO record ({_RECORD_COLUMNS})
SELECT s.public_id, $1, s.facet, o.subject_id, s.party_name, s.natural_key, o.version + 1, true,
  s.decision_no, s.agency, s.agency_code, s.source_unit, s.source_unit_code, s.decided_on,
  s.valid_from, s.valid_until, s.severity, s.amount_yuan, s.legal_basis, s.title,
  CASE WHEN o.state = 'repaired' AND s.state = 'active' THEN 'repaired' ELSE s.state END,
  s.withdraw_reason, s.withdraw_by, s.publish_by, s.publish_by_provisional, s.decided_on,
  s.publicity_until, s.withheld, s.content, s.content_hash, $2, s.line
FROM import_stage s JOIN record o ON o.natural_key = s.natural_key AND o.id = ANY($3::bigint[])
"""  # noqa: S608 - only constants of this file

# The staging table has no statistics: keep the planner from scanning the whole of `record`.
PLANNER = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"


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


async def store_rows(
    connection: Connection,
    record_class: RecordClass,
    import_id: int,
    texts: Sequence[bytes],
    rows: int,
    *,
    want_touched: bool,
) -> Stored:
    """Stages COPY texts of `rows` rows together and brings them into `record`."""
    await connection.execute(CREATE_STAGE)
    await connection.copy_to_table(
        "import_stage", source=_pieces(texts), columns=STAGE_COLUMNS, schema_name="pg_temp"
    )
    await connection.execute(PLANNER)
    # A huge file brings many new subjects: their pinyin comes later, by a job.
    await _create_stubs(connection, spell=want_touched)
    inserted = await connection.fetchrow(INSERT_NEW, int(record_class), import_id, want_touched)
    stored = Stored(accepted=inserted["rows"], touched=set(inserted["touched"] or ()) - {None})
    if stored.accepted < rows:
        stored.add(await _meet_known(connection, record_class, import_id, rows, stored.accepted))
    return stored


async def _pieces(texts: Sequence[bytes]) -> AsyncIterator[bytes]:
    for text in texts:
        yield text


async def _create_stubs(connection: Connection, *, spell: bool) -> None:
    """Subjects that only the file knows: name and code, nothing else, to be filled later."""
    missing = await connection.fetch(MISSING_SUBJECTS)
    if missing:
        parties = [(row["uscc"], "", row["party_name"]) for row in missing]
        await insert_stubs(connection, parties, spell=spell)
    if await connection.fetchval(
        "SELECT EXISTS (SELECT FROM import_stage WHERE registration_no <> '')"
    ):
        # registration_no has no unique index: one import at a time adds such subjects.
        await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtext('subject.registration_no'))"
        )
        numbers = await connection.fetch(MISSING_NUMBERS)
        parties = [(None, row["registration_no"], row["party_name"]) for row in numbers]
        await insert_stubs(connection, parties, spell=spell)
        await connection.execute(LINK_NUMBERS)


async def insert_stubs(
    connection: Connection, parties: list[tuple[str | None, str, str]], *, spell: bool
) -> None:
    """Inserts subjects of (uscc, registration_no, name); those already there stay as they are.

    Without `spell` the pinyin is left to the job `subjects.spell_names`.
    """
    if not spell:
        await enqueue("subjects.spell_names", {}, dedupe="subjects.spell_names")
    columns: list[list[object]] = [[] for _ in range(8)]
    for uscc, number, name in parties:
        pinyin = pinyin_of(name) if spell else Pinyin("", "")
        sound = uscc is None or check_uscc(uscc).outcome == "ok"
        values = (uscc, number, name, pinyin.full, pinyin.initials, kind_of(uscc), sound, "records")
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    await connection.execute(INSERT_SUBJECTS, *columns)


def kind_of(uscc: str | None) -> str:
    """The kind of subject by the first two characters of its code (GB 32100)."""
    if uscc is None or uscc[:2] == "92":
        return "sole_trader"
    return {"91": "organisation", "93": "cooperative"}.get(uscc[:2], "other")


async def _meet_known(
    connection: Connection, record_class: RecordClass, import_id: int, rows: int, fresh: int
) -> Stored:
    """Rows whose fact is already there: unchanged, a correction, or a contradiction."""
    meetings = await connection.fetch(MEETINGS, import_id)
    if len(meetings) + fresh < rows:
        # Either another import just changed a fact, or this import had these rows before its
        # checkpoint (only when a newer release cuts blocks otherwise): those count already.
        own = await connection.fetchval(OWN_ROWS, import_id)
        if len(meetings) + own < rows:
            raise RetryBatch
    stored = Stored(unchanged=sum(meeting["same"] for meeting in meetings))
    corrected: list[int] = []
    for meeting in meetings:
        if meeting["same"]:
            continue
        reason = refusal(meeting["repeated"], meeting["state"], meeting["new_state"])
        if reason:
            stored.rejects.append(make_reject(meeting["line"], "decision_no", "", reason))
        else:
            corrected.append(meeting["id"])
            if meeting["subject_id"]:
                stored.touched.add(meeting["subject_id"])
    if corrected:
        await _correct(connection, record_class, import_id, corrected)
    stored.accepted = len(corrected)
    return stored


def refusal(repeated: bool, state: str, new_state: str) -> str:
    """Why a differing row may not become a new version; empty when it may."""
    if state == "withdrawn" and new_state == "active":
        return "这条决定已撤回，导入不能恢复公示（行政处罚法第四十八条）"
    if repeated and not (new_state == "withdrawn" and state != "withdrawn"):
        return "与本文件前面的同一条决定内容不一致，两者只能有一个正确"
    return ""


async def _correct(
    connection: Connection, record_class: RecordClass, import_id: int, old: list[int]
) -> None:
    locked = await connection.fetch(LOCK_OLD, old)
    if len(locked) != len(old) or max(Counter(old).values()) > 1:
        raise RetryBatch
    await connection.execute(CLOSE_OLD, old)
    await connection.execute(INSERT_CORRECTED, int(record_class), import_id, old)
