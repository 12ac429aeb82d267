"""From results and rules to what people see. Pure."""

from collections.abc import Sequence
from datetime import date

from credit.evaluation.model import Effect, Model
from credit.evaluation.rules import NOT_GRADED, Evidence, RecordMove, Result, evaluate
from credit.evaluation.schemas import (
    DimensionPoints,
    EvaluationSummary,
    EvaluationView,
    IndicatorPoints,
    ModelBasis,
    ModelCard,
    ModelDimension,
    ModelEffect,
    ModelGrade,
    ModelIndicator,
    ModelView,
    Move,
)

MOVES_IN_SUMMARY = 5


def evaluation_summary(model: Model, records: Sequence[Evidence], as_of: date) -> EvaluationSummary:
    """The grade of a subject with these records, and its five strongest moves."""
    return summarise(evaluation_view(model, records, as_of))


def summarise(view: EvaluationView) -> EvaluationSummary:
    """The summary that a whole view holds, without evaluating again."""
    return EvaluationSummary(
        **{
            name: getattr(view, name)
            for name in EvaluationSummary.__struct_fields__
            if name != "moves"
        },
        moves=view.moves[:MOVES_IN_SUMMARY],
    )


def evaluation_view(model: Model, records: Sequence[Evidence], as_of: date) -> EvaluationView:
    """The whole reasoning for a subject with these records."""
    result = evaluate(model, records, as_of)
    graded = result.grade != NOT_GRADED
    return EvaluationView(
        grade=result.grade,
        grade_word=model.word(result.grade),
        score=result.score,
        max_score=model.header.max_points,
        model_version=model.version,
        model_name=model.header.name,
        evaluated_on=as_of,
        disclaimer=model.header.label,
        cap=_cap_text(model, result),
        dimensions=_dimensions(model, result) if graded else [],
        indicators=_indicators(model, result) if graded else [],
        moves=_moves(model, result.moves),
        record_count=result.record_count,
        minimum_records=model.header.minimum_records,
    )


def _cap_text(model: Model, result: Result) -> str | None:
    effect = next((each for each in model.effects if each.id == result.cap), None)
    return f"{effect.name}，等级为{model.word(result.grade)}" if effect else None


def _dimensions(model: Model, result: Result) -> list[DimensionPoints]:
    points = list(zip(model.indicators, result.points, strict=True))
    return [
        DimensionPoints(
            code=dimension.code,
            name=dimension.name,
            points=sum(p for i, p in points if i.dimension == dimension.code),
            max_points=dimension.weight,
        )
        for dimension in model.dimensions
    ]


def _indicators(model: Model, result: Result) -> list[IndicatorPoints]:
    return [
        IndicatorPoints(
            code=indicator.code,
            dimension=indicator.dimension,
            name=indicator.name,
            points=points,
            base_points=indicator.base,
            max_points=indicator.weight,
            legal_basis=model.basis_text(indicator.legal_basis),
        )
        for indicator, points in zip(model.indicators, result.points, strict=True)
    ]


def _moves(model: Model, moves: Sequence[RecordMove]) -> list[Move]:
    names = {indicator.code: indicator.name for indicator in model.indicators}
    effects = {effect.id: effect for effect in model.effects}
    return [
        Move(
            record_id=move.record_id,
            title=move.title or effects[move.effect].name,
            indicator=move.indicator,
            indicator_name=names[move.indicator],
            points=move.points,
            full_points=move.full_points,
            ends_on=move.ends_on,
            remedy=move.remedy,
            legal_basis=model.basis_text(effects[move.effect].legal_basis),
        )
        for move in moves
    ]


def model_card(model: Model, today: date) -> ModelCard:
    header = model.header
    return ModelCard(
        version=header.version,
        name=header.name,
        status=header.status,
        in_force=model.covers(today),
        starts_on=header.start,
        ends_on=header.until,
    )


def model_view(model: Model, today: date) -> ModelView:
    """A rule file for people: every rule with its legal basis in words."""
    card, header = model_card(model, today), model.header
    return ModelView(
        **{name: getattr(card, name) for name in ModelCard.__struct_fields__},
        label=header.label,
        note=header.note,
        max_points=header.max_points,
        minimum_records=header.minimum_records,
        grades=[
            ModelGrade(grade=band.letter, word=band.word, from_score=band.from_score)
            for band in model.grades
        ],
        bases=[
            ModelBasis(law=b.law, article=b.article, starts_on=b.start, ends_on=b.until, url=b.url)
            for b in model.bases
        ],
        dimensions=[_model_dimension(model, n) for n in range(len(model.dimensions))],
        effects=[_model_effect(model, effect) for effect in model.effects],
    )


def _model_dimension(model: Model, number: int) -> ModelDimension:
    dimension = model.dimensions[number]
    return ModelDimension(
        code=dimension.code,
        name=dimension.name,
        max_points=dimension.weight,
        indicators=[
            ModelIndicator(
                code=indicator.code,
                name=indicator.name,
                base_points=indicator.base,
                max_points=indicator.weight,
                legal_basis=model.basis_text(indicator.legal_basis),
            )
            for indicator in model.indicators
            if indicator.dimension == dimension.code
        ],
    )


def _model_effect(model: Model, effect: Effect) -> ModelEffect:
    remedy = next(each.text for each in model.remedies if each.code == effect.remedy)
    return ModelEffect(
        id=effect.id,
        name=effect.name,
        record_class=effect.record_class,
        facets=list(effect.facets),
        severity=list(effect.severity),
        indicator=effect.indicator,
        points=effect.points,
        decay=effect.decay,
        months=effect.months,
        hard_limit=effect.hard_limit,
        legal_basis=model.basis_text(effect.legal_basis),
        remedy=remedy.format(ends_on="影响结束日", repair_from="最短公示期届满日"),
        starts_on=effect.start,
        ends_on=effect.until,
    )
