"""The procedure of a breach case as a state machine. Pure.

    submitted ─ accept ▸ replying ─ reply/lapse ▸ hearing ─ uphold ▸ upheld ─┐
        │ decline ▸ declined                        │ reject ▸ not_upheld ─┐ │
        │ join ▸ joined                             │                      ▼ ▼
        └ withdraw ▸ withdrawn (also later)         └ settle ▸ settled    finish ▸ final
                                                      (also replying)     ask_review ▸ reviewing
    reviewing ─ confirm ▸ confirmed │ change ▸ changed │ cancel ▸ cancelled

A decision takes effect at once and a review does not suspend it (as 行政复议法 Art. 42).
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple


class Status(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    DECLINED = "declined"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"
    REPLYING = "replying"
    HEARING = "hearing"
    SETTLED = "settled"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    REVIEWING = "reviewing"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    FINAL = "final"


class Role(StrEnum):
    """Who acts in a case."""

    REPORTER = "reporter"
    MERCHANT = "merchant"
    OFFICER = "officer"
    SYSTEM = "system"


class Action(StrEnum):
    """What moves a case."""

    ACCEPT = "accept"
    DECLINE = "decline"
    JOIN = "join"
    WITHDRAW = "withdraw"
    REPLY = "reply"
    LAPSE = "lapse"
    SETTLE = "settle"
    UPHOLD = "uphold"
    REJECT = "reject"
    ASK_REVIEW = "ask_review"
    FINISH = "finish"
    CONFIRM = "confirm"
    CHANGE = "change"
    CANCEL = "cancel"


class Edge(NamedTuple):
    """One arrow of the machine."""

    before: Status
    action: Action
    after: Status
    role: Role


S, A, R = Status, Action, Role
EDGES: Final = (
    Edge(S.SUBMITTED, A.ACCEPT, S.REPLYING, R.OFFICER),
    Edge(S.SUBMITTED, A.DECLINE, S.DECLINED, R.OFFICER),
    Edge(S.SUBMITTED, A.JOIN, S.JOINED, R.OFFICER),
    Edge(S.SUBMITTED, A.WITHDRAW, S.WITHDRAWN, R.REPORTER),
    Edge(S.REPLYING, A.WITHDRAW, S.WITHDRAWN, R.REPORTER),
    Edge(S.HEARING, A.WITHDRAW, S.WITHDRAWN, R.REPORTER),
    Edge(S.REPLYING, A.REPLY, S.HEARING, R.MERCHANT),
    Edge(S.REPLYING, A.LAPSE, S.HEARING, R.SYSTEM),
    Edge(S.REPLYING, A.SETTLE, S.SETTLED, R.REPORTER),
    Edge(S.HEARING, A.SETTLE, S.SETTLED, R.REPORTER),
    Edge(S.HEARING, A.UPHOLD, S.UPHELD, R.OFFICER),
    Edge(S.HEARING, A.REJECT, S.NOT_UPHELD, R.OFFICER),
    Edge(S.UPHELD, A.ASK_REVIEW, S.REVIEWING, R.MERCHANT),
    Edge(S.NOT_UPHELD, A.ASK_REVIEW, S.REVIEWING, R.REPORTER),
    Edge(S.UPHELD, A.FINISH, S.FINAL, R.SYSTEM),
    Edge(S.NOT_UPHELD, A.FINISH, S.FINAL, R.SYSTEM),
    Edge(S.REVIEWING, A.CONFIRM, S.CONFIRMED, R.OFFICER),
    Edge(S.REVIEWING, A.CHANGE, S.CHANGED, R.OFFICER),
    Edge(S.REVIEWING, A.CANCEL, S.CANCELLED, R.OFFICER),
)
_BY_MOVE: Final = {(edge.before, edge.action): edge for edge in EDGES}

# No edge leaves these.
CLOSED: Final = frozenset(Status) - {edge.before for edge in EDGES}
# The facts may still be settled or withdrawn by who reported them.
UNDECIDED: Final = frozenset({S.SUBMITTED, S.REPLYING, S.HEARING})
# What officers must do something about before `due_on`.
OFFICER_DUE: Final = frozenset({S.SUBMITTED, S.HEARING, S.REVIEWING})
# Which period of the rule file runs in a state.
PERIODS: Final = {
    S.SUBMITTED: "accept",
    S.REPLYING: "reply",
    S.HEARING: "decide",
    S.UPHELD: "ask_review",
    S.NOT_UPHELD: "ask_review",
    S.REVIEWING: "review",
}
STATUS_NAMES: Final = {
    S.SUBMITTED: ("待受理", "Waiting to be accepted"),
    S.DECLINED: ("不予受理", "Not accepted"),
    S.JOINED: ("已并案", "Joined to another case"),
    S.WITHDRAWN: ("已撤回", "Withdrawn"),
    S.REPLYING: ("待商户答复", "Waiting for the merchant's reply"),
    S.HEARING: ("审理中", "Being examined"),
    S.SETTLED: ("已和解", "Settled"),
    S.UPHELD: ("认定违诺", "Breach upheld"),
    S.NOT_UPHELD: ("不予认定", "Breach not upheld"),
    S.REVIEWING: ("复核中", "Under review"),
    S.CONFIRMED: ("复核维持", "Confirmed on review"),
    S.CHANGED: ("复核变更", "Changed on review"),
    S.CANCELLED: ("复核撤销", "Cancelled on review"),
    S.FINAL: ("已办结", "Closed"),
}
ACTION_NAMES: Final = {
    A.ACCEPT: ("受理，通知商户答复", "Accepted; the merchant is asked to reply"),
    A.DECLINE: ("不予受理", "Not accepted"),
    A.JOIN: ("并入同一承诺的案件", "Joined to a case about the same promise"),
    A.WITHDRAW: ("举报人撤回", "Withdrawn by who reported"),
    A.REPLY: ("商户已答复", "The merchant replied"),
    A.LAPSE: ("逾期未答复", "No reply in time"),
    A.SETTLE: ("举报人同意和解", "Settled with who reported"),
    A.UPHOLD: ("认定违诺", "Breach upheld"),
    A.REJECT: ("不予认定", "Breach not upheld"),
    A.ASK_REVIEW: ("申请复核", "Review asked for"),
    A.FINISH: ("复核期届满，办结", "Closed; nobody asked for a review"),
    A.CONFIRM: ("复核维持原决定", "Confirmed on review"),
    A.CHANGE: ("复核变更决定", "Changed on review"),
    A.CANCEL: ("复核撤销决定", "Cancelled on review"),
}


def find_edge(before: Status, action: Action) -> Edge | None:
    """The arrow of this action from this state; None when there is none."""
    return _BY_MOVE.get((before, action))


def edges_of(role: Role) -> frozenset[Action]:
    """What this role may ever do."""
    return frozenset(edge.action for edge in EDGES if edge.role is role)


def status_name(status: str, *, english: bool = False) -> str:
    """The state's name for people."""
    return STATUS_NAMES[Status(status)][english]


