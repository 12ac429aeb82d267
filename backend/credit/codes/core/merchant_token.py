"""The merchant token (商户码): a CWT in a COSE_Sign1, issued and verified. Pure.

Payload ``{2: short name, 4: exp, -65537: [list, index, grade, flags]}``. No ``iat``: a
token lives at most ``MAX_LIFETIME``, so one that ends later than that from now was issued
in the future. Verify order: ``docs/code-format.md``, each failure a named fault.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.claims import EXP, PRIVATE, SUB, are_naturals, check_labels
from credit.codes.core.cose import Sign1, sign1_decode, sign1_encode
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import MERCHANT_USE, KeyEntry, check_seal
from credit.codes.core.names import is_plain_name

MAX_LIFETIME = timedelta(days=90)
CLOCK_SKEW = timedelta(minutes=5)
MAX_NAME_BYTES = 24
MAX_LIST_NO = 23
LIST_SIZE = 1 << 20
GRADES = " ABCD"
DEMO_FLAG = 1
MAX_FLAGS = 23
_MERCHANT_LABELS = frozenset({SUB, EXP, PRIVATE})
_LATEST = int((MAX_LIFETIME + CLOCK_SKEW).total_seconds())


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
    sign1, claims = open_token(token)
    check_seal(sign1, keys, use, now)
    check_token_time(claims, now)
    return claims


def open_token(token: bytes) -> tuple[Sign1, MerchantClaims]:
    """Strictly read a merchant token; what it claims is not believed yet."""
    sign1 = sign1_decode(token)
    check_labels(sign1, _MERCHANT_LABELS)
    claims = _read_merchant(sign1.payload)
    if claims is None or sign1.unprotected:
        raise CodeFault(Fault.BAD_SHAPE)
    return sign1, claims


def check_token_time(claims: MerchantClaims, now: int) -> None:
    """NOT_YET_VALID when issued in the future, EXPIRED from ``expires`` on."""
    if claims.expires > now + _LATEST:
        raise CodeFault(Fault.NOT_YET_VALID)
    if now >= claims.expires:
        raise CodeFault(Fault.EXPIRED)


def _read_merchant(payload: dict[Any, Any]) -> MerchantClaims | None:
    name, expires, private = payload[SUB], payload[EXP], payload[PRIVATE]
    if not isinstance(name, str) or len(name.encode()) > MAX_NAME_BYTES:
        return None
    if not isinstance(private, list) or len(private) != 4 or not are_naturals(expires, *private):
        return None
    list_no, index, grade, flags = private
    in_range = list_no <= MAX_LIST_NO and index < LIST_SIZE and flags <= MAX_FLAGS
    if not in_range or not 1 <= grade < len(GRADES) or not is_plain_name(name):
        return None
    return MerchantClaims(name, expires, list_no, index, GRADES[grade], bool(flags & DEMO_FLAG))
