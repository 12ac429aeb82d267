"""A plain document of many A4 pages: a title, headings, and lines of a name and its text.

For what people take along (copies of their data), not for print shops. The same input gives the
same bytes. Takes some 200 ms of CPU and 1 ms for each different character: call it in a thread.
"""

import io
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from credit.kit.paper.fonts import subset_font

_FONTS: Final = (("TextRegular", 400), ("TextBold", 700))
_REGULAR, _BOLD = (name for name, _ in _FONTS)
_MARGIN, _NAMES, _SIZE, _LEADING = 50.0, 110.0, 9.5, 15.0
_LOCK = Lock()  # reportlab's font registry is one per process


class Row(NamedTuple):
    """A line: a name and its text. Without a name the text takes the whole width."""

    name: str
    text: str


class Section(NamedTuple):
    """A heading with groups of rows; a thin line stands between groups."""

    heading: str
    groups: Sequence[Sequence[Row]]


class _Line(NamedTuple):
    """One set line: pieces at their place from the left, and the space below it."""

    pieces: tuple[tuple[float, str, str, float], ...]
    height: float
    rule: bool = False


def text_pdf(title: str, subtitle: str, sections: Sequence[Section]) -> bytes:
    """The document; every page says its number and how many there are."""
    words = [title, subtitle, "0123456789/第页共 …"]
    words += [s.heading for s in sections]
    words += [part for s in sections for group in s.groups for row in group for part in row]
    text = "".join(words)
    out = io.BytesIO()
    with _LOCK:
        for name, weight in _FONTS:
            pdfmetrics.registerFont(TTFont(name, io.BytesIO(subset_font(text, weight, name))))
        try:
            _draw(out, title, list(_lines(title, subtitle, sections)))
        finally:  # reportlab keeps the first font of a name for ever
            for name, _ in _FONTS:
                face = pdfmetrics._fonts.pop(name).face.name
                pdfmetrics._dynFaceNames.pop(face)
    return out.getvalue()


def _lines(title: str, subtitle: str, sections: Sequence[Section]) -> Iterator[_Line]:
    yield _Line(((0, _BOLD, title, 18),), 26)
    for part in _wrapped(subtitle, A4[0] - 2 * _MARGIN):
        yield _Line(((0, _REGULAR, part, _SIZE),), _LEADING)
    for section in sections:
        yield _Line((), 12)
        yield _Line(((0, _BOLD, section.heading, 12.5),), 21)
        for place, group in enumerate(section.groups):
            if place:
                yield _Line((), 8, rule=True)
            for row in group:
                yield from _row(row)


def _row(row: Row) -> Iterator[_Line]:
    left = _NAMES if row.name else 0.0
    parts = _wrapped(row.text, A4[0] - 2 * _MARGIN - left) or [""]
    for place, part in enumerate(parts):
        name = ((0.0, _REGULAR, row.name, _SIZE),) if place == 0 and row.name else ()
        yield _Line((*name, (left, _REGULAR, part, _SIZE)), _LEADING)


def _wrapped(text: str, width: float) -> list[str]:
    """The text in lines that fit; Chinese breaks anywhere."""
    lines = []
    for paragraph in text.splitlines():
        line, used = "", 0.0
        for char in paragraph:
            wide = pdfmetrics.stringWidth(char, _REGULAR, _SIZE)
            if used + wide > width and line:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + char, used + wide
        lines.append(line)
    return lines


def _draw(out: io.BytesIO, title: str, lines: Sequence[_Line]) -> None:
    pages = _pages(lines)
    canvas: Any = Canvas(out, pagesize=A4, invariant=1, lang="zh-CN", initialFontName=_REGULAR)
    canvas.setTitle(title)
    canvas.setAuthor("信用青海")
    for number, page in enumerate(pages, 1):
        y = A4[1] - _MARGIN
        for line in page:
            y -= line.height
            for x, font, text, size in line.pieces:
                canvas.setFont(font, size)
                canvas.drawString(_MARGIN + x, y, text)
            if line.rule:
                canvas.setLineWidth(0.3)
                canvas.line(_MARGIN, y + 2, A4[0] - _MARGIN, y + 2)
        canvas.setFont(_REGULAR, 8)
        canvas.drawCentredString(A4[0] / 2, _MARGIN / 2, f"第{number}页 共{len(pages)}页")
        canvas.showPage()
    canvas.save()


def _pages(lines: Sequence[_Line]) -> list[list[_Line]]:
    room = A4[1] - 2 * _MARGIN
    pages: list[list[_Line]] = [[]]
    used = 0.0
    for line in lines:
        if used + line.height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += line.height
    return pages
