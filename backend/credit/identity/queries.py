"""Reading accounts, and the only way to a subject for writing."""

from typing import Any

import msgspec

from credit.kit.auth import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.kit.uscc import normalise_uscc


class AccountRow(msgspec.Struct, frozen=True):
    """An account as stored."""

    id: int
    public_id: str
    login: str
    password_hash: str
    kind: str
    name: str
    session_version: int
    active: bool
    demo: bool


class GrantedSubject(msgspec.Struct, frozen=True):
    """A subject that an account may act for, with its role."""

    uscc: str
    name: str
    role: str


class AccessibleSubject(msgspec.Struct, frozen=True):
    """A subject that the caller may write to."""

    id: int
    uscc: str
    name: str
    division: str | None
    demo: bool


_ACCOUNT = """
SELECT id, public_id::text, login, password_hash, kind, name, session_version, active, demo
FROM account
"""
_BY_LOGIN = f"{_ACCOUNT} WHERE login = $1"
_BY_PUBLIC_ID = f"{_ACCOUNT} WHERE public_id = $1::uuid"
_BY_ID = f"{_ACCOUNT} WHERE id = $1"
# The slices on this line do not import each other; their keys meet here in SQL, by the uscc.
_GRANTED = """
SELECT s.uscc, s.name, g.role FROM account_subject g JOIN subject s ON s.uscc = g.subject_uscc
WHERE g.account_id = $1 ORDER BY s.name, s.uscc LIMIT 200
"""
_ACCESS = """
SELECT s.id, s.uscc, s.name, s.division, s.demo,
  (SELECT g.role FROM account_subject g JOIN account a ON a.id = g.account_id
   WHERE a.public_id::text = $2 AND a.active AND g.subject_uscc = s.uscc) AS role
FROM subject s WHERE s.uscc = $1
"""


async def find_account_by_login(login: str) -> AccountRow | None:
    """The account with this (normalised) login, or None."""
    return await _find(_BY_LOGIN, login)


async def find_account(account_id: int) -> AccountRow | None:
    """The account with this internal key, or None."""
    return await _find(_BY_ID, account_id)


async def find_account_by_public_id(public_id: str) -> AccountRow | None:
    """The account that tokens name by this public id, or None."""
    return await _find(_BY_PUBLIC_ID, public_id)


async def _find(sql: str, key: Any) -> AccountRow | None:
    async with connection() as held:
        row = await held.fetchrow(sql, key)
    return AccountRow(**row) if row else None


async def list_granted_subjects(account_id: int) -> list[GrantedSubject]:
    """The subjects that an account may act for, by name; at most 200."""
    async with connection() as held:
        return [GrantedSubject(**row) for row in await held.fetch(_GRANTED, account_id)]


async def access_subject(
    caller: Caller, uscc: str, *, roles: tuple[str, ...] = ("owner", "badge")
) -> AccessibleSubject:
    """The subject, if `caller` may write to it: an officer, or one of `roles` over it.

    Authority is read from the database each time, so a revoked one ends at once.
    Raises Problem unknown-subject (404) or forbidden (403); subjects are public, so the
    difference gives nothing away.
    """
    async with connection() as held:
        row = await held.fetchrow(_ACCESS, normalise_uscc(uscc), caller.id)
    if row is None:
        raise Problem("unknown-subject")
    if caller.kind != "officer" and row["role"] not in roles:
        raise Problem("forbidden", detail="您没有办理这个主体事项的授权")
    return AccessibleSubject(row["id"], row["uscc"], row["name"], row["division"], row["demo"])
