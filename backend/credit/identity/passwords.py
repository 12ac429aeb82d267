"""Password hashing: argon2id, off the event loop, as slow for unknown logins as for known."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice for argon2id: 19 MiB, two passes. About 25 ms, and eight at once
# stay within 160 MB on a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# A hash of nothing, with the same cost: salt and digest are zeros.
_COST = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
_DECOY = f"$argon2id$v=19${_COST}${'A' * 22}${'A' * 43}"
# Bounds the memory that a flood of sign-ins can take.
_GATE = asyncio.Semaphore(8)


async def hash_password(password: str) -> str:
    """The argon2id hash to store, with its own parameters and salt."""
    async with _GATE:
        return await asyncio.to_thread(_HASHER.hash, password)


async def is_password(password: str, stored: str | None) -> bool:
    """Whether the password fits; with no stored hash it works as long and says no."""
    async with _GATE:
        fits = await asyncio.to_thread(_verify, stored or _DECOY, password)
    return fits and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
