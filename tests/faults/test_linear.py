"""The checker itself: histories known to be right, and wrong in each way that matters."""

from math import inf
from random import Random

import pytest

from faults.linear import Operation, is_linearizable
from faults.voucher_model import perk_model


def op(kind: str, argument: str, answer: str | None, called: float, returned: float) -> Operation:
    return Operation(kind, argument, answer, called, inf if answer is None else returned)


GOOD = {
    "one after another": [
        op("claim", "a", "v1", 0, 1),
        op("claim", "b", "sold-out", 2, 3),
        op("cancel", "v1", "ok", 4, 5),
        op("claim", "b", "v2", 6, 7),
        op("redeem", "v2", "ok", 8, 9),
        op("reverse", "v2", "ok", 10, 11),
        op("redeem", "v2", "ok", 12, 13),
    ],
    "at once, the later call first": [
        op("claim", "a", "sold-out", 0, 9),
        op("claim", "b", "v1", 1, 8),
    ],
    "a lost claim took the last one": [
        op("claim", "a", None, 0, 0),
        op("claim", "b", "sold-out", 5, 6),
    ],
    "a lost claim never happened": [op("claim", "a", None, 0, 0), op("claim", "b", "v1", 5, 6)],
    "a lost claim happened late": [
        op("claim", "a", None, 0, 0),
        op("claim", "b", "v1", 1, 2),
        op("cancel", "v1", "ok", 3, 4),
        op("claim", "b", "sold-out", 5, 6),
    ],
    "used before it could be given back": [
        op("claim", "a", "v1", 0, 1),
        op("redeem", "v1", "ok", 2, 9),
        op("cancel", "v1", "refused", 3, 8),
    ],
}
BAD = {
    "oversold": [op("claim", "a", "v1", 0, 1), op("claim", "b", "v2", 2, 3)],
    "oversold at once": [op("claim", "a", "v1", 0, 9), op("claim", "b", "v2", 0, 9)],
    "a lost voucher": [op("claim", "a", "v1", 0, 1), op("redeem", "v1", "refused", 2, 3)],
    "used twice": [
        op("claim", "a", "v1", 0, 1),
        op("redeem", "v1", "ok", 2, 5),
        op("redeem", "v1", "ok", 3, 6),
    ],
    "reversed twice": [
        op("claim", "a", "v1", 0, 1),
        op("redeem", "v1", "ok", 2, 3),
        op("reverse", "v1", "ok", 4, 9),
        op("reverse", "v1", "ok", 5, 8),
    ],
    "sold out with stock left": [op("claim", "a", "sold-out", 0, 1)],
    "forgotten between two reads": [
        op("claim", "a", "v1", 0, 1),
        op("claim", "b", "sold-out", 2, 3),
        op("claim", "b", "v2", 4, 5),
    ],
    "given back after its use": [
        op("claim", "a", "v1", 0, 1),
        op("redeem", "v1", "ok", 2, 3),
        op("cancel", "v1", "ok", 4, 5),
    ],
    "answered before it was asked": [
        op("claim", "a", "already-claimed", 0, 1),
        op("claim", "a", "v1", 2, 3),
    ],
}


@pytest.mark.parametrize("name", GOOD)
def test_right_histories(name: str) -> None:
    assert is_linearizable(GOOD[name], perk_model(1))


@pytest.mark.parametrize("name", BAD)
def test_wrong_histories(name: str) -> None:
    assert not is_linearizable(BAD[name], perk_model(1))


def test_histories_made_by_a_correct_perk_are_right_and_twisted_ones_are_found() -> None:
    """Random sequential runs with widened intervals; then one answer of each is turned over."""
    found = 0
    for seed in range(200):
        history = simulated(Random(seed))
        assert is_linearizable(history, perk_model(2)), seed
        twisted = [*history[:-1], turned(history[-1])]
        found += not is_linearizable(twisted, perk_model(2))
    assert found > 120, found  # where others ran at the same time, either answer may be right


def simulated(random: Random) -> list[Operation]:
    model = perk_model(2)
    state, history = model.initial, []
    for moment in range(12):
        holder = random.choice("abc")
        kind = random.choice(["claim", "claim", "cancel", "redeem", "reverse"])
        names = [v[0] for v in state.vouchers] or ["none"]
        argument = holder if kind == "claim" else random.choice(sorted(map(str, names)))
        answers = (
            (f"v{moment}", "sold-out", "already-claimed") if kind == "claim" else ("ok", "refused")
        )
        for answer in answers:
            wide = random.random()
            each = op(kind, argument, answer, moment - wide, moment + random.random())
            following = model.step(state, each)
            if following is not None:
                state = following
                history.append(each)
                break
    return history


def turned(last: Operation) -> Operation:
    other = {"ok": "refused", "refused": "ok", "sold-out": "v99", "already-claimed": "v99"}
    return Operation(
        last.kind, last.argument, other.get(last.answer, "sold-out"), last.called, last.returned
    )
