"""Chinese fonts for print: just the glyphs of one document, as TrueType for reportlab.

reportlab embeds TrueType outlines only, and the open Chinese fonts are CFF. So the few
dozen glyphs of a page are drawn from Noto Sans CJK (variable, SIL OFL 1.1, from the
``manimgx-fonts-cjk`` package) at the wanted weight into a small TrueType font.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

_COLLECTION = Path(manimgx_fonts_cjk.__file__).with_name("NotoSansCJK-VF.otf.ttc")
_SIMPLIFIED_CHINESE = 2  # order in the collection: JP KR SC TC HK
_MAX_ERROR = 1.0  # font units of 1000 an em


def subset_font(text: str, weight: int, family: str) -> bytes:
    """A TrueType font file with the glyphs of ``text`` at ``weight`` (100–900).

    A character that the font lacks shows as an empty box. About 1 ms a glyph.
    """
    source, cmap = _source()
    glyphs = source.getGlyphSet(location={"wght": weight})
    names = {ord(char): cmap.get(ord(char), ".notdef") for char in {*text, " "}}
    order = [".notdef", *sorted(set(names.values()) - {".notdef"})]
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False  # the same text gives the same file
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    outlines = {name: _outline(glyphs[name]) for name in order}
    builder.setupGlyf(outlines)
    table = builder.font["glyf"]
    for outline in outlines.values():
        outline.recalcBounds(table)
    # The left bearing must equal the outline's, or a renderer shifts the glyph.
    builder.setupHorizontalMetrics(
        {name: (round(glyphs[name].width), outlines[name].xMin) for name in order}
    )
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=288)
    builder.setupPost()
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def _outline(glyph: Any) -> Any:
    pen = TTGlyphPen(None)
    glyph.draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))
    return pen.glyph()


@lru_cache(maxsize=1)
def _source() -> tuple[Any, dict[int, str]]:
    """The open collection (lazily read, 32 MB on disk) and its character map."""
    font = TTFont(_COLLECTION, fontNumber=_SIMPLIFIED_CHINESE, lazy=True)
    return font, font.getBestCmap()
