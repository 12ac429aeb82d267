"""Making and opening keys: the private half is sealed with the master key, opened only to sign."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credit.codes.trust.queries import StoredKey
from credit.codes.trust.rules import KEY_LIFETIME, LEAD, Key, Use, next_kid
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import get_keyring
from credit.kit.db import connection, transaction

# One at a time: two first badges must not make two keys, two workers not two bundles.
_LOCK = "SELECT pg_advisory_xact_lock(7216302)"
_INSERT = """
INSERT INTO signing_key (kid, use, alg, public_key, private_key_sealed, created_at, published_at,
  not_before, expires_at)
VALUES ($1, $2, 'ES256', $3, $4, $5, $6, $7, $8)
"""


async def lock_trust() -> None:
    """Whoever changes keys or publishes waits here for the others, until the commit."""
    async with connection() as held:
        await held.execute(_LOCK)


async def make_key(
    use: Use, keys: Sequence[Key], *, actor: str, lead: timedelta | None = None
) -> Key:
    """A new key pair; with ``lead`` it is published now and may sign that much later.

    Inside the caller's transaction, under ``lock_trust``. ``KeyRefused`` when ids have run out.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    key = _dated(next_kid(keys), use, clock.now(), lead)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    sealed = get_keyring().seal(number, **_place(key.kid))
    async with transaction() as held:
        await held.execute(
            _INSERT, key.kid, use, point, sealed, key.created_at, key.published_at,
            key.not_before, key.expires_at,
        )  # fmt: skip
        await append_audit(
            actor=actor,
            action="signing_key.create",
            object_type="signing_key",
            object_id=str(key.kid),
            detail={"use": use, "alg": "ES256", "published": key.published_at is not None},
        )
    return key


def open_key(stored: StoredKey) -> ec.EllipticCurvePrivateKey:
    """The private key; ``SealBroken`` when no known master key opens it."""
    number = get_keyring().unseal(stored.private_key_sealed, **_place(stored.key.kid))
    return ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())


def _dated(kid: int, use: Use, now: datetime, lead: timedelta | None) -> Key:
    """Until it is published a key's dates are a plan; publication sets them anew."""
    not_before = now + (LEAD[use] if lead is None else lead)
    return Key(
        kid=kid,
        use=use,
        created_at=now,
        published_at=None if lead is None else now,
        not_before=not_before,
        expires_at=not_before + KEY_LIFETIME,
        retired_at=None,
        removed_at=None,
    )


def _place(kid: int) -> dict[str, str]:
    return {"table": "signing_key", "column": "private_key_sealed", "row": str(kid)}
