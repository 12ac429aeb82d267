"""Pure rules of using a voucher: windows, uses, stacking, how late an offline one may come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from credit.perks.claims.rules import State
from credit.perks.programme.rules.terms import Stacking

# A till without a network keeps what it accepted; three days later the day has been settled.
OFFLINE_LATEST: Final = timedelta(hours=72)
CLOCK_SKEW: Final = timedelta(minutes=2)


class OtherUse(msgspec.Struct, frozen=True):
    """Another perk on the same bill."""

    stacking: Stacking
    category: str


def voucher_fault(state: State, usable_until: datetime, uses_left: int, at: datetime) -> str:
    """Why a voucher cannot be used at a moment; empty when it can."""
    if state == "reserved":
        return "这张权益还没有领取，只是预留"
    if state == "redeemed" or (state == "claimed" and uses_left == 0):
        return "这张权益已经用完"
    if state != "claimed":
        return "这张权益已经失效"
    return "这张权益已经过期" if at >= usable_until else ""


def stacking_fault(own: OtherUse, others: Iterable[OtherUse]) -> str:
    """Why a perk cannot go with what is on the bill already; empty when it can.

    never: alone on a bill; common: with perks of other categories; always: with any that agree.
    """
    for other in others:
        if "never" in (own.stacking, other.stacking):
            return "这张账单上的权益不能与别的权益同享"
        if "always" not in (own.stacking, other.stacking) and own.category == other.category:
            return "同类权益在一张账单上只能用一次"
    return ""


def offline_fault(accepted_at: datetime, now: datetime) -> str:
    """Why an offline acceptance cannot be taken over; empty when it can."""
    if accepted_at > now + CLOCK_SKEW:
        return "设备时间比实际快，请校准后再传"
    if accepted_at < now - OFFLINE_LATEST:
        return "离线受理超过 72 小时，不能再传"
    return ""


def reversal_fault(*, redeemed_at: datetime, hours: int, undone: bool, now: datetime) -> str:
    """Why a use cannot be taken back any more; empty when it can."""
    if undone:
        return "这次核销已经全部冲正"
    if now >= redeemed_at + timedelta(hours=hours):
        return f"超过 {hours} 小时，不能再冲正" if hours else "这项权益不能冲正"
    return ""


def free_slot(taken: Iterable[int]) -> int:
    """The smallest number of a use that is not taken."""
    used, slot = set(taken), 0
    while slot in used:
        slot += 1
    return slot


def areas_of(division: str) -> list[str]:
    """The county, its prefecture and the province: whose budgets a place there draws on."""
    return [division, f"{division[:4]}00", f"{division[:2]}0000"] if division else []
