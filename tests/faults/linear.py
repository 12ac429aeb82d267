"""A small linearizability checker (Wing and Gong's search with Lowe's memory of visited states).

A history is linearizable when every operation can be given one instant between its call and its
return so that, carried out one after another at these instants, each gives the answer that it
gave. An operation whose answer was lost stays open: it may have happened at any later time, or
never.
"""

from collections.abc import Callable, Hashable, Sequence
from math import inf
from typing import Any, Generic, TypeVar

import msgspec

State = TypeVar("State", bound=Hashable)
MAX_VISITED = 2_000_000


class Operation(msgspec.Struct, frozen=True):
    """`answer` None: lost. Times are of one clock; `returned` is infinite for a lost answer."""

    kind: str
    argument: Any
    answer: Any
    called: float
    returned: float = inf


class Model(msgspec.Struct, Generic[State], frozen=True):
    """How a correct single copy behaves: `step` gives the next state, or None when the answer of
    the operation would be wrong there. For a lost answer it gives the state after whatever it
    would have done."""

    initial: State
    step: Callable[[State, Operation], State | None]


class TooLarge(Exception):
    """The search was given up; the history says nothing either way."""


def is_linearizable(history: Sequence[Operation], model: Model[State]) -> bool:
    """Whether an order of the operations explains all answers. Raises TooLarge."""
    order = sorted(history, key=lambda op: op.called)
    must = sum(1 << n for n, op in enumerate(order) if op.returned != inf)
    visited: set[tuple[int, State]] = set()
    stack: list[tuple[int, State]] = [(0, model.initial)]
    while stack:
        done, state = stack.pop()
        if done & must == must:
            return True
        for number in _candidates(order, done):
            following = model.step(state, order[number])
            if following is None:
                continue
            entry = (done | 1 << number, following)
            if entry not in visited:
                visited.add(entry)
                stack.append(entry)
        if len(visited) > MAX_VISITED:
            raise TooLarge
    return False


def _candidates(order: Sequence[Operation], done: int) -> list[int]:
    """Operations that may come next: called before any other open one has returned."""
    earliest = inf
    found: list[int] = []
    for number, op in enumerate(order):
        if done >> number & 1:
            continue
        if op.called > earliest:
            break
        found.append(number)
        earliest = min(earliest, op.returned)
    # Later ones were called after something that must come first has returned.
    return [number for number in found if order[number].called <= earliest]
