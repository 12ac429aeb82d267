"""The draw, pure: what is hashed, how the order comes about. docs/draw-format.md says the same.

key     HMAC-SHA256(seed, FORMAT \\n announcement hash \\n entries hash \\n public number \\n)
words   32-bit numbers, big endian, from HMAC-SHA256(key, counter), eight a block
order   the entries in ascending order, shuffled by Fisher–Yates, from the last place down
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

FORMAT: Final = "credit-qinghai-draw/1"
SEED_BYTES: Final = 32
NUMBER_DIGITS: Final = 8
MAX_ENTRIES: Final = 200_000
_WORD: Final = 2**32


class Announcement(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is fixed when a draw is published. Times in UTC to the second, `…Z`; hashes in hex."""

    draw: str
    title: str
    published_at: str
    enter_from: str
    enter_until: str
    draw_at: str
    winners: int
    accept_hours: int
    public_source: str
    seed_hash: str


def announcement_hash(announced: Announcement) -> str:
    """SHA-256 over the format and each field, `name=value`, one a line."""
    fields = msgspec.to_builtins(announced)
    lines = [FORMAT, *(f"{name}={value}" for name, value in fields.items())]
    return _sha256("".join(f"{line}\n" for line in lines))


def entries_hash(entries: Sequence[str]) -> str:
    """SHA-256 over the entry numbers in ascending order, one a line."""
    return _sha256("".join(f"{number}\n" for number in entries))


def seed_hash(seed: bytes) -> str:
    """What is published of the seed in advance."""
    return hashlib.sha256(seed).hexdigest()


def draw_order(
    seed: bytes, announced_hash: str, hash_of_entries: str, public_number: str, entries: list[str]
) -> list[str]:
    """The entries in the order that the draw gives them; first come the winners.

    `entries` in ascending order, whatever order they arrived in.
    """
    parts = (FORMAT, announced_hash, hash_of_entries, public_number)
    message = "".join(f"{part}\n" for part in parts).encode()
    words = _words(hmac.digest(seed, message, "sha256"))
    order = list(entries)
    for last in range(len(order) - 1, 0, -1):
        other = below(last + 1, words)
        order[last], order[other] = order[other], order[last]
    return order


def below(bound: int, words: Iterator[int]) -> int:
    """A number below the bound, each as likely: words past the last full multiple are skipped."""
    limit = _WORD - _WORD % bound
    return next(word for word in words if word < limit) % bound


def _words(key: bytes) -> Iterator[int]:
    counter = 0
    while True:
        block = hmac.digest(key, counter.to_bytes(8, "big"), "sha256")
        for place in range(0, len(block), 4):
            yield int.from_bytes(block[place : place + 4], "big")
        counter += 1


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
