"""Handlers of consents."""

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.consents import actions, queries
from credit.identity.consents.schemas import (
    ConsentChoices,
    ConsentList,
    ConsentTextView,
    ConsentView,
    GiveConsent,
)
from credit.identity.consents.texts import Purpose, find_text
from credit.kit import clock
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
PUBLIC = {"cache-control": "public, max-age=300"}
# Each consent stays as evidence for good. Withdrawing has no limit: it must be as easy as giving.
GIVING = limits(Limit(name="consents", count=30, seconds=3600))


@get(
    "/api/consents/texts/{purpose:str}",
    opt={"public": True},
    responses=problem_responses("not-found"),
)
async def get_consent_text(purpose: FromPath[str]) -> Response[ConsentTextView]:
    """The text that a person agrees to for a purpose, as shown today."""
    text = find_text(purpose, clock.today())
    if text is None:
        raise Problem("not-found", detail="没有这份同意书")
    view = ConsentTextView(
        purpose=text.purpose,
        version=text.version,
        title=text.title,
        points=list(text.points),
        hash=text.sha256.hex(),
    )
    return Response(view, headers=PUBLIC)


@get(
    "/api/consents",
    guards=[requires_kind("citizen")],
    opt={"bounded": "the newest 100"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_own_consents(caller: NamedDependency[Caller]) -> Response[ConsentList]:
    """What the caller agreed to and took back, newest first."""
    items = await queries.list_consents(caller.id)
    return Response(ConsentList(items=items), headers=PRIVATE)


@get(
    "/api/consents/choices",
    guards=[requires_kind("citizen")],
    opt={"bounded": "one a purpose"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_consent_choices(caller: NamedDependency[Caller]) -> Response[ConsentChoices]:
    """Every purpose that asks for consent, with its text and where the caller stands."""
    items = await queries.list_choices(caller.id)
    return Response(ConsentChoices(items=items), headers=PRIVATE)


@post(
    "/api/consents",
    guards=[requires_kind("citizen"), GIVING],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "conflict", "rate-limited"
    ),
)
async def give_own_consent(
    data: JSONBody[GiveConsent], caller: NamedDependency[Caller]
) -> Response[ConsentView]:
    """Agree to the present text of a purpose. A text that changed meanwhile answers 409."""
    return Response(await actions.give_consent(caller, data), status_code=201, headers=PRIVATE)


@delete(
    "/api/consents/{purpose:str}",
    guards=[requires_kind("citizen")],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def withdraw_own_consent(purpose: FromPath[Purpose], caller: NamedDependency[Caller]) -> None:
    """Take an agreement back: one call, no reason, at once. Without one it does nothing."""
    await actions.withdraw_consent(caller, purpose)


routes = [
    get_consent_text,
    list_own_consents,
    list_consent_choices,
    give_own_consent,
    withdraw_own_consent,
]
