"""Handlers of pledges: what may be pledged for everybody, one's own for citizens."""

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody

from credit.commitments.pledges import actions, queries
from credit.commitments.pledges.schemas import MakePledge, OwnPledges, PledgeOffers
from credit.kit.auth import Caller, requires_kind
from credit.kit.language import prefers_english
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
PUBLIC = {"cache-control": "public, max-age=60", "vary": "accept-language"}
PRIVATE = {"cache-control": "private, no-store"}
# Each change is an audit entry for good. Taking back has no limit.
MAKING = limits(Limit(name="pledges", count=30, seconds=3600))
Citizen = requires_kind("citizen")


@get("/api/pledges", opt={"public": True, "bounded": "the pledges of pledges.toml"})
async def list_pledge_offers(accept_language: AcceptLanguage = None) -> Response[PledgeOffers]:
    """What citizens may pledge (自愿承诺), and how many did; no count below ten."""
    offers = await queries.list_offers(english=prefers_english(accept_language))
    return Response(offers, headers=PUBLIC)


@get(
    "/api/me/pledges",
    guards=[Citizen],
    opt={"bounded": "one a kind"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_own_pledges(
    caller: NamedDependency[Caller], accept_language: AcceptLanguage = None
) -> Response[OwnPledges]:
    """The caller's own pledges; nobody else can read them."""
    own = await queries.list_own(caller.id, english=prefers_english(accept_language))
    return Response(own, headers=PRIVATE)


@put(
    "/api/me/pledges/{kind:str}",
    guards=[Citizen, MAKING],
    opt={"bounded": "one a kind"},
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "consent-required", "not-found",
        "conflict", "rate-limited",
    ),
)  # fmt: skip
async def put_pledge(
    kind: FromPath[str], data: JSONBody[MakePledge], caller: NamedDependency[Caller]
) -> Response[OwnPledges]:
    """Make a pledge; twice is once."""
    await actions.make_pledge(caller.id, kind, data.text_version)
    return Response(await queries.list_own(caller.id), headers=PRIVATE)


@delete(
    "/api/me/pledges/{kind:str}",
    guards=[Citizen],
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def delete_pledge(kind: FromPath[str], caller: NamedDependency[Caller]) -> None:
    """Take a pledge back: it is deleted, at once and without a reason."""
    await actions.take_back_pledge(caller.id, kind)


routes = [list_pledge_offers, list_own_pledges, put_pledge, delete_pledge]
