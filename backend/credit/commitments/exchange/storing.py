"""One batch of checked commitments into the database, in the caller's transaction.

Known codes are locked in order, so two imports of the same codes wait and never deadlock.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final

import msgspec

from credit.commitments.exchange.given import Given
from credit.commitments.exchange.sealing import store_sealed
from credit.commitments.rules import Performance, performance_name
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.sheets import Reject
from credit.kit.sheets.cells import make_reject

_KNOWN: Final = """
SELECT code, subject_id, type, text_hash, made_on, valid_until, publicity, performance,
  determined_on, determined_by, determined_by_code, unfulfilled, liability_outcome, legal_basis,
  withdrawn_at IS NOT NULL AS withdrawn
FROM commitment WHERE code = ANY($1::text[]) ORDER BY code FOR NO KEY UPDATE
"""
_SEALED: Final = "SELECT code FROM sealed_commitment WHERE code = ANY($1::text[])"
# What runs already, by the constraint `ex_commitment_one_running`: a subject runs a template once.
_RUNNING: Final = """
SELECT n.code, c.code AS running
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::date[], $5::date[])
  AS n (code, subject_id, template, made_on, valid_until)
JOIN commitment c ON c.subject_id = n.subject_id AND c.template = n.template
WHERE c.withdrawn_at IS NULL
  AND daterange(c.made_on, coalesce(c.valid_until, 'infinity'), '[]')
      && daterange(n.made_on, coalesce(n.valid_until, 'infinity'), '[]')
"""
_COLUMNS: Final = (
    "public_id", "code", "subject_id", "type", "type_name", "template", "template_version",
    "matter", "content", "plain_text", "liability", "text_hash", "parameters", "made_on",
    "valid_until", "performance", "determined_on", "determined_by", "determined_by_code",
    "unfulfilled", "liability_outcome", "legal_basis", "accepted_by", "accepted_by_code",
    "publicity", "signed_by", "withdrawn_at", "withdraw_reason", "note", "created_at",
    "notice_on", "signed_until",
)  # fmt: skip
_DETERMINE: Final = """
UPDATE commitment SET performance = $2, determined_on = $3, determined_by = $4,
  determined_by_code = $5, unfulfilled = $6, liability_outcome = $7, legal_basis = $8,
  withdrawn_at = coalesce(withdrawn_at, $9)
WHERE code = $1
"""
# Signers of the same divisions and days wait, and then pass over the codes of the file. Our own
# counter does not move: one great serial in a file would leave no codes for the day.
_LOCK_SERIALS: Final = """
INSERT INTO commitment_serial AS s (division, day, last)
SELECT DISTINCT division, day, 0 FROM unnest($1::text[], $2::date[]) AS n (division, day)
  ORDER BY division, day
