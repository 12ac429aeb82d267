"""The audit trail: append-only, hash-chained, written in the transaction that it records.

One orderer: an advisory lock held to the end of the transaction, so entries commit in chain
order. Append last in a transaction, since the lock makes the others wait. Each hash is a keyed
HMAC over the previous hash and the entry: who can write to the table still cannot mend the
chain. A cut-off tail shows only against a `ChainHead` kept elsewhere.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from credit.kit import clock
from credit.kit.crypto import PROVIDERS, get_keyring, is_same, mac
from credit.kit.db import connection, transaction

GENESIS = bytes(32)
BATCH = 1000
MAX_DETAIL_BYTES = 8192
_LOCK = """
SELECT pg_advisory_xact_lock(7216301),
  current_setting('transaction_isolation') AS transaction_isolation
"""
_LAST = "SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1"
_INSERT = """
INSERT INTO audit_entry (at, actor, action, object_type, object_id, detail, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
"""
_BATCH = """
SELECT id, at, actor, action, object_type, object_id, detail::text AS detail, prev_hash, hash
FROM audit_entry WHERE id > $1 ORDER BY id LIMIT $2
"""


class ChainHead(msgspec.Struct, frozen=True):
    """A known point of the chain, to be kept outside the database."""

    id: int
    hash: bytes


class ChainReport(msgspec.Struct, frozen=True):
    """The outcome of a check: `broken_id` is the first entry that does not fit."""

    entries: int
    head: ChainHead | None
    broken_id: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        return not self.reason


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be noted. `detail` holds JSON values without floats (write them as text) up to
    8 kB, and never personal data."""

    actor: str
    action: str
    object_type: str
    object_id: str
    detail: dict[str, Any]


async def append_audit(
    *,
    actor: str,
    action: str,
    object_type: str,
    object_id: str,
    detail: dict[str, Any],
) -> None:
    """Adds one entry (see `Entry`) inside the current transaction (else in its own).

    Raises ValueError for a detail that cannot be kept, RuntimeError above READ COMMITTED.
    """
    entry = Entry(
        actor=actor, action=action, object_type=object_type, object_id=object_id, detail=detail
    )
    await append_audits([entry])


async def append_audits(entries: Sequence[Entry]) -> None:
    """Adds entries in this order, as `append_audit` does: the lock is taken once for all."""
    at, keyring = clock.now(), get_keyring()
    texts = [_canonical(entry.detail) for entry in entries]
    async with transaction() as held:
        row = await held.fetchrow(_LOCK)
        if row["transaction_isolation"] != "read committed":  # an older snapshot forks the chain
            raise RuntimeError("append_audit() needs READ COMMITTED")
        last = await held.fetchrow(_LAST)
        previous = bytes(last["hash"]) if last else GENESIS
        rows = []
        for entry, text in zip(entries, texts, strict=True):
            who = (entry.actor, entry.action, entry.object_type, entry.object_id)
            digest = mac(keyring.provider, keyring.audit_keys[0], _message(previous, at, who, text))
            rows.append((at, *who, text.decode(), previous, digest))
            previous = digest
        await held.executemany(_INSERT, rows)


async def chain_head() -> ChainHead | None:
    """The newest entry, to be noted elsewhere; None for an empty chain."""
    async with connection() as held:
        row = await held.fetchrow(_LAST)
    return ChainHead(row["id"], bytes(row["hash"])) if row else None


async def verify_chain(anchors: Sequence[ChainHead] = ()) -> ChainReport:
    """Checks every link from the first entry, in batches, and that all `anchors` still stand."""
    wanted = {anchor.id: anchor.hash for anchor in anchors}
    count, last_id, previous = 0, 0, GENESIS
    while rows := await _batch(last_id):
        for row in rows:
            if reason := _fault(row, previous, wanted.pop(row["id"], None)):
                return ChainReport(count, _head(last_id, previous), row["id"], reason)
            count, last_id, previous = count + 1, row["id"], bytes(row["hash"])
    if wanted:
        missing = min(wanted)
        return ChainReport(count, _head(last_id, previous), missing, "anchored entry is missing")
    return ChainReport(count, _head(last_id, previous))


async def _batch(after: int) -> Sequence[Any]:
    async with connection() as held:
        rows: Sequence[Any] = await held.fetch(_BATCH, after, BATCH)
    return rows


def _head(last_id: int, previous: bytes) -> ChainHead | None:
    return ChainHead(last_id, previous) if last_id else None


def _fault(row: Any, previous: bytes, anchor: bytes | None) -> str:
    """What is wrong with one link; empty when it fits."""
    if not is_same(bytes(row["prev_hash"]), previous):
        return "an entry before it was removed, added or moved"
    who = (row["actor"], row["action"], row["object_type"], row["object_id"])
    text = _canonical(msgspec.json.decode(row["detail"]))
    if not _is_ours(bytes(row["hash"]), _message(previous, row["at"], who, text)):
        return "its content was changed"
    if anchor is not None and not is_same(anchor, bytes(row["hash"])):
        return "the chain was rewritten before this anchor"
    return ""


def _message(previous: bytes, at: datetime, who: tuple[str, ...], detail: bytes) -> bytes:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return previous + msgspec.json.encode([moment, *who]) + b"\n" + detail


def _is_ours(digest: bytes, message: bytes) -> bool:
    """Whether any of our keys and providers made `digest`: old entries outlive a rotation."""
    return any(
        is_same(digest, mac(provider, key, message))
        for key in get_keyring().audit_keys
        for provider in PROVIDERS.values()
    )


def _canonical(detail: dict[str, Any]) -> bytes:
    """Sorted JSON that PostgreSQL's jsonb gives back as the same values."""
    text = msgspec.json.encode(detail, order="deterministic")
    if len(text) > MAX_DETAIL_BYTES:
        raise ValueError(f"audit detail is over {MAX_DETAIL_BYTES} bytes")
    _refuse_unfaithful(msgspec.json.decode(text))
    return text


def _refuse_unfaithful(value: Any) -> None:
    """Refuses what jsonb would change or reject, since the hash must fit what is read back."""
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**63):
        raise ValueError("audit detail takes whole numbers or text, which come back unchanged")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("audit detail holds a NUL")
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for item in value:
            _refuse_unfaithful(item)
