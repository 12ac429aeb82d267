"""Every route says who may call it; every list is bounded; the description is up to date."""

import re
import subprocess
from pathlib import Path

import httpx
from litestar import Litestar

from contracts.sources import ROOT
from contracts.surface import (
    MAX_PAGE,
    Operation,
    answers_a_list,
    description,
    guards,
    is_public,
    operations,
    places,
)
from credit.cli.openapi import openapi_document

SNAPSHOT = ROOT / "pwa/src/api/openapi.json"
TYPES = ROOT / "pwa/src/api/types.ts"


def test_every_route_has_a_guard_or_is_public(app: Litestar) -> None:
    silent = [
        f"{p.methods} {p.path}"
        for p in places(app)
        if not guards(p.handler) and not is_public(p.handler)
    ]
    assert not silent, f'say guards=[…] or opt={{"public": True}}: {silent}'


def test_json_lives_under_api(app: Litestar) -> None:
    """Operations are under /api; beside them only pages, health and metrics."""
    beside = {o.path for o in operations(app) if not o.path.startswith("/api/")}
    assert all(re.match(r"/(v|health|metrics|problems)(/|$)", path) for path in beside), beside


def is_bounded(operation: Operation) -> bool:
    schema = operation.parameters.get("limit", {}).get("schema", {})
    options = [schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    return any(option.get("maximum", MAX_PAGE + 1) <= MAX_PAGE for option in options)


def test_every_list_is_bounded(app: Litestar) -> None:
    """By a `limit` with a maximum; or by nature, and opt={"bounded": …} says by which."""
    by_nature = {(m, p.path): p.handler.opt.get("bounded") for p in places(app) for m in p.methods}
    unbounded = [
        f"{o.method} {o.path}"
        for o in operations(app)
        if answers_a_list(app, o)
        and not is_bounded(o)
        and not by_nature.get((o.method, litestar_path(o, app)))
    ]
    assert not unbounded, unbounded


def litestar_path(operation: Operation, app: Litestar) -> str:
    """`/a/{b}` of the description as the route that it comes from, `/a/{b:str}`."""
    plain = {re.sub(r":\w+}", "}", p.path): p.path for p in places(app)}
    return plain.get(operation.path, "")


def test_the_snapshot_of_the_description_is_current(app: Litestar) -> None:
    """A change of the API is a change of pwa/src/api/openapi.json in the same commit."""
    assert SNAPSHOT.exists(), "run `./just api-types`"
    assert SNAPSHOT.read_bytes() == openapi_document(), (
        "the API differs from pwa/src/api/openapi.json: run `./just api-types` and look at the diff"
    )


def test_the_typescript_types_are_current(tmp_path: Path) -> None:
    made = tmp_path / "types.ts"
    generator = ROOT / "pwa/node_modules/.bin/openapi-typescript"
    subprocess.run(
        [generator, SNAPSHOT, "-o", made], check=True, capture_output=True, cwd=ROOT / "pwa"
    )
    assert TYPES.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), (
        "run `./just api-types`"
    )


def test_operations_have_names_and_answers(app: Litestar) -> None:
    ids = [o.spec["operationId"] for o in operations(app)]
    assert len(ids) == len(set(ids))
    for schema in description(app)["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", schema), (
            f"give this Struct a plain name: {schema}"
        )


async def test_there_is_no_documentation_page(client: httpx.AsyncClient) -> None:
    """Litestar's documentation pages load scripts from other hosts."""
    for name in ("", "/swagger", "/redoc", "/elements", "/rapidoc", "/scalar", "/stoplight"):
        answer = await client.get(f"/api/schema{name}")
        assert "<script" not in answer.text, name
        assert "://" not in re.sub(
            r"http://www\.w3\.org\S*", "", answer.text.split('"paths"')[0]
        ), name
