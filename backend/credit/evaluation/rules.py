"""The pure rule: a model, a subject's records and a day give score, grade and every move.

Whole points only, so that the order of records cannot matter and the SQL of `bulk.py` can
be exactly equal. Moves are the points that really count: where an indicator is at its
floor or ceiling, the smallest moves of the surplus side give way, so base + moves = points.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from credit.evaluation.model import ANY_FACET, Effect, Model, Remedy

NOT_GRADED = "N"
Key = tuple[str, str, int]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule needs to know of a record."""

    record_id: str
    record_class: str
    facet: str
    severity: int
    decided_on: date
    valid_until: date | None = None
    publicity_from: date | None = None
    publicity_until: date | None = None
    legal_basis: str = ""
    title: str = ""
    state: str = "active"
    is_current: bool = True
    withheld: bool = False


class RecordMove(msgspec.Struct, frozen=True, kw_only=True):
    """What one record does: `points` counts, `full_points` would count without the limits.

    `ends_on` is the first day without effect; None means as long as the record is valid.
    """

    record_id: str
    title: str
    effect: str
    indicator: str
    points: int
    full_points: int
    ends_on: date | None
    remedy: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A subject's evaluation. `score` is None and `grade` N where data is too little.

    `points` (one per indicator) and `moves` are given in any case; `cap` names the effect whose
    hard limit set the grade, else it is empty.
    """

    model_version: str
    as_of: date
    grade: str
    score: int | None
    points: tuple[int, ...]
    record_count: int
    cap: str
    moves: tuple[RecordMove, ...]


def evaluate(model: Model, records: Sequence[Evidence], as_of: date) -> Result:
    """Evaluate one subject on `as_of`; records in any order, the unfit ones are left out."""
    found = [
        (record, effect, points)
        for record in records
        if (effect := effect_of(model, record, as_of))
        and (points := points_on(effect, record, as_of))
    ]
    moves = [_move(model, *each) for each in found]
    counted, points_each = [], []
    for indicator in model.indicators:
        own = [move for move in moves if move.indicator == indicator.code]
        kept = settle(indicator.base, indicator.weight, own)
        counted += kept
        points_each.append(indicator.base + sum(move.points for move in kept))
    limits = [effect for _, effect, _ in found if effect.hard_limit]
    return _graded(model, as_of, tuple(points_each), counted, limits)


def effect_of(model: Model, record: Evidence, as_of: date) -> Effect | None:
    """The effect that applies to a record on a day, or None.

    Repaired and withdrawn records are left out (order 36/2025), as are withheld ones, and
    negative ones without a legal basis (国办发〔2020〕49号).
    """
    unfit = record.withheld or not record.is_current or record.state != "active"
    if unfit or (record.severity and not record.legal_basis):
        return None
    scale = scale_on(model, as_of)
    named = scale.get((record.record_class, record.facet, record.severity))
    return named or scale.get((record.record_class, ANY_FACET, record.severity))


@lru_cache(64)
def effects_on(model: Model, as_of: date) -> tuple[Effect, ...]:
    """The effects in force; one whose legal basis is missing or has expired is refused."""
    bases = {basis.id: basis for basis in model.bases}
    return tuple(
        effect
        for effect in model.effects
        if effect.start <= as_of
        and (effect.until is None or as_of <= effect.until)
        and effect.legal_basis
        and all(i in bases and bases[i].covers(as_of) for i in effect.legal_basis)
    )


@lru_cache(64)
def scale_on(model: Model, as_of: date) -> dict[Key, Effect]:
    """(class, facet, severity) → the effect in force."""
    return {
        (effect.record_class, facet, severity): effect
        for effect in effects_on(model, as_of)
        for facet in effect.facets
        for severity in effect.severity
    }


def points_on(effect: Effect, record: Evidence, as_of: date) -> int:
    """Signed whole points of a record on a day; 0 before the decision and after the end."""
    ends_on = end_of(effect, record)
    if as_of < record.decided_on or (ends_on is not None and as_of >= ends_on):
        return 0
    return points_after(effect, record.decided_on, as_of)


def points_after(effect: Effect, decided_on: date, as_of: date) -> int:
    """Points by the months of the effect alone; `linear` is rounded away from zero."""
    if effect.months is None:
        return effect.points
    last = add_months(decided_on, effect.months)
    left, whole = (last - as_of).days, (last - decided_on).days
    if left <= 0:
        return 0
    if effect.decay != "linear":
        return effect.points
    size = -(-abs(effect.points) * left // whole)
    return size if effect.points > 0 else -size


def end_of(effect: Effect, record: Evidence) -> date | None:
    """The first day without effect: end of publicity or validity, or of the effect's months."""
    until = record.publicity_until if record.severity else record.valid_until
    last = add_months(record.decided_on, effect.months) if effect.months is not None else None
    return min((day for day in (until, last) if day), default=None)


@lru_cache(1 << 16)
def add_months(day: date, months: int) -> date:
    """The same day of the month, later; the month's last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def settle(base: int, weight: int, moves: Sequence[RecordMove]) -> list[RecordMove]:
    """Moves cut so that base + moves stays within 0 and `weight`; the smallest give way."""
    total = base + sum(move.full_points for move in moves)
    surplus = total - weight if total > weight else min(total, 0)
    order = sorted(moves, key=lambda m: (abs(m.full_points), m.record_id))
    kept = []
    for move in order:
        cut = 0
        if surplus * move.full_points > 0:
            size = min(abs(surplus), abs(move.full_points))
            cut = size if surplus > 0 else -size
        surplus -= cut
        kept.append(msgspec.structs.replace(move, points=move.full_points - cut))
    return kept


def _move(model: Model, record: Evidence, effect: Effect, points: int) -> RecordMove:
    ends_on = end_of(effect, record)
    remedy = next(remedy for remedy in model.remedies if remedy.code == effect.remedy)
    return RecordMove(
        record_id=record.record_id,
        title=record.title,
        effect=effect.id,
        indicator=effect.indicator,
        points=points,
        full_points=points,
        ends_on=ends_on,
        remedy=remedy_text(remedy, record, ends_on),
    )


def remedy_text(remedy: Remedy, record: Evidence, ends_on: date | None) -> str:
    """The remedy in plain Chinese with its days filled in."""
    start = record.publicity_from or record.decided_on
    repair_from = min(add_months(start, remedy.after_months), ends_on or date.max)
    text = remedy.text if ends_on else remedy.text_without_end or remedy.text
    return text.format(
        ends_on=chinese_day(ends_on) if ends_on else "长期有效",
        repair_from=chinese_day(repair_from),
    )


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def grade_of(model: Model, score: int) -> str:
    """The grade that a score earns by itself."""
    return next(band.letter for band in model.grades if score >= band.from_score)


def _graded(
    model: Model,
    as_of: date,
    points: tuple[int, ...],
    moves: list[RecordMove],
    limits: list[Effect],
) -> Result:
    """Grade by score, then by hard limits, which also apply where data is too little."""
    score = sum(points)
    worst = max(limits, key=lambda e: (e.hard_limit, e.id), default=None)
    graded = worst is not None or len(moves) >= model.header.minimum_records
    grade = max(grade_of(model, score), (worst and worst.hard_limit) or "A")
    return Result(
        model_version=model.version,
        as_of=as_of,
        grade=grade if graded else NOT_GRADED,
        score=score if graded else None,
        points=points,
        record_count=len(moves),
        cap=worst.id if worst and worst.hard_limit == grade else "",
        moves=tuple(sorted(moves, key=lambda m: (-abs(m.points), m.record_id))),
    )
