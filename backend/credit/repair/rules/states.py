"""The states of a repair and every edge between them; a trigger of the database has the same.

国办发〔2025〕22号, order 36: 申请 → 推送 → 受理、补正或不予受理 → 核查 → 决定 → 三停 → 同步.
"""

from typing import Final, Literal, get_args

State = Literal[
    "draft", "submitted", "forwarded", "supplement", "accepted", "checked", "approved",
    "publicity_ended", "sharing_ended", "measures_ended", "synced",
    "rejected", "declined", "withdrawn", "lapsed", "revoked",
]  # fmt: skip
STATES: Final[tuple[State, ...]] = get_args(State)
STATE_NAMES: Final[dict[State, str]] = {
    "draft": "草稿",
    "submitted": "已提交",
    "forwarded": "已推送认定单位",
    "supplement": "待补正",
    "accepted": "已受理",
    "checked": "已核查",
    "approved": "同意修复",
    "publicity_ended": "已终止公示",
    "sharing_ended": "已停止共享",
    "measures_ended": "已解除措施",
    "synced": "修复完成",
    "rejected": "不予受理",
    "declined": "不同意修复",
    "withdrawn": "已撤回申请",
    "lapsed": "已终结",
    "revoked": "已撤销修复",
}
EDGES: Final[dict[State, tuple[State, ...]]] = {
    "draft": ("submitted", "withdrawn", "lapsed"),
    "submitted": ("forwarded",),
    "forwarded": ("accepted", "supplement", "rejected", "withdrawn", "lapsed"),
    "supplement": ("submitted", "withdrawn", "lapsed"),
    "accepted": ("checked", "supplement", "withdrawn", "lapsed"),
    "checked": ("approved", "declined", "withdrawn", "lapsed"),
    "approved": ("publicity_ended",),
    "publicity_ended": ("sharing_ended",),
    "sharing_ended": ("measures_ended",),
    "measures_ended": ("synced", "revoked"),
    "synced": ("revoked",),
    "rejected": (),
    "declined": (),
    "withdrawn": (),
    "lapsed": (),
    "revoked": (),
}
# What follows an approval of itself, in the same transaction.
ENDING: Final[tuple[State, ...]] = ("publicity_ended", "sharing_ended", "measures_ended")
GRANTED: Final[tuple[State, ...]] = ("approved", *ENDING, "synced")
OPEN: Final[tuple[State, ...]] = (
    "draft", "submitted", "forwarded", "supplement", "accepted", "checked",
)  # fmt: skip
# Where the answering clock runs; while papers are to be added it stands still.
CLOCKED: Final[tuple[State, ...]] = ("submitted", "forwarded", "accepted", "checked")
AT_THE_DESK: Final[tuple[State, ...]] = ("forwarded", "accepted", "checked")
# What only the merchant sees, until it is submitted.
PRIVATE: Final[tuple[State, ...]] = ("draft",)


def may_move(before: State, after: State) -> bool:
    """Whether the edge exists."""
    return after in EDGES[before]
