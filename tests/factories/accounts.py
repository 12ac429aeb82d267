"""Accounts, and requests that they make."""

from functools import cache
from itertools import count

import msgspec
from argon2 import PasswordHasher

from credit.identity.actions import grant_subject
from credit.kit.caller import Caller, Kind
from credit.kit.db import transaction
from credit.kit.tokens import issue_access_token

PASSWORD = "correct horse battery"
_numbers = count(1)


class Person(msgspec.Struct, frozen=True):
    """An account that can sign in with `PASSWORD`."""

    login: str
    caller: Caller

    @property
    def headers(self) -> dict[str, str]:
        """What a signed-in request carries."""
        token = issue_access_token(self.caller, session_version=1).token
        return {"authorization": f"Bearer {token}"}


@cache
def _hashed() -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def make_account(
    kind: Kind = "merchant",
    *,
    owns: str = "",
    role: str = "owner",
    demo: bool = False,
    jurisdiction: str = "",
) -> Person:
    """An account of this kind; with `owns` it may act for that uscc in `role`.

    An officer acts for the whole province, or for a `jurisdiction`.
    """
    login = f"{kind}-{next(_numbers)}"
    async with transaction() as held:
        public_id = await held.fetchval(
            "INSERT INTO account (public_id, login, password_hash, kind, name, demo, jurisdiction) "
            "VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6) RETURNING public_id::text",
            login, _hashed(), kind, f"测试{kind}", demo, jurisdiction,
        )  # fmt: skip
    if owns:
        await grant_subject(public_id, owns, role=role, actor="test")
    return Person(login, Caller(public_id, kind, login, (owns,) if owns else ()))
