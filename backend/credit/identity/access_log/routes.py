"""Handlers of the access log for officers: stating a purpose, and the looks that stand out.

What a person or an owner reads is put together above (`my_file`), with look-ups of passes.
"""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from credit.identity.access_log import queries
from credit.identity.access_log.deciding import decide_anomaly
from credit.identity.access_log.recording import state_purpose
from credit.identity.access_log.schemas import (
    AnomalyPage,
    AnomalyView,
    DecideAnomaly,
    StatePurpose,
)
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses

PRIVATE: Final = {"cache-control": "private, no-store"}
Officer: Final = requires_kind("officer")
After = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="上一页的 next")]


@post(
    "/api/access-purposes",
    guards=[Officer],
    status_code=204,
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "unknown-subject"),
)
async def state_access_purpose(
    data: JSONBody[StatePurpose], caller: NamedDependency[Caller]
) -> None:
    """Say what a shop's unpublished data is looked at for; it holds for half an hour."""
    await state_purpose(caller, data.uscc, data.purpose, data.note)


@get(
    "/api/access-anomalies",
    guards=[Officer],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_access_anomalies(
    caller: NamedDependency[Caller], decided: FromQuery[bool] = False, after: After = None
) -> Response[AnomalyPage]:
    """Looks that stand out: open ones, or those decided; newest first."""
    page = await queries.list_anomalies(caller, decided=decided, after=after)
    return Response(page, headers=PRIVATE)


@get(
    "/api/access-anomalies/{anomaly:uuid}",
    guards=[Officer],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def get_access_anomaly(
    anomaly: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[AnomalyView]:
    """One anomaly with its looks, without saying whose data it was."""
    return Response(await queries.get_anomaly(caller, anomaly), headers=PRIVATE)


@post(
    "/api/access-anomalies/{anomaly:uuid}/decision",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def decide_access_anomaly(
    anomaly: FromPath[UUID], data: JSONBody[DecideAnomaly], caller: NamedDependency[Caller]
) -> Response[AnomalyView]:
    """Explained or misuse, with a reason; never about one's own looks."""
    await decide_anomaly(caller, anomaly, data)
    return Response(await queries.get_anomaly(caller, anomaly), headers=PRIVATE)


routes = [
    state_access_purpose,
    list_access_anomalies,
    get_access_anomaly,
    decide_access_anomaly,
]