ON CONFLICT (division, day) DO UPDATE SET last = s.last
"""
_SIGNED_SINCE: Final = "SELECT code FROM commitment WHERE code = ANY($1::text[])"
WITHDRAWN_NOTE: Final = "随文件导入"


class StoredCommitments(msgspec.Struct):
    """What became of a batch. `findings` are determinations as the records importer takes them,
    each with the one that it replaces, if any."""

    accepted: int = 0
    unchanged: int = 0
    rejects: list[Reject] = msgspec.field(default_factory=list)
    touched: set[int] = msgspec.field(default_factory=set)
    findings: list[dict[str, Any]] = msgspec.field(default_factory=list)


async def store_commitments(
    held: Connection, rows: Sequence[Given], subjects: dict[str, int], import_id: int
) -> StoredCommitments:
    """Inserts what is new, records later findings, refuses clashes. `subjects`: uscc → key."""
    stored = StoredCommitments()
    persons = [row for row in rows if row.is_person]
    others = [row for row in rows if not row.is_person]
    known = {r["code"]: r for r in await held.fetch(_KNOWN, [row.code for row in rows])}
    sealed = {r["code"] for r in await held.fetch(_SEALED, [row.code for row in others])}
    fresh: list[Given] = []
    for row in others:
        if row.code in sealed:
            _refuse(stored, row, "code", "这个承诺编码已用于另一份承诺")
        elif row.code in known:
            await _meet(held, stored, row, known[row.code], subjects[row.party_code])
        else:
            fresh.append(row)
    new = [row for row in rows if row.code not in known]
    since = await _lock_serials(held, [row.code for row in new])
    for row in new:
        if row.code in since:
            _refuse(stored, row, "code", "这个承诺编码已用于另一份承诺")
    fresh = [row for row in fresh if row.code not in since]
    persons = [row for row in persons if row.code not in since]
    await _insert(held, stored, fresh, subjects, import_id)
    await _store_persons(held, stored, persons, known)
    return stored


async def _meet(
    held: Connection, stored: StoredCommitments, row: Given, old: Any, subject_id: int
) -> None:
    """A code that is known: the same, a later finding, or a clash."""
    signature = (old["type"], bytes(old["text_hash"]), old["made_on"], old["valid_until"],
                 old["publicity"])  # fmt: skip
    if old["subject_id"] != subject_id or signature != row.signature:
        _refuse(stored, row, "code", "这个承诺编码已用于另一份承诺，签下的文字不能由文件改动")
        return
    before = _finding_of(old)
    says_nothing = row.performance is Performance.UNKNOWN or before == row.finding
    withdraws = row.withdrawn_on is not None and not old["withdrawn"]
    if says_nothing and not withdraws:
        stored.unchanged += 1
    elif not says_nothing and old["determined_on"] and row.determined_on < old["determined_on"]:
        _refuse(stored, row, "determined_on", f"已有更新的认定（{old['determined_on']}）")
    else:
        finding = before if says_nothing else row.finding
        await held.execute(_DETERMINE, row.code, *finding, _withdrawn_at(row))
        stored.accepted += 1
        stored.touched.add(subject_id)
        if not says_nothing:
            _note_finding(stored, row, before if old["determined_on"] else None)


def _finding_of(old: Any) -> tuple[object, ...]:
    names = ("performance", "determined_on", "determined_by", "determined_by_code", "unfulfilled",
             "liability_outcome", "legal_basis")  # fmt: skip
    return tuple(old[name] for name in names)


async def _insert(
    held: Connection,
    stored: StoredCommitments,
    rows: list[Given],
    subjects: dict[str, int],
    import_id: int,
) -> None:
    free = await _without_running(held, stored, rows, subjects)
    if not free:
        return
    lines = [_line(row, subjects[row.party_code], import_id) for row in free]
    await held.copy_records_to_table("commitment", records=lines, columns=_COLUMNS)
    for row in free:
        stored.accepted += 1
        stored.touched.add(subjects[row.party_code])
        if row.performance is not Performance.UNKNOWN:
            _note_finding(stored, row, None)


async def _without_running(
    held: Connection, stored: StoredCommitments, rows: list[Given], subjects: dict[str, int]
) -> list[Given]:
    """Leaves out, as refused, what runs already in the database or further up in the batch."""
    asked = [row for row in rows if row.template and row.withdrawn_on is None]
    columns = [
        [row.code for row in asked], [subjects[row.party_code] for row in asked],
        [row.template for row in asked], [row.made_on for row in asked],
        [row.valid_until for row in asked],
    ]  # fmt: skip
    running = {r["code"]: r["running"] for r in await held.fetch(_RUNNING, *columns)}
    spans: dict[tuple[str, str], list[Given]] = {}
    free: list[Given] = []
    for row in rows:
        if row.template and row.withdrawn_on is None:
            beside = spans.setdefault((row.party_code, row.template), [])
            twin = running.get(row.code) or next((o.code for o in beside if _meets(o, row)), None)
            if twin:
                _refuse(stored, row, "template", f"同一项承诺正在履行，编码 {twin}")
                continue
            beside.append(row)
        free.append(row)
    return free


def _meets(one: Given, other: Given) -> bool:
    first = one.valid_until is None or other.made_on <= one.valid_until
    return first and (other.valid_until is None or one.made_on <= other.valid_until)


def _line(row: Given, subject_id: int, import_id: int) -> tuple[Any, ...]:
    withdrawn = _withdrawn_at(row)
    return (
        uuid.uuid4(), row.code, subject_id, int(row.type), row.type_name, row.template,
        row.template_version, row.matter, row.content, row.plain_text, row.liability,
        row.text_hash, msgspec.json.encode(row.parameters).decode(), row.made_on, row.valid_until,
        *row.finding, row.accepted_by, row.accepted_by_code, row.publicity, f"import:{import_id}",
        withdrawn, WITHDRAWN_NOTE if withdrawn else "", row.note, clock.now(),
        row.notice_on, row.signed_until,
    )  # fmt: skip


async def _lock_serials(held: Connection, codes: Collection[str]) -> set[str]:
    """Locks the serials of new codes; which of them were signed here before the lock was ours."""
    days = [datetime.strptime(code[6:14], "%Y%m%d").date() for code in codes]
    await held.execute(_LOCK_SERIALS, [code[:6] for code in codes], days)
    return {row["code"] for row in await held.fetch(_SIGNED_SINCE, list(codes))}


async def _store_persons(
    held: Connection, stored: StoredCommitments, persons: list[Given], known: dict[str, Any]
) -> None:
    for row in persons:
        outcome = "clash" if row.code in known else await store_sealed(held, row)
        stored.accepted += outcome == "new"
        stored.unchanged += outcome == "same"
        if outcome == "clash":
            _refuse(stored, row, "code", "这个承诺编码已用于另一份承诺")


def _withdrawn_at(row: Given) -> datetime | None:
    """Noon in Qinghai of that day: a file knows the day only."""
    return datetime.combine(row.withdrawn_on, time(4), UTC) if row.withdrawn_on else None


def _refuse(stored: StoredCommitments, row: Given, attribute: str, reason: str) -> None:
    value = row.code if attribute == "code" else ""
    stored.rejects.append(make_reject(row.line, attribute, value, reason))


def _note_finding(stored: StoredCommitments, row: Given, before: tuple[object, ...] | None) -> None:
    """Facts of the catalogue are public: what may not be published makes none."""
    if row.publicity != 1:
        return
    replaced = _as_fact(row, before) if before else None
    stored.findings.append({"finding": _as_fact(row, row.finding), "replaced": replaced})


def _as_fact(row: Given, finding: tuple[object, ...]) -> dict[str, str]:
    performance, day, agency, agency_code, unmet, liability, basis = map(str, finding)
    return {
        "commitment_code": row.code, "party_name": row.party_name, "uscc": row.party_code,
        "agency": agency, "agency_code": agency_code, "determined_on": day, "matter": row.matter,
        "performance": performance_name(performance), "unmet": unmet, "liability": liability,
        "legal_basis": basis,
    }  # fmt: skip
