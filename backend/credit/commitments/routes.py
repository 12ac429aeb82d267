"""Handlers of commitments: parse, one query or one action, a Struct out."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody

from credit.commitments import offers, queries
from credit.commitments.actions.determining import determine_performance
from credit.commitments.actions.ending import withdraw_commitment
from credit.commitments.actions.in_person import replace_in_person, sign_in_person
from credit.commitments.actions.signing import text_to_sign
from credit.commitments.schemas import (
    CommitmentDraft,
    CommitmentList,
    CommitmentView,
    DeterminePerformance,
    FillTemplate,
    OwnCommitments,
    ReplaceCommitment,
    SignCommitment,
    TemplateList,
    WithdrawCommitment,
)
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.auth import Caller, requires_kind
from credit.kit.language import prefers_english
from credit.kit.problems import problem_responses
from credit.subjects.queries import get_subject_by_uscc

AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
PUBLIC = {"cache-control": "public, max-age=5", "vary": "accept-language"}
PRIVATE = {"cache-control": "private, no-store"}


@get(
    "/api/commitment-templates",
    opt={"public": True, "bounded": "the templates of templates.toml"},
)
async def list_commitment_templates(
    accept_language: AcceptLanguage = None,
) -> Response[TemplateList]:
    """The promises that a merchant can sign today, in Chinese or English."""
    templates = offers.list_templates(english=prefers_english(accept_language))
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


@get(
    "/api/subjects/{uscc:str}/commitments/own",
    opt={"bounded": "the newest 100"},
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses("unauthenticated", "forbidden", "unknown-subject"),
)
async def list_own_commitments(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[OwnCommitments]:
    """All promises of one's subject, also those that ended, and what else suits its trade."""
    granted = await access_subject(caller, uscc)
    subject = await get_subject_by_uscc(granted.uscc)
    own = await queries.list_own_commitments(granted.id)
    content = OwnCommitments(items=own, offers=offers.list_offers(subject.trade))
    return Response(content, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/commitments/draft",
    status_code=200,
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "unknown-subject"),
)
async def draft_subject_commitment(
    uscc: FromPath[str], data: JSONBody[FillTemplate], caller: NamedDependency[Caller]
) -> Response[CommitmentDraft]:
    """The whole text as it would be signed today, to be read first. Nothing is stored."""
    await access_subject(caller, uscc)
    text = text_to_sign(data.template, data.parameters, clock.today())
    return Response(offers.draft_of(text), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/commitments",
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "unknown-subject", "conflict",
        "rate-limited", "service-unavailable",
    ),
)  # fmt: skip
async def sign_subject_commitment(
    uscc: FromPath[str], data: JSONBody[SignCommitment], caller: NamedDependency[Caller]
) -> CommitmentView:
    """Sign the text that was read, confirmed with the own password; or, as an officer, enter a
    paper promise. Signing the same one while it runs answers 409 with its code."""
    return await sign_in_person(caller, uscc, data)


@post(
    "/api/commitments/{code:str}/replace",
    status_code=201,
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict",
        "rate-limited", "service-unavailable",
    ),
)  # fmt: skip
async def replace_subject_commitment(
    code: FromPath[str], data: JSONBody[ReplaceCommitment], caller: NamedDependency[Caller]
) -> CommitmentView:
    """Sign the promise anew with other parameters; the old one ends in the same moment."""
    return await replace_in_person(caller, code, data)


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
    """End a running promise: today, or after the notice that it asks for (`validUntil`)."""
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
    list_own_commitments,
    draft_subject_commitment,
    sign_subject_commitment,
    replace_subject_commitment,
    withdraw_subject_commitment,
    determine_commitment_performance,
]
