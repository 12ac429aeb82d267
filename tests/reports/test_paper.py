"""The file of a large report: every record, repeated heads, nothing cut, no missing glyph."""

import re
import resource
import time
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp

from credit.kit.db import Connection
from credit.kit.paper import sheet
from credit.kit.paper.flow import Block, paginate
from credit.reports.issuing.statements import MARK
from credit.reports.paper import printing
from credit.reports.paper.blocks import HEADS, LONGEST, report_blocks
from credit.reports.paper.segments import count_pages
from reports.world import World, add_penalty, bring, issued, judgments, licences, make_world


@pytest.fixture
async def world(db: Connection) -> World:
    return await make_world()


async def file_of(client: httpx.AsyncClient, world: World, number: str) -> bytes:
    path = f"/api/subjects/{world.uscc}/credit-reports/{number}/file"
    answer = await client.get(path, headers=world.owner.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.content


async def test_two_hundred_licences_and_180_judgments_paginate_well(
    client: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring("permits", licences(world, 200))
    await bring("judgments", judgments(world, 180))
    began = time.perf_counter()
    made = await issued(client, world)
    assembled = time.perf_counter() - began
    drawn: set[tuple[str, str]] = set()
    letters: list[tuple[str, str]] = []
    watch(monkeypatch, drawn, letters)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    pdf = await file_of(client, world, made["card"]["number"])
    printed = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    print(f"\n380 facts: assembled {assembled:.2f} s, printed {printed:.2f} s, {grown} MB more")
    assert assembled < 3 and printed < 30 and grown < 150
    regular, bold = letters[0]
    missing = {
        c for font, text in drawn for c in text if c not in (regular, bold)[font == sheet.BOLD]
    }
    assert not missing, f"characters without a glyph: {missing}"

    pages = pypdfium2.PdfDocument(pdf)
    texts = [plain(pages[place].get_textpage().get_text_range()) for place in range(len(pages))]
    assert len(texts) == count_pages(pdf) and 25 <= len(texts) <= 90
    whole = "".join(texts)
    for number in range(200):
        assert f"热食类食品制售第{number:03d}项" in whole
    for number in range(180):
        assert f"支付货款第{number:03d}笔" in whole
    for place, text in enumerate(texts, 1):
        assert f"第{place}页，共{len(texts)}页" in text
        assert made["card"]["number"] in text and made["card"]["contentSha256"][:16] in text
    heads = "".join(HEADS).replace("、", "、")
    within = [text for text in texts if "热食类食品制售第" in text or "支付货款第" in text]
    assert all(heads in text for text in within), "every page of a table begins with its head"
    front = pages[0].render(scale=3).to_pil().convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(front)] == [made["url"]]
    picture = pages[1].render(scale=0.5).to_pil().convert("L")
    ink = sum(picture.histogram()[:160]) / (picture.width * picture.height)
    assert 0.01 < ink < 0.3, "a page of text, neither empty nor black"


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def watch(monkeypatch: pytest.MonkeyPatch, drawn: Any, letters: list[Any]) -> None:
    """Note what is set in which font, and of what the fonts are made."""
    text, fonts = sheet.Area.text, sheet._fonts

    def noted(self: Any, said: str, x: float, top: float, style: Any) -> None:
        drawn.add((style.font, said))
        text(self, said, x, top, style)

    def made(*texts: str) -> Any:
        letters.append(texts)
        return fonts(*texts)

    monkeypatch.setattr(sheet.Area, "text", noted)
    monkeypatch.setattr(sheet, "_fonts", made)


async def test_the_file_is_the_same_but_for_its_signature(
    client: httpx.AsyncClient, world: World
) -> None:
    await add_penalty(world)
    number = (await issued(client, world))["card"]["number"]
    first, second = [await file_of(client, world, number) for _ in range(2)]
    assert first.rpartition(MARK)[0] == second.rpartition(MARK)[0]
    assert len(first) < 200_000 and b"/FontFile2" in first


async def test_the_longest_texts_fit_a_page_and_every_block_stands_whole(
    client: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = ("本案违法事实和处罚理由很长" * 400)[:5000]
    await add_penalty(world, CF_WFXW=long[:2000], CF_SY=long, CF_NR=long[:4000], CF_YJ=long[:2000])
    made = await issued(client, world)
    laid: list[Any] = []

    def noted(blocks: Any, **edges: float) -> Any:
        pages = paginate(blocks, **edges)
        laid.append((pages, edges))
        return pages

    monkeypatch.setattr(printing, "paginate", noted)
    await file_of(client, world, made["card"]["number"])
    pages, edges = laid[0]
    for placed in pages:
        ends = [one.top + one.block.height for one in placed]
        assert all(end <= edges["bottom"] + 0.01 for end in ends), "nothing runs over the foot"
        starts = [one.top for one in placed]
        assert all(end <= start + 0.01 for end, start in zip(ends, starts[1:], strict=False))
        assert not placed[-1].block.keep, "no heading stands alone at the end of a page"
    assert LONGEST["detail"] == 300 and report_blocks is not None


def test_a_chain_moves_to_the_next_page_as_one_and_the_head_returns() -> None:
    def draw(_sheet: Any, _top: float) -> None: ...

    head = Block(10, draw)
    heading, row = Block(20, draw, gap=5, keep=True), Block(30, draw, head=head)
    pages = paginate(
        [row, row, heading, head._replace(keep=True), row, row, row],
        first_top=0, top=0, bottom=100,
    )  # fmt: skip
    shape = [[(one.top, one.block.height) for one in page] for page in pages]
    assert shape == [
        [(0, 30), (30, 30)],
        [(0, 20), (20, 10), (30, 30), (60, 30)],
        [(0, 10), (10, 30)],
    ]
