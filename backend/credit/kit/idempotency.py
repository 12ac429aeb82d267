"""Idempotent writes (幂等): the same key gives the same answer, whatever happened to the reply.

A key belongs to a scope (who writes what). Its row is written in the transaction of the effect,
with the encoded answer: both are there or neither is. An advisory lock of the transaction tells
a request that is still under way from one that is over, without waiting for it.
Nothing is stored for a request that was refused: it may be tried again.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import asyncpg
import msgspec
from litestar.params import HeaderParameter

from credit.kit.db import Connection, in_transaction, is_retryable, transaction
from credit.kit.problems import Problem

IdempotencyKeyHeader = Annotated[
    str,
    HeaderParameter(
        name="idempotency-key",
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="同一次操作重试时用同一个值（如 UUID）；一天内同值同内容得到同一个回答",
    ),
]
KEPT_HOURS = 24
RETRIES = 2
Answer = TypeVar("Answer")
_TRY = "SELECT pg_try_advisory_xact_lock($1)"
_FIND = "SELECT fingerprint, answer FROM idempotency_key WHERE scope = $1 AND key = $2"
_KEEP = """
INSERT INTO idempotency_key (scope, key, fingerprint, answer, at) VALUES ($1, $2, $3, $4, now())
"""
_PRUNE = "DELETE FROM idempotency_key WHERE at < now() - make_interval(hours => $1)"


class Asked(msgspec.Struct, frozen=True):
    """A write under a key: `scope` is the caller and the kind of write."""

    scope: str
    key: str
    fingerprint: bytes

    @property
    def lock(self) -> int:
        """The number of this key's advisory lock: 63 bits of a hash."""
        digest = hashlib.sha256(f"{self.scope}\n{self.key}".encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1


def asked_of(caller_id: str, kind: str, key: str, *content: Any) -> Asked:
    """What was asked; `content` is everything that another request would differ in."""
    body = msgspec.json.encode(content, order="deterministic")
    return Asked(f"{kind}:{caller_id}", key, hashlib.sha256(body).digest())


def in_flight() -> Problem:
    """The same key is being worked on right now."""
    return Problem(
        "request-in-flight", detail="同一请求正在处理，请稍后再试", headers={"retry-after": "1"}
    )


def check_same(asked: Asked, fingerprint: bytes) -> None:
    """Raises Problem idempotency-conflict when the key stood for something else."""
    if bytes(fingerprint) != asked.fingerprint:
        raise Problem("idempotency-conflict", detail="这个请求编号已经用于别的内容")


async def once(
    asked: Asked, kind: type[Answer], effect: Callable[[Connection], Awaitable[Answer]]
) -> Answer:
    """The answer of `effect`, run in one transaction; or the one it gave under this key before.

    Tried again (twice at most) when the database chose it as the victim of a deadlock. Raises
    Problem request-in-flight (409), idempotency-conflict (422), and what `effect` raises.
    """
    for _ in range(RETRIES):
        try:
            return await _once(asked, kind, effect)
        except asyncpg.PostgresError as error:
            if in_transaction() or not is_retryable(error):
                raise
    return await _once(asked, kind, effect)


async def _once(
    asked: Asked, kind: type[Answer], effect: Callable[[Connection], Awaitable[Answer]]
) -> Answer:
    async with transaction() as held:
        if not await held.fetchval(_TRY, asked.lock):
            raise in_flight()
        known = await held.fetchrow(_FIND, asked.scope, asked.key)
        if known is not None:
            check_same(asked, known["fingerprint"])
            return msgspec.json.decode(known["answer"], type=kind)
        answer = await effect(held)
        body = msgspec.json.encode(answer)
        await held.execute(_KEEP, asked.scope, asked.key, asked.fingerprint, body)
        return answer


async def prune_keys() -> None:
    """Forget answers that are more than a day old."""
    async with transaction() as held:
        await held.execute(_PRUNE, KEPT_HOURS)
