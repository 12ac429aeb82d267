"""Entering many promises at once, as when a street office hands in the paper ones it collected.

Set-based: one transaction, one audit entry, the same texts, codes and rules as one by one.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from credit.commitments import rules
from credit.commitments.rules import Performance
from credit.commitments.templates import SignedText, fill_all, load_templates
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

SUBJECTS_A_JOB = 500
_COLUMNS = (
    "public_id", "code", "subject_id", "type", "template", "template_version", "matter",
    "content", "plain_text", "liability", "text_hash", "parameters", "made_on", "valid_until",
    "accepted_by", "signed_by", "created_at", "performance", "determined_on", "determined_by",
    "determined_by_code", "unfulfilled", "liability_outcome", "legal_basis",
)  # fmt: skip
# Rows are taken in order of their key, so two of these cannot wait for each other.
_LOCK_SERIALS = """
INSERT INTO commitment_serial AS s (division, day, last)
SELECT * FROM unnest($1::text[], $2::date[], array_fill(0, ARRAY[cardinality($1)]))
ON CONFLICT (division, day) DO UPDATE SET last = s.last RETURNING division, day, last
"""
_SET_SERIALS = """
UPDATE commitment_serial s SET last = n.last
FROM unnest($1::text[], $2::date[], $3::int[]) AS n (division, day, last)
WHERE s.division = n.division AND s.day = n.day
"""
_RUNNING = """
SELECT subject_id, template, made_on, coalesce(valid_until, 'infinity'::date) AS valid_until
FROM commitment WHERE subject_id = ANY($1::bigint[]) AND withdrawn_at IS NULL
"""
_SUBJECTS = "SELECT uscc, id, division FROM subject WHERE uscc = ANY($1::text[])"


class PaperPromise(msgspec.Struct, frozen=True, kw_only=True):
    """A promise made on paper with the template's usual parameters, and what became of it."""

    uscc: str
    template: str
    made_on: date
    performance: Performance = Performance.UNKNOWN
    determined_on: date | None = None
    determined_by: str = ""
    determined_by_code: str = ""
    unfulfilled: str = ""
    liability_outcome: str = ""
    legal_basis: str = ""


async def enter_promises(
    promises: Sequence[PaperPromise], *, entered_by: str, accepted_by: str
) -> int:
    """Record promises; returns how many were new. One that runs already is left as it is.

    Raises Problem invalid-input, naming the first faults by their place in the list; then
    nothing is recorded.
    """
    texts = _texts_of(promises)
    async with transaction() as held:
        rows = await held.fetch(_SUBJECTS, list({p.uscc for p in promises}))
        subjects: dict[str, tuple[int, str]] = {
            row["uscc"]: (row["id"], row["division"] or rules.PROVINCE) for row in rows
        }
        _refuse_unknown(promises, subjects)
        serials = await _lock_serials(held, promises, subjects)
        pairs = [(p, t) for p, t in zip(promises, texts, strict=True)]
        fresh = await _without_running(held, pairs, subjects)
        lines = [_line(p, t, subjects, serials, entered_by, accepted_by) for p, t in fresh]
        await held.copy_records_to_table("commitment", records=lines, columns=_COLUMNS)
        keys = list(serials)
        await held.execute(_SET_SERIALS, [k[0] for k in keys], [k[1] for k in keys],
                           [serials[k] for k in keys])  # fmt: skip
        await _tell(entered_by, lines)
    return len(lines)


def _texts_of(promises: Sequence[PaperPromise]) -> list[SignedText]:
    faults: list[tuple[str, str]] = []
    texts: list[SignedText] = []
    for place, promise in enumerate(promises):
        template = load_templates().get(promise.template)
        version = template.version_on(promise.made_on) if template else None
        if template is None or version is None or promise.made_on > clock.today():
            faults.append((f"[{place}].template", "没有这个承诺模板，或模板当日无效"))
            continue
        text, wrong = fill_all(template, version, {}, promise.made_on)
        texts.append(text)
        faults += [(f"[{place}].{field}", message) for field, message in wrong]
        faults += [(f"[{place}].{field}", message) for field, message in _finding_faults(promise)]
    if faults:
        raise Problem("invalid-input", errors=faults[:20])
    return texts


