"""Pure rules of commitments: kinds, states, the code, and which promises are shown."""

import re
from calendar import monthrange
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

PROVINCE: Final = "630000"
MAX_SERIAL: Final = 999_999
# 严重失信 is publicised for three years at most (国家发改委令第36号); a broken promise likewise.
BOARD_MONTHS: Final = 36
CODE_PATTERN: Final = re.compile(r"[0-9]{20}")


class CommitmentType(IntEnum):
    """承诺类型 with the numbers of the national data standard."""

    OTHER = 0
    APPROVAL_SUBSTITUTE = 1
    DEFERRED_DOCUMENTS = 2
    PROOF_SUBSTITUTE = 3
    REPAIR_PLEDGE = 4
    INDUSTRY_PLEDGE = 5
    VOLUNTARY = 6


class Performance(StrEnum):
    """承诺履行状态; feeds also send "—", which is 未认定."""

    UNKNOWN = "unknown"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


class Act(StrEnum):
    """How a promise was signed: confirmed with the password, just in a session, or on paper."""

    CONFIRMED = "confirmed"
    SESSION = "session"
    PAPER = "paper"


TYPE_NAMES: Final = {
    CommitmentType.OTHER: ("其他", "Other"),
    CommitmentType.APPROVAL_SUBSTITUTE: ("审批替代型", "In place of an approval"),
    CommitmentType.DEFERRED_DOCUMENTS: ("容缺受理型", "Documents to follow"),
    CommitmentType.PROOF_SUBSTITUTE: ("证明事项型", "In place of a proof"),
    CommitmentType.REPAIR_PLEDGE: ("信用修复型", "Credit repair"),
    CommitmentType.INDUSTRY_PLEDGE: ("行业自律型", "Trade self-discipline"),
    CommitmentType.VOLUNTARY: ("主动型", "Voluntary"),
}
PERFORMANCE_NAMES: Final = {
    Performance.UNKNOWN: ("未认定", "Not yet assessed"),
    Performance.KEPT: ("全部履行", "Kept"),
    Performance.PARTLY: ("部分履行", "Partly kept"),
    Performance.BROKEN: ("全部未履行", "Broken"),
}


def performance_name(performance: str, *, english: bool = False) -> str:
    """The state's name for people."""
    return PERFORMANCE_NAMES[Performance(performance)][english]


def format_code(division: str | None, day: date, serial: int) -> str:
    """承诺编码: division 6 + date 8 + serial 6. Without a known county the province stands in."""
    if not 1 <= serial <= MAX_SERIAL:
        raise ValueError(f"serial {serial} does not fit into six digits")
    return f"{division or PROVINCE}{day:%Y%m%d}{serial:06d}"


def is_code(text: str) -> bool:
    """Whether `text` has the form of a 承诺编码 (it may still not exist)."""
    return CODE_PATTERN.fullmatch(text) is not None


def mask_signer(name: str) -> str:
    """The signer on a receipt: `祁正祥（虚构）` → `*祥`; what is in brackets is no name."""
    letters = [c for c in re.sub(r"[（(].*?[）)]", "", name) if c.isalpha()]
    return f"*{letters[-1]}" if len(letters) > 1 else "*"


def is_active(made_on: date, valid_until: date | None, *, withdrawn: bool, on: date) -> bool:
    """A promise runs from the day it is made to its last day inclusive, unless withdrawn."""
    return not withdrawn and made_on <= on and (valid_until is None or on <= valid_until)


def state_of(
    made_on: date, valid_until: date | None, *, noticed: bool, withdrawn: bool, on: date
) -> str:
    """running, ending (withdrawn with notice, still binding), withdrawn, or expired."""
    if is_active(made_on, valid_until, withdrawn=withdrawn, on=on):
        return "ending" if noticed else "running"
    return "withdrawn" if withdrawn or noticed else "expired"


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), else that month's last day (民法典 Art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def board_since(today: date) -> date:
    """Broken promises determined before this day have left the public board."""
    return add_months(today, -BOARD_MONTHS)


class Finding(NamedTuple):
    """What an authority found about a commitment, as far as rules apply to it."""

    performance: Performance
    determined_on: date
    unfulfilled: str
    liability_outcome: str
    legal_basis: str


def determination_faults(found: Finding, *, made_on: date, today: date) -> list[tuple[str, str]]:
    """What is wrong with a determination, as (field, message); empty when it may be recorded.

    The data standard asks for 未履行的承诺内容 and 违诺责任追究内容 if, and only if,
    the promise was not fully kept. A breach is a negative measure, so it needs its legal
    basis (民营经济促进法 Art. 54).
    """
    faults: list[tuple[str, str]] = []
    if found.performance is Performance.UNKNOWN:
        faults.append(("performance", "请给出认定结果：全部履行、部分履行或全部未履行"))
    if found.determined_on < made_on:
        faults.append(("determinedOn", f"认定日期不能早于承诺作出日期（{made_on}）"))
    if found.determined_on > today:
        faults.append(("determinedOn", "认定日期不能晚于今天"))
    failed = found.performance in (Performance.PARTLY, Performance.BROKEN)
    texts = {"unfulfilled": found.unfulfilled, "liabilityOutcome": found.liability_outcome}
    for field, text in texts.items():
        if failed and not text.strip():
            faults.append((field, "未全部履行时必填"))
        if not failed and text.strip():
            faults.append((field, "仅在未全部履行时填写"))
    if failed and not found.legal_basis.strip():
        faults.append(("legalBasis", "未全部履行的认定须写明法律依据"))
    return faults
