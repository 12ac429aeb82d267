"""What flows over the pages of a report: headings, particulars, tables of facts, remarks."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from credit.kit.paper.flow import Block
from credit.kit.paper.folding import fold
from credit.kit.paper.inks import INK, INK_2, INK_3, LAKE_50, LAKE_800, LAKE_900
from credit.kit.paper.sheet import BOLD, REGULAR, Area, Style
from credit.reports.snapshot.shapes import CreditReport, ReportFact, ReportGroup, ReportSection

WIDTH: Final = 595.0
MARGIN: Final = 44.0
INNER: Final = WIDTH - 2 * MARGIN
NUMERALS: Final = "〇一二三四五六七八九十"
LONGEST: Final = {"title": 200, "detail": 300, "basis": 200, "text": 1500}
"""What a cell holds at most, in characters: the highest row must fit on a page."""
LABEL_WIDTH: Final = 112.0
HEADS: Final = ("序", "信息内容", "机关、文号、来源、依据", "日期、期限")
_COLUMNS: Final = (22.0, 230.0, 165.0, 90.0)
_PAD: Final = 6.0
_TITLE: Final = Style(BOLD, 9, INK)
_TEXT: Final = Style(REGULAR, 8.2, INK)
_SOFT: Final = Style(REGULAR, 8.2, INK_2)
_LAKE: Final = Style(REGULAR, 8.2, LAKE_800)
_ALERT: Final = Style(BOLD, 8.2, INK)
WORDS: Final = (
    "".join(HEADS)
    + NUMERALS
    + "决定文书号来源依据异议中起正在核查信息来源报告说明共条最近…（）：，"
)
_Line = tuple[str, Style]


def clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def numeral_of(number: int) -> str:
    """Up to 二十九; a 专项信用报告 has 22 sections at most."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def report_blocks(report: CreditReport) -> Iterator[Block]:
    """All sections, then the sources and the explanations."""
    for section in report.sections:
        yield from _section(section)
    if report.sources:
        yield _heading("信息来源")
        for source in report.sources:
            said = f"{source.count} 条，最近 {source.latest}"
            yield _pair(source.unit, said, LABEL_WIDTH * 2)
    yield _heading("报告说明")
    for place, note in enumerate(report.notes, 1):
        yield _paragraph(f"{place}. {note}")


def _section(section: ReportSection) -> Iterator[Block]:
    yield _heading(f"{numeral_of(section.number)}、{section.name}")
    for pair in section.pairs:
        yield _pair(pair.name, clip(pair.text, LONGEST["text"]), LABEL_WIDTH)
    for group in section.groups:
        yield from _group(group, alone=len(section.groups) == 1)
    for note in section.notes:
        yield _paragraph(note)


def _heading(text: str) -> Block:
    def draw(sheet: Area, top: float) -> None:
        sheet.box(MARGIN, top + 3, 3, 15, LAKE_800)
        sheet.text(text, MARGIN + 11, top + 16, Style(BOLD, 13, LAKE_900))

    return Block(26, draw, gap=16, keep=True)


def _pair(label: str, text: str, width: float) -> Block:
    labels = fold(label, Style(REGULAR, 9, INK_3), width - 12)
    lines = fold(text, Style(REGULAR, 9, INK), INNER - width)
    height = max(len(labels), len(lines), 1) * 14 + 3

    def draw(sheet: Area, top: float) -> None:
        for place, line in enumerate(labels):
            sheet.text(line, MARGIN, top + 11 + place * 14, Style(REGULAR, 9, INK_3))
        for place, line in enumerate(lines):
            sheet.text(line, MARGIN + width, top + 11 + place * 14, Style(REGULAR, 9, INK))

    return Block(height, draw)


def _paragraph(text: str) -> Block:
    style = Style(REGULAR, 9, INK_2)
    lines = fold(clip(text, LONGEST["text"]), style, INNER)

    def draw(sheet: Area, top: float) -> None:
        for place, line in enumerate(lines):
            sheet.text(line, MARGIN, top + 11 + place * 14.5, style)

    return Block(len(lines) * 14.5 + 3, draw, gap=3)


def _group(group: ReportGroup, *, alone: bool) -> Iterator[Block]:
    if not group.facts:
        yield _paragraph(group.empty)
        return
    if not alone:
        yield _subheading(f"{group.name}（共 {len(group.facts)} 条）")
    head = _table_head()
    yield head._replace(keep=True, gap=4)
    for place, fact in enumerate(group.facts, 1):
        yield _row(place, fact, head)


def _subheading(text: str) -> Block:
    def draw(sheet: Area, top: float) -> None:
        sheet.text(text, MARGIN, top + 13, Style(BOLD, 10, INK))

    return Block(18, draw, gap=8, keep=True)


def _table_head() -> Block:
    def draw(sheet: Area, top: float) -> None:
        sheet.box(MARGIN, top, INNER, 18, LAKE_50)
        left = MARGIN
        for name, width in zip(HEADS, _COLUMNS, strict=True):
            sheet.text(name, left + (0 if left > MARGIN else 4), top + 12.5, Style(BOLD, 8, INK_2))
            left += width

    return Block(18, draw)


class _Cell(NamedTuple):
    left: float
    lines: list[_Line]


def _row(place: int, fact: ReportFact, head: Block) -> Block:
    """One fact. It is drawn whole: `LONGEST` keeps it far below the height of a page."""
    lefts = [MARGIN + sum(_COLUMNS[:column]) for column in range(4)]
    cells = [
        _Cell(lefts[0] + 4, [(f"{place}", _SOFT)]),
        _Cell(lefts[1], _folded(_content(fact), _COLUMNS[1] - 12)),
        _Cell(lefts[2], _folded(_origin(fact), _COLUMNS[2] - 10)),
        _Cell(lefts[3], _folded(_dates(fact), _COLUMNS[3])),
    ]
    height = max(len(cell.lines) for cell in cells) * 12.2 + 2 * _PAD

    def draw(sheet: Area, top: float) -> None:
        for cell in cells:
            for number, (line, style) in enumerate(cell.lines):
                sheet.text(line, cell.left, top + _PAD + 9 + number * 12.2, style)
        sheet.box(MARGIN, top + height - 0.4, INNER, 0.4, INK_3)

    return Block(height, draw, head=head)


def _content(fact: ReportFact) -> list[_Line]:
    mark = f"（{fact.mark}）" if fact.mark else ""
    lines = [(clip(fact.title, LONGEST["title"]) + mark, _TITLE)]
    if fact.detail:
        lines.append((clip(fact.detail, LONGEST["detail"]), _TEXT))
    if fact.effect:
        lines.append((fact.effect, _LAKE))
    if fact.disputed_since:
        lines.append((f"异议中：{fact.disputed_since} 起，正在核查", _ALERT))
    return lines


def _origin(fact: ReportFact) -> list[_Line]:
    lines = [(fact.agency, _TEXT)]
    if fact.decision_no:
        lines.append((fact.decision_no, _SOFT))
    if fact.source and fact.source != fact.agency:
        lines.append((f"来源：{fact.source}", _SOFT))
    if fact.legal_basis:
        lines.append((f"依据：{clip(fact.legal_basis, LONGEST['basis'])}", _SOFT))
    return lines


def _dates(fact: ReportFact) -> list[_Line]:
    lines = [(f"{fact.decided_on}", _TEXT)]
    return [*lines, (fact.period, _SOFT)] if fact.period else lines


def _folded(parts: list[_Line], width: float) -> list[_Line]:
    return [(line, style) for text, style in parts for line in fold(text, style, width)]