def _finding_faults(promise: PaperPromise) -> list[tuple[str, str]]:
    if promise.performance is Performance.UNKNOWN:
        return []
    found = rules.Finding(
        promise.performance,
        promise.determined_on or clock.today(),
        promise.unfulfilled,
        promise.liability_outcome,
        promise.legal_basis,
    )
    return rules.determination_faults(found, made_on=promise.made_on, today=clock.today())


def _refuse_unknown(promises: Sequence[PaperPromise], subjects: dict[str, tuple[int, str]]) -> None:
    unknown = [
        (f"[{place}].uscc", "没有这个主体")
        for place, promise in enumerate(promises)
        if promise.uscc not in subjects
    ]
    if unknown:
        raise Problem("invalid-input", errors=unknown[:20])


async def _lock_serials(
    held: Connection, promises: Sequence[PaperPromise], subjects: dict[str, tuple[int, str]]
) -> Counter[tuple[str, date]]:
    """The last serial given out for each (division, day), locked until the commit."""
    keys = sorted({(subjects[p.uscc][1], p.made_on) for p in promises})
    rows = await held.fetch(_LOCK_SERIALS, [k[0] for k in keys], [k[1] for k in keys])
    return Counter({(row["division"], row["day"]): row["last"] for row in rows})


async def _without_running(
    held: Connection,
    pairs: list[tuple[PaperPromise, SignedText]],
    subjects: dict[str, tuple[int, str]],
) -> list[tuple[PaperPromise, SignedText]]:
    """Leaves out what runs already, here or twice in the same list."""
    running: dict[tuple[int, str], list[tuple[date, date]]] = {}
    for row in await held.fetch(_RUNNING, [each[0] for each in subjects.values()]):
        key = (row["subject_id"], row["template"])
        running.setdefault(key, []).append((row["made_on"], row["valid_until"]))
    fresh = []
    for promise, text in pairs:
        spans = running.setdefault((subjects[promise.uscc][0], promise.template), [])
        first, last = text.made_on, text.valid_until or date.max
        if all(last < start or end < first for start, end in spans):
            spans.append((first, last))
            fresh.append((promise, text))
    return fresh


def _line(
    promise: PaperPromise,
    text: SignedText,
    subjects: dict[str, tuple[int, str]],
    serials: Counter[tuple[str, date]],
    entered_by: str,
    accepted_by: str,
) -> tuple[Any, ...]:
    subject_id, division = subjects[promise.uscc]
    serials[division, text.made_on] += 1
    code = rules.format_code(division, text.made_on, serials[division, text.made_on])
    return (
        uuid.uuid4(), code, subject_id, text.type, text.template, text.version, text.matter,
        text.content, text.plain, text.liability, text.sha256,
        msgspec.json.encode(text.values).decode(), text.made_on, text.valid_until,
        accepted_by, entered_by, clock.now(), promise.performance.value, promise.determined_on,
        promise.determined_by, promise.determined_by_code, promise.unfulfilled,
        promise.liability_outcome, promise.legal_basis,
    )  # fmt: skip


async def _tell(entered_by: str, lines: list[tuple[Any, ...]]) -> None:
    if not lines:
        return
    ids = sorted({line[2] for line in lines})
    for start in range(0, len(ids), SUBJECTS_A_JOB):
        chunk = {"subject_ids": ids[start : start + SUBJECTS_A_JOB]}
        await enqueue("evaluation.recompute", chunk)
        await enqueue("codes.refresh", chunk)
    await append_audit(
        actor=entered_by,
        action="commitment.enter",
        object_type="commitment",
        object_id=lines[0][1],
        detail={"count": len(lines), "first": lines[0][1], "last": lines[-1][1]},
    )
