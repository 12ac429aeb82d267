"""The number of an account: put there, replaced, taken away. One place for its two columns."""

import uuid

import asyncpg

from credit.identity.phones.sealing import phone_index
from credit.kit.crypto import Keyring
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

_SET = "UPDATE account SET phone_sealed = $2, phone_index = $3 WHERE public_id = $1"


async def put_phone(held: Connection, public_id: str, ring: Keyring, phone: str) -> None:
    """Give an account its number; Problem conflict for one that another account has."""
    sealed = ring.seal(phone.encode(), table="account", column="phone_sealed", row=public_id)
    try:
        async with transaction():
            await held.execute(_SET, uuid.UUID(public_id), sealed, phone_index(phone))
    except asyncpg.UniqueViolationError as error:
        raise Problem(
            "conflict", detail="这个号码已在别的账号上。用它登录那个账号，移除后再来"
        ) from error


async def drop_phone(held: Connection, public_id: str) -> None:
    """Take the number away."""
    await held.execute(_SET, uuid.UUID(public_id), None, None)
