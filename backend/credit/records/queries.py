"""Every SELECT of the records slice."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.records.catalogue import CLASS_NAMES, RecordClass, fields_of
from credit.records.schemas import Fact, RejectOut

MAX_PAGE = 100
FIRST_REJECTS = 20

_RUN_COLUMNS = """id, public_id, kind, file_name, file_path, file_sha256, file_size, encoding,
  status, rows_read, rows_accepted, rows_unchanged, rows_rejected, checkpoint, problem, started_by,
  created_at, finished_at"""

# What `fact_of` needs of a row of `record`.
FACT_COLUMNS = (
    "public_id", "record_class", "facet", "title", "agency", "source_unit", "decided_on",
    "severity", "state", "legal_basis", "decision_no", "publicity_until", "amount_yuan", "content",
    "disputed_since",
)  # fmt: skip
# What the public may see: current, standing, not withheld, within its publicity period.
_SHOWN = """is_current AND state = 'active' AND NOT withheld
  AND (publicity_until IS NULL OR publicity_until >= $2)"""


class ImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One import run as stored."""

    id: int
    public_id: UUID
    kind: str
    file_name: str
    file_path: str
    file_sha256: str
    file_size: int
    encoding: str
    status: str
    rows_read: int
    rows_accepted: int
    rows_unchanged: int
    rows_rejected: int
    checkpoint: int
    problem: str
    started_by: str
    created_at: datetime
    finished_at: datetime | None


def _run(row: Any) -> ImportRow:
    values = dict(row) | {"public_id": UUID(str(row["public_id"]))}
    return ImportRow(**values)


async def get_import_row(import_id: int) -> ImportRow:
    """One run by its inner id; raises Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(f"SELECT {_RUN_COLUMNS} FROM import_run WHERE id = $1", import_id)  # noqa: S608 - constants only
    if row is None:
        raise Problem("not-found", detail="没有这次导入")
    return _run(row)


async def get_import(public_id: UUID) -> ImportRow:
    """One run by its public id; raises Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(
            f"SELECT {_RUN_COLUMNS} FROM import_run WHERE public_id = $1",  # noqa: S608 - constants only
            public_id,
        )
    if row is None:
        raise Problem("not-found", detail="没有这次导入")
    return _run(row)


async def list_imports(limit: int, before: int | None) -> list[ImportRow]:
    """Runs, newest first; `before` is the inner id of the last one seen."""
    async with connection() as held:
        rows = await held.fetch(
            f"SELECT {_RUN_COLUMNS} FROM import_run"  # noqa: S608 - constants only
            " WHERE $2::bigint IS NULL OR id < $2 ORDER BY id DESC LIMIT $1",
            min(limit, MAX_PAGE), before,
        )  # fmt: skip
    return [_run(row) for row in rows]


async def find_unfinished_import(kind: str, sha256: str) -> ImportRow | None:
    """A run of the same file that was interrupted, to be carried on."""
    async with connection() as held:
        row = await held.fetchrow(
            f"SELECT {_RUN_COLUMNS} FROM import_run"  # noqa: S608 - constants only
            " WHERE kind = $1 AND file_sha256 = $2 AND status IN ('queued', 'running')"
            " ORDER BY id DESC LIMIT 1",
            kind, sha256,
        )  # fmt: skip
    return _run(row) if row else None


async def list_rejects(import_id: int, limit: int = FIRST_REJECTS) -> list[RejectOut]:
    """The first refused rows by line."""
    async with connection() as held:
        rows = await held.fetch(
            "SELECT line, field, value, reason FROM import_reject WHERE import_id = $1"
            " ORDER BY line, id LIMIT $2",
            import_id, limit,
        )  # fmt: skip
    return [RejectOut(**dict(row)) for row in rows]


