"""Confirming with the own password that who holds a session is the person (step-up)."""

from credit.identity.passwords import is_password
from credit.identity.queries import read_public_id
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit

CONFIRMING = Limit(name="password-confirm", count=5, seconds=300, closed=True)
_HASH_OF = "SELECT password_hash FROM account WHERE public_id = $1 AND active"


async def confirm_password(account_id: str, password: str) -> None:
    """Before an act of weight: raises Problem invalid-input naming the password, or
    rate-limited after five tries."""
    await check_limit(CONFIRMING, account_id)
    async with connection() as held:
        stored = await held.fetchval(_HASH_OF, read_public_id(account_id))
    if not await is_password(password, stored):
        raise Problem("invalid-input", errors=[("password", "密码不正确")])
