"""Every attempt on record, refused ones too, without slowing anybody down.

What worked is noted in its own transaction by the statement that did it. What was refused changed
nothing: it is noted a moment later, many in one statement, so that a rush for a sold-out perk
costs the database nothing. A killed process may lose a second of refusals, never of effects.
Attempts are sealed each minute: a digest of whole transactions goes into the audit chain, whose
lock no claim ever waits for.
"""

import asyncio
import hashlib
import logging
from typing import Any, Final

import asyncpg
import msgspec

from credit.identity.queries import read_public_id
from credit.kit.audit import append_audit
from credit.kit.db import connection, in_transaction, transaction
from credit.kit.tasks import spawn

FLUSH_SECONDS: Final = 0.5
MAX_WAITING: Final = 20_000
log = logging.getLogger(__name__)
_NOTE: Final = """
INSERT INTO perk_attempt (at, kind, outcome, perk_id, claim_id, account_id, place_id)
SELECT now() - make_interval(secs => n.ago), n.kind, n.outcome, p.id, c.id, a.id, s.id
FROM unnest($1::float[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])
  AS n (ago, kind, outcome, perk, claim, account, place)
LEFT JOIN perk p ON p.public_id = n.perk LEFT JOIN perk_claim c ON c.public_id = n.claim
LEFT JOIN account a ON a.public_id = n.account LEFT JOIN subject s ON s.uscc = n.place
"""
# Transactions below this number are over, whatever came of them: their rows are all there.
_HORIZON: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_LAST: Final = "SELECT coalesce(max(through_xact), 0) FROM attempt_seal"
_ROWS: Final = """
SELECT id, extract(epoch FROM at)::text AS at, kind, outcome, perk_id, claim_id, account_id,
  place_id, xact
FROM perk_attempt WHERE xact > $1 AND xact <= $2 ORDER BY xact, id
"""
_SEAL: Final = """
INSERT INTO attempt_seal (after_xact, through_xact, rows, digest, sealed_at)
VALUES ($1, $2, $3, $4, now())
"""
_SEALS: Final = "SELECT id, after_xact, through_xact, rows, digest FROM attempt_seal ORDER BY id"
_LOCK: Final = "SELECT pg_advisory_xact_lock(7216317)"


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that changed nothing; ids are public ones, or None where unknown."""

    kind: str
    outcome: str
    perk: str | None = None
    claim: str | None = None
    account: str | None = None
    place: str | None = None


_waiting: list[tuple[float, Refused]] = []


def note_refusal(refused: Refused) -> None:
    """Puts a refusal down, to be written within a second; not above 20,000 that wait."""
    if in_transaction():  # a test, or a caller whose transaction will be undone: not ours to keep
        return
    loop = asyncio.get_running_loop()
    if not _waiting:
        loop.call_later(FLUSH_SECONDS, lambda: spawn(flush_refusals()))
    if len(_waiting) < MAX_WAITING:
        _waiting.append((loop.time(), refused))
    elif len(_waiting) == MAX_WAITING:
        log.warning("refused attempts come faster than they can be written")


async def flush_refusals() -> None:
    """Writes what waits; on failure the database is away, and so is what could be attempted."""
    taken, now = _waiting[:], asyncio.get_running_loop().time()
    _waiting.clear()
    if not taken:
        return
    columns = (
        [now - at for at, _ in taken],
        [each.kind for _, each in taken],
        [each.outcome[:24] for _, each in taken],
        [read_public_id(each.perk or "") for _, each in taken],
        [read_public_id(each.claim or "") for _, each in taken],
        [read_public_id(each.account or "") for _, each in taken],
        [each.place for _, each in taken],
    )
    try:
        async with transaction() as held:
            await held.execute(_NOTE, *columns)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        log.warning("refused attempts could not be written", extra={"count": len(taken)})


async def seal_attempts() -> int:
    """Seals the attempts of all finished transactions; returns how many rows."""
    async with transaction() as held:
        await held.execute(_LOCK)
        after = await held.fetchval(_LAST)
        through = await held.fetchval(_HORIZON) - 1
        rows = await held.fetch(_ROWS, after, through)
        if not rows:
            return 0
        digest = digest_of(rows)
        await held.execute(_SEAL, after, through, len(rows), digest)
        await append_audit(
            actor="system",
            action="perk.seal_attempts",
            object_type="attempts",
            object_id=str(through),
            detail={"after": after, "rows": len(rows), "sha256": digest.hex()},
        )
    return len(rows)


async def broken_seal() -> int | None:
    """The first seal whose attempts are not what they were; None when all are."""
    async with connection() as held:
        for seal in await held.fetch(_SEALS):
            rows = await held.fetch(_ROWS, seal["after_xact"], seal["through_xact"])
            if len(rows) != seal["rows"] or digest_of(rows) != bytes(seal["digest"]):
                return int(seal["id"])
    return None


def digest_of(rows: list[Any]) -> bytes:
    """SHA-256 over the rows, each as a line of JSON, in the order of transactions."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(msgspec.json.encode(list(row.values())) + b"\n")
    return digest.digest()
