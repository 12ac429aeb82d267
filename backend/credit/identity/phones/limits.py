"""How often codes may be asked for and tried; all closed without Redis.

A number may ring once a minute, five times an hour, ten times a day. One network, one device or
one block of 10,000 numbers may not make many phones ring, and a day may not cost without bound.
Keys are keyed digests: Redis learns no numbers.
"""

import hashlib

from litestar.types import Scope

from credit.identity.phones.sealing import phone_index
from credit.kit.ratelimit import Limit, check_limit, client_network
from credit.settings import get_settings

PER_PHONE = (
    Limit(name="code-phone-minute", count=1, seconds=60, closed=True),
    Limit(name="code-phone-hour", count=5, seconds=3600, closed=True),
    Limit(name="code-phone-day", count=10, seconds=86_400, closed=True),
)
PER_NETWORK = Limit(name="code-network", count=30, seconds=3600, closed=True)
PER_DEVICE = Limit(name="code-device", count=10, seconds=3600, closed=True)
PER_PREFIX = Limit(name="code-prefix", count=200, seconds=86_400, closed=True)
TRIES = Limit(name="code-tries", count=60, seconds=600, closed=True)
PREFIX_DIGITS = 7


async def check_request_limits(scope: Scope, phone: str, device: bytes | None) -> None:
    """Count one code for a number; Problem rate-limited, or service-unavailable without Redis."""
    await check_limit(PER_NETWORK, client_network(scope))
    if device:
        await check_limit(PER_DEVICE, device.hex())
    await check_limit(PER_PREFIX, phone_index(phone[:PREFIX_DIGITS]).hex())
    for limit in PER_PHONE:
        await check_limit(limit, phone_index(phone).hex())
    a_day = Limit(
        name="code-all-day", count=get_settings().sms_per_day, seconds=86_400, closed=True
    )
    await check_limit(a_day, "all")


async def check_try_limit(scope: Scope, request: str = "") -> None:
    """Count one try of a code, for the network and for the request that it belongs to."""
    await check_limit(TRIES, client_network(scope))
    if request:
        await check_limit(TRIES, hashlib.sha256(request.encode()).hexdigest()[:32])
