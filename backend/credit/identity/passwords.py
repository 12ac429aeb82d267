"""Password hashing: argon2id, off the event loop, as slow for unknown logins as for known."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice for argon2id: 19 MiB, two passes. About 25 ms, and eight at once
# stay within 160 MB on a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = 8
_gates: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


async def hash_password(password: str) -> str:
    """The argon2id hash to store, with its own parameters and salt."""
    async with _gate():
        return await asyncio.to_thread(_HASHER.hash, password)


async def is_password(password: str, stored: str | None) -> bool:
    """Whether the password fits; with no stored hash it works as long and says no."""
    async with _gate():
        fits = await asyncio.to_thread(_verify, stored or _decoy(), password)
    return fits and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    return _HASHER.hash("no account has this password")


def _gate() -> asyncio.Semaphore:
    """Bounds the memory that a flood of sign-ins can take."""
    loop = asyncio.get_running_loop()
    return _gates.setdefault(loop, asyncio.Semaphore(_AT_ONCE))
