"""The key that signs now."""

from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.keys import MERCHANT_USE
from credit.codes.trust.keys import lock_trust, make_key, open_key
from credit.codes.trust.queries import StoredKey, list_keys
from credit.codes.trust.rules import Use, is_first, pick_signer
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.problems import Problem

AT_ONCE = timedelta(0)
SYSTEM = "system"


class SigningPair(NamedTuple):
    """A key ready to sign with."""

    kid: int
    private_key: ec.EllipticCurvePrivateKey


async def get_signing_pair(until: datetime, use: Use = MERCHANT_USE) -> SigningPair:
    """The key of a use that signs what lives until a moment.

    Makes the very first key of a use; after that only published keys sign, and without one
    this is Problem service-unavailable: a key that no phone knows would turn away honest codes.
    """
    found = await _find_pair(until, use)
    if found is None:
        async with transaction():
            await lock_trust()
            stored = await list_keys()
            if is_first((s.key for s in stored), use):
                await make_key(use, [s.key for s in stored], actor=SYSTEM, lead=AT_ONCE)
            found = await _find_pair(until, use)
    if found is None:
        raise Problem("service-unavailable", detail=f"没有可以签名的密钥（{use}），请联系运维人员")
    return found


async def _find_pair(until: datetime, use: Use) -> SigningPair | None:
    stored = {each.key.kid: each for each in await list_keys()}
    key = pick_signer((s.key for s in stored.values()), use, clock.now(), until)
    return pair_of(stored[key.kid]) if key else None


def pair_of(stored: StoredKey) -> SigningPair:
    """A stored key, opened."""
    return SigningPair(stored.key.kid, open_key(stored))
