"""The voucher code (权益码): signed once for twelve hours, shown anew every twenty seconds. Pure.

Like the citizen's pass (`codes/core`), with the voucher inside: the phone draws a seed x0 and
hashes it 2,160 times; the server signs the end with the voucher's id; each twenty seconds the
phone shows the value one step further back. So it needs no network, a picture of it is worthless
after a minute, and nobody but the phone that drew the seed can make one.

Payload ``{4: exp, 6: iat, -65537: [1, claim id, anchor]}`` under the citizen key: what a citizen
shows. A pass has four values there, so neither can be taken for the other.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.claims import EXP, IAT, PRIVATE, are_naturals, check_labels
from credit.codes.core.cose import Sign1, envelope, sign1_decode, sign1_encode, split_sign1
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import CITIZEN_USE, KeyEntry, check_seal

STEP_SECONDS: Final = 20
STEPS: Final = 2160
VOUCHER_SECONDS: Final = STEPS * STEP_SECONDS
# One step either way: a code is good for sixty seconds on the dot.
STEP_TOLERANCE: Final = 1
LINK_BYTES: Final = 16
_KIND: Final = 1
_DOMAIN: Final = b"xyqh-voucher-1"
_LABELS: Final = frozenset({EXP, IAT, PRIVATE})


class VoucherClaims(NamedTuple):
    """What is under the signature. ``issued`` is a Unix time, a multiple of twenty."""

    issued: int
    claim: UUID
    anchor: bytes


class ShownVoucher(NamedTuple):
    """A voucher as a phone shows it: the step since ``issued``, and the link of the chain."""

    claims: VoucherClaims
    step: int
    link: bytes

    @property
    def absolute_step(self) -> int:
        """The twenty seconds since 1970 that this code belongs to: its one-time number."""
        return self.claims.issued // STEP_SECONDS + self.step


def issue_voucher(claims: VoucherClaims, kid: int, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Encode and sign, without a proof: the phone adds that. ``ValueError`` out of range."""
    payload = {
        EXP: claims.issued + VOUCHER_SECONDS,
        IAT: claims.issued,
        PRIVATE: [_KIND, claims.claim.bytes, claims.anchor],
    }
    if _read_claims(payload) != claims:
        raise ValueError(f"claims out of range: {claims}")
    return sign1_encode(key, kid, payload)


def add_link(token: bytes, step: int, link: bytes) -> bytes:
    """What the phone shows at a step: the same token with the link in its open header."""
    protected, _, payload, signature = split_sign1(token)
    return envelope(protected, {PRIVATE: [step, link]}, payload, signature)


def anchor_of(seed: bytes) -> bytes:
    """The end of the chain: what the server signs."""
    return _hash_times(seed, STEPS)


def link_at(seed: bytes, step: int) -> bytes:
    """What the phone shows at step 0–2159."""
    if not 0 <= step < STEPS:
        raise ValueError(f"step {step} is not in 0..{STEPS - 1}")
    return _hash_times(seed, STEPS - 1 - step)


def open_voucher(token: bytes) -> tuple[Sign1, ShownVoucher]:
    """Strictly read a shown voucher; nothing in it is believed yet. Raises ``CodeFault``."""
    sign1 = sign1_decode(token)
    check_labels(sign1, _LABELS)
    claims, proof = _read_claims(sign1.payload), _read_proof(sign1.unprotected)
    if claims is None or proof is None:
        raise CodeFault(Fault.BAD_SHAPE)
    return sign1, ShownVoucher(claims, *proof)


def verify_voucher(token: bytes, keys: Mapping[int, KeyEntry], at: int) -> ShownVoucher:
    """Check a voucher shown at a Unix time: signature first, so nobody makes us hash for nothing.

    ``CodeFault``: BAD_SHAPE, the faults of a seal, NOT_YET_VALID, EXPIRED, BAD_CHAIN, OUTDATED.
    """
    sign1, shown = open_voucher(token)
    check_seal(sign1, keys, CITIZEN_USE, at)
    due = (at - shown.claims.issued) // STEP_SECONDS
    if due < -STEP_TOLERANCE:
        raise CodeFault(Fault.NOT_YET_VALID)
    if due > STEPS:
        raise CodeFault(Fault.EXPIRED)
    if _hash_times(shown.link, shown.step + 1) != shown.claims.anchor:
        raise CodeFault(Fault.BAD_CHAIN)
    if abs(shown.step - due) > STEP_TOLERANCE:
        raise CodeFault(Fault.OUTDATED)
    return shown


def _read_claims(payload: dict[Any, Any]) -> VoucherClaims | None:
    expires, issued, private = payload[EXP], payload[IAT], payload[PRIVATE]
    match private:
        case [int(kind), bytes(claim), bytes(anchor)] if kind == _KIND:
            pass
        case _:
            return None
    if not are_naturals(expires, issued) or len(claim) != 16 or len(anchor) != LINK_BYTES:
        return None
    if expires != issued + VOUCHER_SECONDS or issued % STEP_SECONDS:
        return None
    return VoucherClaims(issued, UUID(bytes=claim), anchor)


def _read_proof(unprotected: dict[Any, Any]) -> tuple[int, bytes] | None:
    match unprotected:
        case {-65537: [int(step), bytes(link)]} if len(unprotected) == 1:
            return (step, link) if 0 <= step < STEPS and len(link) == LINK_BYTES else None
        case _:
            return None


def _hash_times(link: bytes, times: int) -> bytes:
    for _ in range(times):
        link = sha256(_DOMAIN + link).digest()[:LINK_BYTES]
    return link