def action_name(action: str, *, english: bool = False) -> str:
    """The step's name for people."""
    return ACTION_NAMES[Action(action)][english]


class Severity(StrEnum):
    """How grave a breach is: the classes of 国家发展改革委令第36号."""

    MINOR = "minor"
    GENERAL = "general"
    SEVERE = "severe"


SEVERITY_NAMES: Final = {
    Severity.MINOR: ("轻微", "Minor"),
    Severity.GENERAL: ("一般", "General"),
    Severity.SEVERE: ("严重", "Severe"),
}


def severity_name(severity: str, *, english: bool = False) -> str:
    """The severity's name for people; empty for none."""
    return SEVERITY_NAMES[Severity(severity)][english] if severity else ""


def report_faults(
    happened_on: date, *, made_on: date, ended_on: date | None, today: date, days: int
) -> list[tuple[str, str]]:
    """What is wrong with the day of a reported breach, as (field, message).

    `ended_on` is the promise's last day, if it has one; `days` is how long ago it may have been.
    """
    if happened_on > today:
        return [("happenedOn", "发生日期不能晚于今天")]
    if happened_on < made_on:
        return [("happenedOn", f"这项承诺 {made_on} 才作出，之前的事不在承诺之内")]
    if ended_on is not None and happened_on > ended_on:
        return [("happenedOn", f"这项承诺在 {ended_on} 已经结束")]
    if (today - happened_on).days > days:
        return [("happenedOn", f"只受理 {days} 天以内的事")]
    return []


def may_review(officer: str, decided_by: str) -> bool:
    """Who decided does not review his own decision."""
    return officer != decided_by


def is_overdue(status: Status, due_on: date | None, today: date) -> bool:
    """Whether an officer should have acted before today."""
    return status in OFFICER_DUE and due_on is not None and due_on < today
