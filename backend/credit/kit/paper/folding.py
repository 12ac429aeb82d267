"""Text folded into lines of a width: Chinese anywhere, Latin words and numbers whole."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from reportlab.pdfbase import pdfmetrics

from credit.kit.paper.sheet import Style

_HANGING: Final = "，。；、：）》”！？"  # these hang over the edge rather than begin a line
_PIECE: Final = re.compile(r"[!-~]+|.|\n", re.S)


def fold(text: str, style: Style, width: float) -> list[str]:
    """The text in lines; linear in its length. A word longer than a line is broken."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text, style, width):
        wide = 0.0 if piece == "\n" else _ems(piece, style.font) * style.size
        if piece == "\n" or (used + wide > width and piece not in _HANGING):
            lines.append(line)
            line, used = "", 0.0
        if piece != "\n":
            line, used = line + piece, used + wide
    return [*lines, line] if line else lines


def _pieces(text: str, style: Style, width: float) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match.group()
        if len(piece) > 1 and _ems(piece, style.font) * style.size > width:
            yield from piece
        else:
            yield piece


@lru_cache(maxsize=20_000)
def _ems(piece: str, font: str) -> float:
    """The width in ems: every document's font has the outlines of the same source."""
    return float(pdfmetrics.stringWidth(piece, font, 1))
