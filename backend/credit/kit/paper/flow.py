"""Blocks that flow over pages: none is cut, headings stay with what follows, table heads return."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Optional

from credit.kit.paper.sheet import Area

DrawAt = Callable[[Area, float], None]


class Block(NamedTuple):
    """Something of a height that is drawn whole, from its top downwards.

    `gap` is the space above it, dropped at the top of a page. With `keep` it stays on the page of
    the next block; `head` comes first again when the block begins a page.
    """

    height: float
    draw: DrawAt
    gap: float = 0
    keep: bool = False
    head: Optional["Block"] = None


class Placed(NamedTuple):
    """A block and its top on the page."""

    top: float
    block: Block


def paginate(
    blocks: Iterable[Block], *, first_top: float, top: float, bottom: float
) -> list[list[Placed]]:
    """The blocks on pages, from `first_top` on the first and `top` on the others to `bottom`.

    A chain that is higher than a page begins a page of its own and runs over its bottom.
    """
    pages: list[list[Placed]] = [[]]
    at = start = first_top
    for chain in _chains(blocks):
        need = sum(one.height + one.gap for one in chain)
        fresh = at == start
        if at + need - (chain[0].gap if fresh else 0) > bottom and pages[-1]:
            pages.append([])
            at = start = top
            fresh = True
            if chain[0].head:
                pages[-1].append(Placed(at, chain[0].head))
                at += chain[0].head.height
        for one in chain:
            at += 0 if fresh else one.gap
            pages[-1].append(Placed(at, one))
            at += one.height
            fresh = False
    return pages


def _chains(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Runs of blocks that stay together: those to be kept, and the one they are kept with."""
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not block.keep:
            yield chain
            chain = []
    if chain:
        yield chain
