"""Signing keys: made here, private half sealed with the master key, opened only to sign."""

from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credit.codes.core.merchant_token import MERCHANT_USE
from credit.codes.trust.queries import find_sealed_key
from credit.codes.trust.rules import KEY_LIFETIME
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import get_keyring
from credit.kit.db import transaction

# One at a time: two first badges must not make two keys.
_LOCK = "SELECT pg_advisory_xact_lock(7216302)"
_NEXT_KID = "SELECT coalesce(max(kid), 0) + 1 FROM signing_key"
_INSERT = """
INSERT INTO signing_key (kid, use, alg, public_key, private_key_sealed, not_before, expires_at)
VALUES ($1, $2, 'ES256', $3, $4, $5, $6)
"""


class SigningPair(NamedTuple):
    """A key ready to sign with."""

    kid: int
    private_key: ec.EllipticCurvePrivateKey


async def get_signing_pair(until: datetime, use: str = MERCHANT_USE) -> SigningPair:
    """The newest key for a use that still stands at ``until``; makes one when there is none."""
    sealed = await find_sealed_key(use, until)
    if sealed is None:
        async with transaction() as held:
            await held.execute(_LOCK)
            sealed = await find_sealed_key(use, until)
            if sealed is None:
                return await create_signing_key(use)
    number = get_keyring().unseal(sealed.private_key_sealed, **_place(sealed.kid))
    return SigningPair(
        sealed.kid, ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())
    )


async def create_signing_key(use: str = MERCHANT_USE) -> SigningPair:
    """A new key pair, valid from now for two years; newer keys sign, older ones still verify."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    now = clock.now()
    async with transaction() as held:
        kid: int = await held.fetchval(_NEXT_KID)
        sealed = get_keyring().seal(number, **_place(kid))
        await held.execute(_INSERT, kid, use, point, sealed, now, now + KEY_LIFETIME)
        await append_audit(
            actor="system",
            action="signing_key.create",
            object_type="signing_key",
            object_id=str(kid),
            detail={"use": use, "alg": "ES256"},
        )
    return SigningPair(kid, key)


def _place(kid: int) -> dict[str, str]:
    return {"table": "signing_key", "column": "private_key_sealed", "row": str(kid)}
