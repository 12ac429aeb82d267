"""What a pass may be verified for: a closed list, each purpose with who may state it. Pure.

Every look-up of a person's data names its purpose (PIPL Art. 6, 17); a client may be held to
fewer by its registration.
"""

from typing import Final, Literal, NamedTuple

PassPurpose = Literal[
    "courtesy_perk", "identity_courtesy", "service_hall", "event_entry", "officer_check"
]
VerifierKind = Literal["merchant", "officer", "client"]


class Purpose(NamedTuple):
    """A purpose as the citizen reads it, and the kinds of verifier that may state it."""

    name: str
    kinds: frozenset[VerifierKind]


_ANYBODY: Final[frozenset[VerifierKind]] = frozenset({"merchant", "officer", "client"})
_OFFICES: Final[frozenset[VerifierKind]] = frozenset({"officer", "client"})
PURPOSES: Final[dict[PassPurpose, Purpose]] = {
    "courtesy_perk": Purpose("给予守信礼遇", _ANYBODY),
    "identity_courtesy": Purpose("核对姓名后给予礼遇", _ANYBODY),
    "event_entry": Purpose("活动入场", _ANYBODY),
    "service_hall": Purpose("政务大厅办事", _OFFICES),
    "officer_check": Purpose("工作人员核验", _OFFICES),
}


def may_state(kind: VerifierKind, purpose: PassPurpose) -> bool:
    """Whether a verifier of this kind may give this purpose at all."""
    return kind in PURPOSES[purpose].kinds
