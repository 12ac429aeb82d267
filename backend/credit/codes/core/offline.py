"""The verdict without a network: text, bundle, lists and a clock in; 有效, 无效 or 无法核验 out.

Pure. The checks run in one order (``docs/code-format.md``), each with a name of its own, and
what was found out before a check failed is kept: claims are told once the signature held.
Nothing here raises: whatever the text, the answer is a verdict.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from credit.codes.core.citizen_pass import PassClaims, check_pass_time, check_proof, open_pass
from credit.codes.core.code_text import DigitsCode, PassCode, TypedCode, read_any_code
from credit.codes.core.cose import Sign1
from credit.codes.core.digits import digits_to_token
from credit.codes.core.faults import CodeDoubt, CodeFault, Doubt, Fault
from credit.codes.core.keys import (
    CITIZEN_USE,
    MERCHANT_USE,
    STATUS_LIST_USE,
    check_seal,
    read_kid,
)
from credit.codes.core.merchant_token import MerchantClaims, check_token_time, open_token
from credit.codes.core.status_list import StatusList
from credit.codes.core.trust_bundle import Bundle, list_id_of

CLOCK_SKEW = 300
HARD_AGE = 72 * 3600
SOFT_AGE = 12 * 3600
Kind = Literal["merchant", "citizen"]


class OfflineVerdict(NamedTuple):
    """What to show. Ages in seconds, None when there is no bundle or list; ``stale``: > 12 h."""

    verdict: Literal["valid", "invalid", "unverifiable"]
    reason: str | None
    fault: str | None
    kind: Kind | None
    claims: dict[str, Any] | None
    bundle_age: int | None
    list_age: int | None
    stale: bool

    def to_json(self) -> dict[str, Any]:
        """The same with the names of the JSON API."""
        ages = {"bundleAge": self.bundle_age, "listAge": self.list_age, "stale": self.stale}
        return {name: getattr(self, name) for name in self._fields[:5]} | ages


def verify_offline(
    text: str, origin: str, now: int, bundle: Bundle | None, lists: Mapping[str, StatusList]
) -> OfflineVerdict:
    """The verdict on a scanned or typed text at Unix time ``now``.

    ``bundle`` and ``lists`` (by list id) were accepted before; what is missing or too old
    makes the verdict unverifiable, never invalid. One signature at most is checked.
    """
    check = _Check(now, bundle, lists)
    try:
        check.run(text, origin)
    except CodeFault as fault:
        return check.verdict("invalid", fault.reason, fault.fault)
    except CodeDoubt as doubt:
        return check.verdict("unverifiable", doubt.doubt, doubt.doubt)
    return check.verdict("valid", None, None)


class _Check:
    """One verification, and what is known so far."""

    def __init__(self, now: int, bundle: Bundle | None, lists: Mapping[str, StatusList]) -> None:
        self.now, self.bundle, self.lists = now, bundle, lists
        self.kind: Kind | None = None
        self.claims: dict[str, Any] | None = None
        self.list_age: int | None = None

    def run(self, text: str, origin: str) -> None:
        """Every check in order; returns when all of them held."""
        code = read_any_code(text, origin)
        self.kind = "citizen" if isinstance(code, PassCode) else "merchant"
        if isinstance(code, TypedCode):
            raise CodeDoubt(Doubt.NEEDS_NETWORK)
        if isinstance(code, PassCode):
            self._check_pass(code)
        else:
            self._check_token(code)

    def verdict(
        self, verdict: Literal["valid", "invalid", "unverifiable"], *why: str | None
    ) -> OfflineVerdict:
        """The verdict with all that is known."""
        reason, fault = (str(each) if each else None for each in why)
        bundle_age = max(0, self.now - self.bundle.issued) if self.bundle else None
        stale = max(bundle_age or 0, self.list_age or 0) > SOFT_AGE
        return OfflineVerdict(
            verdict, reason, fault, self.kind, self.claims, bundle_age, self.list_age, stale
        )

    def _check_token(self, code: DigitsCode) -> None:
        sign1, claims = open_token(digits_to_token(code.digits))
        bundle = self._check_seal(sign1, MERCHANT_USE)
        self.claims = _merchant_json(claims)
        check_token_time(claims, self.now)
        self._check_status(bundle, list_id_of(MERCHANT_USE, claims.list_no), claims.list_index)

    def _check_pass(self, code: PassCode) -> None:
        sign1, shown = open_pass(digits_to_token(code.digits))
        bundle = self._check_seal(sign1, CITIZEN_USE)
        claims = shown.claims
        self.claims = _citizen_json(claims, shown.step)
        check_pass_time(claims, self.now)
        check_proof(shown, self.now)
        self._check_status(bundle, list_id_of(CITIZEN_USE, claims.list_no), claims.list_index)

    def _check_seal(self, sign1: Sign1, use: str) -> Bundle:
        """Bundle there and fresh, key known to it or too new for it, signature."""
        bundle = self.bundle
        if bundle is None:
            raise CodeDoubt(Doubt.NO_BUNDLE)
        if self.now < bundle.issued - CLOCK_SKEW:
            raise CodeDoubt(Doubt.SUSPECT_CLOCK)
        if self.now - bundle.issued > HARD_AGE:
            raise CodeDoubt(Doubt.STALE_BUNDLE)
        if read_kid(sign1.protected) > max(bundle.keys, default=0):
            raise CodeDoubt(Doubt.NEWER_KEY)
        check_seal(sign1, bundle.keys, use, self.now)
        return bundle

    def _check_status(self, bundle: Bundle, list_id: str, index: int) -> None:
        status = self._find_list(bundle, list_id)
        self.list_age = max(0, self.now - status.issued)
        if index >= status.size:
            raise CodeFault(Fault.OUT_OF_RANGE)
        if index in status.sets.revoked:  # for good, so an old list is enough
            raise CodeFault(Fault.REVOKED)
        if self.now < status.issued - CLOCK_SKEW:
            raise CodeDoubt(Doubt.SUSPECT_CLOCK)
        if self.list_age > HARD_AGE or self.now >= status.expires:
            raise CodeDoubt(Doubt.STALE_STATUS_LIST)
        if index in status.sets.suspended:
            raise CodeFault(Fault.SUSPENDED)
        if index in status.sets.superseded:
            raise CodeDoubt(Doubt.SUPERSEDED)

    def _find_list(self, bundle: Bundle, list_id: str) -> StatusList:
        """The held list, while the bundle still names both it and the key that signed it."""
        entry, status = bundle.lists.get(list_id), self.lists.get(list_id)
        if entry is None or self.now >= entry.expires or status is None:
            raise CodeDoubt(Doubt.NO_STATUS_LIST)
        signer = bundle.keys.get(status.kid)
        if signer is None or signer.use != STATUS_LIST_USE:
            raise CodeDoubt(Doubt.NO_STATUS_LIST)
        return status


def _merchant_json(claims: MerchantClaims) -> dict[str, Any]:
    return {
        "shortName": claims.short_name,
        "grade": claims.grade,
        "demo": claims.demo,
        "expires": claims.expires,
        "listNo": claims.list_no,
        "listIndex": claims.list_index,
    }


def _citizen_json(claims: PassClaims, step: int) -> dict[str, Any]:
    return {
        "maskedName": claims.masked_name,
        "courtesy": claims.courtesy,
        "demo": claims.demo,
        "expires": claims.expires,
        "step": step,
    }
