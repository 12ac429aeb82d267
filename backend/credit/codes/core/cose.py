"""COSE_Sign1 (RFC 9052) over ES256, cut down to what a printed code needs. Pure.

Only deterministic CBOR is accepted: cbor2 by itself takes duplicate keys, indefinite
lengths, non-minimal integers, trailing bytes, and builds dates and regular expressions
from tags, so every one of these is closed here. Floats, booleans and null are refused too:
in Python ``True == 1 == 1.0``, so a label could be spelt in three ways.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from credit.codes.core.faults import CodeFault, Fault

ALG = 1
KID = 4
ES256 = -7
SIGN1_TAG = b"\xd2"
SIGNATURE_BYTES = 64
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HALF_ORDER = P256_ORDER // 2
_ES256 = ec.ECDSA(SHA256(), deterministic_signing=True)
_ES256_HEADER = bytes.fromhex("a201260441")  # {1: -7, 4: h'..'}, then the key id
_TOKEN_HEAD = b"\xd2\x84\x46" + _ES256_HEADER  # how nearly every token begins
_KID, _PAYLOAD = 8, 12
_MAX_DEPTH = 4
_SCALARS = frozenset({int, bytes, str})


class Sign1(NamedTuple):
    """A strictly decoded COSE_Sign1: headers and payload as CBOR values, raw parts kept."""

    protected: dict[Any, Any]
    unprotected: dict[Any, Any]
    payload: dict[Any, Any]
    signature: bytes
    signed_bytes: bytes


class _RefuseTags(Mapping[int, Any]):
    """Answers every tag number with a decoder that refuses it, so cbor2 builds no object."""

    def __getitem__(self, tag: int) -> Any:
        return self._refuse

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 1

    @staticmethod
    def _refuse(*_: object) -> NoReturn:
        raise ValueError("tags are not allowed")


_REFUSE_TAGS = _RefuseTags()


def encode_cbor(value: object) -> bytes:
    """Deterministic CBOR. Our labels sort alike under RFC 7049 and RFC 8949."""
    return cbor2.dumps(value, canonical=True)


def decode_cbor(data: bytes) -> Any:
    """Decode deterministic CBOR without tags; ``CodeFault(BAD_CBOR)`` for anything else."""
    value = _loads(data)
    if not _is_plain(value) or encode_cbor(value) != data:
        raise CodeFault(Fault.BAD_CBOR)
    return value


def _loads(data: bytes) -> Any:
    try:
        return cbor2.loads(
            data,
            semantic_decoders=_REFUSE_TAGS,
            allow_duplicate_keys=False,
            allow_indefinite=False,
            max_depth=_MAX_DEPTH,
        )
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise CodeFault(Fault.BAD_CBOR) from error


def _is_plain(value: Any, left: int = _MAX_DEPTH) -> bool:
    """Only integers, byte strings, texts, arrays and maps with integer labels.

    ``left``: how many containers may still stand inside one another, empty ones too (cbor2
    does not count those).
    """
    kind = type(value)
    if kind in _SCALARS:
        return True
    if left == 0 or (kind is not list and kind is not dict):
        return False
    if kind is dict:
        for label in value:
            if type(label) is not int:
                return False
    for held in value if kind is list else value.values():
        if type(held) not in _SCALARS and not _is_plain(held, left - 1):
            return False
    return True


def byte_string(data: bytes) -> bytes:
    """A CBOR byte string; the short ones of a printed code without the encoder's detour."""
    length = len(data)
    if length < 24:
        return bytes([0x40 | length]) + data
    if length < 256:
        return bytes([0x58, length]) + data
    return encode_cbor(data)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The bytes under the signature: ``["Signature1", protected, h'', payload]``."""
    return b"\x84\x6aSignature1" + byte_string(protected) + b"\x40" + byte_string(payload)


def envelope(
    protected: bytes, unprotected: dict[Any, Any], payload: bytes, signature: bytes
) -> bytes:
    """Tag 18 ‖ [protected, unprotected, payload, signature]."""
    head = SIGN1_TAG + b"\x84" + byte_string(protected)
    opened = encode_cbor(unprotected) if unprotected else b"\xa0"
    return head + opened + byte_string(payload) + byte_string(signature)


def es256_sign(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Raw r‖s (64 bytes), deterministic (RFC 6979), always the low-s twin."""
    r, s = decode_dss_signature(key.sign(message, _ES256))
    return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")


