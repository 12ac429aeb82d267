"""What a correct perk does, in a few lines: the model of the checker and of the state machine."""

from typing import Any

import msgspec

from faults.linear import Model, Operation

# A refusal "sold out" may be a second old (credit.perks.availability): its instant may lie so
# much before its call. Everything that has an effect is strict.
STALE_SECONDS = 1.5


class PerkState(msgspec.Struct, frozen=True):
    """Stock left, and each living voucher as (id, holder, is used)."""

    left: int
    vouchers: frozenset[tuple[Any, str, bool]] = frozenset()

    def find(self, voucher: Any) -> tuple[Any, str, bool] | None:
        """The voucher with this id, if it is there."""
        return next((v for v in self.vouchers if v[0] == voucher), None)

    def count(self, holder: str) -> int:
        """How many vouchers of a holder count."""
        return sum(v[1] == holder for v in self.vouchers)


def perk_model(stock: int, per_person: int = 1) -> Model[PerkState]:
    """A perk with so much stock, one use a voucher."""

    def step(state: PerkState, op: Operation) -> PerkState | None:
        match op.kind:
            case "claim":
                return _claim(state, op, per_person)
            case "cancel":
                return _cancel(state, op)
            case "redeem":
                return _turn(state, op, used=False)
            case "reverse":
                return _turn(state, op, used=True)
        raise ValueError(op.kind)

    return Model(PerkState(stock), step)


def _claim(state: PerkState, op: Operation, per_person: int) -> PerkState | None:
    holder = op.argument
    is_full = state.count(holder) >= per_person
    if op.answer == "already-claimed":
        return state if is_full else None
    if op.answer == "sold-out":
        return state if state.left == 0 and not is_full else None
    can = state.left > 0 and not is_full
    if op.answer is None:  # lost: what it would have done, under a name that nobody knows
        name = ("lost", op.called)
        return _with(state, (name, holder, False), -1) if can else state
    return _with(state, (op.answer, holder, False), -1) if can else None


def _cancel(state: PerkState, op: Operation) -> PerkState | None:
    voucher = state.find(op.argument)
    can = voucher is not None and not voucher[2]
    if op.answer == "refused":
        return None if can else state
    if not can or voucher is None:
        return state if op.answer is None else None
    return PerkState(state.left + 1, state.vouchers - {voucher})


def _turn(state: PerkState, op: Operation, *, used: bool) -> PerkState | None:
    """Redeeming turns an unused voucher into a used one, reversing the other way round."""
    voucher = state.find(op.argument)
    can = voucher is not None and voucher[2] == used
    if op.answer == "refused":
        return None if can else state
    if not can or voucher is None:
        return state if op.answer is None else None
    return _with(PerkState(state.left, state.vouchers - {voucher}), (*voucher[:2], not used), 0)


def _with(state: PerkState, voucher: tuple[Any, str, bool], stock: int) -> PerkState:
    return PerkState(state.left + stock, state.vouchers | {voucher})
