"""Handlers of evaluation: public, for everybody to see how a grade came about."""

from litestar import Response, get
from litestar.params import FromPath

from credit.evaluation import queries, views
from credit.evaluation.model_file import find_model, list_models
from credit.evaluation.schemas import EvaluationView, ModelList, ModelView
from credit.kit import clock
from credit.kit.problems import Problem, problem_responses
from credit.subjects.queries import get_subject_by_uscc

PUBLIC = {"cache-control": "public, max-age=5"}
RARELY_CHANGED = {"cache-control": "public, max-age=300"}


@get(
    "/api/subjects/{uscc:str}/evaluation",
    opt={"public": True},
    responses=problem_responses("unknown-subject"),
)
async def get_subject_evaluation(uscc: FromPath[str]) -> Response[EvaluationView]:
    """A business entity's grade today and the whole reasoning behind it."""
    subject = await get_subject_by_uscc(uscc)
    return Response(await queries.get_evaluation_view(subject.id), headers=PUBLIC)


@get("/api/evaluation/models", opt={"public": True, "bounded": "the rule files shipped"})
async def list_evaluation_models() -> Response[ModelList]:
    """The rule files, drafts included, oldest first."""
    today = clock.today()
    cards = [views.model_card(model, today) for model in list_models()]
    return Response(ModelList(items=cards), headers=RARELY_CHANGED)


@get(
    "/api/evaluation/models/{version:str}",
    opt={"public": True},
    responses=problem_responses("not-found"),
)
async def get_evaluation_model(version: FromPath[str]) -> Response[ModelView]:
    """The rules of one version with their legal basis."""
    model = find_model(version)
    if model is None:
        raise Problem("not-found", detail="没有这个版本的评价模型")
    return Response(views.model_view(model, clock.today()), headers=RARELY_CHANGED)


routes = [get_subject_evaluation, list_evaluation_models, get_evaluation_model]
