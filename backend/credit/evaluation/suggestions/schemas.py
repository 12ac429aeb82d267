"""What a shop's owner reads of suggestions."""

from datetime import date

from credit.kit.model import Out


class Suggestion(Out, frozen=True, kw_only=True):
    """One change that would help. `way`: repair, keep or earn.

    Points and grades are of `from_day`, the first day on which it can take effect, with and
    without the change. `ends_on`: when the fact ends of itself; null: it does not.
    """

    way: str
    record_id: str
    title: str
    indicator: str
    indicator_name: str
    points: int
    from_day: date
    grade_before: str
    grade_after: str
    word_before: str
    word_after: str
    how: str
    ends_on: date | None
    legal_basis: str


class Unchangeable(Out, frozen=True, kw_only=True):
    """A fact that weighs and cannot be changed before a day; `until` null: as long as it lasts."""

    record_id: str
    title: str
    indicator_name: str
    points: int
    repair_from: date | None
    until: date | None
    why: str


class SuggestionList(Out, frozen=True, kw_only=True):
    """Today's standing, what would improve it, and what cannot be changed until when.

    `repaired_grade`: the grade once everything that can be repaired is, on `repaired_on`; empty
    when nothing can.
    """

    grade: str
    grade_word: str
    score: int | None
    max_score: int
    model_version: str
    disclaimer: str
    as_of: date
    items: list[Suggestion]
    unchangeable: list[Unchangeable]
    repaired_grade: str
    repaired_word: str
    repaired_on: date | None
    barred_until: date | None
    barred_reason: str
