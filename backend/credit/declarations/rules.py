"""States of a declaration and their steps, days of reminders. Pure."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class DeclarationState(StrEnum):
    """Where a declaration stands; the last three end it."""

    DECLARED = "declared"
    VERIFIED = "verified"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Final = {
    DeclarationState.DECLARED: "自主填报，未核实",
    DeclarationState.VERIFIED: "自主填报，机关已核实",
    DeclarationState.REFUSED: "核实不通过",
    DeclarationState.EXPIRED: "已过有效期",
    DeclarationState.WITHDRAWN: "已撤下",
}
STANDING: Final = (DeclarationState.DECLARED, DeclarationState.VERIFIED)
REACHED_FROM: Final[dict[DeclarationState, tuple[DeclarationState, ...]]] = {
    DeclarationState.DECLARED: (),
    DeclarationState.VERIFIED: (DeclarationState.DECLARED,),
    DeclarationState.REFUSED: (DeclarationState.DECLARED,),
    DeclarationState.EXPIRED: STANDING,
    DeclarationState.WITHDRAWN: STANDING,
}
REMINDED_AHEAD: Final = timedelta(days=30)
MAX_STANDING: Final = 100
"""Standing declarations of one subject."""


def may_reach(before: DeclarationState, after: DeclarationState) -> bool:
    """Whether the procedure knows this step."""
    return before in REACHED_FROM[after]


def is_public(
    state: DeclarationState, *, consented: bool, valid_until: date | None, today: date
) -> bool:
    """Whether a declaration may be shown in public: standing, within its time, with consent."""
    return state in STANDING and consented and (valid_until is None or valid_until >= today)
