"""Reading verified names."""

from typing import Any

import msgspec

from credit.identity.ages.guard import read_age
from credit.identity.personal.keys import find_data_keyring
from credit.identity.queries import read_public_id
from credit.identity.real_name.checking import find_checker
from credit.identity.real_name.rules import mask_name
from credit.identity.real_name.schemas import RealNameView
from credit.identity.real_name.sealing import unseal_name
from credit.kit import clock
from credit.kit.db import connection

_FIND = """
SELECT r.name_sealed, r.level, r.source, r.verified_at
FROM real_name r JOIN account a ON a.id = r.account_id WHERE a.public_id = $1
"""


class VerifiedName(msgspec.Struct, frozen=True):
    """Who an account belongs to."""

    name: str
    level: str


async def find_verified_name(account_id: str) -> VerifiedName | None:
    """The verified name of an account (by public id), in clear; None without one."""
    row = await _find(account_id)
    ring = await find_data_keyring(account_id) if row else None
    if row is None or ring is None:
        return None
    return VerifiedName(unseal_name(ring, account_id, row["name_sealed"]), row["level"])


async def read_verified_name(account_id: str) -> str:
    """The verified name; empty without one."""
    verified = await find_verified_name(account_id)
    return verified.name if verified else ""


async def read_real_name(account_id: str) -> RealNameView:
    """Where somebody stands; the name masked, since a phone may lie on a table."""
    row, verified = await _find(account_id), await find_verified_name(account_id)
    age, checker, today = await read_age(account_id), find_checker(), clock.today()
    return RealNameView(
        level=row["level"] if row else None,
        name=mask_name(verified.name) if verified else "",
        source=row["source"] if row else "",
        verified_at=row["verified_at"] if row else None,
        birth=age.birth,
        band=age.band(today),
        may_use_credit=age.may_use_credit(today),
        open=checker is not None,
        demo=checker is not None and checker.source == "demo",
    )


async def _find(account_id: str) -> Any:
    async with connection() as held:
        return await held.fetchrow(_FIND, read_public_id(account_id))
