"""Pinned keys, as a verifier knows them, and the checks that bind a signature to one. Pure."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credit.codes.core.cose import ALG, ES256, KID, Sign1, es256_verify, is_low_s
from credit.codes.core.faults import CodeFault, Fault

MERCHANT_USE: Final = "merchant"
CITIZEN_USE: Final = "citizen"
STATUS_LIST_USE: Final = "status_list"
BUNDLE_USE: Final = "bundle"
POINT_BYTES = 64
_ALWAYS = (0, 1 << 32)
_MAX_INTEGER = (1 << 53) - 1  # what a JavaScript number holds exactly


class KeyEntry(NamedTuple):
    """One pinned key. ``alg`` belongs to the key: a token cannot choose it. Times are epochs."""

    kid: int
    use: str
    alg: int
    public_key: ec.EllipticCurvePublicKey
    not_before: int
    expires_at: int


def pinned_root(kid: int, point: bytes) -> KeyEntry:
    """The root key that ships with a verifier, as x‖y (64 bytes): no dates, it signs bundles."""
    return KeyEntry(kid, BUNDLE_USE, ES256, read_point(point), *_ALWAYS)


def read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    """A P-256 key from x‖y; ``ValueError`` unless it is a point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + point)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """x‖y, 64 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]


def fingerprint(key: ec.EllipticCurvePublicKey) -> str:
    """32 hex digits of SHA-256 over x‖y: short enough to compare by eye."""
    return sha256(point_of(key)).hexdigest()[:32]


def read_kid(protected: Mapping[Any, Any]) -> int:
    """The key id of ``{1: alg, 4: kid}``; ``CodeFault(BAD_SHAPE)`` for any other header."""
    if set(protected) != {ALG, KID}:
        raise CodeFault(Fault.BAD_SHAPE)
    alg, kid = protected[ALG], protected[KID]
    if not isinstance(kid, bytes) or len(kid) != 1 or kid == b"\x00":
        raise CodeFault(Fault.BAD_SHAPE)
    if not isinstance(alg, int) or abs(alg) > _MAX_INTEGER:
        raise CodeFault(Fault.BAD_SHAPE)
    return kid[0]


def check_seal(sign1: Sign1, keys: Mapping[int, KeyEntry], use: str, at: int) -> KeyEntry:
    """Key known, of this use, in date at ``at``, same algorithm, low s, signature: in this order.

    Returns the key; ``CodeFault`` names the first failed check. The one expensive step, the
    signature, comes last and once.
    """
    entry = check_key(keys.get(read_kid(sign1.protected)), use, at)
    if sign1.protected[ALG] != entry.alg or entry.alg != ES256:
        raise CodeFault(Fault.WRONG_ALG)
    if not is_low_s(sign1.signature):
        raise CodeFault(Fault.HIGH_S)
    if not es256_verify(entry.public_key, sign1.signed_bytes, sign1.signature):
        raise CodeFault(Fault.BAD_SIGNATURE)
    return entry


def check_key(entry: KeyEntry | None, use: str, at: int) -> KeyEntry:
    """Key known, of this use, in date at ``at``; ``CodeFault`` names the first failed check."""
    if entry is None:
        raise CodeFault(Fault.UNKNOWN_KEY)
    if entry.use != use:
        raise CodeFault(Fault.WRONG_KIND)
    if not entry.not_before <= at < entry.expires_at:
        raise CodeFault(Fault.RETIRED_KEY)
    return entry
