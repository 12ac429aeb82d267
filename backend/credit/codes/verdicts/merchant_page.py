"""The merchant page: who this is, its grade and why, its promises, how to object."""

import msgspec

from credit.codes.verdicts.queries import BadgeRow
from credit.codes.verdicts.rules import last_day
from credit.codes.verdicts.schemas import (
    BadgeDistrict,
    BadgeView,
    Channel,
    MerchantPage,
    Objection,
    Position,
)
from credit.codes.verdicts.snapshot import Snapshot
from credit.districts.queries.joins import MembersDistrict
from credit.evaluation.queries import view_of
from credit.evaluation.schemas import Move
from credit.evaluation.views import summarise
from credit.kit import clock
from credit.records.schemas import Fact
from credit.subjects.hours import OpeningHours
from credit.subjects.opening_hours import parse_hours
from credit.subjects.queries import SubjectRow
from credit.subjects.rules import GRADE_WORDS

# Objection to content or grade: 民法典 Art. 1029; 国办发〔2025〕22号 names 信用中国 as the window.
OBJECTION = Objection(
    text="店名、地址对不上，或认为记录、等级有误，都可以提出来。核实、异议和信用修复一律不收费。",
    channels=[
        Channel(label="拨打 12315", href="tel:12315"),
        Channel(label="到「信用中国」提异议", href="https://www.creditchina.gov.cn/"),
    ],
)


def merchant_page(found: Snapshot) -> MerchantPage:
    """Compose the page of a subject from what was read of it."""
    subject, view = found.subject, view_of(found.evidence)
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
        badge=badge_view(found.active) if found.active else None,
        district=_district(found.district),
        opening_hours=_hours(subject.opening_hours),
        evaluation=summarise(view),
        facts=[_with_effect(fact, effects.get(fact.id)) for fact in found.facts],
        fact_count=found.fact_count,
        commitments=found.commitments,
        objection=OBJECTION,
        as_of=found.as_of,
    )


def _position(subject: SubjectRow) -> Position | None:
    if subject.lng is None or subject.lat is None:
        return None
    return Position(lng=subject.lng, lat=subject.lat, precision=subject.geo_precision)


def _district(district: MembersDistrict | None) -> BadgeDistrict | None:
    if district is None:
        return None
    return BadgeDistrict(
        code=district.code,
        name=district.name,
        grade=district.grade,
        grade_word=GRADE_WORDS[district.grade],
        demo=district.demo,
    )


def _hours(text: str) -> OpeningHours | None:
    return OpeningHours(text=text, week=parse_hours(text)) if text else None


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
