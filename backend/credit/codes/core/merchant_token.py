"""The merchant token (商户码): a CWT in a COSE_Sign1, issued and verified. Pure.

Payload ``{2: short name, 4: exp, -65537: [list, index, grade, flags]}``. No ``iat``: a
token lives at most ``MAX_LIFETIME``, so one that ends later than that from now was issued
in the future. Verify order: ``reference/codes.md`` §5, each failure a named fault.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.cose import (
    ALG,
    ES256,
    KID,
    Sign1,
    es256_verify,
    is_low_s,
    sign1_decode,
    sign1_encode,
)
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import KeyEntry

SUB, EXP, IAT = 2, 4, 6
PRIVATE = -65537
MERCHANT_USE = "merchant"
MAX_LIFETIME = timedelta(days=90)
CLOCK_SKEW = timedelta(minutes=5)
MAX_NAME_BYTES = 24
MAX_LIST_NO = 23
LIST_SIZE = 1 << 20
GRADES = " ABCD"
DEMO_FLAG = 1
_MERCHANT_LABELS = {SUB, EXP, PRIVATE}
_CITIZEN_LABELS = {EXP, IAT, PRIVATE}


class MerchantClaims(NamedTuple):
    """What a merchant code says under its signature. ``expires`` is a Unix time."""

    short_name: str
    expires: int
    list_no: int
    list_index: int
    grade: str
    demo: bool


def issue_token(claims: MerchantClaims, kid: int, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Encode and sign; ``ValueError`` when a claim is outside its range."""
    private = [
        claims.list_no,
        claims.list_index,
        GRADES.index(claims.grade, 1),
        DEMO_FLAG if claims.demo else 0,
    ]
    payload = {SUB: claims.short_name, EXP: claims.expires, PRIVATE: private}
    if _read_merchant(payload) != claims:
        raise ValueError(f"claims out of range: {claims}")
    return sign1_encode(key, kid, payload)


def verify_token(
    token: bytes, keys: Mapping[int, KeyEntry], now: int, use: str = MERCHANT_USE
) -> MerchantClaims:
    """Check a token and return its claims; ``CodeFault`` names the first failed check.

    ``now`` is a Unix time. Whether the code was revoked is the caller's question: only the
    database or a status list knows.
    """
    sign1 = sign1_decode(token)
    kid = _read_kid(sign1.protected)
    claims = _read_claims(sign1)
    entry = keys.get(kid)
    if entry is None:
        raise CodeFault(Fault.UNKNOWN_KEY)
    if entry.use != use:
        raise CodeFault(Fault.WRONG_KIND)
    if not entry.not_before <= now < entry.expires_at:
        raise CodeFault(Fault.RETIRED_KEY)
    _check_signature(sign1, entry)
    _check_time(claims, now)
    return claims


def _read_kid(protected: dict[Any, Any]) -> int:
    if set(protected) != {ALG, KID}:
        raise CodeFault(Fault.BAD_SHAPE)
    kid = protected[KID]
    if not isinstance(kid, bytes) or len(kid) != 1 or not _is_int(protected[ALG]):
        raise CodeFault(Fault.BAD_SHAPE)
    return kid[0]


def _read_claims(sign1: Sign1) -> MerchantClaims:
    labels = set(sign1.payload)
    if labels == _CITIZEN_LABELS:
        raise CodeFault(Fault.WRONG_KIND)
    claims = _read_merchant(sign1.payload) if labels == _MERCHANT_LABELS else None
    if claims is None or sign1.unprotected:
        raise CodeFault(Fault.BAD_SHAPE)
    return claims


def _read_merchant(payload: dict[Any, Any]) -> MerchantClaims | None:
    name, expires, private = payload[SUB], payload[EXP], payload[PRIVATE]
    if not isinstance(name, str) or not 0 < len(name.encode()) <= MAX_NAME_BYTES:
        return None
    if not isinstance(private, list) or len(private) != 4:
        return None
    if not all(_is_int(value) and value >= 0 for value in (expires, *private)):
        return None
    list_no, index, grade, flags = private
    in_range = list_no <= MAX_LIST_NO and index < LIST_SIZE and flags < 24
    if not in_range or not 1 <= grade < len(GRADES) or expires >= 1 << 32:
        return None
    return MerchantClaims(name, expires, list_no, index, GRADES[grade], bool(flags & DEMO_FLAG))


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _check_signature(sign1: Sign1, entry: KeyEntry) -> None:
    if sign1.protected[ALG] != entry.alg or entry.alg != ES256:
        raise CodeFault(Fault.WRONG_ALG)
    if not is_low_s(sign1.signature):
        raise CodeFault(Fault.HIGH_S)
    if not es256_verify(entry.public_key, sign1.signed_bytes, sign1.signature):
        raise CodeFault(Fault.BAD_SIGNATURE)


def _check_time(claims: MerchantClaims, now: int) -> None:
    latest = now + int((MAX_LIFETIME + CLOCK_SKEW).total_seconds())
    if claims.expires > latest:
        raise CodeFault(Fault.NOT_YET_VALID)
    if now >= claims.expires:
        raise CodeFault(Fault.EXPIRED)
