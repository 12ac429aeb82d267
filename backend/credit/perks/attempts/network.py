"""From which network block vouchers were claimed: a keyed hash that is gone after a day.

To see that a crowd of accounts claims from one place at once, and for nothing else. The address
itself is never kept; the key is another one each day, so that yesterday's hashes in a backup say
nothing about today's. Law: 网络安全法 Art. 21; PIPL Art. 6, 19 (least, shortest).
"""

import ipaddress
from datetime import date
from typing import Any, Final

from credit.kit import clock
from credit.kit.auth import AnyConnection
from credit.kit.crypto import derive, get_keyring, mac
from credit.kit.db import transaction
from credit.kit.ratelimit import client_ip
from credit.perks.attempts.later import Later
from credit.settings import get_settings

KEPT_HOURS: Final = 24
BLOCK_BYTES: Final = 16
_NOTE: Final = """
INSERT INTO claim_network (claim_id, account_id, block, at)
SELECT c.id, c.account_id, n.block, now() - make_interval(secs => n.ago)
FROM unnest($1::float[], $2::uuid[], $3::bytea[]) AS n (ago, claim, block)
JOIN perk_claim c ON c.public_id = n.claim ON CONFLICT (claim_id) DO NOTHING
"""
_PRUNE: Final = "DELETE FROM claim_network WHERE at < now() - make_interval(hours => $1)"


def block_of(address: str, day: date) -> bytes:
    """The day's hash of an address's block: a /24 of IPv4, a /48 of IPv6; empty for no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b""
    width = 24 if parsed.version == 4 else 48
    block = ipaddress.ip_network((parsed, width), strict=False)
    key = derive(get_settings().master_key, f"claim-network/{day}")
    return mac(get_keyring().provider, key, str(block).encode())[:BLOCK_BYTES]


def note_network(connection: AnyConnection, claim: str) -> None:
    """Notes, within a second, from which block this voucher (public id) was claimed."""
    block = block_of(client_ip(connection.scope), clock.today())
    if block:
        _later.add((claim, block))


async def flush_networks() -> None:
    """Writes what waits, now."""
    await _later.flush()


async def forget_networks() -> int:
    """Deletes what is older than a day; returns how many."""
    async with transaction() as held:
        done: str = await held.execute(_PRUNE, KEPT_HOURS)
    return int(done.split()[-1])


async def write_networks(waited: list[tuple[float, tuple[str, bytes]]]) -> None:
    """Stores blocks of vouchers, each noted so many seconds ago."""
    columns: tuple[Any, ...] = (
        [ago for ago, _ in waited],
        [claim for _, (claim, _) in waited],
        [block for _, (_, block) in waited],
    )
    async with transaction() as held:
        await held.execute(_NOTE, *columns)


_later: Final = Later("networks of claims", write_networks)
