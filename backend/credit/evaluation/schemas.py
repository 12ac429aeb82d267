"""What people see of an evaluation, and of the rules behind it."""

from datetime import date

from credit.kit.model import Out


class Move(Out, frozen=True, kw_only=True):
    """What one record does. `points` counts; `full_points` would, without the indicator's limit.

    `ends_on` is the first day without effect; null means as long as the record is valid.
    """

    record_id: str
    title: str
    indicator: str
    indicator_name: str
    points: int
    full_points: int
    ends_on: date | None
    remedy: str
    legal_basis: str


class DimensionPoints(Out, frozen=True, kw_only=True):
    code: str
    name: str
    points: int
    max_points: int


class IndicatorPoints(Out, frozen=True, kw_only=True):
    """Points of an indicator: `base_points` without any record, plus its moves."""

    code: str
    dimension: str
    name: str
    points: int
    base_points: int
    max_points: int
    legal_basis: str


class EvaluationSummary(Out, frozen=True, kw_only=True):
    """The grade and its five strongest reasons.

    `grade` N has no score and no dimensions: too little data is not a bad grade. `cap` says in
    Chinese which hard limit set the grade, if one did.
    """

    grade: str
    grade_word: str
    score: int | None
    max_score: int
    model_version: str
    model_name: str
    evaluated_on: date
    disclaimer: str
    cap: str | None
    dimensions: list[DimensionPoints]
    moves: list[Move]


class EvaluationView(EvaluationSummary, frozen=True, kw_only=True):
    """The whole reasoning: base points plus all moves give the points of every indicator."""

    record_count: int
    minimum_records: int
    indicators: list[IndicatorPoints]


class ModelCard(Out, frozen=True, kw_only=True):
    """A rule file in one line."""

    version: str
    name: str
    status: str
    in_force: bool
    starts_on: date
    ends_on: date | None


class ModelList(Out, frozen=True, kw_only=True):
    items: list[ModelCard]


class ModelBasis(Out, frozen=True, kw_only=True):
    law: str
    article: str
    starts_on: date
    ends_on: date | None
    url: str


class ModelGrade(Out, frozen=True, kw_only=True):
    grade: str
    word: str
    from_score: int


class ModelIndicator(Out, frozen=True, kw_only=True):
    code: str
    name: str
    base_points: int
    max_points: int
    legal_basis: str


class ModelDimension(Out, frozen=True, kw_only=True):
    code: str
    name: str
    max_points: int
    indicators: list[ModelIndicator]


class ModelEffect(Out, frozen=True, kw_only=True):
    """What a kind of record does; `facets` and `severity` as in the records."""

    id: str
    name: str
    record_class: str
    facets: list[str]
    severity: list[int]
    indicator: str
    points: int
    decay: str
    months: int | None
    hard_limit: str | None
    legal_basis: str
    remedy: str
    starts_on: date
    ends_on: date | None


class ModelView(ModelCard, frozen=True, kw_only=True):
    """A rule file as people can read it."""

    label: str
    note: str
    max_points: int
    minimum_records: int
    grades: list[ModelGrade]
    bases: list[ModelBasis]
    dimensions: list[ModelDimension]
    effects: list[ModelEffect]
