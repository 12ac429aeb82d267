"""How hits of a search are ranked: how well the words match, less how far it is. Pure.

A hit has the points of its best match (`POINTS`); with several words, their mean. Distance takes
5 · log2(1 + kilometres) points away, at most 30: the thing itself, wherever in the province, is
never behind something that merely contains its name, while of like matches the nearer wins, and
a near street beats a far beginning. Without a position nothing is taken away. Districts and
divisions lose nothing: who types a place wants to go there. Then the shorter name is first.
"""

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

Match = Literal["name", "pinyin", "initials", "street", "trade", "code"]
EXACT, STARTS, WITHIN = 0, 1, 2
# Of one or two letters every name has some: they count at the beginning only.
INSIDE_FROM: Final = 3
# (the same, starts with, contains)
POINTS: Final[dict[Match, tuple[float, float, float]]] = {
    "code": (100, 65, 0),
    "name": (100, 85, 70),
    "pinyin": (80, 60, 45),
    "initials": (80, 55, 45),
    "trade": (50, 45, 40),
    "street": (40, 40, 40),
}
A_DOUBLING: Final = 5.0
FARTHEST: Final = 30.0


class Texts(NamedTuple):
    """What a thing can be found by, each in lower case; empty where it has none."""

    names: tuple[str, ...]
    code: str = ""
    pinyin: str = ""
    initials: str = ""
    street: str = ""
    trade: str = ""


class Quality(NamedTuple):
    """What matched best, and the points for it."""

    match: Match
    points: float


def rate(words: Sequence[str], texts: Texts) -> Quality | None:
    """How well the words match; None unless each of them does."""
    found = [_best(word, texts) for word in words]
    kept = [quality for quality in found if quality is not None]
    if not kept or len(kept) < len(found):
        return None
    points = sum(quality.points for quality in kept) / len(kept)
    return Quality(max(kept, key=lambda quality: quality.points).match, points)


def order(points: float, metres: float | None, name: str, code: str) -> tuple[float, int, str]:
    """The key to sort hits by, ascending."""
    far = 0.0 if metres is None else min(FARTHEST, A_DOUBLING * math.log2(1 + metres / 1000))
    return far - points, len(name), code


def _best(word: str, texts: Texts) -> Quality | None:
    tried: tuple[tuple[Match, tuple[str, ...]], ...] = (
        ("code", (texts.code,)), ("name", texts.names), ("pinyin", (texts.pinyin,)),
        ("initials", (texts.initials,)), ("trade", (texts.trade,)), ("street", (texts.street,)),
    )  # fmt: skip
    rated = [
        Quality(match, POINTS[match][how])
        for match, candidates in tried
        for text in candidates
        if text and (how := _how(word, text)) is not None and POINTS[match][how]
    ]
    return max(rated, key=lambda quality: quality.points, default=None)


def _how(word: str, text: str) -> int | None:
    if word == text:
        return EXACT
    if text.startswith(word):
        return STARTS
    is_short = word.isascii() and len(word) < INSIDE_FROM
    return WITHIN if word in text and not is_short else None
