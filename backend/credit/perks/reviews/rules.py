"""Pure rules of reviews: when counts are an anomaly, how a case moves, what it says in words."""

from typing import Final, Literal

import msgspec

from credit.perks.reviews.rule_file import AnomalyRule

State = Literal["open", "asked", "answered", "proposed", "held", "closed"]
Action = Literal["open", "ask", "reply", "propose", "approve", "refuse", "revoke", "close"]
Outcome = Literal["nothing", "clarified", "ended"]
STATE_NAMES: Final[dict[State, str]] = {
    "open": "待查看",
    "asked": "等店铺说明",
    "answered": "店铺已说明",
    "proposed": "暂缓结算待复核",
    "held": "暂缓结算中",
    "closed": "已办结",
}
# From → to by whom; the conditional UPDATE of every action takes its states from here. A reply
# never makes anything worse: on a hold it only tells the officers.
EDGES: Final[dict[Action, dict[State, State]]] = {
    "ask": {"open": "asked", "answered": "asked"},
    "reply": {"asked": "answered", "answered": "answered", "held": "held"},
    "propose": {"open": "proposed", "asked": "proposed", "answered": "proposed"},
    "approve": {"proposed": "held"},
    "refuse": {"proposed": "open"},
    "revoke": {"open": "open", "asked": "asked", "answered": "answered", "held": "held"},
    "close": {"open": "closed", "asked": "closed", "answered": "closed", "held": "closed"},
}
_PLACES: Final = ("till", "pair")


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted in a rule's minutes: `seen` of the thing itself, `total` of all uses;
    what the terms allow a holder in the whole time of use, and how long that is in minutes."""

    seen: int
    total: int = 0
    allowed: int = 0
    term_minutes: int = 0


def is_anomalous(rule: AnomalyRule, counts: Counts) -> bool:
    """Whether people should look: not below the floor, not for what the terms make plausible."""
    if counts.seen < rule.floor:
        return False
    if rule.share and counts.seen * 100 < rule.share * counts.total:
        return False
    return not rule.times or counts.seen >= rule.times * plausible_uses(rule, counts)


def plausible_uses(rule: AnomalyRule, counts: Counts) -> float:
    """How often a holder would use a perk in the rule's time if the allowed uses were spread
    evenly over the time in which they can be used."""
    if counts.term_minutes <= rule.minutes:
        return float(counts.allowed)
    return counts.allowed * rule.minutes / counts.term_minutes


def may_take(action: Action, state: State) -> bool:
    """Whether an action is possible in a state."""
    return state in EDGES.get(action, {})


def about_shop(rule: AnomalyRule) -> bool:
    """Whether a shop can say something about it; what one holder does is not a shop's business."""
    return rule.about in _PLACES
