"""A shop's suggestions: its evidence, its days of repair, today's model."""

from collections.abc import Sequence
from datetime import date

from credit.evaluation.model import Model
from credit.evaluation.model_file import model_on
from credit.evaluation.queries import list_evidence
from credit.evaluation.rules import Evidence, evaluate
from credit.evaluation.suggestions.rules import Change, suggest
from credit.evaluation.suggestions.schemas import Suggestion, SuggestionList, Unchangeable
from credit.kit import clock
from credit.repair.queries.views import get_book
from credit.repair.schemas.views import RepairBook


async def list_suggestions(subject_id: int) -> SuggestionList:
    """What would improve the standing of a shop, reckoned from its facts of today."""
    today = clock.today()
    book = await get_book(subject_id)
    return suggestions_of(model_on(today), await list_evidence(subject_id), today, book)


def suggestions_of(
    model: Model, records: Sequence[Evidence], today: date, book: RepairBook
) -> SuggestionList:
    """The same from evidence and book that are loaded already."""
    now = evaluate(model, records, today)
    changes = suggest(
        model, records, today, {each.fact.id: each.possible_on for each in book.items}
    )
    repairs = [change for change in changes if change.way == "repair"]
    done = max((change.day for change in repairs), default=None)
    gone = {change.record_id for change in repairs}
    left = [record for record in records if record.record_id not in gone]
    grade = evaluate(model, left, done).grade if done else ""
    return SuggestionList(
        grade=now.grade,
        grade_word=model.word(now.grade),
        score=now.score,
        max_score=model.header.max_points,
        model_version=model.version,
        disclaimer=model.header.label,
        as_of=today,
        items=[_suggestion(model, change) for change in changes],
        unchangeable=_unchangeable(model, records, today, book),
        repaired_grade=grade,
        repaired_word=model.word(grade) if grade else "",
        repaired_on=done,
        barred_until=book.barred_until,
        barred_reason=book.barred_reason,
    )


def _suggestion(model: Model, change: Change) -> Suggestion:
    names = {indicator.code: indicator.name for indicator in model.indicators}
    return Suggestion(
        way=change.way,
        record_id=change.record_id,
        title=change.title,
        indicator=change.effect.indicator,
        indicator_name=names[change.effect.indicator],
        points=change.points,
        from_day=change.day,
        grade_before=change.before.grade,
        grade_after=change.after.grade,
        word_before=model.word(change.before.grade),
        word_after=model.word(change.after.grade),
        how=change.remedy,
        ends_on=change.ends_on,
        legal_basis=model.basis_text(change.effect.legal_basis),
    )


def _unchangeable(
    model: Model, records: Sequence[Evidence], today: date, book: RepairBook
) -> list[Unchangeable]:
    """Negative facts that no repair can end today, with the first day of one if there is any."""
    names = {indicator.code: indicator.name for indicator in model.indicators}
    first_days = {each.fact.id: each.possible_on for each in book.items}
    found = []
    for move in evaluate(model, records, today).moves:
        first = first_days.get(move.record_id)
        if move.full_points >= 0 or (first is not None and first <= today):
            continue
        found.append(
            Unchangeable(
                record_id=move.record_id,
                title=move.title,
                indicator_name=names[move.indicator],
                points=move.points,
                repair_from=first,
                until=move.ends_on,
                why=move.remedy,
            )
        )
    return found
