"""How often a real name may be tried; all closed without Redis. Keys are keyed digests.

Five tries a day for an account, five for a number, so that nobody tests names against numbers.
"""

from litestar.types import Scope

from credit.identity.real_name.sealing import number_index
from credit.kit.ratelimit import Limit, check_limit, client_network

PER_ACCOUNT = Limit(name="real-name-account", count=5, seconds=86_400, closed=True)
PER_NUMBER = Limit(name="real-name-number", count=5, seconds=86_400, closed=True)
PER_NETWORK = Limit(name="real-name-network", count=30, seconds=3600, closed=True)


async def check_real_name_limits(scope: Scope, account_id: str, number: str) -> None:
    """Count one try; Problem rate-limited, or service-unavailable without Redis."""
    await check_limit(PER_NETWORK, client_network(scope))
    await check_limit(PER_ACCOUNT, account_id)
    await check_limit(PER_NUMBER, number_index(number).hex())
