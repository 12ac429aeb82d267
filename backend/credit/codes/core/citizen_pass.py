"""The citizen pass (个人信用码): signed once for a quarter hour, shown anew each half minute. Pure.

Payload ``{4: exp, 6: iat, -65537: [list, index, flags, anchor]}``, with ``2: masked name``
only when the citizen turned it on. It says that the pass is genuine and whether courtesy
perks apply, nothing more: people are never graded (``docs/decisions/0012``). What the phone
shows adds the unprotected header ``{-65537: [step, preimage]}``, which the anchor vouches
for, not the signature.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB, are_naturals, check_labels
from credit.codes.core.cose import Sign1, envelope, sign1_decode, sign1_encode, split_sign1
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.hash_chain import LINK_BYTES, STEP_SECONDS, STEPS, climb
from credit.codes.core.keys import CITIZEN_USE, KeyEntry, check_seal
from credit.codes.core.names import is_masked_name

PASS_SECONDS = STEPS * STEP_SECONDS
PASS_SKEW = STEP_SECONDS
STEP_TOLERANCE = 1
CITIZEN_LISTS = 24
CITIZEN_LIST_SIZE = 1 << 30
DEMO_FLAG, COURTESY_FLAG = 1, 2
MAX_FLAGS = 23
_SHANGHAI = 8 * 3600
_DAY = 86_400
_BARE = frozenset({EXP, IAT, PRIVATE})
_NAMED = _BARE | {SUB}


class PassClaims(NamedTuple):
    """What a pass says under its signature. ``issued`` is a Unix time, a multiple of 900."""

    issued: int
    list_no: int
    list_index: int
    anchor: bytes
    courtesy: bool
    demo: bool
    masked_name: str | None = None

    @property
    def expires(self) -> int:
        """The end of the quarter hour."""
        return self.issued + PASS_SECONDS


class ShownPass(NamedTuple):
    """A pass as a phone shows it: the signed claims, the step, and the link of the chain."""

    claims: PassClaims
    step: int
    preimage: bytes


def list_no_of(issued: int) -> int:
    """The status list of a pass: the day in Qinghai's time, modulo 24."""
    return (issued + _SHANGHAI) // _DAY % CITIZEN_LISTS


def issue_pass(claims: PassClaims, kid: int, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Encode and sign, without a proof: the phone adds that. ``ValueError`` out of range."""
    flags = (DEMO_FLAG if claims.demo else 0) | (COURTESY_FLAG if claims.courtesy else 0)
    private = [claims.list_no, claims.list_index, flags, claims.anchor]
    payload: dict[int, Any] = {EXP: claims.expires, IAT: claims.issued, PRIVATE: private}
    if claims.masked_name is not None:
        payload[SUB] = claims.masked_name
    if read_pass_claims(payload) != claims:
        raise ValueError(f"claims out of range: {claims}")
    return sign1_encode(key, kid, payload)


def add_proof(token: bytes, step: int, preimage: bytes) -> bytes:
    """What the phone shows at a step: the same token with the link in its open header."""
    protected, _, payload, signature = split_sign1(token)
    return envelope(protected, {PRIVATE: [step, preimage]}, payload, signature)


def verify_pass(token: bytes, keys: Mapping[int, KeyEntry], now: int) -> ShownPass:
    """Check a pass and its proof; ``CodeFault`` names the first failed check.

    ``now`` is a Unix time. Whether the pass was revoked is the caller's question. At most
    one signature and thirty hashes, and the hashes only when the signature held.
    """
    sign1, shown = open_pass(token)
    check_seal(sign1, keys, CITIZEN_USE, now)
    check_pass_time(shown.claims, now)
    check_proof(shown, now)
    return shown


def open_pass(token: bytes) -> tuple[Sign1, ShownPass]:
    """Strictly read a pass with its proof; nothing in it is believed yet."""
    sign1 = sign1_decode(token)
    check_labels(sign1, _BARE, _NAMED)
    claims, proof = read_pass_claims(sign1.payload), _read_proof(sign1.unprotected)
    if claims is None or proof is None:
        raise CodeFault(Fault.BAD_SHAPE)
    return sign1, ShownPass(claims, *proof)


def check_pass_time(claims: PassClaims, now: int) -> None:
    """NOT_YET_VALID or EXPIRED, half a minute of skew allowed on either side."""
    if now < claims.issued - PASS_SKEW:
        raise CodeFault(Fault.NOT_YET_VALID)
    if now >= claims.expires + PASS_SKEW:
        raise CodeFault(Fault.EXPIRED)


def check_proof(shown: ShownPass, now: int) -> None:
    """BAD_CHAIN unless the link leads to the anchor; OUTDATED when its half minute is over."""
    if climb(shown.preimage, shown.step) != shown.claims.anchor:
        raise CodeFault(Fault.BAD_CHAIN)
    due = (now - shown.claims.issued) // STEP_SECONDS
    if abs(shown.step - due) > STEP_TOLERANCE:
        raise CodeFault(Fault.OUTDATED)


def read_pass_claims(payload: dict[Any, Any]) -> PassClaims | None:
    """The claims of a payload with a pass's labels, or None when they are not a pass."""
    expires, issued, private = payload[EXP], payload[IAT], payload[PRIVATE]
    if not isinstance(private, list) or len(private) != 4:
        return None
    list_no, index, flags, anchor = private
    if not are_naturals(expires, issued, list_no, index, flags) or not _is_link(anchor):
        return None
    if expires != issued + PASS_SECONDS or issued % PASS_SECONDS or list_no != list_no_of(issued):
        return None
    name = payload.get(SUB)
    if index >= CITIZEN_LIST_SIZE or flags > MAX_FLAGS or not (name is None or _is_masked(name)):
        return None
    courtesy, demo = bool(flags & COURTESY_FLAG), bool(flags & DEMO_FLAG)
    return PassClaims(issued, list_no, index, anchor, courtesy, demo, name)


def _read_proof(unprotected: dict[Any, Any]) -> tuple[int, bytes] | None:
    match unprotected:
        case {-65537: [int(step), bytes(preimage)]} if len(unprotected) == 1:
            return (step, preimage) if 0 <= step < STEPS and _is_link(preimage) else None
        case _:
            return None


def _is_masked(name: object) -> bool:
    return isinstance(name, str) and is_masked_name(name)


def _is_link(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == LINK_BYTES
