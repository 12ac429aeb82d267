"""Checking a report: by number and hash, as a file; what does not fit is said."""

import asyncio
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from credit.cli import reports as command
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.services.home import ServiceError
from credit.records.repairing import get_negative_fact, repair_record
from credit.reports.issuing.statements import MARK
from credit.reports.paper.segments import count_pages
from reports.test_paper import file_of
from reports.world import (
    World,
    add_honour,
    add_penalty,
    bring,
    issued,
    licences,
    make_world,
)

FILE = "/api/credit-reports/check-file"


@pytest.fixture
async def world(db: Connection) -> World:
    return await make_world()


async def judged(client: httpx.AsyncClient, content: bytes) -> Any:
    answer = await client.post(FILE, content=content)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


async def checked(client: httpx.AsyncClient, number: str, content: str) -> Any:
    body = {"number": number, "content": content}
    answer = await client.post("/api/credit-reports/check", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_number_and_hash_as_in_the_code_or_typed(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    await add_penalty(world)
    made = await issued(client, world)
    number, content = made["card"]["number"], made["card"]["contentSha256"]
    noted = await db.fetchval("SELECT count(*) FROM report_lookup")
    for asked in (content, content[:16]):
        found = await checked(client, number, asked)
        assert (found["verdict"], found["report"]["uscc"]) == ("genuine", world.uscc)
    grouped = f"{number[:14]} {number[14:]}"
    assert (await checked(client, grouped, content))["verdict"] == "genuine"
    assert "明码标价" not in str(found), "a check never tells what a report says"
    for wrong in ("0" * 64, "0" * 16):
        found = await checked(client, number, wrong)
        assert (found["verdict"], found["report"]) == ("unknown", None)
    assert (await checked(client, "2" * 22, content))["verdict"] == "unknown"
    bad = {"number": number, "content": content[:20]}
    assert (await client.post("/api/credit-reports/check", json=bad)).status_code == 400
    assert await db.fetchval("SELECT count(*) FROM report_lookup") == noted, "checks leave no trace"


async def test_a_report_is_superseded_by_news_and_expires(
    client: httpx.AsyncClient, world: World
) -> None:
    record = await add_penalty(world)
    made = await issued(client, world)
    number, content = made["card"]["number"], made["card"]["contentSha256"]
    fact = await get_negative_fact(record)
    await repair_record(fact.natural_key, actor="test", decision="示例修复")
    assert (await checked(client, number, content))["verdict"] == "superseded"
    pdf = await file_of(client, world, number)
    assert (await judged(client, pdf))["verdict"] == "superseded"
    with clock.frozen(datetime.now(UTC) + timedelta(days=92)):
        assert (await judged(client, pdf))["verdict"] == "expired"


async def test_days_alone_are_no_news(client: httpx.AsyncClient, world: World) -> None:
    await add_honour(world)
    await bring("permits", licences(world, 2))
    made = await issued(client, world)
    with clock.frozen(datetime.now(UTC) + timedelta(days=40)):
        found = await checked(client, made["card"]["number"], made["card"]["contentSha256"])
    assert found["verdict"] == "genuine"


async def test_an_altered_byte_or_text_fails_and_its_page_is_named(
    client: httpx.AsyncClient, world: World
) -> None:
    await bring("permits", licences(world, 30))
    made = await issued(client, world)
    pdf = await file_of(client, world, made["card"]["number"])
    good = await judged(client, pdf)
    assert good["verdict"] == "genuine" and good["report"]["number"] == made["card"]["number"]
    body, _, end = pdf.rpartition(MARK)
    for place in (20, len(body) // 2, len(body) - 1):
        altered = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert (await judged(client, altered))["verdict"] == "altered", place
    third = body.rindex(b"stream", 0, body.rindex(b"endstream"))
    altered = pdf[: third + 40] + bytes([pdf[third + 40] ^ 1]) + pdf[third + 41 :]
    found = await judged(client, altered)
    last = count_pages(body)
    assert (found["verdict"], found["pages"]) == ("altered", [last])
    assert f"第 {last} 页" in found["reasons"][1]
    assert (await judged(client, pdf + b" "))["reasons"][1] == "签名后面被加了内容"
    assert (await judged(client, body + b"%\n" + MARK + end))["verdict"] == "altered"
    assert (await judged(client, pdf[:-10] + b"AAAAAAAAA\n"))["verdict"] == "altered"
    assert (await judged(client, body))["verdict"] == "unsigned"
    other = b"%PDF-1.4 " + zlib.compress(b"mine") + MARK + end
    assert (await judged(client, other))["verdict"] == "altered"
    assert (await client.post(FILE, content=b"GIF89a")).status_code == 400
    huge = b"%PDF-" + bytes(8_000_001)
    assert (await client.post(FILE, content=huge)).status_code == 413


async def test_neither_statement_stands_in_for_the_other(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    made = await issued(client, world)
    number, content = made["card"]["number"], made["card"]["contentSha256"]
    found = await checked(client, number, content)
    forged = b"%PDF-1.4 mine" + MARK + found["report"]["statement"].encode() + b"\n"
    assert (await judged(client, forged))["verdict"] == "altered"
    # Whoever can write to the register still cannot mend its statement.
    await db.execute("ALTER TABLE credit_report DISABLE TRIGGER credit_report_frozen")
    await db.execute(
        "UPDATE credit_report SET content_sha256 = $2 WHERE number = $1", number, bytes(32)
    )
    assert (await checked(client, number, "0" * 64))["verdict"] == "altered"


async def test_an_own_version_says_that_it_proves_nothing_to_others(
    client: httpx.AsyncClient, world: World
) -> None:
    made = await issued(client, world, purpose="own_reading", audience="own")
    pdf = await file_of(client, world, made["card"]["number"])
    assert "这是本人查阅版，不作对外证明" in (await judged(client, pdf))["reasons"]


async def test_the_command_answers_alike(
    client: httpx.AsyncClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await issued(client, world)
    pdf, file = await file_of(client, world, made["card"]["number"]), tmp_path / "report.pdf"
    loop = asyncio.get_running_loop()

    def here(work: Any) -> Any:
        async def awaited() -> Any:
            return await work()

        return asyncio.run_coroutine_threadsafe(awaited(), loop).result(30)

    async def ends_with(content: bytes) -> tuple[int, str]:
        file.write_bytes(content)
        run = await asyncio.to_thread(CliRunner().invoke, command.app, ["check", str(file)])
        return run.exit_code, run.output

    monkeypatch.setattr(command, "run_with_database", here)
    status, said = await ends_with(pdf)
    assert status == 0 and said.startswith("genuine") and made["card"]["number"] in said
    status, said = await ends_with(pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:])
    assert status == 1 and said.startswith("altered")

    def down(_: Any) -> Any:
        raise ServiceError("PostgreSQL did not start")

    monkeypatch.setattr(command, "run_with_database", down)
    assert (await ends_with(pdf))[0] == 2
