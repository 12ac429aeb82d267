"""Writing promises: numbered without gaps, signed by the platform, many in one transaction.

One way for a merchant who signs, for a group of merchants who sign at the same moment, and for
a street office that hands in a pile of paper. The serial's row stays locked until the commit
and a rollback takes its numbers back, so there are no gaps; one lock serves the whole pile.
"""

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec

from credit.commitments import rules
from credit.commitments.receipts.statements import KEYS, state_act
from credit.commitments.rules import Act, Performance
from credit.commitments.templates import SignedText
from credit.kit import clock
from credit.kit.db import Connection

SALT_BYTES = 16
_COLUMNS = (
    "public_id", "code", "subject_id", "type", "template", "template_version", "matter",
    "content", "plain_text", "liability", "text_hash", "parameters", "made_on", "valid_until",
    "signed_until", "accepted_by", "signed_by", "act", "session", "signer_salt", "statement",
    "created_at", "performance", "determined_on", "determined_by", "determined_by_code",
    "unfulfilled", "liability_outcome", "legal_basis", "replaces",
)  # fmt: skip
# Rows are taken in order of their key, so two of these cannot wait for each other.
_LOCK_SERIALS = """
INSERT INTO commitment_serial AS s (division, day, last)
SELECT * FROM unnest($1::text[], $2::date[], array_fill(0, ARRAY[cardinality($1)]))
ON CONFLICT (division, day) DO UPDATE SET last = s.last RETURNING division, day, last
"""
# What files brought for the same divisions and days beyond our own counter.
_TAKEN = """
SELECT c.code FROM unnest($1::text[], $2::text[]) AS n (first, last) CROSS JOIN LATERAL (
  SELECT code FROM commitment WHERE code BETWEEN n.first AND n.last
  UNION ALL SELECT code FROM sealed_commitment WHERE code BETWEEN n.first AND n.last) AS c
"""
_SET_SERIALS = """
UPDATE commitment_serial s SET last = n.last
FROM unnest($1::text[], $2::date[], $3::int[]) AS n (division, day, last)
WHERE s.division = n.division AND s.day = n.day
"""
_RUNNING = """
SELECT subject_id, template, code, made_on, coalesce(valid_until, 'infinity'::date) AS valid_until
FROM commitment
WHERE subject_id = ANY($1::bigint[]) AND template = ANY($2::text[]) AND withdrawn_at IS NULL
"""


class Promisor(NamedTuple):
    """The subject that promises; `division` is its county, or the province."""

    id: int
    uscc: str
    name: str
    division: str


class Signer(NamedTuple):
    """The account that acts: its id, the masked name for the receipt, the session, and how."""

    account: str
    masked: str
    session: str
    act: Act


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What an authority had already found when a paper promise was entered."""

    performance: Performance = Performance.UNKNOWN
    determined_on: date | None = None
    determined_by: str = ""
    determined_by_code: str = ""
    unfulfilled: str = ""
    liability_outcome: str = ""
    legal_basis: str = ""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A promise about to be written."""

    promisor: Promisor
    text: SignedText
    signer: Signer
    accepted_by: str
    known: Known = Known()
    replaces: str = ""


class Written(NamedTuple):
    """The code of a promise, and whether it is new; else the same one runs under this code."""

    code: str
    is_new: bool


async def write_promises(held: Connection, promises: Sequence[Promise]) -> list[Written]:
    """Number, sign and store promises inside the current transaction, in their order.

    One that runs already, or twice in the same pile, takes no number. The subjects' rows are
    not locked: the exclusion constraint refuses what another transaction signed meanwhile
    under another division or day.
    """
    serials = await _lock_serials(held, promises)
    taken = await _list_taken(held, serials)
    running = await _list_running(held, promises)
    lines: list[tuple[Any, ...]] = []
    results: list[Written] = []
    for promise in promises:
        spans = running.setdefault(_key_of(promise), [])
        code = _find_clash(spans, promise)
        if code is None:
            line = _line(promise, _next_code(serials, taken, promise))
            spans.append(_span_of(promise, line[1]))
            lines.append(line)
        results.append(Written(code or lines[-1][1], is_new=code is None))
    if lines:
        await held.copy_records_to_table("commitment", records=lines, columns=_COLUMNS)
        await _set_serials(held, serials)
        await KEYS.keep()
    return results


