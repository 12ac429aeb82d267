"""When a member no longer meets the rules. A machine tells it and lists it; officers decide."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from credit.districts.rules.entering import Place
from credit.districts.rules.membership_rules import MembershipRules, RuleText
from credit.kit.model import Out


class Concern(Out, frozen=True):
    """One rule that a member fails; noted on a day, to be set right by another."""

    id: str
    text: str
    found: str
    how_to_fix: str
    noted_on: date
    set_right_by: date


class MemberStanding(NamedTuple):
    """A member as the exit rules see it.

    `low_since`: since when the grade is below C; `breaches`: upheld ones whose decision asks to
    look at programmes (commitments/breaches/measures.toml).
    """

    low_since: date | None
    commitments: int
    serious_records: int
    place: Place
    breaches: int = 0


def exit_texts(rules: MembershipRules) -> list[RuleText]:
    """The exit rules in words."""
    texts = [RuleText(id="low_grade", text=_LOW.format(days=rules.low_grade_days))]
    if rules.inside:
        texts.append(RuleText(id="left_area", text="店铺搬出街区范围"))
    if rules.min_commitments:
        texts.append(RuleText(id="commitments", text="信用承诺到期或撤回后，少于入街所需的项数"))
    if rules.no_open_serious_record:
        texts.append(RuleText(id="serious", text="被列入严重失信，且在有效期内"))
    texts.append(RuleText(id="breach", text="违反公约或者严重违背信用承诺，经核实"))
    period = f"先通知，{rules.set_right_days} 天内改好的不退出；是否移出由工作人员决定"
    return [*texts, RuleText(id="period", text=period)]


_LOW: Final = "等级低于中（C）连续满 {days} 天"


def find_concerns(
    rules: MembershipRules, member: MemberStanding, known: Sequence[Concern], today: date
) -> list[Concern]:
    """What a member fails today; one noted before keeps its day and its period."""
    before = {concern.id: concern for concern in known}
    until = today + timedelta(days=rules.set_right_days)
    return [
        before.get(rule)
        or Concern(
            id=rule, text=text, found=found, how_to_fix=fix, noted_on=today, set_right_by=until
        )
        for rule, text, found, fix in _failed(rules, member, today)
    ]


def _failed(
    rules: MembershipRules, member: MemberStanding, today: date
) -> list[tuple[str, str, str, str]]:
    """(rule, its words, what was found, what to do) for each failed one."""
    texts = {rule.id: rule.text for rule in exit_texts(rules)}
    low = member.low_since
    found: list[tuple[str, str, str]] = []
    if low and (today - low).days >= rules.low_grade_days:
        fix = "查看等级由来，按提示改善或申请信用修复"
        found.append(("low_grade", f"自 {low:%Y-%m-%d} 起为差（D）", fix))
    if rules.inside and member.place.is_outside:
        text = f"离边界约 {member.place.metres} 米"
        found.append(("left_area", text, "位置标错的，重新标注店铺位置"))
    if member.commitments < rules.min_commitments:
        text = f"正在履行 {member.commitments} 项，需要 {rules.min_commitments} 项"
        found.append(("commitments", text, "在「信用承诺」里签一项承诺，即时生效"))
    if rules.no_open_serious_record and member.serious_records:
        fix = "符合条件的，先向认定单位申请信用修复"
        found.append(("serious", f"有 {member.serious_records} 条", fix))
    if member.breaches:
        fix = "先改正；不服认定的可以申请复核，符合条件的可以申请信用修复"
        found.append(("breach", f"有 {member.breaches} 件严重违诺经工作人员认定", fix))
    return [(rule, texts[rule], text, fix) for rule, text, fix in found]
