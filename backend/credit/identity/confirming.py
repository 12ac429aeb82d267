"""Confirming that who holds a session is the person (step-up), before an act of weight.

By the own password, or by a one-time code to the own number. Who signs in only at a provider has
neither: there a session of the last minutes counts, which only the provider's page can give.
"""

import hashlib
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from credit.identity.passwords import is_password
from credit.identity.phones.using import use_code
from credit.identity.queries import read_public_id
from credit.identity.rules import MAX_PASSWORD
from credit.kit import clock
from credit.kit.db import connection, transaction
from credit.kit.model import Model
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit

CONFIRMING = Limit(name="password-confirm", count=5, seconds=300, closed=True)
FRESH: Final = timedelta(minutes=10)
_PROOFS = """
SELECT password_hash, phone_index IS NOT NULL AS phone FROM account
WHERE public_id = $1 AND active
"""
_STARTED = """
SELECT s.created_at FROM sign_in_session s JOIN refresh_token t ON t.family = s.family
JOIN account a ON a.id = s.account_id
WHERE a.public_id = $1 AND t.token_hash = $2 AND s.ended_at IS NULL
"""


class ProveSelf(Model, kw_only=True):
    """Either the own password, or a code to the own number with its request."""

    password: Annotated[str, Meta(max_length=MAX_PASSWORD)] = ""
    request: UUID | None = None
    code: Annotated[str, Meta(max_length=6, pattern=r"^[0-9]*$")] = ""


class _Known(msgspec.Struct, frozen=True):
    password_hash: str | None
    phone: bool


async def confirm_person(account_id: str, proof: ProveSelf, refresh_token: str = "") -> None:
    """Before an act of weight: raises Problem invalid-input naming what is wrong or missing, or
    rate-limited after five tries. `refresh_token`: of the cookie, where the route gets it."""
    await check_limit(CONFIRMING, account_id)
    known = await _known(account_id)
    if proof.code and proof.request:
        await _confirm_code(account_id, proof.request, proof.code)
    elif proof.password:
        if not await is_password(proof.password, known.password_hash):
            raise Problem("invalid-input", errors=[("password", "密码不正确")])
    elif known.password_hash or known.phone or not await _is_fresh(account_id, refresh_token):
        raise _missing(known)


async def _confirm_code(account_id: str, request: UUID, code: str) -> None:
    async with transaction() as held:
        phone = await use_code(held, request, code, "confirm", account_id)
    if phone is None:
        raise Problem("invalid-input", errors=[("code", "验证码不对或已过期")])


async def _known(account_id: str) -> _Known:
    async with connection() as held:
        row = await held.fetchrow(_PROOFS, read_public_id(account_id))
    if row is None:
        raise Problem("unauthenticated")
    return _Known(**row)


async def _is_fresh(account_id: str, refresh_token: str) -> bool:
    token = hashlib.sha256(refresh_token.encode("utf-8", "surrogateescape")).digest()
    async with connection() as held:
        started = await held.fetchval(_STARTED, read_public_id(account_id), token)
    return started is not None and started > clock.now() - FRESH


def _missing(known: _Known) -> Problem:
    if known.password_hash:
        return Problem("invalid-input", errors=[("password", "请输入登录密码确认")])
    if known.phone:
        return Problem("invalid-input", errors=[("code", "请输入发到手机上的验证码确认")])
    return Problem("invalid-input", errors=[("code", "请先绑定手机号，或重新登录一次再办")])
