"""What would improve a standing: two evaluations of one day, with and without a change. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

import msgspec

from credit.evaluation.model import Effect, Model
from credit.evaluation.rules import (
    NOT_GRADED,
    Evidence,
    RecordMove,
    Result,
    add_months,
    effect_of,
    effects_on,
    end_of,
    evaluate,
)

Way = Literal["repair", "keep", "earn"]
AHEAD: Final = timedelta(days=180)
"""How far ahead the end of a good fact is worth a word."""
MONTHS_RENEWED: Final = 12


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the facts on a day: a negative one gone, a good one renewed, or a new one.

    `before` and `after` are evaluations of `day` without and with it.
    """

    way: Way
    day: date
    record_id: str
    title: str
    effect: Effect
    before: Result
    after: Result
    ends_on: date | None
    remedy: str

    @property
    def points(self) -> int:
        """What the indicators gain together; also where data is too little for a score."""
        return sum(self.after.points) - sum(self.before.points)


def suggest(
    model: Model, records: Sequence[Evidence], as_of: date, first_days: Mapping[str, date | None]
) -> list[Change]:
    """Changes that improve the standing, the strongest first.

    `first_days`: the first day on which the effect of a negative fact can be ended by repair (None:
    not before it ends of itself), by record id; one that is not in it follows the model.
    """
    ways = (
        *_repairs(model, records, as_of, first_days),
        *_renewals(model, records, as_of),
        *_new_facts(model, records, as_of),
    )
    useful = [change for change in ways if improves(change.before, change.after)]
    return sorted(useful, key=lambda c: (not _lifts(c), -c.points, c.day, c.record_id, c.effect.id))


def improves(before: Result, after: Result) -> bool:
    """More points or a better grade, and neither of them worse.

    From 信息不足 only into a good grade, and from a grade never into 信息不足.
    """
    gain = sum(after.points) - sum(before.points)
    if gain < 0 or (gain == 0 and after.grade >= before.grade):
        return False
    if NOT_GRADED in (before.grade, after.grade):
        return before.grade == after.grade or after.grade in ("A", "B")
    return after.grade <= before.grade


def changed(records: Sequence[Evidence], change: Change) -> list[Evidence]:
    """The facts as they would be after a change: what `suggest` evaluated."""
    if change.way == "earn":
        return [*records, _example(change.effect, change.day)]
    kept = [record for record in records if record.record_id != change.record_id]
    if change.way == "repair":
        return kept
    old = next(record for record in records if record.record_id == change.record_id)
    return [*kept, _renewed(old)]


def _repairs(
    model: Model,
    records: Sequence[Evidence],
    as_of: date,
    first_days: Mapping[str, date | None],
) -> Iterator[Change]:
    for move in evaluate(model, records, as_of).moves:
        if move.full_points >= 0:
            continue
        record = _record_of(records, move)
        day = first_repair(model, record, move, as_of, first_days)
        if day is not None:
            yield _change(model, records, "repair", day, record, move)


def first_repair(
    model: Model,
    record: Evidence,
    move: RecordMove,
    as_of: date,
    first_days: Mapping[str, date | None],
) -> date | None:
    """The first day, from today on, on which a repair can end the effect; None without one."""
    if record.record_id in first_days:
        first = first_days[record.record_id]
    else:
        effect = next(each for each in model.effects if each.id == move.effect)
        months = next(r.after_months for r in model.remedies if r.code == effect.remedy)
        first = add_months(record.publicity_from or record.decided_on, months)
    if first is None or (move.ends_on is not None and max(first, as_of) >= move.ends_on):
        return None
    return max(first, as_of)


def _renewals(model: Model, records: Sequence[Evidence], as_of: date) -> Iterator[Change]:
    """Good facts that count while they are valid and end soon."""
    for move in evaluate(model, records, as_of).moves:
        record = _record_of(records, move)
        effect = effect_of(model, record, as_of)
        lasting = effect is not None and effect.decay == "validity" and move.full_points > 0
        if lasting and move.ends_on and move.ends_on <= as_of + AHEAD:
            yield _change(model, records, "keep", move.ends_on, record, move)


def _new_facts(model: Model, records: Sequence[Evidence], as_of: date) -> Iterator[Change]:
    """A new good fact of each kind that is in the subject's hands, as if determined today."""
    before = evaluate(model, records, as_of)
    for effect in effects_on(model, as_of):
        if not effect.how or effect.points <= 0:
            continue
        example = _example(effect, as_of)
        yield Change(
            way="earn",
            day=as_of,
            record_id="",
            title=effect.name,
            effect=effect,
            before=before,
            after=evaluate(model, [*records, example], as_of),
            ends_on=end_of(effect, example),
            remedy=effect.how,
        )


def _change(
    model: Model,
    records: Sequence[Evidence],
    way: Way,
    day: date,
    record: Evidence,
    move: RecordMove,
) -> Change:
    effect = next(each for each in model.effects if each.id == move.effect)
    rest = [each for each in records if each.record_id != record.record_id]
    then = rest if way == "repair" else [*rest, _renewed(record)]
    return Change(
        way=way,
        day=day,
        record_id=record.record_id,
        title=record.title or effect.name,
        effect=effect,
        before=evaluate(model, records, day),
        after=evaluate(model, then, day),
        ends_on=move.ends_on,
        remedy=move.remedy,
    )


def _record_of(records: Sequence[Evidence], move: RecordMove) -> Evidence:
    return next(record for record in records if record.record_id == move.record_id)


def _renewed(record: Evidence) -> Evidence:
    until = add_months(record.valid_until or date.max, MONTHS_RENEWED)
    return msgspec.structs.replace(record, valid_until=until)


def _example(effect: Effect, day: date) -> Evidence:
    """A fact of the kind that an effect is about, decided on a day."""
    facet = next((each for each in effect.facets if each != "*"), "")
    return Evidence(
        record_id="~",  # after every real id: ties are settled by the id
        record_class=effect.record_class,
        facet=facet,
        severity=effect.severity[0],
        decided_on=day,
    )


def _lifts(change: Change) -> bool:
    return change.after.grade < change.before.grade