def es256_verify(key: ec.EllipticCurvePublicKey, message: bytes, signature: bytes) -> bool:
    """The plain ES256 primitive: takes both s twins; the token layer asks for low s."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:], "big")
    if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
        return False
    try:
        key.verify(encode_dss_signature(r, s), message, _ES256)
    except InvalidSignature:
        return False
    return True


def is_low_s(signature: bytes) -> bool:
    """True for the one twin we emit; the other is malleability and is refused."""
    return int.from_bytes(signature[32:], "big") <= _HALF_ORDER


def sign1_encode(key: ec.EllipticCurvePrivateKey, kid: int, payload: dict[int, Any]) -> bytes:
    """Tag 18 ‖ [protected {1: ES256, 4: kid}, {}, payload, r‖s].

    ``ValueError`` when the key id does not fit or the payload is not plain CBOR.
    """
    protected = _ES256_HEADER + kid_bytes(kid)
    body = encode_cbor(payload)
    return envelope(protected, {}, body, es256_sign(key, to_be_signed(protected, body)))


def sign1_decode(token: bytes) -> Sign1:
    """Strictly decode a COSE_Sign1 with a CBOR map as payload; nothing is verified yet.

    ``CodeFault``: BAD_CBOR or BAD_SHAPE. Cost is linear in the bytes given.
    """
    protected, unprotected, payload, signature = split_sign1(token)
    headers, claims = _decode_header(protected), decode_cbor(payload)
    if not isinstance(headers, dict) or not isinstance(claims, dict):
        raise CodeFault(Fault.BAD_SHAPE)
    if len(signature) != SIGNATURE_BYTES:
        raise CodeFault(Fault.BAD_SHAPE)
    return Sign1(headers, unprotected, claims, signature, to_be_signed(protected, payload))


def split_sign1(token: bytes) -> tuple[bytes, dict[Any, Any], bytes, bytes]:
    """The four parts behind tag 18, the inner byte strings still closed."""
    if token.startswith(_TOKEN_HEAD) and (parts := _cut(token)):
        return parts
    if token[:1] != SIGN1_TAG:
        raise CodeFault(Fault.BAD_CBOR)
    match _loads(token[1:]):
        case [bytes() as protected, dict() as unprotected, bytes() as payload, bytes() as sig]:
            # Written again it must be the same bytes: so there is one spelling of a token.
            if (
                not _is_plain(unprotected, _MAX_DEPTH - 1)
                or envelope(protected, unprotected, payload, sig) != token
            ):
                raise CodeFault(Fault.BAD_CBOR)
            return protected, unprotected, payload, sig
    decode_cbor(token[1:])
    raise CodeFault(Fault.BAD_SHAPE)


def _cut(token: bytes) -> tuple[bytes, dict[Any, Any], bytes, bytes] | None:
    """The parts of a printed token, which stand at fixed places; None for any other form."""
    end = _PAYLOAD + token[_PAYLOAD - 1] if len(token) > _PAYLOAD else 0
    is_printed = (
        token[_KID + 1 : _PAYLOAD - 1] == b"\xa0\x58"
        and end >= _PAYLOAD + 24  # a shorter payload has a shorter head
        and len(token) == end + 2 + SIGNATURE_BYTES
        and token[end : end + 2] == b"\x58\x40"
    )
    return (token[3 : _KID + 1], {}, token[_PAYLOAD:end], token[end + 2 :]) if is_printed else None


def _decode_header(protected: bytes) -> Any:
    """The header that all our tokens have, without the detour; any other strictly."""
    if len(protected) == len(_ES256_HEADER) + 1 and protected.startswith(_ES256_HEADER):
        return {ALG: ES256, KID: protected[-1:]}
    return decode_cbor(protected)


def kid_bytes(kid: int) -> bytes:
    """The key id as one byte (1–255): a printed code has no room for more."""
    if not 1 <= kid <= 255:
        raise ValueError(f"key id {kid} does not fit one byte")
    return bytes([kid])
