"""Making accounts and giving authority."""

import asyncpg

from credit.identity.passwords import hash_password
from credit.identity.queries import read_public_id
from credit.identity.rules import MAX_PASSWORD, MIN_PASSWORD, ROLES, normalise_login
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Kind
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.settings import get_settings

_INSERT_ACCOUNT = """
INSERT INTO account (public_id, login, password_hash, kind, name, session_version, active, demo,
  created_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, 1, true, $5, $6) RETURNING public_id::text
"""
_GRANT = """
INSERT INTO account_subject (account_id, subject_uscc, role)
SELECT a.id, s.uscc, $3 FROM account a, subject s WHERE a.public_id = $1 AND s.uscc = $2
ON CONFLICT (account_id, subject_uscc, role) DO UPDATE SET role = excluded.role
RETURNING id
"""


async def create_account(
    *, login: str, password: str, kind: Kind, name: str, actor: str, demo: bool = False
) -> str:
    """Make an account that signs in by password; returns its public id.

    Raises Problem invalid-input, conflict for a taken login, forbidden for a demo account
    in production.
    """
    if demo and get_settings().is_production:
        raise Problem("forbidden", detail="正式环境不能建立演示账号")
    login = normalise_login(login)
    _check_new_account(login, password, demo=demo)
    hashed = await hash_password(password)
    async with transaction() as held:
        values = (login, hashed, kind, name, demo, clock.now())
        try:
            async with transaction():
                public_id: str = await held.fetchval(_INSERT_ACCOUNT, *values)
        except asyncpg.UniqueViolationError as error:
            raise Problem("conflict", detail="这个账号名已被使用") from error
        await append_audit(
            actor=actor,
            action="account.create",
            object_type="account",
            object_id=public_id,
            detail={"kind": kind, "demo": demo},
        )
    return public_id


def _check_new_account(login: str, password: str, *, demo: bool) -> None:
    faults = []
    if not 1 <= len(login) <= 64:
        faults.append(("login", "账号名 1 到 64 个字符"))
    # The password of a demo account is printed on the screen: its length guards nothing.
    if not (1 if demo else MIN_PASSWORD) <= len(password) <= MAX_PASSWORD:
        faults.append(("password", f"密码 {MIN_PASSWORD} 到 {MAX_PASSWORD} 个字符"))
    if faults:
        raise Problem("invalid-input", errors=faults)


async def grant_subject(account_id: str, uscc: str, *, role: str, actor: str) -> None:
    """Let the account (by public id) act for a subject in a role; granting twice is harmless.

    Raises Problem invalid-input for an unknown role, not-found when either does not exist.
    """
    if role not in ROLES:
        raise Problem("invalid-input", errors=[("role", "应为 " + "、".join(ROLES) + " 之一")])
    async with transaction() as held:
        if await held.fetchval(_GRANT, read_public_id(account_id), uscc, role) is None:
            raise Problem("not-found", detail="没有这个账号或主体")
        await append_audit(
            actor=actor,
            action="account.grant",
            object_type="subject",
            object_id=uscc,
            detail={"account": account_id, "role": role},
        )


async def revoke_subject(account_id: str, uscc: str, *, actor: str) -> None:
    """End the account's authority over a subject, at once. Problem not-found without one."""
    async with transaction() as held:
        gone = await held.fetchval(
            "DELETE FROM account_subject g USING account a WHERE a.id = g.account_id "
            "AND a.public_id = $1 AND g.subject_uscc = $2 RETURNING g.id",
            read_public_id(account_id),
            uscc,
        )
        if gone is None:
            raise Problem("not-found", detail="没有这项授权")
        await append_audit(
            actor=actor,
            action="account.revoke",
            object_type="subject",
            object_id=uscc,
            detail={"account": account_id},
        )
