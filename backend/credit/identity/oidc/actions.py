"""Going to a provider and coming back: signing in, or linking with an account."""

from datetime import date
from typing import NoReturn

import msgspec
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from credit.identity.ages.rules import GUARDIAN, band_on
from credit.identity.newcomers import DeclaredBand, create_citizen
from credit.identity.oidc import attempts
from credit.identity.oidc.attempts import Attempt
from credit.identity.oidc.linking import find_linked_account, link
from credit.identity.oidc.provider import (
    ProviderRefused,
    ProviderUnavailable,
    exchange_code,
    read_metadata,
)
from credit.identity.oidc.rules import RETURN_PATH
from credit.identity.oidc.schemas import ReturnFromProvider
from credit.identity.oidc.tokens import ProvenIdentity, TokenRefused, read_identity
from credit.identity.phones.rules import AgeBand
from credit.identity.queries import AccountRow, find_account_by_public_id
from credit.identity.real_name.actions import Person, find_holder, record_person
from credit.identity.real_name.rules import normalise_name
from credit.identity.sessions import Device, Session, start_session
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.id_number import birth_of, normalise_id_number
from credit.kit.oidc_config import OidcProvider
from credit.kit.problems import Problem
from credit.settings import get_settings

DOWN = "统一身份平台暂时连不上，请过一会儿再试，或换一种方式登录"
CLOCK = "统一身份平台与本站的时间对不上，请过一会儿再试"


class Returned(msgspec.Struct, frozen=True):
    """Somebody is back: with a session, or (None) linked with the account that asked."""

    session: Session | None
    next_path: str


def get_provider(provider_id: str) -> OidcProvider:
    """A provider of this installation; Problem not-found for any other."""
    for one in get_settings().oidc_providers:
        if one.id == provider_id:
            return one
    raise Problem("not-found", detail="没有这种登录方式")


async def start(
    provider_id: str, device: bytes, next_path: str, *, linking: str | None = None
) -> str:
    """The address at the provider to which the browser goes; service-unavailable if it is down."""
    provider = get_provider(provider_id)
    try:
        metadata = await read_metadata(provider)
    except ProviderUnavailable as error:
        raise Problem("service-unavailable", detail=DOWN) from error
    state = await attempts.begin(provider.id, device, next_path, linking)
    params = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri(),
        "scope": provider.scope,
        "state": state,
        "nonce": attempts.nonce_of(state),
        "code_challenge": create_s256_code_challenge(attempts.verifier_of(state)),
        "code_challenge_method": "S256",
    }
    if linking:  # whoever is still signed in there must show that it is them
        params["prompt"] = "login"
    address: str = add_params_to_uri(metadata.authorization_endpoint, list(params.items()))
    return address


async def sign_out_address(provider_id: str) -> str:
    """Where the browser signs out at the provider; empty when it has no such page."""
    provider = get_provider(provider_id)
    try:
        metadata = await read_metadata(provider)
    except ProviderUnavailable as error:
        raise Problem("service-unavailable", detail=DOWN) from error
    if not metadata.end_session_endpoint:
        return ""
    params = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": f"{get_settings().public_origin}/sign-in",
    }
    address: str = add_params_to_uri(metadata.end_session_endpoint, list(params.items()))
    return address


def redirect_uri() -> str:
    """The page of ours to which providers send the browser back; exactly as registered there."""
    return f"{get_settings().public_origin}{RETURN_PATH}"


async def come_back(data: ReturnFromProvider, device: Device, caller_id: str | None) -> Returned:
    """Take up what the provider sent back with the browser.

    Raises Problem provider-cancelled, provider-refused, service-unavailable; age-required for
    somebody new whose age is unknown (come back with it); forbidden under 14 and for officers;
    conflict and real-name-held as `link` and `record_person` do.
    """
    if data.age_band and not data.code:
        attempt = await attempts.resume(data.state, device)
        identity = attempt.identity
    else:
        attempt = await attempts.take(data.state, device)
        identity = await _prove(attempt, data)
    if identity is None:
        raise Problem("provider-refused", detail=attempts.STALE)
    if attempt.linking:
        return await _link(attempt, identity, caller_id)
    return await _sign_in(attempt, identity, data.age_band, device)


