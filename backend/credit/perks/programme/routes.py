"""Handlers of the programme: browse, detail, what one brings, propose, approve, pause, end."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.kit.auth import Caller, find_caller, requires_kind
from credit.kit.problems import Problem, problem_responses
from credit.perks.programme import queries
from credit.perks.programme.actions.bringing import bring_facts, read_own_facts
from credit.perks.programme.actions.proposing import (
    decide_version,
    propose_perk,
    propose_version,
)
from credit.perks.programme.actions.running import move_perk
from credit.perks.programme.queries import MAX_PAGE, NOBODY
from credit.perks.programme.rules.eligibility import Audience
from credit.perks.programme.rules.terms import Category
from credit.perks.programme.schemas import (
    BringFacts,
    DecideVersion,
    MovePerk,
    OwnFacts,
    PerkPage,
    PerkView,
    ProposePerk,
    ProposeVersion,
)

PRIVATE: Final = {"cache-control": "private, no-store"}
# What is public of it is the same for all; what is added for a caller is the caller's alone.
VARYING: Final = {"cache-control": "private, no-store", "vary": "authorization"}
Citizen = requires_kind("citizen")
Proposer = requires_kind("merchant", "officer")
Page = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
MaybeCategory = Annotated[Category | None, QueryParameter(description="类别")]
Who = Annotated[Audience, QueryParameter(description="citizen 个人；merchant 商户")]
Near = Annotated[
    str, QueryParameter(pattern=r"^(-?[0-9]{1,3}(\.[0-9]{1,7})?,-?[0-9]{1,2}(\.[0-9]{1,7})?)?$",
                        description="经度,纬度（WGS-84），按距离排序")
]  # fmt: skip
ForShop = Annotated[str, QueryParameter(max_length=18, description="商户权益：按哪个主体看条件")]
Only = Annotated[bool, QueryParameter(description="只看我现在能领的")]


@get(
    "/api/perks",
    opt={"public": True},
    responses=problem_responses("invalid-input", "forbidden", "unknown-subject"),
)
async def list_perks(  # noqa: PLR0913 - one a query parameter
    request: Request[Any, Any, Any],
    audience: Who = "citizen",
    category: MaybeCategory = None,
    near: Near = "",
    obtainable: Only = False,
    limit: Page = 20,
    uscc: ForShop = "",
) -> Response[PerkPage]:
    """Perks on offer; for a signed-in citizen, or a shop that the caller owns (`uscc`), each says
    whether it can be had, and why not."""
    viewer = await queries.viewer_of(find_caller(request), uscc)
    page = await queries.list_perks(
        viewer, audience=audience, category=category, near=_point(near),
        obtainable=obtainable, limit=limit,
    )  # fmt: skip
    return Response(page, headers=VARYING)


@get(
    "/api/perks/{perk:str}",
    opt={"public": True},
    responses=problem_responses("not-found", "forbidden", "unknown-subject"),
)
async def get_perk(
    perk: FromPath[str], request: Request[Any, Any, Any], uscc: ForShop = ""
) -> Response[PerkView]:
    """A perk with its terms and rules, and each condition as it stands for the caller or shop."""
    viewer = await queries.viewer_of(find_caller(request), uscc)
    return Response(await queries.read_perk(viewer, perk), headers=VARYING)


@get(
    "/api/perk-facts",
    guards=[Citizen],
    opt={"bounded": "seven kinds"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def get_own_facts(caller: NamedDependency[Caller]) -> Response[OwnFacts]:
    """What the caller brings along for perks, and what counts of it today."""
    return Response(await read_own_facts(caller), headers=PRIVATE)


@put(
    "/api/perk-facts",
    guards=[Citizen],
    opt={"bounded": "seven kinds"},
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "consent-required"
    ),
)
async def set_own_facts(
    data: JSONBody[BringFacts], caller: NamedDependency[Caller]
) -> Response[OwnFacts]:
    """Choose which positive facts to bring; emptying it is as easy as filling it."""
    return Response(await bring_facts(caller, data), headers=PRIVATE)


@post(
    "/api/perks",
    guards=[Proposer],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "unknown-subject"),
)
async def add_perk(
    data: JSONBody[ProposePerk], caller: NamedDependency[Caller]
) -> Response[PerkView]:
    """Propose a perk; it runs once another person has approved it."""
    made = await propose_perk(caller, data.provider, data.terms)
    return Response(await queries.read_perk(NOBODY, made), status_code=201, headers=PRIVATE)


@post(
    "/api/perks/{perk:str}/versions",
    guards=[Proposer],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def add_perk_version(
    perk: FromPath[str], data: JSONBody[ProposeVersion], caller: NamedDependency[Caller]
) -> Response[PerkView]:
    """Propose other terms; the ones in force stay until another person approves."""
    await propose_version(caller, perk, data.terms)
    return Response(await queries.read_perk(NOBODY, perk), status_code=201, headers=PRIVATE)


@post(
    "/api/perks/{perk:str}/decision",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def decide_perk_version(
    perk: FromPath[str], data: JSONBody[DecideVersion], caller: NamedDependency[Caller]
) -> Response[PerkView]:
    """Approve or refuse what another person proposed (双人复核)."""
    await decide_version(caller, perk, decision=data.decision, reason=data.reason)
    return Response(await queries.read_perk(NOBODY, perk), headers=PRIVATE)


@post(
    "/api/perks/{perk:str}/steps",
    guards=[Proposer],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def move_perk_on(
    perk: FromPath[str], data: JSONBody[MovePerk], caller: NamedDependency[Caller]
) -> Response[PerkView]:
    """Pause, resume or end; what people hold stays good."""
    await move_perk(caller, perk, data.step, reason=data.reason)
    return Response(await queries.read_perk(NOBODY, perk), headers=PRIVATE)


def _point(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    lng, lat = (float(part) for part in text.split(","))
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        raise Problem("invalid-input", errors=[("near", "经纬度超出范围")])
    return lng, lat


routes = [
    list_perks,
    get_perk,
    get_own_facts,
    set_own_facts,
    add_perk,
    add_perk_version,
    decide_perk_version,
    move_perk_on,
]
