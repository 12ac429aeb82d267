"""Handlers of advantages: the rules for everybody, and what one's own shop has of them."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.perks.advantages import queries
from credit.perks.advantages.schemas import AdvantageRules, OwnAdvantages

PRIVATE: Final = {"cache-control": "private, no-store"}
PUBLIC: Final = {"cache-control": "public, max-age=300"}


@get(
    "/api/advantages",
    opt={"public": True, "bounded": "the lines of rules.toml"},
    sync_to_thread=False,
)
def get_advantage_rules() -> Response[AdvantageRules]:
    """What good credit brings a merchant: every line with its law, who acts, who has it."""
    return Response(queries.read_rules(clock.today()), headers=PUBLIC)


@get(
    "/api/subjects/{uscc:str}/advantages",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "the lines of rules.toml"},
    responses=problem_responses("unauthenticated", "forbidden", "unknown-subject"),
)
async def get_own_advantages(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[OwnAdvantages]:
    """“我店能享受什么”: what a shop gets now, why, until when, and what is missing of the rest."""
    subject = await access_subject(caller, uscc)
    return Response(await queries.get_own_advantages(subject), headers=PRIVATE)


routes = [get_advantage_rules, get_own_advantages]
