"""Reading the signing keys."""

from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.cose import ES256
from credit.codes.core.keys import KeyEntry
from credit.kit import clock
from credit.kit.db import connection

ALG_NUMBERS = {"ES256": ES256}


class SealedKey(msgspec.Struct, frozen=True):
    """A signing key whose private half still needs the master key."""

    kid: int
    private_key_sealed: bytes


_KEYS = "SELECT kid, use, alg, public_key, not_before, expires_at, retired_at FROM signing_key"
_SIGNING = """
SELECT kid, private_key_sealed FROM signing_key
WHERE use = $1 AND retired_at IS NULL AND not_before <= $2 AND expires_at >= $3
ORDER BY not_before DESC, kid DESC LIMIT 1
"""


async def list_key_entries() -> dict[int, KeyEntry]:
    """Every key that was ever pinned, by kid; a retired one ends at its retirement."""
    async with connection() as held:
        rows = await held.fetch(_KEYS)
    return {row["kid"]: _key_entry(row) for row in rows}


async def find_sealed_key(use: str, until: datetime) -> SealedKey | None:
    """The newest key for a use that still stands at ``until``, or None."""
    async with connection() as held:
        row = await held.fetchrow(_SIGNING, use, clock.now(), until)
    return SealedKey(row["kid"], bytes(row["private_key_sealed"])) if row else None


def _key_entry(row: Any) -> KeyEntry:
    point = bytes(row["public_key"])
    ends = min(row["expires_at"], row["retired_at"] or row["expires_at"])
    return KeyEntry(
        kid=row["kid"],
        use=row["use"],
        alg=ALG_NUMBERS[row["alg"]],
        public_key=ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point),
        not_before=int(row["not_before"].timestamp()),
        expires_at=int(ends.timestamp()),
    )
