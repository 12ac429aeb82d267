"""What single cells mean: dates, amounts, codes, document numbers, names. Pure.

Parsers take the text of a cell and answer the text that COPY stores, `NULL` for nothing;
they raise `BadCell` with a reason in Chinese.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from credit.kit.sheets.blocks import Reject
from credit.kit.uscc import check_uscc

NULL = "\\N"
MEMO_LIMIT = 200_000
YUAN_PER_WAN = 10_000
EARLIEST = date(1949, 10, 1)
EXCEL_EPOCH = date(1899, 12, 30)

MAX_VALUE = 80  # of a refused cell, shown to the officer
FORMULA_MARKS = ("=", "+", "@", "-", "＝", "＋", "＠", "－", "\t")
_HARMLESS_MINUS = re.compile(r"[-－—/]*|-[0-9]+(?:\.[0-9]+)?")

BLANKS = frozenset(("", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "NULL", "N/A", "n/a"))
LONG_TERM_WORDS = frozenset(("长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限"))
# Feeds write 长期 as either of these (domain.md §3).
LONG_TERM_DAYS = frozenset((date(2099, 12, 31), date(2099, 1, 31)))

_DAY = re.compile(
    r"([12][0-9]{3})(?:(?P<s>[-/.])([0-9]{1,2})(?P=s)([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日"
    r"|([0-9]{2})([0-9]{2}))(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_SERIAL = re.compile(r"[2-8][0-9]{4}(?:\.[0-9]+)?")  # Excel day numbers of 1954 to 2146
_AMOUNT = re.compile(r"[0-9]{1,14}(?:\.[0-9]{1,12})?")
_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:[0-9]{9}|[0-9]{11}[0-9Xx])(?![0-9A-Za-z])")
_PHONE_LIKE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_BRACKETS = (
    ("〔", "("), ("〕", ")"), ("【", "("), ("】", ")"), ("[", "("), ("]", ")"), ("（", "("),
    ("）", ")"), ("［", "("), ("］", ")"), ("﹝", "("), ("﹞", ")"), ("{", "("), ("}", ")"),
    (" ", ""), ("\u3000", ""), ("\u00a0", ""),
)  # fmt: skip


class BadCell(ValueError):
    """A cell that cannot be what it should; the message is the reason."""


class Memo(dict[str, str]):
    """A parser that remembers: columns repeat themselves, so most cells cost one look-up.

    Faulty texts are kept in `faults` with their reason and read as `NULL`.
    """

    def __init__(self, parse: Callable[[str], str]) -> None:
        super().__init__()
        self.parse = parse
        self.faults: dict[str, str] = {}

    def __missing__(self, text: str) -> str:
        if len(self) > MEMO_LIMIT:
            self.clear()
            self.faults.clear()
        try:
            value = self.parse(text)
        except BadCell as fault:
            self.faults[text] = str(fault)
            value = NULL
        self[text] = value
        return value


def parse_day(text: str) -> str:
    """ISO day for the forms in use: 2024-01-02, 2024/1/2, 20240102, 2024年1月2日, 45293."""
    if text in BLANKS:
        return NULL
    day = _read_day(text)
    if day < EARLIEST:
        raise BadCell("日期早于 1949-10-01")
    return day.isoformat()


def parse_end(text: str) -> str:
    """Like `parse_day`, and `NULL` for 长期 in all its forms."""
    if text in BLANKS or text in LONG_TERM_WORDS:
        return NULL
    day = _read_day(text)
    return NULL if day in LONG_TERM_DAYS else day.isoformat()


def _read_day(text: str) -> date:
    if match := _DAY.fullmatch(text):
        parts = [part for part in match.group(1, 3, 4, 5, 6, 7, 8) if part]
        year, month, day = map(int, parts)
        try:
            return date(year, month, day)
        except ValueError:
            raise BadCell("没有这一天") from None
    if _SERIAL.fullmatch(text):
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    raise BadCell("日期格式无法识别，请写成 2024-01-02")


def past_day(today: date) -> Callable[[str], str]:
    """`parse_day` that also refuses days after `today`."""
    last = today.isoformat()

    def parse(text: str) -> str:
        day = parse_day(text)
        if day != NULL and day > last:
            raise BadCell(f"日期在今天（{last}）之后")
        return day

    return parse


def parse_wan(text: str) -> str:
    """万元 as exact yuan with two decimals: 0.00075 → 7.50."""
    return _amount(text, YUAN_PER_WAN)


def parse_yuan(text: str) -> str:
    """元 as exact yuan with two decimals."""
    return _amount(text, 1)


def _amount(text: str, unit: int) -> str:
    if text in BLANKS:
        return NULL
    plain = text.replace(",", "").replace("，", "").removesuffix("万元").removesuffix("元")
    if not _AMOUNT.fullmatch(plain):
        raise BadCell("金额应为不小于零的数，不带单位")
    try:
        yuan = Decimal(plain) * unit
        cents = yuan.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise BadCell("金额太大") from None
    if cents != yuan:
        raise BadCell("金额不足一分，无法精确到分")
    return str(cents)


def parse_code(text: str) -> str:
    """A uscc that passes the outer check, normalised; `NULL` for none."""
    if text in BLANKS:
        return NULL
    check = check_uscc(text)
    if check.outcome == "reject":
        raise BadCell(f"{check.reason}；{check.hint}" if check.hint else check.reason)
    return check.code


def fold_document_numbers(numbers: list[str]) -> list[str]:
    """Document numbers as keys compare them: one kind of brackets, no spaces, upper case.

    All at once, since replacing in one long text runs at C speed.
    """
    text = "\n".join(numbers)
    for old, new in _BRACKETS:
        if old in text:
            text = text.replace(old, new)
    return text.upper().split("\n") if numbers else []


def mask_person(name: str) -> str:
    """张三 → 张*, 欧阳修文 → 欧***; never longer than the name."""
    text = name.strip()
    return text[:1] + "*" * min(max(len(text) - 1, 1), 5) if text else ""


def mask_numbers(text: str) -> str:
    """Blanks out what looks like a 身份证 or mobile number, so it cannot be stored or shown."""
    text = _ID_LIKE.sub(lambda match: match.group()[:6] + "********", text)
    return _PHONE_LIKE.sub(lambda match: match.group()[:3] + "********", text)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell; lone dashes and negative numbers are none."""
    return cell.startswith(FORMULA_MARKS) and not _HARMLESS_MINUS.fullmatch(cell)


def neutral(cell: str) -> str:
    """The cell with a leading quote mark when a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_MARKS) or (cell[:1] in "\r\n" and cell) else cell


def make_reject(line: int, field: str, value: str, reason: str) -> Reject:
    """A reject whose value shows no personal numbers."""
    return Reject(line, field[:40], mask_numbers(value)[:MAX_VALUE], reason[:300])
