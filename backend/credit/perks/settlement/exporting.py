"""A statement as a file: CSV, XLSX or PDF, each with the hash that was signed."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final, Literal

import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from credit.kit import clock
from credit.kit.paper.fonts import subset_font
from credit.perks.settlement.queries import StatementRow
from credit.perks.settlement.rules import Line, yuan

Format = Literal["csv", "xlsx", "pdf"]
MEDIA_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_HEADER: Final = ["类型", "凭证号", "权益", "时间（北京时间）", "地点", "金额（元）"]
_KINDS: Final = {"redeem": "核销", "reverse": "冲正"}
_SIDES: Final = {"merchant": "应收", "provider": "应付"}
_MARGIN, _LEADING, _SIZE = 48, 16, 9
_COLUMNS: Final = (0, 36, 130, 250, 350, 452)


def export_statement(row: StatementRow, lines: Sequence[Line], wanted: Format) -> bytes:
    """The file's bytes; the same statement always gives the same cells."""
    cells = [_cells(line) for line in lines]
    match wanted:
        case "csv":
            return _csv(row, cells)
        case "xlsx":
            return _xlsx(row, cells)
        case "pdf":
            return _pdf(row, cells)


def _heading(row: StatementRow) -> list[tuple[str, str]]:
    signed = f"{_local(row.signed_at)} 已签署" if row.signed_at else "未签署"
    return [
        ("结算单", f"{row.subject}（{row.uscc}）"),
        ("日期", f"{row.day:%Y-%m-%d}"),
        ("合计", f"{_SIDES[row.side]} {yuan(row.amount_fen)} 元；核销 {row.redemptions} 笔，"
                 f"冲正 {row.reversals} 笔"),
        ("状态", signed),
        ("明细摘要 SHA-256", bytes(row.lines_hash).hex()),
    ]  # fmt: skip


def _cells(line: Line) -> list[str]:
    cells = [_KINDS[line.kind], line.reference, line.title, _local(line.at), line.place]
    return [*(_plain(cell) for cell in cells), yuan(line.amount_fen)]


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _local(moment: Any) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _csv(row: StatementRow, cells: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows(_heading(row))
    writer.writerows([[], _HEADER, *cells])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(row: StatementRow, cells: list[list[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("结算单")
    for line in [*map(list, _heading(row)), [], _HEADER, *cells]:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf(row: StatementRow, cells: list[list[str]]) -> bytes:
    out, heading = io.BytesIO(), [f"{name}：{text}" for name, text in _heading(row)]
    text = "".join([*heading, *_HEADER, *(c for line in cells for c in line), "…0123456789"])
    # A name of its own: reportlab keeps the first font of a name for ever.
    name = f"statement-{row.public_id.hex}-{len(cells)}"
    pdfmetrics.registerFont(TTFont(name, io.BytesIO(subset_font(text, 400, name))))
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="zh-CN", initialFontName=name)
    canvas.setTitle(heading[0])
    y = _new_page(canvas, name)
    for line in heading:
        canvas.drawString(_MARGIN, y, line)
        y -= _LEADING
    for line_cells in [_HEADER, *cells]:
        if y < _MARGIN + _LEADING:
            canvas.showPage()
            y = _new_page(canvas, name)
        for x, cell in zip(_COLUMNS, line_cells, strict=True):
            canvas.drawString(_MARGIN + x, y, _short(cell, x))
        y -= _LEADING
    canvas.save()
    face = pdfmetrics._fonts.pop(name).face.name  # and would keep each of these
    pdfmetrics._dynFaceNames.pop(face)
    return out.getvalue()


def _new_page(canvas: Any, font: str) -> float:
    canvas.setFont(font, _SIZE)
    height: float = A4[1]
    return height - _MARGIN


def _short(text: str, x: int) -> str:
    """What fits into its column: a voucher's number by its head, long names cut."""
    widest = {36: 13, 130: 12, 250: 19, 350: 10}.get(x, 20)
    return text if len(text) <= widest else f"{text[: widest - 1]}…"
