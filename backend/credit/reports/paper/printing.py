"""The report as a file: pages, and the platform's signature at the end."""

import hashlib
from typing import Any, Final

import msgspec
from reportlab.lib.pagesizes import A4

from credit.kit.paper.flow import Placed, paginate
from credit.kit.paper.inks import INK_2, INK_3
from credit.kit.paper.sheet import BOLD, REGULAR, Area, Draw, Paper, Style, area, print_pages
from credit.kit.signed_file import close_file
from credit.reports.issuing.statements import MARK, ReportFileClaims, state_report_file
from credit.reports.paper import blocks, cover
from credit.reports.paper.blocks import INNER, MARGIN, WIDTH, clip, report_blocks
from credit.reports.paper.cover import OWN, TITLES, cover_height, draw_cover
from credit.reports.snapshot.shapes import CreditReport, seal_of

TOP: Final = 62.0
FOOT: Final = 58.0
PREFIX: Final = 16
"""Hex digits of the hash on every page; also enough to check a report by typing."""
_NUMBER: Final = "编号 {} · 摘要 {}"
_CHECK: Final = "核对：扫首页的码，或到 {} 交来文件"
_PAGE: Final = "第 {} 页，共 {} 页"
_WORDS: Final = "".join(["0123456789abcdef…", _NUMBER, _CHECK, _PAGE, blocks.WORDS, cover.WORDS])


def print_report(report: CreditReport, url: str) -> bytes:
    """The signed PDF. But for the signature the same report gives the same bytes.

    Takes one to three seconds of CPU: call it in a thread.
    """
    paper = Paper(*A4)
    title = f"{TITLES[report.kind]} · {report.name} · {report.number}"
    content = seal_of(report).hex()

    def lay_out() -> list[Draw]:
        pages = paginate(
            report_blocks(report),
            first_top=cover_height(report), top=TOP, bottom=paper.height - FOOT,
        )  # fmt: skip
        return [
            _page(report, url, content, placed, (number, len(pages)))
            for number, placed in enumerate(pages, 1)
        ]

    body = print_pages(paper, title, _letters(report, title + url), lay_out)
    digest = hashlib.sha256(body).hexdigest()
    claims = ReportFileClaims(number=report.number, content=content, body=digest, size=len(body))
    return close_file(body, MARK, state_report_file(claims))


def _letters(report: CreditReport, more: str) -> tuple[str, str]:
    """Every character set in regular, and every one set in bold."""
    bold = [report.name, *(one.name for one in report.counts)]
    for section in report.sections:
        bold += [section.name, *(group.name for group in section.groups)]
    bold += [fact.title for fact in report.facts]
    return msgspec.json.encode(report).decode() + more + _WORDS, "".join(bold) + _WORDS


def _page(
    report: CreditReport, url: str, content: str, placed: list[Placed], place: tuple[int, int]
) -> Draw:
    def draw(canvas: Any) -> None:
        with area(canvas, 0, 0, A4[0], A4[1], WIDTH) as sheet:
            if place[0] == 1:
                draw_cover(sheet, report, url)
            else:
                _running_head(sheet, report)
            for one in placed:
                one.block.draw(sheet, one.top)
            _foot(sheet, report, url, content, place)

    return draw


def _running_head(sheet: Area, report: CreditReport) -> None:
    name = f"{TITLES[report.kind]} · {clip(report.name, 30)}"
    sheet.text(name, MARGIN, 36, Style(REGULAR, 8.5, INK_2))
    if report.audience == "own":
        sheet.text(OWN, WIDTH - MARGIN - 116, 36, Style(BOLD, 8.5, INK_2))
    sheet.box(MARGIN, 44, INNER, 0.5, INK_3)


def _foot(
    sheet: Area, report: CreditReport, url: str, content: str, place: tuple[int, int]
) -> None:
    top = sheet.height - FOOT + 16
    sheet.box(MARGIN, top, INNER, 0.5, INK_3)
    style = Style(REGULAR, 8, INK_2)
    sheet.text(_NUMBER.format(report.number, content[:PREFIX]), MARGIN, top + 14, style)
    check = url.rpartition("/")[0].partition("://")[2]
    sheet.text(_CHECK.format(check), MARGIN, top + 27, style)
    sheet.text(_PAGE.format(*place), WIDTH - MARGIN - 80, top + 14, style)
