"""Handler of suggestions: for a shop's owners only."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from credit.evaluation.suggestions.queries import list_suggestions
from credit.evaluation.suggestions.schemas import SuggestionList
from credit.identity.access_log.recording import read_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses

PRIVATE: Final = {"cache-control": "private, no-store"}


@get(
    "/api/subjects/{uscc:str}/suggestions",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "one for each fact that counts, and one for each kind of new fact"},
    responses=problem_responses(
        "unauthenticated", "forbidden", "purpose-required", "unknown-subject"
    ),
)
async def get_suggestions(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[SuggestionList]:
    """What would improve a shop's standing, from when, and what cannot be changed until when."""
    subject = await read_subject(caller, uscc, "suggestions", roles=("owner",))
    return Response(await list_suggestions(subject.id), headers=PRIVATE)


routes = [get_suggestions]
