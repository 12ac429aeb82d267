"""The place of a shop for who keeps it; pins that wait, for officers."""

from typing import Annotated

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.problems import problem_responses
from credit.subjects.pins.actions import decide_pin, declare_pin, withdraw_pin
from credit.subjects.pins.queries import get_pin_review, get_position_page, list_pin_reviews
from credit.subjects.pins.schemas import (
    DecidePin,
    DeclarePin,
    PinOutcome,
    PinReview,
    PinReviewPage,
    PositionPage,
)

PRIVATE = {"cache-control": "private, no-store"}
OWN = ("unauthenticated", "forbidden", "unknown-subject")
Pin = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]
After = Annotated[str | None, QueryParameter(max_length=20, description="上一页的 next")]


@get(
    "/api/subjects/{uscc:str}/position",
    guards=[requires_caller],
    responses=problem_responses(*OWN),
)
async def get_position(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[PositionPage]:
    """Where the map shows a shop, what waits, and its county, for who may act for it."""
    subject = await access_subject(caller, uscc)
    return Response(await get_position_page(subject.id), headers=PRIVATE)


@put(
    "/api/subjects/{uscc:str}/position",
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses("invalid-input", "rate-limited", *OWN),
)
async def put_position(
    uscc: FromPath[str], data: JSONBody[DeclarePin], caller: NamedDependency[Caller]
) -> Response[PinOutcome]:
    """Declare the place: shown at once in the county expected, else an officer decides.

    Coordinates that are swapped, outside the province or in another datum are 400, with the place
    that was probably meant; `datum` in the request ends the guessing, converted if need be.
    """
    return Response(await declare_pin(caller, uscc, data), headers=PRIVATE)


@delete(
    "/api/subjects/{uscc:str}/position",
    guards=[requires_kind("merchant", "officer")],
    status_code=200,
    responses=problem_responses("rate-limited", *OWN),
)
async def delete_position(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[PositionPage]:
    """Take the pin back: from now on the map shows the county only, as approximate."""
    await withdraw_pin(caller, uscc)
    subject = await access_subject(caller, uscc)
    return Response(await get_position_page(subject.id), headers=PRIVATE)


@get(
    "/api/pin-reviews",
    guards=[requires_kind("officer")],
    opt={"bounded": "50 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_reviews(
    caller: NamedDependency[Caller], after: After = None
) -> Response[PinReviewPage]:
    """Pins that wait for a decision, oldest first."""
    return Response(await list_pin_reviews(caller, after), headers=PRIVATE)


@post(
    "/api/pin-reviews/{pin:int}/decision",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def decide_review(
    pin: Pin, data: JSONBody[DecidePin], caller: NamedDependency[Caller]
) -> Response[PinReview]:
    """Accept or refuse a pin; not one's own, and once only."""
    await decide_pin(caller, pin, data)
    return Response(await get_pin_review(caller, pin), headers=PRIVATE)


routes = [get_position, put_position, delete_position, list_reviews, decide_review]
