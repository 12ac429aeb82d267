"""Handlers of authority: the owner's side, and accepting an invitation."""

from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.access_log.recording import read_subject
from credit.identity.authority import actions
from credit.identity.authority.queries import get_invitation, read_authority
from credit.identity.authority.schemas import (
    AuthorityView,
    ChangeRoles,
    InvitationCode,
    InvitationOffer,
    Invite,
    NewInvitation,
)
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
# 50 bits at ten guesses an hour are never guessed; nobody types a code more often.
GUESSES = limits(Limit(name="invitation-codes", count=10, seconds=3600, closed=True))
INVITING = limits(Limit(name="invitations", count=30, seconds=3600))
Keeper = requires_kind("merchant", "officer")
Person = requires_kind("merchant", "citizen")
_REFUSED = ("unauthenticated", "forbidden", "unknown-subject")


@get(
    "/api/subjects/{uscc:str}/authority",
    guards=[Keeper],
    responses=problem_responses(*_REFUSED, "purpose-required"),
)
async def show_authority(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[AuthorityView]:
    """Who acts for a subject, which invitations are open, and what happened; for its owners."""
    subject = await read_subject(caller, uscc, "authority", roles=actions.OWNER)
    return Response(await read_authority(subject.uscc, caller.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/invitations",
    guards=[Keeper, INVITING],
    responses=problem_responses("invalid-input", *_REFUSED, "conflict", "rate-limited"),
)
async def invite_operator(
    uscc: FromPath[str], data: JSONBody[Invite], caller: NamedDependency[Caller]
) -> Response[NewInvitation]:
    """Invite somebody to act for the subject. Only officers invite owners."""
    made = await actions.invite(caller, uscc, data)
    return Response(made, status_code=201, headers=PRIVATE)


@delete(
    "/api/subjects/{uscc:str}/invitations/{invitation:uuid}",
    guards=[Keeper],
    responses=problem_responses(*_REFUSED, "not-found"),
)
async def cancel_open_invitation(
    uscc: FromPath[str], invitation: FromPath[UUID], caller: NamedDependency[Caller]
) -> None:
    """Take an open invitation back."""
    await actions.cancel_invitation(caller, uscc, invitation)


@put(
    "/api/subjects/{uscc:str}/operators/{account:str}",
    guards=[Keeper],
    responses=problem_responses("invalid-input", *_REFUSED, "not-found", "conflict"),
)
async def change_operator(
    uscc: FromPath[str],
    account: FromPath[str],
    data: JSONBody[ChangeRoles],
    caller: NamedDependency[Caller],
) -> Response[AuthorityView]:
    """Set the roles of an operator."""
    await actions.change_roles(caller, uscc, account, data.roles)
    return Response(await read_authority(uscc, caller.id), headers=PRIVATE)


@delete(
    "/api/subjects/{uscc:str}/operators/{account:str}",
    guards=[Keeper],
    responses=problem_responses(*_REFUSED, "not-found", "conflict"),
)
async def end_operator(
    uscc: FromPath[str], account: FromPath[str], caller: NamedDependency[Caller]
) -> None:
    """End somebody's authority, or give up one's own; at once. The last owner stays."""
    await actions.end_authority(caller, uscc, account)


@post(
    "/api/invitations/offer",
    status_code=200,
    guards=[Person, GUESSES],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "rate-limited",
        "service-unavailable",
    ),
)  # fmt: skip
async def show_offer(data: JSONBody[InvitationCode]) -> Response[InvitationOffer]:
    """What an invitation offers; changes nothing."""
    return Response((await get_invitation(data.code)).offer(), headers=PRIVATE)


@post(
    "/api/invitations/accept",
    status_code=200,
    guards=[Person, GUESSES],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "rate-limited",
        "service-unavailable",
    ),
)  # fmt: skip
async def accept_offer(
    data: JSONBody[InvitationCode], caller: NamedDependency[Caller]
) -> Response[InvitationOffer]:
    """Accept an invitation: the roles hold from now on. The next access token names the shop."""
    taken = await actions.accept_invitation(caller, data.code)
    return Response(taken.offer(), headers=PRIVATE)


routes = [
    show_authority,
    invite_operator,
    cancel_open_invitation,
    change_operator,
    end_operator,
    show_offer,
    accept_offer,
]
