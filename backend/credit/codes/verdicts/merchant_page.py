"""The merchant page: who this is, its grade and why, its promises, how to object."""

import msgspec

from credit.codes.verdicts.queries import BadgeRow, find_active_badge
from credit.codes.verdicts.rules import last_day
from credit.codes.verdicts.schemas import BadgeView, Channel, MerchantPage, Objection, Position
from credit.commitments.queries import list_commitments
from credit.evaluation.queries import list_evidence, view_of
from credit.evaluation.schemas import Move
from credit.evaluation.views import summarise
from credit.kit import clock
from credit.records.queries import count_facts, list_facts
from credit.records.schemas import Fact
from credit.subjects.queries import SubjectRow

FACTS_SHOWN = 10
FACTS_SEARCHED = 100
WARNINGS_SHOWN = 20
MAX_COMMITMENTS = 20
# Objection to content or grade: 民法典 Art. 1029; 国办发〔2025〕22号 names 信用中国 as the window.
OBJECTION = Objection(
    text="店名、地址对不上，或认为记录、等级有误，都可以提出来。核实、异议和信用修复一律不收费。",
    channels=[
        Channel(label="拨打 12315", href="tel:12315"),
        Channel(label="到「信用中国」提异议", href="https://www.creditchina.gov.cn/"),
    ],
)


async def merchant_page(subject: SubjectRow, badge: BadgeRow | None = None) -> MerchantPage:
    """Compose the page of a subject; its active badge is looked up unless given."""
    badge = badge or await find_active_badge(subject.id)
    facts = _selected(await list_facts(subject.id, limit=FACTS_SEARCHED))
    view = view_of(await list_evidence(subject.id))
    effects = {move.record_id: move for move in view.moves}
    return MerchantPage(
        uscc=subject.uscc or "",
        name=subject.name,
        short_name=subject.short_name,
        kind=subject.kind,
        trade=subject.trade,
        address=subject.address,
        division_name=subject.division_name,
        registered_on=subject.registered_on,
        position=_position(subject),
        demo=subject.demo,
        badge=badge_view(badge) if badge else None,
        evaluation=summarise(view),
        facts=[_with_effect(fact, effects.get(fact.id)) for fact in facts],
        fact_count=await count_facts(subject.id),
        commitments=(await list_commitments(subject.id))[:MAX_COMMITMENTS],
        objection=OBJECTION,
        as_of=clock.now(),
    )


def _selected(facts: list[Fact]) -> list[Fact]:
    """The newest facts, and every older warning: it must not be hidden by a row of honours."""
    older = [fact for fact in facts[FACTS_SHOWN:] if fact.tone == "bad"]
    return facts[:FACTS_SHOWN] + older[:WARNINGS_SHOWN]


def _position(subject: SubjectRow) -> Position | None:
    if subject.lng is None or subject.lat is None:
        return None
    return Position(lng=subject.lng, lat=subject.lat, precision=subject.geo_precision)


def _with_effect(fact: Fact, move: Move | None) -> Fact:
    """Records do not know the evaluation: what a fact does to the grade is filled in here."""
    if move is None:
        return fact
    return msgspec.structs.replace(fact, effect=move.points, effect_ends_on=move.ends_on)


def badge_view(badge: BadgeRow) -> BadgeView:
    """A badge for people."""
    return BadgeView(
        issued_on=clock.day_of(badge.issued_at),
        expires_on=last_day(badge.expires_at).date(),
        short_code=badge.short_code,
        digits=badge.digits,
    )