async def _prove(attempt: Attempt, data: ReturnFromProvider) -> ProvenIdentity:
    """Who it is, by the code. No transaction is open while the provider is asked."""
    provider = get_provider(attempt.provider)
    if data.error == "access_denied":
        raise Problem("provider-cancelled", detail="您取消了登录，什么都没有改变")
    if data.error or not data.code:
        raise Problem("provider-refused", detail=attempts.STALE)
    try:
        await _check_issuer(provider, data.iss)
        verifier = attempts.verifier_of(attempt.state)
        tokens = await exchange_code(
            provider, data.code, verifier=verifier, redirect_uri=redirect_uri()
        )
        return await read_identity(provider, tokens, attempts.nonce_of(attempt.state))
    except ProviderUnavailable as error:
        raise Problem("service-unavailable", detail=DOWN) from error
    except ProviderRefused as error:
        raise Problem("provider-refused", detail=attempts.STALE) from error
    except TokenRefused as error:
        await _refuse(provider, error)


async def _refuse(provider: OidcProvider, error: TokenRefused) -> NoReturn:
    """A token that does not count is on record: which rule it breaks, nothing of the person."""
    async with transaction():
        await append_audit(
            actor="unknown",
            action="identity.token_refused",
            object_type="provider",
            object_id=provider.id,
            detail={"why": str(error)[:80]},
        )
    detail = CLOCK if error.clock else "统一身份平台的答复没有通过核验，登录已停止"
    raise Problem("provider-refused", detail=detail) from error


async def _check_issuer(provider: OidcProvider, issuer: str) -> None:
    """Against mixed-up providers (RFC 9207): who says `iss` must be who was asked."""
    metadata = await read_metadata(provider)
    must = metadata.authorization_response_iss_parameter_supported
    if (issuer and issuer != provider.issuer) or (must and not issuer):
        raise Problem("provider-refused", detail=attempts.STALE)


async def _link(attempt: Attempt, identity: ProvenIdentity, caller_id: str | None) -> Returned:
    if caller_id is None or caller_id != attempt.linking:
        raise Problem("provider-refused", detail="请先登录要绑定的账号，再来绑定")
    async with transaction() as held:
        await attempts.finish(held, attempt.state)
        await link(held, caller_id, identity)
        await _note_person(held, caller_id, identity)
    return Returned(None, attempt.next_path)


async def _sign_in(
    attempt: Attempt, identity: ProvenIdentity, age_band: AgeBand | None, device: Device
) -> Returned:
    person = person_of(identity)
    async with transaction() as held:
        account = await find_linked_account(held, identity)
        if account is None and _band(person, age_band) is not None:
            account = await _create(held, identity, person, age_band)
        if account is not None:
            _check_kind(account)
            await attempts.finish(held, attempt.state)
            await _note_person(held, account.public_id, identity)
            session = await start_session(held, account, device, "oidc")
            if session is None:
                raise Problem("provider-refused", detail="这个账号已停用")
            return Returned(session, attempt.next_path)
    await attempts.keep_identity(attempt.state, identity)
    raise Problem("age-required", detail="第一次登录，请选一下年龄")


def _check_kind(account: AccountRow) -> None:
    if account.kind == "officer":
        raise Problem("forbidden", detail="工作人员请用密码和动态口令登录")


async def _create(
    held: Connection, identity: ProvenIdentity, person: Person | None, age_band: AgeBand | None
) -> AccountRow:
    """A new account. Never one that exists: name, number and phone link nobody."""
    if _band(person, age_band) == "child":
        raise Problem("forbidden", detail=GUARDIAN)
    if person and await find_holder(person.number):
        detail = "您已有实名账号。请先登录它，再到「登录方式」里绑定统一身份"
        raise Problem("real-name-held", detail=detail)
    declared: DeclaredBand | None = None if person else "adult" if age_band == "adult" else "minor"
    public_id, _ = await create_citizen(held, "统一身份用户", declared)
    await link(held, public_id, identity)
    account = await find_account_by_public_id(public_id)
    if account is None:
        raise Problem("internal")
    return account


def _band(person: Person | None, age_band: AgeBand | None) -> str | None:
    """child, minor or adult: by the birth date where it is known, else as declared."""
    if person:
        return band_on(person.birth, clock.today())
    return {"under_14": "child", "14_17": "minor", "adult": "adult"}[age_band] if age_band else None


def person_of(identity: ProvenIdentity) -> Person | None:
    """Name and number that the provider vouches for; None when it does not, or not for both."""
    number = normalise_id_number(identity.number)
    birth: date | None = birth_of(number)
    name = normalise_name(identity.name)
    if identity.level is None or birth is None or not 2 <= len(name) <= 50:
        return None
    return Person(name, number, birth, identity.level, f"oidc:{identity.provider}"[:25])


async def _note_person(held: Connection, account_id: str, identity: ProvenIdentity) -> None:
    """What the provider knows of the real name becomes the account's verification."""
    person = person_of(identity)
    if person:
        await record_person(held, account_id, person)
