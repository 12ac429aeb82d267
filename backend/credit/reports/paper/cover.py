"""The top of the first page: whose report, when, what for, its code, and the counts."""

from typing import Final

from credit.kit import clock
from credit.kit.paper.folding import fold
from credit.kit.paper.inks import INK, INK_2, INK_3, LAKE_50, LAKE_800, LAKE_900, WHITE
from credit.kit.paper.sheet import BOLD, REGULAR, Area, Style
from credit.reports.paper.blocks import INNER, MARGIN, WIDTH, clip
from credit.reports.snapshot.shapes import CreditReport

TITLES: Final = {"credit": "公共信用信息报告", "clearance": "专项信用报告"}
UNDER: Final = {"credit": "", "clearance": "（信用代证：代替有无违法违规记录证明）"}
OWN: Final = "本人查阅版 · 不作对外证明"
BAND: Final = 96.0
QR_SIDE: Final = 112.0
NAME_SIZE: Final = 20
_LABELS: Final = (
    "统一社会信用代码",
    "报告编号",
    "截至时间",
    "用途",
    "建议使用至",
    "出具",
    "扫码核对",
)
_SAID: Final[dict[str, str]] = {
    "found": "查到", "none_found": "未查到", "not_covered": "未接入"
}  # fmt: skip
WORDS: Final = (
    "".join([*TITLES.values(), *UNDER.values(), OWN, *_LABELS, *_SAID.values()])
    + "信用青海示例数据北京时间条-:. "
)
COUNTS_A_LINE: Final = 4
COUNT_HEIGHT: Final = 40.0


def draw_cover(sheet: Area, report: CreditReport, url: str) -> float:
    """Draws it; gives where the sections begin."""
    _band(sheet, report)
    top = _who(sheet, report, url, BAND + 34)
    top = max(top, BAND + 22 + QR_SIDE + 20)
    return _counts(sheet, report, top + 4) + 2


def cover_height(report: CreditReport) -> float:
    """Where the sections begin, before anything is drawn; fonts must be known."""
    lines = len(fold(report.name, Style(BOLD, NAME_SIZE, INK), INNER - QR_SIDE - 20))
    top = BAND + 34 + lines * NAME_SIZE * 1.35 + 6 * 17 + 6
    top = max(top, BAND + 22 + QR_SIDE + 20)
    return top + 4 + _rows(report) * (COUNT_HEIGHT + 8) + 2


def _band(sheet: Area, report: CreditReport) -> None:
    sheet.box(0, 0, WIDTH, BAND, LAKE_900)
    sheet.text("信用青海", MARGIN, 34, Style(REGULAR, 12, WHITE, 4))
    sheet.text(TITLES[report.kind], MARGIN, 68, Style(BOLD, 26, WHITE, 2))
    if under := OWN if report.audience == "own" else UNDER[report.kind]:
        sheet.text(under, MARGIN, 86, Style(REGULAR, 9.5, WHITE))
    if report.demo:
        sheet.tag("示例数据", WIDTH - MARGIN, 24, Style(REGULAR, 10, WHITE))


def _who(sheet: Area, report: CreditReport, url: str, top: float) -> float:
    sheet.code(url, WIDTH - MARGIN - QR_SIDE + 8, BAND + 18, QR_SIDE)
    middle = WIDTH - MARGIN - QR_SIDE / 2 + 8
    sheet.centred("扫码核对", BAND + 18 + QR_SIDE + 9, Style(REGULAR, 8.5, INK_3), middle)
    style = Style(BOLD, NAME_SIZE, INK)
    for line in fold(report.name, style, INNER - QR_SIDE - 20):
        sheet.text(line, MARGIN, top, style)
        top += NAME_SIZE * 1.35
    local = report.as_of.astimezone(clock.SHANGHAI)
    values = (
        report.uscc, report.number, f"{local:%Y-%m-%d %H:%M:%S}（北京时间）", report.purpose_name,
        f"{report.valid_until}", report.issuer,
    )  # fmt: skip
    for label, value in zip(_LABELS, values, strict=False):
        sheet.text(label, MARGIN, top, Style(REGULAR, 9, INK_3))
        sheet.text(value, MARGIN + 100, top, Style(REGULAR, 10, INK))
        top += 17
    return top + 6


def _rows(report: CreditReport) -> int:
    return -(-len(report.counts) // COUNTS_A_LINE)


def _counts(sheet: Area, report: CreditReport, top: float) -> float:
    """Eight boxes with the counts, or one a field with what was found."""
    width = (INNER - (COUNTS_A_LINE - 1) * 8) / COUNTS_A_LINE
    outcomes = {one.name: _SAID[one.outcome] for one in report.fields}
    for place, one in enumerate(report.counts):
        left = MARGIN + place % COUNTS_A_LINE * (width + 8)
        at = top + place // COUNTS_A_LINE * (COUNT_HEIGHT + 8)
        sheet.box(left, at, width, COUNT_HEIGHT, LAKE_50, 5)
        sheet.text(clip(one.name, 12), left + 9, at + 15, Style(REGULAR, 8.5, INK_2))
        said = f"{one.count}" if one.count or one.name not in outcomes else outcomes[one.name]
        sheet.text(
            f"{said} 条" if one.count else said, left + 9, at + 32, Style(BOLD, 12, LAKE_800)
        )
    return top + _rows(report) * (COUNT_HEIGHT + 8)
