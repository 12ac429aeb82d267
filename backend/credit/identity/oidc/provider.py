"""Talking to a provider: where its endpoints are, its keys, a code for an id_token.

Discovery and keys are remembered in this process; keys are read anew when a token names one that
is not known (rotation), but not more often than every few seconds.
"""

from time import monotonic
from typing import Any, Final, TypeVar
from urllib.parse import quote_plus as quote

import httpx
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from credit.kit.oidc_config import OidcProvider
from credit.settings import get_settings

TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0)
METADATA_SECONDS: Final = 3600.0
KEYS_SECONDS: Final = 600.0
KEYS_PAUSE: Final = 5.0


class ProviderUnavailable(Exception):
    """It does not answer, or not as the standard says."""


class ProviderRefused(Exception):
    """It does not take the code: used, foreign, or too old."""


class Metadata(msgspec.Struct, frozen=True):
    """What we need of a provider's discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    authorization_response_iss_parameter_supported: bool = False

    def endpoints(self) -> list[str]:
        found = [self.authorization_endpoint, self.token_endpoint, self.jwks_uri]
        return [*found, self.end_session_endpoint] if self.end_session_endpoint else found


class Tokens(msgspec.Struct, frozen=True):
    """The answer to a code."""

    id_token: str
    access_token: str = ""


T = TypeVar("T")
_metadata: dict[str, tuple[float, Metadata]] = {}
_keys: dict[str, tuple[float, KeySet]] = {}


def forget_providers() -> None:
    """Read everything anew; for tests and for operators' tools."""
    _metadata.clear()
    _keys.clear()


async def read_metadata(provider: OidcProvider) -> Metadata:
    """The provider's endpoints; ProviderUnavailable unless they are its own and over HTTPS."""
    known = _metadata.get(provider.issuer)
    if known and monotonic() - known[0] < METADATA_SECONDS:
        return known[1]
    url = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    found = _convert(await _get(url), Metadata)
    if found.issuer != provider.issuer:
        raise ProviderUnavailable("the discovery document is of another issuer")
    schemes = ("https://",) if get_settings().is_production else ("https://", "http://")
    if not all(address.startswith(schemes) for address in found.endpoints()):
        raise ProviderUnavailable("an endpoint is not https")
    _metadata[provider.issuer] = (monotonic(), found)
    return found


async def read_keys(provider: OidcProvider, *, anew: bool = False) -> KeySet:
    """The provider's signing keys. `anew`: a token names a key that is not among them."""
    known = _keys.get(provider.issuer)
    age = monotonic() - known[0] if known else KEYS_SECONDS
    if known and age < (KEYS_PAUSE if anew else KEYS_SECONDS):
        return known[1]
    metadata = await read_metadata(provider)
    try:
        keys = KeySet.import_key_set(await _get(metadata.jwks_uri))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderUnavailable("the keys cannot be read") from error
    _keys[provider.issuer] = (monotonic(), keys)
    return keys


async def exchange_code(
    provider: OidcProvider, code: str, *, verifier: str, redirect_uri: str
) -> Tokens:
    """The tokens for a code; ProviderRefused for one that is used, foreign or expired."""
    metadata = await read_metadata(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    auth = _basic(provider)
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            answer = await client.post(metadata.token_endpoint, data=form, auth=auth)
    except httpx.HTTPError as error:
        raise ProviderUnavailable("the token endpoint does not answer") from error
    if answer.status_code in (400, 401, 403):
        raise ProviderRefused(f"the token endpoint answered {answer.status_code}")
    return _convert(_json(answer), Tokens)


def _basic(provider: OidcProvider) -> httpx.Auth:
    """RFC 6749 2.3.1: both parts are form-encoded first. A public client has no secret."""
    if not provider.client_secret:
        return httpx.Auth()
    return httpx.BasicAuth(quote(provider.client_id), quote(provider.client_secret))


async def _get(url: str) -> Any:
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            return _json(await client.get(url))
    except httpx.HTTPError as error:
        raise ProviderUnavailable("the provider does not answer") from error


def _json(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise ProviderUnavailable(f"the provider answered {answer.status_code}")
    try:
        return answer.json()
    except ValueError as error:
        raise ProviderUnavailable("the provider's answer is no JSON") from error


def _convert(value: Any, shape: type[T]) -> T:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise ProviderUnavailable("the provider's answer lacks what is needed") from error
