"""Statements that the platform signs for good: compact JWS, ES256, open to anybody's check.

Unlike an access token a statement does not run out and is not ours alone to verify: its public
key is published, so any JOSE library can check it (RFC 7515, RFC 7517). One key a purpose,
derived from the master keys; the low-s rule of `kit/tokens` gives each statement one spelling.
"""

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from credit.kit.strict_json import decode_object
from credit.kit.tokens import ALGORITHM, TokenKeys, TokenRejected, check_form, keys_for, sign

Jwk = dict[str, str]
_COORDINATE = 32


@cache
def statement_keys(purpose: str) -> TokenKeys:
    """The keys of a purpose: the first signs."""
    return keys_for(f"statement/{purpose}")


def sign_statement(purpose: str, claims: dict[str, Any]) -> str:
    """The claims as a signed statement; its `typ` is the purpose. About 60 µs."""
    return sign(claims, statement_keys(purpose), typ=f"{purpose}+jwt")


def read_statement(statement: str, purpose: str, keys: Mapping[str, Jwk]) -> dict[str, Any]:
    """The claims of a statement signed by one of `keys` (by kid).

    Raises TokenRejected, with the reason, for anything altered, foreign or of another purpose.
    """
    kid = check_form(statement, keys, f"{purpose}+jwt")
    try:
        payload = jwt.PyJWS().decode(statement, _public_key(keys[kid]), algorithms=[ALGORITHM])
    except jwt.InvalidTokenError as error:
        raise TokenRejected(type(error).__name__) from None
    return decode_object(payload)


def current_jwk(purpose: str) -> Jwk:
    """The public key that signs now, as a JSON Web Key."""
    keys = statement_keys(purpose)
    numbers = keys.public[keys.current].public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "alg": ALGORITHM,
        "use": "sig",
        "kid": keys.current,
        "x": _encode(numbers.x),
        "y": _encode(numbers.y),
    }


def _public_key(jwk: Jwk) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_decode(jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _encode(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(_COORDINATE, "big")).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
