"""Every attempt on record, refused ones too, without slowing anybody down.

What worked is noted in its own transaction by the statement that did it. What was refused changed
nothing: it is noted a moment later, many in one statement, so that a rush for a sold-out perk
costs the database nothing. A killed process may lose a second of refusals, never of effects.
Attempts are sealed each minute: a digest of whole transactions goes into the audit chain, whose
lock no claim ever waits for.
"""

import hashlib
import logging
from typing import Any, Final

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.audit import append_audit
from credit.kit.db import connection, transaction
from credit.perks.attempts.later import Later

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


def note_refusal(refused: Refused) -> None:
    """Puts a refusal down, to be written within a second; not above 20,000 that wait."""
    _later.add(refused)


async def flush_refusals() -> None:
    """Writes what waits, now."""
    await _later.flush()


async def _write(waited: list[tuple[float, Refused]]) -> None:
    columns = (
        [ago for ago, _ in waited],
        [each.kind for _, each in waited],
        [each.outcome[:24] for _, each in waited],
        [read_public_id(each.perk or "") for _, each in waited],
        [read_public_id(each.claim or "") for _, each in waited],
        [read_public_id(each.account or "") for _, each in waited],
        [each.place for _, each in waited],
    )
    async with transaction() as held:
        await held.execute(_NOTE, *columns)


_later: Final = Later("refused attempts", _write)


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
