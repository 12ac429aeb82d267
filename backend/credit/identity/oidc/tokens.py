"""Whether an id_token counts, and what it says about the person (OpenID Connect Core 3.1.3.7)."""

from typing import Any

import msgspec
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from credit.identity.oidc.provider import Tokens, read_keys
from credit.identity.oidc.rules import ALGORITHMS, LEEWAY
from credit.kit import clock
from credit.kit.oidc_config import Level, OidcProvider


class TokenRefused(Exception):
    """The id_token does not count; `clock`: since their clock or ours is wrong."""

    def __init__(self, reason: str, *, clock: bool = False) -> None:
        self.clock = clock
        super().__init__(reason)


class ProvenIdentity(msgspec.Struct, frozen=True):
    """Who the provider says it is. `level` None: nothing is known of the real name."""

    provider: str
    issuer: str
    subject: str
    level: Level | None = None
    name: str = ""
    number: str = ""


async def read_identity(provider: OidcProvider, tokens: Tokens, nonce: str) -> ProvenIdentity:
    """What the id_token proves; raises TokenRefused, or ProviderUnavailable without keys."""
    try:
        token = await _decode(provider, tokens.id_token)
    except (JoseError, ValueError) as error:
        raise TokenRefused(f"signature: {type(error).__name__}") from error
    claims = _claims(provider, token, tokens.access_token, nonce)
    _validate(claims)
    return _identity(provider, dict(token.claims))


async def _decode(provider: OidcProvider, text: str) -> jwt.Token:
    """The token, if one of the published keys signed it; a new key is looked up once."""
    try:
        return _verified(text, await read_keys(provider))
    except (JoseError, ValueError):
        return _verified(text, await read_keys(provider, anew=True))


def _verified(text: str, keys: KeySet) -> jwt.Token:
    return jwt.decode(text, keys, algorithms=list(ALGORITHMS))


def _claims(provider: OidcProvider, token: jwt.Token, access_token: str, nonce: str) -> Any:
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": nonce},
    }
    params = {"client_id": provider.client_id, "nonce": nonce, "access_token": access_token}
    return CodeIDToken(token.claims, token.header, options, params)


def _validate(claims: Any) -> None:
    now = int(clock.now().timestamp())
    try:
        claims.validate(now=now, leeway=LEEWAY)
    except ExpiredTokenError as error:
        raise TokenRefused("expired", clock=True) from error
    except (JoseError, ValueError, TypeError) as error:
        early = claims.get("iat")
        ahead = isinstance(early, (int, float)) and early > now + LEEWAY
        raise TokenRefused(f"claims: {error}", clock=ahead) from error
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise TokenRefused("sub")


def _identity(provider: OidcProvider, claims: dict[str, Any]) -> ProvenIdentity:
    """Name and number only when the acr says that they were checked."""
    level = provider.levels.get(str(claims.get("acr", "")))
    name = claims.get(provider.name_claim, "") if level else ""
    number = claims.get(provider.number_claim, "") if level and provider.number_claim else ""
    return ProvenIdentity(
        provider=provider.id,
        issuer=provider.issuer,
        subject=claims["sub"],
        level=level,
        name=name if isinstance(name, str) else "",
        number=number if isinstance(number, str) else "",
    )
