"""Handlers of the second factor; each proves the password anew, so none needs a session."""

from typing import Annotated

from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta

from credit.identity.answers import (
    NO_STORE,
    AnyRequest,
    answer_session,
    known_device,
    requires_own_page,
)
from credit.identity.schemas import SessionView, SignIn
from credit.identity.second_factor import actions
from credit.identity.sign_in_limits import check_sign_in_limits
from credit.kit.model import Out
from credit.kit.problems import problem_responses

_REFUSED = ("invalid-input", "sign-in-failed", "second-factor-required", "forbidden",
            "unsupported-media-type", "rate-limited", "service-unavailable")  # fmt: skip


class SecondFactorSecret(Out, frozen=True):
    """The secret for an authenticator app, as text and as the content of the QR code."""

    secret: str
    uri: str


class SecondFactorDone(Out, frozen=True):
    """The session, and the recovery codes: shown in this answer only."""

    session: SessionView
    recovery_codes: Annotated[list[str], Meta(max_length=8)]


@post(
    "/api/sessions/second-factor/start",
    status_code=200,
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses(*_REFUSED),
)
async def start_second_factor(
    request: AnyRequest, data: JSONBody[SignIn]
) -> Response[SecondFactorSecret]:
    """Begin to set up a second factor: a secret that is not yet in force."""
    await check_sign_in_limits(request.scope, data.login)
    made = await actions.start_enrolment(data.login, data.password, data.otp)
    return Response(SecondFactorSecret(secret=made.secret, uri=made.uri), headers=NO_STORE)


@post(
    "/api/sessions/second-factor/confirm",
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses(*_REFUSED),
)
async def confirm_second_factor(
    request: AnyRequest, data: JSONBody[SignIn]
) -> Response[SecondFactorDone]:
    """Put the secret into force with a first code, and sign in."""
    await check_sign_in_limits(request.scope, data.login)
    device, cookies = known_device(request)
    session, codes = await actions.confirm_enrolment(data.login, data.password, data.otp, device)
    answer = await answer_session(session, *cookies, status=201)
    done = SecondFactorDone(session=answer.content, recovery_codes=codes)
    return Response(done, status_code=201, cookies=answer.cookies, headers=NO_STORE)


routes = [start_second_factor, confirm_second_factor]
