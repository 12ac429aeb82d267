"""Pure rules of referrals: which particulars, how long, and how one stands."""

from datetime import date, timedelta
from typing import Final, Literal, get_args

Particular = Literal["identity", "grade", "commitments", "records", "contact"]
PARTICULARS: Final[tuple[Particular, ...]] = get_args(Particular)
PARTICULAR_WORDS: Final[dict[Particular, tuple[str, str]]] = {
    "identity": (
        "登记信息",
        "名称、统一社会信用代码、行业、地址、成立日期；银行要靠它知道是哪家店",
    ),
    "grade": ("信用等级", "今天的等级和评价日期；这是本平台的评价，不是信用中国官方的"),
    "commitments": ("公开承诺", "正在履行的承诺和到期日"),
    "records": ("公示的记录", "眼下公示的许可、处罚、荣誉等，好的不好的都在内"),
    "contact": ("联系人和电话", "银行照这个联系您；不填就只能由银行自己找公开电话"),
}
"""What may be shared: its name, and what it holds in plain words."""
ALWAYS: Final[Particular] = "identity"
MIN_DAYS: Final = 7
MAX_DAYS: Final = 180
KEPT: Final = timedelta(days=90)
"""How long the sealed copy outlives the referral."""
State = Literal["open", "withdrawn", "ended"]
STATE_NAMES: Final[dict[State, str]] = {
    "open": "银行现在能看",
    "withdrawn": "您已撤回",
    "ended": "已到期",
}


def chosen(wanted: list[Particular]) -> list[Particular]:
    """The particulars in the order of the list, once each, with the one that is always needed."""
    return [each for each in PARTICULARS if each == ALWAYS or each in wanted]


def state_of(*, withdrawn: bool, usable: bool, ends_on: date, today: date) -> State:
    """How a referral stands; `usable`: its voucher is."""
    if withdrawn:
        return "withdrawn"
    return "open" if usable and ends_on >= today else "ended"
