"""A forger's tools: objects with a true signature that our own encoders would never write."""

from typing import Any

from credit.codes.core.cose import (
    ES256,
    P256_ORDER,
    SIGN1_TAG,
    encode_cbor,
    es256_sign,
    to_be_signed,
)
from vectors.world import private_key


def headers(kid: int, alg: int = ES256) -> bytes:
    """The protected header of a key."""
    return encode_cbor({1: alg, 4: bytes([kid])})


def sealed(
    kid: int,
    payload: dict[Any, Any] | bytes,
    *,
    protected: bytes | None = None,
    unprotected: dict[Any, Any] | None = None,
    alg: int = ES256,
) -> bytes:
    """A COSE_Sign1 over any payload and any header, signed by the key ``kid``."""
    body = payload if isinstance(payload, bytes) else encode_cbor(payload)
    head = headers(kid, alg) if protected is None else protected
    signature = es256_sign(private_key(kid), to_be_signed(head, body))
    return SIGN1_TAG + encode_cbor([head, unprotected or {}, body, signature])


def high_s(token: bytes) -> bytes:
    """The other twin of the signature: s → n − s, which plain ECDSA takes as well."""
    twin = P256_ORDER - int.from_bytes(token[-32:], "big")
    return token[:-32] + twin.to_bytes(32, "big")


def flipped(token: bytes, place: int = -1) -> bytes:
    """The same bytes with one bit turned."""
    place %= len(token)
    return token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]


def nested(depth: int) -> bytes:
    """CBOR arrays in arrays."""
    return b"\x81" * depth + b"\x00"