class _Span(NamedTuple):
    """When a promise runs."""

    code: str
    first: date
    last: date


_Running = dict[tuple[int, str], list[_Span]]


async def _lock_serials(held: Connection, promises: Sequence[Promise]) -> Counter[tuple[str, date]]:
    """The last serial given out for each (division, day), locked until the commit."""
    keys = sorted({(p.promisor.division, p.text.made_on) for p in promises})
    rows = await held.fetch(_LOCK_SERIALS, [k[0] for k in keys], [k[1] for k in keys])
    return Counter({(row["division"], row["day"]): row["last"] for row in rows})


async def _list_taken(held: Connection, serials: Counter[tuple[str, date]]) -> set[str]:
    """Codes from files that our counter would come to. Read after the lock, which imports of
    the same days wait for."""
    first = [
        rules.format_code(*key, last + 1)
        for key, last in serials.items()
        if last < rules.MAX_SERIAL
    ]
    ends = [f"{code[:-6]}{rules.MAX_SERIAL}" for code in first]
    return {row["code"] for row in await held.fetch(_TAKEN, first, ends)}


async def _set_serials(held: Connection, serials: Counter[tuple[str, date]]) -> None:
    keys = list(serials)
    last = [serials[key] for key in keys]
    await held.execute(_SET_SERIALS, [k[0] for k in keys], [k[1] for k in keys], last)


async def _list_running(held: Connection, promises: Sequence[Promise]) -> _Running:
    """What runs, by subject and template. Read after the serials are locked, so what a parallel
    signer committed is seen."""
    subjects = list({p.promisor.id for p in promises})
    templates = list({p.text.template for p in promises})
    running: _Running = {}
    for row in await held.fetch(_RUNNING, subjects, templates):
        span = _Span(row["code"], row["made_on"], row["valid_until"])
        running.setdefault((row["subject_id"], row["template"]), []).append(span)
    return running


def _find_clash(spans: list[_Span], promise: Promise) -> str | None:
    """The code of the same promise that runs at the same time."""
    new = _span_of(promise, "")
    return next((s.code for s in spans if s.first <= new.last and new.first <= s.last), None)


def _key_of(promise: Promise) -> tuple[int, str]:
    return promise.promisor.id, promise.text.template


def _span_of(promise: Promise, code: str) -> _Span:
    return _Span(code, promise.text.made_on, promise.text.valid_until or date.max)


def _next_code(serials: Counter[tuple[str, date]], taken: set[str], promise: Promise) -> str:
    key = (promise.promisor.division, promise.text.made_on)
    serials[key] += 1
    while (code := rules.format_code(*key, serials[key])) in taken:
        serials[key] += 1
    return code


def _line(promise: Promise, code: str) -> tuple[Any, ...]:
    """In the order of `_COLUMNS`."""
    text, signer, known, now = promise.text, promise.signer, promise.known, clock.now()
    salt = secrets.token_bytes(SALT_BYTES)
    statement = state_act(code, promise.promisor.uscc, text, signer, salt, now)
    return (
        uuid.uuid4(), code, promise.promisor.id, text.type, text.template, text.version,
        text.matter, text.content, text.plain, text.liability, text.sha256,
        msgspec.json.encode(text.values).decode(), text.made_on, text.valid_until,
        text.valid_until, promise.accepted_by, signer.account, signer.act.value, signer.session,
        salt, statement, now, known.performance.value, known.determined_on, known.determined_by,
        known.determined_by_code, known.unfulfilled, known.liability_outcome, known.legal_basis,
        promise.replaces,
    )  # fmt: skip
