"""The phone of an account, for those who send something to it."""

from credit.identity.personal.keys import find_data_keyring
from credit.identity.queries import read_public_id
from credit.kit.db import connection

_SEALED = "SELECT phone_sealed FROM account WHERE public_id = $1 AND active"


async def find_phone(account_id: str) -> str | None:
    """The number of an account (by public id), or None."""
    async with connection() as held:
        sealed = await held.fetchval(_SEALED, read_public_id(account_id))
    ring = await find_data_keyring(account_id) if sealed else None
    if ring is None:
        return None
    return ring.unseal(sealed, table="account", column="phone_sealed", row=account_id).decode()
