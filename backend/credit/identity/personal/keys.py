"""Each person's own data key: made with the account, destroyed with it."""

import secrets

from credit.identity.queries import read_public_id
from credit.kit.crypto import KEY_BYTES, Keyring, get_keyring
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem

TABLE, COLUMN = "data_key", "key_sealed"
_MAKE = """
INSERT INTO data_key (account_id, key_sealed) SELECT id, $2 FROM account WHERE public_id = $1
ON CONFLICT (account_id) DO NOTHING
"""
_READ = """
SELECT k.key_sealed FROM data_key k JOIN account a ON a.id = k.account_id WHERE a.public_id = $1
"""


async def make_data_key(held: Connection, public_id: str) -> Keyring:
    """The keyring of an account, made when it has none."""
    sealed = get_keyring().seal(
        secrets.token_bytes(KEY_BYTES), table=TABLE, column=COLUMN, row=public_id
    )
    await held.execute(_MAKE, read_public_id(public_id), sealed)
    return await get_data_keyring(public_id)


async def find_data_keyring(public_id: str) -> Keyring | None:
    """The keyring that seals what an account holds; None once it is destroyed."""
    async with connection() as held:
        sealed = await held.fetchval(_READ, read_public_id(public_id))
    if sealed is None:
        return None
    return Keyring([get_keyring().unseal(sealed, table=TABLE, column=COLUMN, row=public_id)])


async def get_data_keyring(public_id: str) -> Keyring:
    """The same; Problem not-found when there is none."""
    ring = await find_data_keyring(public_id)
    if ring is None:
        raise Problem("not-found", detail="这个账号没有可读的个人数据")
    return ring
