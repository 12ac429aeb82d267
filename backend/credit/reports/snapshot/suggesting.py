"""Section ten (信用状况提升建议): what can be done about each fact, and from which day. Pure.

Points are those of `evaluation.suggestions`: two evaluations of one day, never a promise. What
needs no application says so; a repair is free.
"""

from datetime import date, timedelta
from typing import Final

from credit.evaluation.model_file import model_on
from credit.evaluation.suggestions.queries import suggestions_of
from credit.evaluation.suggestions.schemas import Suggestion
from credit.records.catalogue import RecordClass
from credit.repair.rules.states import OPEN
from credit.repair.schemas.views import RepairFact
from credit.reports.snapshot.marks import mark_of
from credit.reports.snapshot.reading import Known, KnownFact
from credit.reports.snapshot.shapes import ReportSection

LISTED: Final = 12
EARNED: Final = 3
MOST_RECKONED: Final = 60
"""Facts up to which gains are reckoned: one evaluation for each, some 0.1 s at this many."""
RENEW_WITHIN: Final = timedelta(days=60)
FREE: Final = "信用修复、异议都不收任何费用；任何人声称收钱删记录，都是骗局。"


def suggest_section(known: Known) -> ReportSection:
    """The section; it always says at least that a repair and an objection cost nothing."""
    found = _reckoned(known)
    gains = {one.record_id: one.points for one in found if one.way == "repair"}
    notes = [*_repairs(known, gains), *_renewals(known), *_earning(found), *_evaluation(known)]
    if not notes:
        notes = ["没有需要纠正的信息。继续依法经营、履行承诺，到期的许可及时续办。"]
    return ReportSection(number=10, name="信用状况提升建议", notes=[*notes, FREE])


def _reckoned(known: Known) -> list[Suggestion]:
    """What the model would say; nothing where the many evaluations would hold up the server."""
    if len(known.evidence) > MOST_RECKONED:
        return []
    return suggestions_of(model_on(known.today), known.evidence, known.today, known.repairs).items


def _repairs(known: Known, gains: dict[str, int]) -> list[str]:
    public = {f.view.id for f in known.facts if f.severity and not mark_of(f, known.today)}
    open_ = [one for one in known.repairs.items if one.fact.id in public]
    notes = [_repair(one, known.today) + _gain(gains.get(one.fact.id, 0)) for one in open_[:LISTED]]
    if len(open_) > LISTED:
        notes.append(f"另有 {len(open_) - LISTED} 条记录，办法相同，逐条见“信用修复”。")
    return notes


def _repair(one: RepairFact, today: date) -> str:
    fact = one.fact
    about = f"“{fact.title}”（{fact.agency}，{fact.decided_on}）"
    if one.case and one.case.state in OPEN:
        return f"{about}：修复申请{one.case.state_name}，请留意站内通知，按要求补齐材料。"
    if fact.disputed_since:
        return f"{about}：异议正在核查，核查期间已标明。"
    if one.possible_on is None:
        until = fact.publicity_until
        end = f"{until} 公示期满后自动停止公示" if until else "移出名单后停止公示"
        return f"{about}：{end}，不用申请。"
    if one.possible_on <= today:
        return f"{about}：纠正并履行全部义务后，现在就可以申请信用修复。"
    return f"{about}：纠正并履行全部义务后，{one.possible_on} 起可以申请信用修复。"


def _gain(points: int) -> str:
    return f"修复后按现行规则评价 {points:+d} 分。" if points else ""


def _earning(found: list[Suggestion]) -> list[str]:
    """New good facts that the rules count, the strongest first."""
    earned = [one for one in found if one.way == "earn"][:EARNED]
    return [f"{one.title}：{one.how}（按现行规则评价 {one.points:+d} 分）。" for one in earned]


def _renewals(known: Known) -> list[str]:
    return [
        f"“{fact.view.title}”{fact.valid_until} 到期，请提前续办。"
        for fact in known.facts
        if _ends_soon(fact, known.today)
    ][:LISTED]


def _ends_soon(fact: KnownFact, today: date) -> bool:
    until = fact.valid_until
    if fact.record_class is not RecordClass.LICENCE or until is None:
        return False
    return today <= until <= today + RENEW_WITHIN


def _evaluation(known: Known) -> list[str]:
    if known.evaluation.score is not None:
        return []
    return ["信息不足：可以作出信用承诺、自主申报资质和履约情况；申报的内容由您负责真实。"]
