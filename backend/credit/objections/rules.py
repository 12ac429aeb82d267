"""Pure rules of objections: what may be objected to, the states, and the days."""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from credit.kit.workdays import Deadline, add_workdays


class Target(StrEnum):
    """What an objection is about."""

    FACT = "fact"
    GRADE = "grade"
    PARTICULARS = "particulars"


class Grounds(StrEnum):
    """Why it is thought to be wrong."""

    NOT_OURS = "not_ours"
    CONTENT = "content"
    PERIOD = "period"
    REVOKED = "revoked"
    DOUBLE = "double"
    RESULT = "result"
    PARTICULARS = "particulars"
    OTHER = "other"


class State(StrEnum):
    """Where an objection stands; the last four of them end it."""

    FILED = "filed"
    ACCEPTED = "accepted"
    REVIEWING = "reviewing"
    REFUSED = "refused"
    REJECTED = "rejected"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"
    FINAL = "final"


class Correction(StrEnum):
    """What was changed because an objection was upheld."""

    WITHDRAWAL = "withdrawal"
    WITHHOLDING = "withholding"
    PERIOD = "period"
    RECKONED_ANEW = "reckoned_anew"
    PARTICULARS = "particulars"


TARGET_NAMES: Final = {
    Target.FACT: "信用记录",
    Target.GRADE: "信用等级",
    Target.PARTICULARS: "登记信息",
}
GROUNDS_NAMES: Final = {
    Grounds.NOT_OURS: "不是我们的记录",
    Grounds.CONTENT: "内容有误",
    Grounds.PERIOD: "公示期有误",
    Grounds.REVOKED: "决定已被撤销或变更",
    Grounds.DOUBLE: "同一件事重复记录",
    Grounds.RESULT: "等级算得不对",
    Grounds.PARTICULARS: "名称、地址等登记信息有误",
    Grounds.OTHER: "其他",
}
STATE_NAMES: Final = {
    State.FILED: "已提交，等待受理",
    State.ACCEPTED: "已受理，正在核查",
    State.REVIEWING: "已申请复核",
    State.REFUSED: "不予受理",
    State.REJECTED: "异议不成立",
    State.UPHELD: "异议成立，已更正",
    State.WITHDRAWN: "已撤回",
    State.FINAL: "复核维持原决定",
}
CORRECTION_NAMES: Final = {
    Correction.WITHDRAWAL: "撤下这条记录",
    Correction.WITHHOLDING: "先停止公示，等来源单位更正",
    Correction.PERIOD: "更正公示截止日",
    Correction.RECKONED_ANEW: "重新计算等级",
    Correction.PARTICULARS: "更正登记信息",
}
GROUNDS_OF: Final = {
    Target.FACT: (
        Grounds.NOT_OURS, Grounds.CONTENT, Grounds.PERIOD, Grounds.REVOKED, Grounds.DOUBLE,
        Grounds.OTHER,
    ),
    Target.GRADE: (Grounds.RESULT, Grounds.OTHER),
    Target.PARTICULARS: (Grounds.PARTICULARS, Grounds.OTHER),
}  # fmt: skip
CORRECTIONS_OF: Final = {
    Target.FACT: (Correction.WITHDRAWAL, Correction.WITHHOLDING, Correction.PERIOD),
    Target.GRADE: (Correction.RECKONED_ANEW,),
    Target.PARTICULARS: (Correction.PARTICULARS,),
}
OPEN: Final = (State.FILED, State.ACCEPTED, State.REVIEWING)
# From where each state can be reached; nothing else is possible, in the database neither.
REACHED_FROM: Final[dict[State, tuple[State, ...]]] = {
    State.FILED: (),
    State.ACCEPTED: (State.FILED,),
    State.REFUSED: (State.FILED,),
    State.UPHELD: (State.ACCEPTED, State.REVIEWING),
    State.REJECTED: (State.ACCEPTED,),
    State.REVIEWING: (State.REFUSED, State.REJECTED),
    State.FINAL: (State.REVIEWING,),
    State.WITHDRAWN: OPEN,
}


class Periods(NamedTuple):
    """Working days from `start` on: to take it up, to answer it, to ask for a review of that."""

    start: date
    acknowledge: int
    answer: int
    review: int
    basis: str


# Nothing published sets these (domain.md §6): they are what this platform promises.
PERIODS: Final = (
    Periods(date(2026, 1, 1), 3, 7, 10, "本平台办理时限（国家尚无统一规定，自2026年1月1日起）"),
)


class Deadlines(NamedTuple):
    """When an objection filed on a day has to be taken up and answered."""

    acknowledge_by: Deadline
    answer_by: Deadline

    @property
    def provisional(self) -> bool:
        """Whether a day rests on a year without a published holiday table."""
        return self.acknowledge_by.provisional or self.answer_by.provisional


def periods_on(day: date) -> Periods:
    """The periods promised to who files on `day`."""
    return next(periods for periods in reversed(PERIODS) if periods.start <= day)


def deadlines_of(filed_on: date) -> Deadlines:
    """Days counted from the day after filing (民法典 Art. 201)."""
    periods = periods_on(filed_on)
    return Deadlines(
        add_workdays(filed_on, periods.acknowledge), add_workdays(filed_on, periods.answer)
    )


def review_until(decided_on: date) -> Deadline:
    """The last day to take a refusal or rejection further."""
    return add_workdays(decided_on, periods_on(decided_on).review)


def may_reach(before: State, after: State) -> bool:
    """Whether the procedure knows this step."""
    return before in REACHED_FROM[after]


def due_on(state: State, acknowledge_by: date, answer_by: date) -> date | None:
    """The next day by which an officer has to act; None for what has ended."""
    if state is State.FILED:
        return acknowledge_by
    return answer_by if state in OPEN else None


def decision_faults(
    target: Target, state: State, correction: Correction | None, publicity_until: date | None,
    *, today: date,
) -> list[tuple[str, str]]:  # fmt: skip
    """What is wrong with a decision, as (field, message); empty when it may be taken.

    A period is only ever shortened here: to lengthen one takes a new decision of its agency.
    """
    if state is not State.UPHELD:
        given = correction is not None or publicity_until is not None
        return [("correction", "只有异议成立时才更正")] if given else []
    if correction not in CORRECTIONS_OF[target]:
        return [("correction", "请选择怎样更正")]
    if (correction is Correction.PERIOD) != (publicity_until is not None):
        return [("publicityUntil", "更正公示期时填写新的截止日，其他更正不填")]
    if publicity_until is not None and publicity_until.year < today.year - 10:
        return [("publicityUntil", "截止日太早，请核对")]
    return []
