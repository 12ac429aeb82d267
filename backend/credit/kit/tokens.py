"""Access tokens: ES256 through PyJWT, with every gap closed that PyJWT leaves open.

Beyond PyJWT: length cap before any decoding, canonical base64, no duplicate members, exact
`typ` (RFC 8725 §3.11), `kid` as a table key only, no embedded keys or key addresses, pinned
issuer and audience, required claims, a bound on the lifetime, and low-s signatures only, so
that a token has one spelling.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Container
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from credit.kit import clock
from credit.kit.caller import Caller, Kind
from credit.kit.crypto import derive
from credit.kit.strict_json import DuplicateMember, decode_object
from credit.settings import get_settings

ALGORITHM = "ES256"
TYPE = "at+jwt"
AUDIENCE = "credit-api"
LIFETIME = timedelta(minutes=15)
MAX_LIFETIME = timedelta(hours=1)
LEEWAY = timedelta(seconds=30)
MAX_LENGTH = 4096
_HEADER_MEMBERS = {"alg", "typ", "kid"}
_REQUIRED = ["exp", "iat", "sub", "jti", "iss", "aud"]
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class TokenRejected(Exception):
    """The token is not ours or not valid now; `reason` is an English slug for logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AccessClaims(msgspec.Struct, frozen=True, kw_only=True):
    """What an access token says. Times are Unix seconds."""

    sub: str
    kind: Kind
    name: str
    iat: int
    exp: int
    jti: str
    subjects: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    session_version: int = 0

    def caller(self) -> Caller:
        return Caller(self.sub, self.kind, self.name, self.subjects, self.roles, self.jti)


class IssuedToken(NamedTuple):
    """A fresh token and its lifetime in seconds."""

    token: str
    expires_in: int


class TokenKeys:
    """Signing keys by kid, newest first: the first signs, all verify."""

    def __init__(self, keys: list[ec.EllipticCurvePrivateKey]) -> None:
        self.private = {_kid(key): key for key in keys}
        self.public = {kid: key.public_key() for kid, key in self.private.items()}
        self.current = next(iter(self.private))


@lru_cache(maxsize=1)
def get_token_keys() -> TokenKeys:
    """The process's keys, derived from the master keys, so every process has the same."""
    return keys_for("access-token")


def keys_for(purpose: str) -> TokenKeys:
    """The keys of one purpose, one for each master key."""
    return TokenKeys([_signing_key(master, purpose) for master in get_settings().master_keys])


def _signing_key(master: bytes, purpose: str) -> ec.EllipticCurvePrivateKey:
    seed = int.from_bytes(derive(master, purpose, 48), "big")
    return ec.derive_private_key(seed % (_ORDER - 1) + 1, ec.SECP256R1())


def issue_access_token(
    caller: Caller, *, session_version: int = 0, lifetime: timedelta = LIFETIME
) -> IssuedToken:
    """A signed token for `caller`; raises ValueError for a lifetime over an hour."""
    if not timedelta(0) < lifetime <= MAX_LIFETIME:
        raise ValueError("lifetime must be positive and at most an hour")
    issued, seconds = int(clock.now().timestamp()), int(lifetime.total_seconds())
    payload = {
        "iss": _issuer(),
        "aud": AUDIENCE,
        "sub": caller.id,
        "kind": caller.kind,
        "name": caller.name,
        "subjects": list(caller.subject_uscc),
        "roles": list(caller.roles),
        "session_version": session_version,
        "iat": issued,
        "exp": issued + seconds,
        "jti": secrets.token_urlsafe(12),
    }
    return IssuedToken(sign(payload, get_token_keys()), seconds)


def sign(payload: dict[str, Any], keys: TokenKeys, *, typ: str = TYPE) -> str:
    """The payload as a low-s ES256 token of the current key."""
    headers = {"typ": typ, "kid": keys.current}
    token = jwt.encode(payload, keys.private[keys.current], algorithm=ALGORITHM, headers=headers)
    body, _, signature = token.rpartition(".")
    return f"{body}.{_encode(_low_s(_decode(signature)))}"


def verify_access_token(token: str) -> AccessClaims:
    """The claims of a valid token; raises TokenRejected with the reason."""
    keys = get_token_keys()
    kid = check_form(token, keys.public, TYPE)
    try:
        payload = jwt.decode(
            token,
            keys.public[kid],
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=_issuer(),
            # Times are checked below, against our clock.
            options={
                "require": _REQUIRED,
                "strict_aud": True,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        claims = msgspec.convert(payload, AccessClaims)
    except jwt.InvalidTokenError as error:
        raise TokenRejected(type(error).__name__) from None
    except msgspec.ValidationError:
        raise TokenRejected("claims_shape") from None
    _check_times(claims, payload)
    return claims


def check_form(token: str, known: Container[str], typ: str) -> str:
    """Everything that can be refused before the signature; gives the kid, one of `known`."""
    if len(token) > MAX_LENGTH:
        raise TokenRejected("too_long")
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenRejected("not_three_parts")
    header, payload, signature = (_decode(part) for part in parts)
    members = _object(header)
    _object(payload)
    if set(members) != _HEADER_MEMBERS:
        raise TokenRejected("header_members")
    if members["alg"] != ALGORITHM or members["typ"] != typ:
        raise TokenRejected("alg_or_typ")
    if len(signature) != 64 or int.from_bytes(signature[32:], "big") > _ORDER // 2:
        raise TokenRejected("signature_form")
    kid = members["kid"]
    if not isinstance(kid, str) or kid not in known:
        raise TokenRejected("unknown_key")
    return kid


def _check_times(claims: AccessClaims, payload: dict[str, Any]) -> None:
    now, leeway = clock.now().timestamp(), LEEWAY.total_seconds()
    if claims.iat > now + leeway or payload.get("nbf", claims.iat) != claims.iat:
        raise TokenRejected("not_yet_valid")
    if claims.exp <= now - leeway:
        raise TokenRejected("expired")
    if not 0 < claims.exp - claims.iat <= MAX_LIFETIME.total_seconds():
        raise TokenRejected("lifetime")


def _object(raw: bytes) -> dict[str, Any]:
    try:
        return decode_object(raw)
    except DuplicateMember:
        raise TokenRejected("duplicate_member") from None
    except ValueError:
        raise TokenRejected("not_json") from None


def _decode(part: str) -> bytes:
    """Base64url without padding in its one canonical spelling."""
    try:
        raw = base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise TokenRejected("not_base64") from None
    if _encode(raw) != part:
        raise TokenRejected("odd_base64")
    return raw


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _low_s(signature: bytes) -> bytes:
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + min(s, _ORDER - s).to_bytes(32, "big")


def _kid(key: ec.EllipticCurvePrivateKey) -> str:
    numbers = key.public_key().public_numbers()
    raw = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return hashlib.sha256(raw).hexdigest()[:16]


def _issuer() -> str:
    return get_settings().public_origin
