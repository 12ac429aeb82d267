"""Reading accounts, and the only way to a subject for writing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from credit.kit.caller import Caller, Kind
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.kit.uscc import is_uscc, normalise_uscc


class AccountRow(msgspec.Struct, frozen=True):
    """An account as stored."""

    id: int
    public_id: str
    login: str | None
    password_hash: str | None
    kind: Kind
    name: str
    session_version: int
    active: bool
    demo: bool
    age_band: str | None


class GrantedSubject(msgspec.Struct, frozen=True):
    """A subject that an account may act for: all its roles, and the one that counts most."""

    uscc: str
    name: str
    role: str
    roles: list[str]


class AccessibleSubject(msgspec.Struct, frozen=True):
    """A subject that the caller may write to."""

    id: int
    uscc: str
    name: str
    division: str | None
    demo: bool

    @property
    def home_division(self) -> str:
        """Its division, else that of the office which registered it (uscc, 3rd to 8th digit)."""
        return self.division or self.uscc[2:8]


_ACCOUNT = """
SELECT id, public_id::text, login, password_hash, kind, name, session_version, active, demo,
  age_band
FROM account
"""
_BY_LOGIN = f"{_ACCOUNT} WHERE login = $1"
_BY_PHONE = f"{_ACCOUNT} WHERE phone_index = ANY($1)"
_VERSION = "SELECT session_version FROM account WHERE public_id = $1 AND active"
_ID_OF = "SELECT id FROM account WHERE public_id = $1"
_BY_ID = f"{_ACCOUNT} WHERE id = $1"
_BY_PUBLIC_ID = f"{_ACCOUNT} WHERE public_id = $1"
# The slices on this line do not import each other; their keys meet here in SQL, by the uscc.
_GRANTED = """
SELECT s.uscc, s.name, array_agg(g.role ORDER BY g.role) AS roles,
  -- who has several roles is shown with the widest
  (ARRAY['owner', 'badge', 'redeem', 'finance'])[
    min(array_position(ARRAY['owner', 'badge', 'redeem', 'finance'], g.role::text))] AS role
FROM account_subject g JOIN subject s ON s.uscc = g.subject_uscc
WHERE g.account_id = $1 GROUP BY s.uscc, s.name ORDER BY s.name, s.uscc LIMIT 200
"""
# Where a subject (s) belongs: its division, else that of the office which registered it.
HOME_DIVISION = "coalesce(s.division, substr(s.uscc, 3, 6), '')"
_ACCESS = f"""
SELECT s.id, s.uscc, s.name, s.division, s.demo,
  EXISTS (SELECT 1 FROM account_subject g JOIN account a ON a.id = g.account_id
          WHERE a.public_id = asked.account AND a.active AND g.subject_uscc = s.uscc
            AND g.role = ANY($3)) AS granted,
  (SELECT starts_with({HOME_DIVISION}, o.jurisdiction) FROM account o
   WHERE o.public_id = asked.account AND o.active AND o.kind = 'officer') AS covered
FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS asked (uscc, account, place)
LEFT JOIN subject s ON s.uscc = asked.uscc
ORDER BY asked.place
"""  # noqa: S608 - constants


def read_public_id(text: str) -> UUID | None:
    """The UUID, or None for callers that are no account (imports, the demo)."""
    try:
        return UUID(text)
    except ValueError:
        return None


async def find_account_by_login(login: str) -> AccountRow | None:
    """The account with this (normalised) login, or None."""
    return await _find(_BY_LOGIN, login)


async def find_account(account_id: int) -> AccountRow | None:
    """The account with this internal key, or None."""
    return await _find(_BY_ID, account_id)


async def find_account_by_public_id(public_id: str) -> AccountRow | None:
    """The account with this public id, or None."""
    return await _find(_BY_PUBLIC_ID, read_public_id(public_id))


async def find_account_by_phone(indexes: list[bytes]) -> AccountRow | None:
    """The account of a phone, by its blind indexes under every key; or None."""
    return await _find(_BY_PHONE, indexes)


async def find_session_version(public_id: str) -> int | None:
    """The version that an account's access tokens must carry; None when it may not act."""
    async with connection() as held:
        version: int | None = await held.fetchval(_VERSION, read_public_id(public_id))
    return version


async def _find(sql: str, key: Any) -> AccountRow | None:
    async with connection() as held:
        row = await held.fetchrow(sql, key)
    return AccountRow(**row) if row else None


async def list_granted_subjects(account_id: int) -> list[GrantedSubject]:
    """The subjects that an account may act for, by name; at most 200."""
    async with connection() as held:
        return [GrantedSubject(**row) for row in await held.fetch(_GRANTED, account_id)]


async def list_granted_subjects_of(public_id: str) -> list[GrantedSubject]:
    """The same by the account's public id; empty for an unknown one."""
    async with connection() as held:
        account_id = await held.fetchval(_ID_OF, read_public_id(public_id))
    return await list_granted_subjects(account_id) if account_id else []


async def access_subject(
    caller: Caller, uscc: str, *, roles: tuple[str, ...] = ("owner", "badge")
) -> AccessibleSubject:
    """The subject, if `caller` may write to it: an officer for its division, or one of `roles`.

    Authority is read from the database each time, so a revoked one ends at once.
    Raises Problem unknown-subject (404) or forbidden (403); subjects are public, so the
    difference gives nothing away.
    """
    (answer,) = await access_subjects([(caller, uscc)], roles=roles)
    if isinstance(answer, Problem):
        raise answer
    return answer


async def access_subjects(
    asked: Sequence[tuple[Caller, str]], *, roles: tuple[str, ...]
) -> list[AccessibleSubject | Problem]:
    """The same for several callers in one query: for each its subject, or why not."""
    codes = [normalise_uscc(uscc) for _, uscc in asked]
    known = [
        code if is_uscc(code) else "" for code in codes
    ]  # also refuses what has no place in SQL
    accounts = [read_public_id(caller.id) for caller, _ in asked]
    async with connection() as held:
        rows = await held.fetch(_ACCESS, known, accounts, list(roles))
    return [_access(caller, row) for (caller, _), row in zip(asked, rows, strict=True)]


def _access(caller: Caller, row: Any) -> AccessibleSubject | Problem:
    if row["id"] is None:
        return Problem("unknown-subject")
    if caller.kind != "officer":
        if not row["granted"]:
            return Problem("forbidden", detail="您没有办理这个主体事项的授权")
    elif read_public_id(caller.id) and not row["covered"]:  # no account: the service itself
        return Problem("forbidden", detail="这个主体不在您的管辖区划内")
    return AccessibleSubject(row["id"], row["uscc"], row["name"], row["division"], row["demo"])
