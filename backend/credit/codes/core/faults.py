"""Why a code was refused: one fine-grained fault per check, and the public reason it maps to.

The fault says which check of the verify order failed (for tests, logs and wording); the
reason is the small, stable set that clients branch on. A doubt is neither: the verifier
lacks what it needs to say anything (无法离线核验), and says so.
"""

from enum import StrEnum
from typing import Literal

Reason = Literal[
    "not_a_code",
    "foreign",
    "damaged",
    "bad_signature",
    "unknown_key",
    "expired",
    "not_yet_valid",
    "revoked",
    "suspended",
    "unknown",
    "wrong_kind",
    "bad_rotation",
    "outdated",
]


class Fault(StrEnum):
    """The check that failed, in the order in which the checks run."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    PAYMENT_CODE = "payment_code"
    NOT_A_CODE = "not_a_code"
    FOREIGN_HOST = "foreign_host"
    LOOK_ALIKE_HOST = "look_alike_host"
    NOT_CANONICAL = "not_canonical"
    MISTYPED = "mistyped"
    BAD_CBOR = "bad_cbor"
    BAD_SHAPE = "bad_shape"
    WRONG_KIND = "wrong_kind"
    UNKNOWN_KEY = "unknown_key"
    RETIRED_KEY = "retired_key"
    WRONG_ALG = "wrong_alg"
    HIGH_S = "high_s"
    BAD_SIGNATURE = "bad_signature"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    BAD_CHAIN = "bad_chain"
    OUTDATED = "outdated"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN = "unknown"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Doubt(StrEnum):
    """Why a verifier without network cannot say: never to be shown as 无效."""

    NEEDS_NETWORK = "needs_network"
    NO_BUNDLE = "no_bundle"
    SUSPECT_CLOCK = "suspect_clock"
    STALE_BUNDLE = "stale_bundle"
    NEWER_KEY = "newer_key"
    NO_STATUS_LIST = "no_status_list"
    STALE_STATUS_LIST = "stale_status_list"
    SUPERSEDED = "superseded"


class Refusal(StrEnum):
    """Why a genuine bundle, list or delta may not take the place of the one that is held."""

    WRONG_LIST = "wrong_list"
    ROLLBACK = "rollback"
    CONFLICT = "conflict"
    DELTA_MISMATCH = "delta_mismatch"


REASON_OF: dict[Fault, Reason] = {
    Fault.EMPTY: "not_a_code",
    Fault.TOO_LONG: "not_a_code",
    Fault.PAYMENT_CODE: "not_a_code",
    Fault.NOT_A_CODE: "not_a_code",
    Fault.FOREIGN_HOST: "foreign",
    Fault.LOOK_ALIKE_HOST: "foreign",
    Fault.NOT_CANONICAL: "damaged",
    Fault.MISTYPED: "damaged",
    Fault.BAD_CBOR: "damaged",
    Fault.BAD_SHAPE: "damaged",
    Fault.WRONG_KIND: "wrong_kind",
    Fault.UNKNOWN_KEY: "unknown_key",
    Fault.RETIRED_KEY: "unknown_key",
    Fault.WRONG_ALG: "bad_signature",
    Fault.HIGH_S: "bad_signature",
    Fault.BAD_SIGNATURE: "bad_signature",
    Fault.NOT_YET_VALID: "not_yet_valid",
    Fault.EXPIRED: "expired",
    Fault.BAD_CHAIN: "bad_rotation",
    Fault.OUTDATED: "outdated",
    Fault.OUT_OF_RANGE: "unknown",
    Fault.UNKNOWN: "unknown",
    Fault.SUSPENDED: "suspended",
    Fault.REVOKED: "revoked",
    Fault.REPLACED: "revoked",
}


class CodeFault(ValueError):
    """A code that must not be believed; ``fault`` names the first check that it failed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault

    @property
    def reason(self) -> Reason:
        """The public slug for this fault."""
        return REASON_OF[self.fault]


class CodeDoubt(Exception):
    """A code that can be neither believed nor refused here; ``doubt`` says what is missing."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.value)
        self.doubt = doubt


class RefusedData(ValueError):
    """Signed data that is genuine but must not be taken over; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
