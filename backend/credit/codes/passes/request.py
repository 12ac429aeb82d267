"""The request for passes: a JWS signed by the phone's own key, which cannot leave the phone.

So a stolen session alone yields no passes. PyJWT checks the signature; what it leaves open is
closed here: length, exact header, duplicate members, canonical base64, shape and freshness.
"""

import base64
import binascii
import hashlib
from typing import Annotated

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Meta

from credit.codes.passes.rules import ANCHOR_BYTES, MAX_PASSES, SKEW_SECONDS, SLOT_SECONDS
from credit.kit.problems import Problem
from credit.kit.strict_json import decode_object

TYPE = "xyqh-pass-request+jwt"
MAX_LENGTH = 8192
POINT_BYTES = 65
_HEADER = {"alg": "ES256", "typ": TYPE}
# Times are checked against our own clock; there is no audience but us.
_OPTIONS = {"require": ["iat", "jti"], "verify_iat": False, "verify_exp": False,
            "verify_nbf": False, "verify_aud": False, "verify_jti": False}  # fmt: skip


class _Payload(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    device: Annotated[str, Meta(min_length=1, max_length=40)]
    first: Annotated[int, Meta(ge=0, lt=1 << 32)]
    anchors: Annotated[list[str], Meta(min_length=1, max_length=MAX_PASSES)]
    iat: Annotated[int, Meta(ge=0, lt=1 << 32)]
    jti: Annotated[str, Meta(min_length=1, max_length=64)]


class PassRequest(msgspec.Struct, frozen=True):
    """What a phone asks for: anchors of consecutive quarter hours from `first_slot` on.

    `digest` tells a repeated request from another one: it covers phone, quarter hours and
    anchors, so that a phone may sign the same request again when the answer was lost.
    """

    token: str
    device: str
    first_slot: int
    anchors: tuple[bytes, ...]
    issued: int
    digest: bytes


def read_request(token: str) -> PassRequest:
    """The request's content, its signature not yet checked; Problem invalid-input."""
    if len(token) > MAX_LENGTH:
        raise refuse_request("请求太长")
    parts = token.split(".")
    if len(parts) != 3:
        raise refuse_request("不是紧凑格式的 JWS")
    try:
        header, body, _ = (decode_base64(part) for part in parts)
        if decode_object(header) != _HEADER:
            raise refuse_request(f"头部应为 alg ES256、typ {TYPE}")
        payload = msgspec.convert(decode_object(body), _Payload)
        anchors = tuple(_anchor(text) for text in payload.anchors)
    except ValueError:  # also msgspec's, DuplicateMember and bad base64
        raise refuse_request("内容不合格式") from None
    if payload.first % SLOT_SECONDS:
        raise refuse_request("起始时间应为整刻钟")
    if len(set(anchors)) != len(anchors):
        raise refuse_request("每一刻钟的锚值应各不相同")
    named = [payload.device, payload.first, payload.anchors]
    digest = hashlib.sha256(msgspec.json.encode(named)).digest()
    slot = payload.first // SLOT_SECONDS
    return PassRequest(token, payload.device, slot, anchors, payload.iat, digest)


def check_signature(request: PassRequest, public_key: bytes) -> None:
    """Problem forbidden unless the phone's own key signed this request."""
    try:
        key = read_public_key(public_key)
        jwt.decode(request.token, key, algorithms=["ES256"], options=_OPTIONS)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        raise Problem("forbidden", detail="签名与这部手机的钥匙不符") from None


def check_fresh(request: PassRequest, now: int) -> None:
    """Problem invalid-input unless the request was signed within a minute of our clock."""
    if abs(now - request.issued) > SKEW_SECONDS:
        raise refuse_request("手机时间与服务器相差超过一分钟，请校准时间")


def read_public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key of an uncompressed point (0x04 ‖ x ‖ y); ValueError for anything else."""
    if len(point) != POINT_BYTES or point[0] != 4:
        raise ValueError("not an uncompressed P-256 point")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def decode_base64(text: str) -> bytes:
    """Base64url without padding in its one spelling; ValueError otherwise."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if encode_base64(raw) != text:
        raise ValueError("another spelling of base64url")
    return raw


def encode_base64(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _anchor(text: str) -> bytes:
    raw = decode_base64(text)
    if len(raw) != ANCHOR_BYTES:
        raise ValueError("an anchor has 16 bytes")
    return raw


def refuse_request(message: str) -> Problem:
    """Problem invalid-input about the request as a whole."""
    return Problem("invalid-input", errors=[("request", message)])
