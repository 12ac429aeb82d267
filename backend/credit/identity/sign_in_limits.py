"""How often somebody may try to sign in; without Redis nobody may (closed, not open).

The narrowest limit counts login and network together, so that a stranger who guesses cannot
lock the owner out from elsewhere. Logins are counted by a hash: Redis learns no names.
"""

import hashlib

from litestar.types import Scope

from credit.identity.rules import normalise_login
from credit.kit.ratelimit import Limit, check_limit, client_network

PER_LOGIN_HERE = Limit(name="sign-in-here", count=10, seconds=900, closed=True)
PER_LOGIN = Limit(name="sign-in-login", count=60, seconds=3600, closed=True)
PER_NETWORK = Limit(name="sign-in-network", count=60, seconds=600, closed=True)


async def check_sign_in_limits(scope: Scope, login: str) -> None:
    """Count one try; Problem rate-limited, or service-unavailable without Redis."""
    network = client_network(scope)
    who = hashlib.sha256(normalise_login(login).encode()).hexdigest()[:32]
    await check_limit(PER_NETWORK, network)
    await check_limit(PER_LOGIN_HERE, f"{who}:{network}")
    await check_limit(PER_LOGIN, who)