async def iterate_rejects(import_id: int, page: int = 5_000) -> AsyncIterator[list[RejectOut]]:
    """All refused rows by line, page by page, in bounded memory."""
    last = (0, 0)
    while True:
        async with connection() as held:
            rows = await held.fetch(
                "SELECT id, line, field, value, reason FROM import_reject"
                " WHERE import_id = $1 AND (line, id) > ($2, $3) ORDER BY line, id LIMIT $4",
                import_id, *last, page,
            )  # fmt: skip
        if not rows:
            return
        last = (rows[-1]["line"], rows[-1]["id"])
        yield [
            RejectOut(**{k: row[k] for k in ("line", "field", "value", "reason")}) for row in rows
        ]


async def list_facts(subject_id: int, limit: int = 20, after: str | None = None) -> list[Fact]:
    """Public facts of a subject, newest first. `after` is the id of the last fact seen.

    Not shown: withheld, withdrawn, repaired, and facts past their publicity period.
    """
    async with connection() as held:
        rows = await held.fetch(
            f"SELECT {', '.join(FACT_COLUMNS)}"  # noqa: S608 - constants only
            f" FROM record r WHERE subject_id = $1 AND {_SHOWN}"
            " AND ($4::uuid IS NULL OR (decided_on, id) <"
            " (SELECT decided_on, id FROM record WHERE public_id = $4))"
            " ORDER BY decided_on DESC, id DESC LIMIT $3",
            subject_id, clock.today(), min(limit, MAX_PAGE), UUID(after) if after else None,
        )  # fmt: skip
    return [fact_of(row) for row in rows]


async def count_facts(subject_id: int) -> int:
    """How many facts of a subject the public may see."""
    async with connection() as held:
        number: int = await held.fetchval(
            f"SELECT count(*) FROM record WHERE subject_id = $1 AND {_SHOWN}",  # noqa: S608 - constants only
            subject_id, clock.today(),
        )  # fmt: skip
    return number


_STATES = {"active": "有效", "withdrawn": "已撤回", "repaired": "已修复"}
# The content field that says most in one line, by class.
_DETAILS = {
    RecordClass.LICENCE: ("matter", "licence_kind"),
    RecordClass.PENALTY: ("outcome", "facts", "offence"),
    RecordClass.JUDGMENT: ("matter", "performance"),
    RecordClass.SERIOUS_DISHONESTY: ("reason",),
    RecordClass.ABNORMAL_OPERATION: ("reason",),
    RecordClass.CONTRACT_PERFORMANCE: ("performance",),
    RecordClass.COMMITMENT_PERFORMANCE: ("performance", "unmet"),
    RecordClass.HONOUR: ("level",),
    RecordClass.SELF_DECLARED: ("category",),
    RecordClass.INSPECTION: ("result",),
}


def fact_of(row: Any) -> Fact:
    """A row of `record` as the API's Fact; effects are filled in by whoever knows them."""
    record_class = RecordClass(row["record_class"])
    content = msgspec.json.decode(row["content"]) if isinstance(row["content"], str) else {}
    until: date | None = row["publicity_until"]
    return Fact(
        id=str(row["public_id"]),
        record_class=record_class.slug,
        class_name=CLASS_NAMES[record_class],
        tone=tone_of(record_class, row["severity"]),
        title=row["title"] or CLASS_NAMES[record_class],
        detail=_detail(record_class, content),
        agency=row["agency"],
        source=row["source_unit"] or row["agency"],
        decided_on=row["decided_on"],
        publicity_until=until,
        disputed_since=row["disputed_since"],
        state=row["state"],
        state_name=_STATES[row["state"]],
        legal_basis=row["legal_basis"],
        decision_no=row["decision_no"],
    )


def tone_of(record_class: RecordClass, severity: int) -> str:
    """`bad` for every negative fact; a mere licence is neutral."""
    if severity:
        return "bad"
    return "neutral" if record_class is RecordClass.LICENCE else "good"


def _detail(record_class: RecordClass, content: dict[str, str]) -> str:
    for code in _detail_codes(record_class):
        if text := content.get(code, ""):
            return text[:300]
    return ""


@cache
def _detail_codes(record_class: RecordClass) -> tuple[str, ...]:
    codes = {field.attribute: field.code for field in fields_of(record_class)}
    return tuple(codes[attribute] for attribute in _DETAILS[record_class])
