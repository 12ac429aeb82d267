"""Every error is problem+json, names the field, and tells nothing else."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import JSONBody, QueryParameter

from credit.kit.db import Connection
from credit.kit.model import Model
from credit.kit.problems import PROBLEMS, Problem, problem_handlers, problem_responses

SECRET = "password=hunter2"


class ProbeItem(Model):
    short_name: Annotated[str, msgspec.Meta(max_length=3)]


class ProbeInput(Model):
    some_count: int
    made_on: date | None = None
    items: list[ProbeItem] = msgspec.field(default_factory=list)


@post("/items", opt={"public": True})
async def take(data: JSONBody[ProbeInput]) -> None: ...


@get("/list", opt={"public": True})
async def listing(limit: Annotated[int, QueryParameter(ge=1, le=100)]) -> None: ...


FAULTS: dict[str, Exception] = {
    "problem": Problem("unknown-subject", detail="没有这家", errors=[("uscc", "校验码不符")]),
    "crash": RuntimeError(SECRET),
    "duplicate": asyncpg.UniqueViolationError(SECRET),
    "nul": asyncpg.CharacterNotInRepertoireError(SECRET),
    "restart": asyncpg.AdminShutdownError(SECRET),
    "slow": asyncpg.QueryCanceledError(SECRET),
    "down": ConnectionRefusedError(SECRET),
    "late": TimeoutError(SECRET),
    "stranger": NotAuthorizedException(SECRET),
}


@get("/fault/{kind:str}", opt={"public": True}, responses=problem_responses("conflict", "internal"))
async def fail(kind: Annotated[str, "path"]) -> None:
    raise FAULTS[kind]


@pytest.fixture
async def probe() -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar([take, listing, fail], exception_handlers=problem_handlers())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://probe") as client:
        yield client


def read(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    assert SECRET not in answer.text
    return body


@pytest.mark.parametrize(
    ("kind", "status", "slug"),
    [
        ("problem", 404, "unknown-subject"),
        ("crash", 500, "internal"),
        ("duplicate", 409, "conflict"),
        ("nul", 400, "invalid-input"),
        ("restart", 503, "service-unavailable"),
        ("slow", 503, "service-unavailable"),
        ("down", 503, "service-unavailable"),
        ("late", 503, "service-unavailable"),
        ("stranger", 401, "unauthenticated"),
    ],
)
async def test_each_kind_of_error(
    probe: httpx.AsyncClient, kind: str, status: int, slug: str
) -> None:
    body = read(await probe.get(f"/fault/{kind}"))
    assert body["status"] == status
    assert body["type"].endswith(f"/problems/{slug}")
    assert body["title"] == PROBLEMS[slug][1]


async def test_a_problem_keeps_its_detail_and_fields(probe: httpx.AsyncClient) -> None:
    body = read(await probe.get("/fault/problem"))
    assert body["detail"] == "没有这家"
    assert body["errors"] == [{"field": "uscc", "message": "校验码不符"}]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ('{"someCount":1,"items":[{"shortName":"abcd"}]}', "items[0].shortName", "长度至多 3"),
        ('{"someCount":"a"}', "someCount", "应为整数，收到的是文字"),
        ('{"someCount":1,"madeOn":"soon"}', "madeOn", "不是有效的日期"),
        ("{}", "someCount", "缺少必填项"),
        ('{"someCount":1,"zz":2}', "zz", "没有这个字段"),
        ('{"someCount":1,"items":[{"shortName":"a","y":1}]}', "items[0].y", "没有这个字段"),
        ("[1]", "", "应为对象，收到的是列表"),
        ("", "", "缺少请求内容"),
    ],
)
async def test_validation_names_the_field(
    probe: httpx.AsyncClient, body: str, field: str, message: str
) -> None:
    headers = {"content-type": "application/json"}
    answer = read(await probe.post("/items?token=hunter3", content=body, headers=headers))
    assert answer["errors"] == [{"field": field, "message": message}]
    assert "hunter3" not in str(answer)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "缺少必填项"),
        ("?limit=0", "不小于 1"),
        ("?limit=101", "不大于 100"),
        ("?limit=x", "应为整数，收到的是文字"),
    ],
)
async def test_bad_parameters_are_named(probe: httpx.AsyncClient, query: str, message: str) -> None:
    body = read(await probe.get(f"/list{query}"))
    assert body["errors"] == [{"field": "limit", "message": message}]


async def test_broken_json_wrong_method_and_unknown_paths(probe: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    assert read(await probe.post("/items", content="{", headers=headers))["status"] == 400
    wrong = await probe.delete("/items")
    assert read(wrong)["title"] == "不支持这种操作"
    assert "POST" in wrong.headers["allow"]
    assert read(await probe.get("/nowhere?token=1"))["status"] == 404


def test_openapi_documents_the_problem_shape() -> None:
    app = Litestar([fail], exception_handlers=problem_handlers())
    paths = app.openapi_schema.to_schema()["paths"]
    responses = paths["/fault/{kind}"]["get"]["responses"]
    assert "application/problem+json" in responses["409"]["content"]
    assert "application/problem+json" in responses["500"]["content"]


def test_an_unknown_slug_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Problem("no-such-slug")


async def test_a_nul_in_the_input_is_the_callers_fault(db: Connection) -> None:
    """PostgreSQL cannot store it, whatever the slice forgot to check."""
    with pytest.raises(
        (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
    ):
        async with db.transaction():
            await db.fetchval("SELECT $1::text", "a\0b")
    with pytest.raises(asyncpg.UntranslatableCharacterError):
        async with db.transaction():
            await db.fetchval("SELECT $1::text::jsonb", '"a\\u0000b"')
