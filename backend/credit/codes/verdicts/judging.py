"""The verdict on a code: the one place where a code becomes an answer.

Text → digits → token → signature → badge → merchant. Every way out is a ``Ruling``; only a
failing database raises, and then the answer is 无法核验, never 无效.
"""

import asyncio
import math
import time
from datetime import UTC, datetime
from typing import Final, NamedTuple

from cachebox import LRUCache

from credit.codes.core.code_text import DigitsCode, TypedCode
from credit.codes.core.digits import digits_to_token
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import MERCHANT_USE, KeyEntry, check_key, check_seal
from credit.codes.core.merchant_token import (
    MerchantClaims,
    check_token_time,
    open_token,
)
from credit.codes.trust.queries import list_key_entries
from credit.codes.verdicts.merchant_page import merchant_page
from credit.codes.verdicts.queries import BadgeRow
from credit.codes.verdicts.schemas import MerchantPage, Verdict
from credit.codes.verdicts.snapshot import (
    Snapshot,
    find_snapshot_by_index,
    find_snapshot_by_short_code,
)
from credit.codes.verdicts.texts import (
    FAULT_TEXTS,
    UNVERIFIABLE_MESSAGE,
    UNVERIFIABLE_TITLE,
    VALID_MESSAGE,
    VALID_TITLE,
)
from credit.kit import clock

KEY_MEMORY = 5.0  # seconds for which this process remembers the pinned keys
NEW_KEY_MEMORY = 1.0
KEY_SECONDS = 2.0
# Without the database a process checks signatures for an hour more: as long as answers are kept.
KEY_GRACE = 3600.0


class Ruling(NamedTuple):
    """A verdict, and the moment from which it may be shown no more (a valid code's expiry)."""

    verdict: Verdict
    expires_at: datetime | None = None


class _Keys:
    """The pinned keys, read again every few seconds: a removed one ends its codes at once."""

    def __init__(self) -> None:
        self.entries: dict[int, KeyEntry] = {}
        self.read_at = -math.inf

    async def get(self, memory: float = KEY_MEMORY, *, grace: float = 0.0) -> dict[int, KeyEntry]:
        """The keys; with ``grace`` (seconds) the last known ones while the database is away."""
        age = time.monotonic() - self.read_at
        if age > memory:
            try:
                async with asyncio.timeout(KEY_SECONDS):
                    self.entries = await list_key_entries()
                self.read_at = time.monotonic()
            except Exception:
                if age > grace:
                    raise
        return self.entries

    def forget(self) -> None:
        self.read_at = -math.inf


_keys = _Keys()


def forget_keys() -> None:
    """Makes this process read the pinned keys again (after a new key, in tests)."""
    _keys.forget()
    _signed.clear()


class Signed(NamedTuple):
    """Digits whose signature held, and by which key: that never changes, all else may."""

    token: bytes
    claims: MerchantClaims
    kid: int


MAX_SIGNED: Final = 50_000
_signed: LRUCache[str, Signed] = LRUCache(MAX_SIGNED)


async def verify_digits(digits: str) -> Signed:
    """The token of digits, if its signature, key and times hold now; else ``CodeFault``."""
    now = int(clock.now().timestamp())
    try:
        return _verify(digits, await _keys.get(grace=KEY_GRACE), now)
    except CodeFault as fault:
        if fault.fault is not Fault.UNKNOWN_KEY:
            raise
    # Another process may have made the key just now; strangers cannot ask more than once a second.
    return _verify(digits, await _keys.get(NEW_KEY_MEMORY), now)


def _verify(digits: str, keys: dict[int, KeyEntry], now: int) -> Signed:
    """The signature is checked once a process, the key and the times each time."""
    known = _signed.get(digits)
    if known is None:
        token = digits_to_token(digits)
        sign1, claims = open_token(token)
        entry = check_seal(sign1, keys, MERCHANT_USE, now)
        known = Signed(token, claims, entry.kid)
        _signed[digits] = known
    else:
        check_key(keys.get(known.kid), MERCHANT_USE, now)
    check_token_time(known.claims, now)
    return known


async def judge_code(code: DigitsCode | TypedCode) -> Ruling:
    """The verdict on a code that reads well: one signature check, one statement."""
    try:
        found, scanned = await _find(code)
        _check_status(scanned, found.active)
    except CodeFault as fault:
        return refused(fault.fault)
    return Ruling(_valid(merchant_page(found)), scanned.expires_at.astimezone(UTC))


def refused(fault: Fault) -> Ruling:
    """无效, with the reason and what to do."""
    title, message = FAULT_TEXTS[fault]
    reason = CodeFault(fault).reason
    return Ruling(
        Verdict(
            verdict="invalid", reason=reason, title=title, message=message, checked_at=clock.now()
        )
    )


def unverifiable(message: str = UNVERIFIABLE_MESSAGE) -> Ruling:
    """无法核验: we cannot know at the moment; never the same as 无效."""
    return Ruling(
        Verdict(
            verdict="unverifiable",
            reason=None,
            title=UNVERIFIABLE_TITLE,
            message=message,
            checked_at=clock.now(),
        )
    )


async def _find(code: DigitsCode | TypedCode) -> tuple[Snapshot, BadgeRow]:
    if isinstance(code, TypedCode):
        found = await find_snapshot_by_short_code(code.code)
    else:
        signed = await verify_digits(code.digits)
        place = signed.claims.list_no, signed.claims.list_index
        found = await find_snapshot_by_index(*place)
        if found and found.scanned and found.scanned.token != signed.token:
            raise CodeFault(Fault.UNKNOWN)
    if found is None or found.scanned is None:
        raise CodeFault(Fault.UNKNOWN)
    return found, found.scanned


def _check_status(scanned: BadgeRow, active: BadgeRow | None) -> None:
    """A replaced code still leads to its shop's present page, while the shop has a badge."""
    if scanned.expires_at <= clock.now():
        raise CodeFault(Fault.EXPIRED)
    if scanned.status == "suspended":
        raise CodeFault(Fault.SUSPENDED)
    if scanned.status == "revoked":
        raise CodeFault(Fault.REVOKED)
    if scanned.status == "replaced" and active is None:
        raise CodeFault(Fault.REPLACED)


def _valid(page: MerchantPage) -> Verdict:
    return Verdict(
        verdict="valid",
        reason=None,
        title=VALID_TITLE,
        message=VALID_MESSAGE,
        checked_at=page.as_of,
        merchant=page,
    )
