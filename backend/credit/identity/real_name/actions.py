"""Verifying who an account belongs to; what is learnt takes effect in the same transaction."""

from datetime import date

import asyncpg
import msgspec

from credit.identity.ages.guard import read_age
from credit.identity.ages.rules import GUARDIAN, band_on
from credit.identity.consents.actions import withdraw_all
from credit.identity.personal.keys import make_data_key
from credit.identity.queries import read_public_id
from credit.identity.real_name.checking import CheckUnavailable, find_checker
from credit.identity.real_name.rules import normalise_name
from credit.identity.real_name.sealing import (
    number_index,
    number_indexes,
    seal_birth,
    seal_name,
)
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, connection, transaction
from credit.kit.id_number import birth_of, normalise_id_number
from credit.kit.oidc_config import Level
from credit.kit.problems import Problem

HELD = "这个证件号已在另一个账号实名。用那个账号登录，或者在这里申请人工核对"
_LOCK = "SELECT id FROM account WHERE public_id = $1 AND active FOR NO KEY UPDATE"
_HOLDER = """
SELECT a.public_id::text AS account, r.level FROM real_name r JOIN account a ON a.id = r.account_id
WHERE r.number_index = ANY($1)
"""
_OWN = "SELECT number_index FROM real_name WHERE account_id = $1"
_PUT = """
INSERT INTO real_name (account_id, name_sealed, birth_sealed, number_index, level, source,
  verified_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (account_id) DO UPDATE SET name_sealed = excluded.name_sealed, level = excluded.level,
  source = excluded.source, verified_at = excluded.verified_at
"""


class Person(msgspec.Struct, frozen=True):
    """A name and number that a register or a provider vouches for."""

    name: str
    number: str
    birth: date
    level: Level
    source: str


async def ask_register(name: str, number: str) -> Person:
    """The person whom the register knows by this name and number. Keep neither anywhere else.

    Raises Problem invalid-input (which of both is wrong is not said), service-unavailable.
    """
    name, number = normalise_name(name), normalise_id_number(number)
    birth, checker = birth_of(number), find_checker()
    if birth is None or birth > clock.today():
        raise Problem("invalid-input", errors=[("idNumber", "身份证号不对，请再看一遍")])
    if checker is None:
        raise Problem("service-unavailable", detail="实名认证还没有开通")
    try:
        result = await checker.check(name, number)
    except CheckUnavailable as error:
        raise Problem(
            "service-unavailable",
            detail="身份核验暂时连不上，请过一会儿再试",
            headers={"retry-after": "60"},
        ) from error
    if result != "match":
        raise Problem("invalid-input", errors=[("name", "姓名和身份证号对不上，请核对后再试")])
    return Person(name, number, birth, "real_name", checker.source)


async def verify(account_id: str, name: str, number: str) -> None:
    """Verify an account; again with the same number refreshes it.

    Raises Problem as `ask_register`, forbidden under 14, conflict for a number of another account
    or another number than before.
    """
    try:
        person = await ask_register(name, number)
    except Problem as problem:
        await _audit(account_id, "real_name.refused", {"why": problem.slug})
        raise
    if band_on(person.birth, clock.today()) == "child":
        raise Problem("forbidden", detail=GUARDIAN)
    async with transaction() as held:
        await record_person(held, account_id, person)


async def record_person(held: Connection, account_id: str, person: Person) -> None:
    """Keep who an account belongs to. Who turns out to be a minor loses credit consents."""
    account = await held.fetchval(_LOCK, read_public_id(account_id))
    if account is None:
        raise Problem("unauthenticated")
    await _check_one_account(held, account_id, account, person.number)
    ring = await make_data_key(held, account_id)
    values = (
        account, seal_name(ring, account_id, person.name),
        seal_birth(ring, account_id, person.birth), number_index(person.number),
        person.level, person.source, clock.now(),
    )  # fmt: skip
    try:
        async with transaction():
            await held.execute(_PUT, *values)
    except asyncpg.UniqueViolationError as error:  # a race of two accounts: one is late
        raise Problem("real-name-held", detail=HELD) from error
    if not (await read_age(account_id)).may_use_credit(clock.today()):
        await withdraw_all(account_id)
    await _audit(account_id, "real_name.verified", {"level": person.level, "source": person.source})


async def find_holder(number: str) -> str | None:
    """The account (public id) that is verified with this number, or None."""
    async with connection() as held:
        row = await held.fetchrow(_HOLDER, number_indexes(number))
    return row["account"] if row else None


async def _check_one_account(held: Connection, account_id: str, account: int, number: str) -> None:
    holder = await find_holder(number)
    if holder not in (None, account_id):
        raise Problem("real-name-held", detail=HELD)
    if holder is None and await held.fetchval(_OWN, account):
        raise Problem("conflict", detail="已经实名。证件号有变化，请到「我的数据」提更正")


async def _audit(account_id: str, action: str, detail: dict[str, str]) -> None:
    await append_audit(
        actor=account_id, action=action, object_type="account", object_id=account_id, detail=detail
    )
