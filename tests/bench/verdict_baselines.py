"""What the verdict endpoint is measured against: the least, and the usual, way to serve it.

Both answer the very same JSON, which the benchmark puts under `bench:<digits>` in Redis.
"""

import os
from typing import Any

import redis.asyncio as redis
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

REDIS = redis.from_url(os.environ["REDIS_URL"])


async def bare(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A bare ASGI app: one Redis GET, its bytes sent as they are."""
    if scope["type"] != "http":
        return
    body = await REDIS.get("bench:" + scope["path"].rsplit("/", 1)[-1])
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Base(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Badge(Base):
    issued_on: str
    expires_on: str
    short_code: str
    digits: str


class Dimension(Base):
    code: str
    name: str
    points: int
    max_points: int


class Move(Base):
    record_id: str
    title: str
    indicator: str
    indicator_name: str
    points: float
    ends_on: str | None
    remedy: str


class Evaluation(Base):
    grade: str
    grade_word: str
    score: int | None
    max_score: int
    model_version: str
    model_name: str
    evaluated_on: str
    disclaimer: str
    cap: str | None
    dimensions: list[Dimension]
    moves: list[Move]


class Fact(Base):
    id: str
    record_class: str
    class_name: str
    tone: str
    title: str
    detail: str
    agency: str
    source: str
    decided_on: str
    effect: float | None
    effect_ends_on: str | None
    publicity_until: str | None
    state: str
    state_name: str
    legal_basis: str
    decision_no: str


class Commitment(Base):
    code: str
    template: str
    name: str
    matter: str
    plain_text: str
    made_on: str
    valid_until: str | None
    performance: str
    performance_name: str


class Channel(Base):
    label: str
    href: str


class Objection(Base):
    text: str
    channels: list[Channel]


class Merchant(Base):
    uscc: str
    name: str
    short_name: str
    kind: str
    trade: str
    address: str
    division_name: str
    registered_on: str | None
    demo: bool
    badge: Badge | None
    evaluation: Evaluation
    facts: list[Fact]
    fact_count: int
    commitments: list[Commitment]
    objection: Objection
    as_of: str


class Verdict(Base):
    verdict: str
    reason: str | None
    title: str
    message: str
    checked_at: str
    merchant: Merchant | None


usual = FastAPI()


@usual.get("/api/verdicts/{digits}")
async def get_verdict(digits: str) -> Verdict:
    """What most would write: a cached JSON, read into a typed model, answered as one."""
    cached = await REDIS.get(f"bench:{digits}")
    if cached is None:
        raise HTTPException(404)
    return Verdict.model_validate_json(cached)
