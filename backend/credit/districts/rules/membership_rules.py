"""The rules that a district sets for its members (入街规则): a closed list, and its words."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from credit.kit.model import Out
from credit.subjects.rules import GRADE_WORDS

Grade = Literal["A", "B", "C", "D"]
INSIDE: Final = "店铺位置在街区范围内"
SERIOUS: Final = "没有仍在有效期内的严重失信记录"
CHARTER: Final = "同意并遵守现行公约"


class MembershipRules(Out, frozen=True):
    """What members of a district must meet (入街规则), and when they are told to set it right.

    `low_grade_days`: below C for so many days; `set_right_days`: what they have to set it right.
    """

    min_grade: Grade = "B"
    allow_ungraded: bool = False
    min_commitments: Annotated[int, Meta(ge=0, le=7)] = 1
    inside: bool = True
    no_open_serious_record: bool = True
    charter_accepted: bool = True
    low_grade_days: Annotated[int, Meta(ge=7, le=180)] = 30
    set_right_days: Annotated[int, Meta(ge=7, le=90)] = 30


class GivenRules(MembershipRules, frozen=True, forbid_unknown_fields=True):
    """The same as an officer sends them: nothing outside the closed list."""


class RuleText(Out, frozen=True):
    """One rule in words."""

    id: str
    text: str


def entry_texts(rules: MembershipRules) -> list[RuleText]:
    """The entry rules in words, in the order in which they are checked."""
    texts = [RuleText(id="grade", text=grade_text(rules))]
    if rules.min_commitments:
        texts.append(RuleText(id="commitments", text=commitments_text(rules)))
    if rules.inside:
        texts.append(RuleText(id="inside", text=INSIDE))
    if rules.no_open_serious_record:
        texts.append(RuleText(id="serious", text=SERIOUS))
    if rules.charter_accepted:
        texts.append(RuleText(id="charter", text=CHARTER))
    return texts


def grade_text(rules: MembershipRules) -> str:
    """The grade that is asked for, in words."""
    or_new = "；信息不足的新店也可以申请" if rules.allow_ungraded else ""
    return f"信用等级不低于{GRADE_WORDS[rules.min_grade]}（{rules.min_grade}）{or_new}"


def commitments_text(rules: MembershipRules) -> str:
    """The promises that are asked for, in words."""
    return f"正在履行的信用承诺不少于 {rules.min_commitments} 项"
