"""Handlers of commitments: parse, one query or one action, a Struct out."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody

from credit.commitments import queries
from credit.commitments.actions.determining import determine_performance
from credit.commitments.actions.ending import withdraw_commitment
from credit.commitments.actions.signing import sign_commitment
from credit.commitments.schemas import (
    CommitmentList,
    CommitmentView,
    DeterminePerformance,
    SignCommitment,
    TemplateList,
    WithdrawCommitment,
)
from credit.kit.auth import Caller, requires_kind
from credit.kit.language import prefers_english
from credit.kit.problems import problem_responses
from credit.subjects.queries import get_subject_by_uscc

AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
PUBLIC = {"cache-control": "public, max-age=5", "vary": "accept-language"}


@get(
    "/api/commitment-templates",
    opt={"public": True, "bounded": "the templates of templates.toml"},
)
async def list_commitment_templates(
    accept_language: AcceptLanguage = None,
) -> Response[TemplateList]:
    """The promises that a merchant can sign today, in Chinese or English."""
    templates = queries.list_templates(english=prefers_english(accept_language))
    return Response(TemplateList(items=templates), headers=PUBLIC)


@get(
    "/api/subjects/{uscc:str}/commitments",
    opt={"public": True, "bounded": "the newest 100"},
    responses=problem_responses("unknown-subject"),
)
async def list_subject_commitments(
    uscc: FromPath[str], accept_language: AcceptLanguage = None
) -> Response[CommitmentList]:
    """A subject's public commitment board (承诺专栏), newest first, at most 100."""
    subject = await get_subject_by_uscc(uscc)
    english = prefers_english(accept_language)
    views = await queries.list_commitments(subject.id, english=english)
    return Response(CommitmentList(items=views), headers=PUBLIC)


@post(
    "/api/subjects/{uscc:str}/commitments",
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "unknown-subject", "conflict"
    ),
)
async def sign_subject_commitment(
    uscc: FromPath[str], data: JSONBody[SignCommitment], caller: NamedDependency[Caller]
) -> CommitmentView:
    """Sign a promise. Signing the same one while it runs answers 409 with its code."""
    return await sign_commitment(caller, uscc, data.template, data.parameters)


@post(
    "/api/commitments/{code:str}/withdraw",
    status_code=200,
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def withdraw_subject_commitment(
    code: FromPath[str], data: JSONBody[WithdrawCommitment], caller: NamedDependency[Caller]
) -> CommitmentView:
    """End a running promise today."""
    return await withdraw_commitment(caller, code, reason=data.reason)


@post(
    "/api/commitments/{code:str}/performance",
    status_code=200,
    guards=[requires_kind("officer")],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "not-found"),
)
async def determine_commitment_performance(
    code: FromPath[str], data: JSONBody[DeterminePerformance], caller: NamedDependency[Caller]
) -> CommitmentView:
    """Record an authority's finding whether a promise was kept (践诺) or broken (违诺)."""
    return await determine_performance(caller, code, data)


routes = [
    list_commitment_templates,
    list_subject_commitments,
    sign_subject_commitment,
    withdraw_subject_commitment,
    determine_commitment_performance,
]
