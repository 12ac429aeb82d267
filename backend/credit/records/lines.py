"""Lines for COPY: keys, hashes and ids put before each row, repeats set apart. Pure."""

import os
import time
from collections.abc import Sequence
from hashlib import blake2b
from itertools import compress

import msgspec
import numpy as np

from credit.kit.sheets import Reject
from credit.records.preparer import Preparer
from credit.records.repeats import key_prefixes
from credit.records.work import Work

CONTRADICTION = "与本文件前面的同一条决定内容不一致，两者只能有一个正确"
_SEPARATOR = "\0"  # cannot occur: files with NUL are refused
_VARIANTS = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
# As the lines for COPY have them. The two that a file cannot know come first: the process that
# talks to the database puts them before each row.
RECORD_COLUMNS = (
    "subject_id", "import_id",
    "natural_key", "content_hash", "record_class", "line", "public_id",
    "party_name", "facet", "decision_no", "agency", "agency_code", "source_unit",
    "source_unit_code", "decided_on", "valid_from", "valid_until", "amount_yuan", "legal_basis",
    "title", "state", "withdraw_reason", "content",
    "severity", "withdraw_by", "publish_by", "publish_by_provisional", "publicity_until",
    "withheld", "publicity_from",
)  # fmt: skip
NUMBER_MARK = "reg:"  # before an old registration number that stands for a party


class Lines(msgspec.Struct):
    """COPY text by row without its first two columns, and the party of every row.

    A party is a uscc, `NUMBER_MARK` and a registration number, or blank for a natural person.
    """

    rows: list[bytes]
    parties: list[str]


class Prepared(msgspec.Struct):
    """A block ready for the database. `later` holds withdrawals of facts of the same block.

    `repeated` are lines whose fact an earlier line has already; `names` are the parties' names.
    """

    rows_seen: int
    first: Lines
    later: Lines
    doubles: int
    repeated: list[int]
    names: dict[str, str]
    rejects: list[Reject]

    @property
    def size(self) -> int:
        """How many rows are to be stored."""
        return len(self.first.rows) + len(self.later.rows)


def encode(texts: Sequence[str]) -> list[bytes]:
    """All texts as UTF-8, by one call of the encoder."""
    return _SEPARATOR.join(texts).encode().split(b"\0")


def hashes_of(texts: list[bytes]) -> list[str]:
    """The hexadecimal hash of each text."""
    return [blake2b(text, digest_size=16).hexdigest() for text in texts]


class Rows(msgspec.Struct):
    """Columns as wide as a line: `source` is what a fact's hash covers, `derived` is not."""

    keys: list[str]
    source: list[str]
    derived: list[str]
    state: list[str]
    parties: list[str]


def write_lines(preparer: Preparer, work: Work, rows: Rows) -> Prepared:
    """Sets repeats apart and writes the lines."""
    source = encode(rows.source)
    hashes = hashes_of(source)
    parted = _part_repeats(work, rows.keys, hashes, rows.state)
    seen = _sort_and_look(preparer, rows.keys, parted)
    heads = _heads(int(preparer.record_class), work, rows.keys, hashes)
    facts = [text.split(b"\t", 2)[2] for text in source]  # the party is there for the hash only
    parts = zip(heads, facts, encode(rows.derived), strict=True)
    lines = list(map(b"%b\t%b\t%b\n".__mod__, parts))
    again = [*compress(parted.first, seen), *parted.later]
    return Prepared(
        rows_seen=0,
        first=_pick(lines, rows.parties, parted.first),
        later=_pick(lines, rows.parties, parted.later),
        doubles=parted.doubles,
        repeated=[work.lines[row] for row in again],
        names={},
        rejects=list(work.bad.values()),
    )


def _sort_and_look(preparer: Preparer, keys: list[str], parted: "_Parted") -> list[bool]:
    """Puts `first` in the order of the keys; tells which of them an earlier block had."""
    if not parted.first:
        return []
    prefixes = key_prefixes([keys[row] for row in parted.first])
    order = prefixes.argsort()
    parted.first = np.array(parted.first)[order].tolist()
    seen: list[bool] = preparer.seen.add(prefixes[order]).tolist()
    return seen


def _heads(record_class: int, work: Work, keys: list[str], hashes: list[str]) -> list[bytes]:
    ids = new_public_ids(work.size)
    columns = zip(keys, hashes, work.lines, ids, strict=True)
    return encode(
        [
            f"\\\\x{key}\t\\\\x{found}\t{record_class}\t{line}\t{public_id}"
            for key, found, line, public_id in columns
        ]
    )


def new_public_ids(count: int) -> list[str]:
    """Ids in rising order (UUIDv7, RFC 9562): random ones would touch a page of the index each.

    74 random bits stay, so nobody guesses one.
    """
    stamp = int(time.time() * 1000).to_bytes(6, "big").hex()
    tails = os.urandom(10 * count).hex()
    return [
        f"{stamp}7{tails[at + 1 : at + 4]}{_VARIANTS[tails[at + 4]]}{tails[at + 5 : at + 20]}"
        for at in range(0, 20 * count, 20)
    ]


def _pick(rows: list[bytes], parties: list[str], chosen: list[int]) -> Lines:
    return Lines([rows[row] for row in chosen], [parties[row] for row in chosen])


class _Parted(msgspec.Struct):
    """Rows to store, withdrawals of them in the same block, and how many were plain doubles."""

    first: list[int]
    later: list[int]
    doubles: int


def _part_repeats(work: Work, keys: list[str], hashes: list[str], state: list[str]) -> _Parted:
    """Equal repeats are doubles, a withdrawal follows its fact, everything else contradicts."""
    bad = work.bad
    rows = [row for row in range(work.size) if row not in bad] if bad else list(range(work.size))
    if len(set(keys)) == len(keys):
        return _Parted(rows, [], 0)
    parted = _Parted([], [], 0)
    last: dict[str, int] = {}
    for row in rows:
        before = last.get(keys[row])
        if before is None:
            parted.first.append(row)
        elif hashes[before] == hashes[row]:
            parted.doubles += 1
            continue
        elif state[row] == "withdrawn" and state[before] == "active":
            parted.later.append(row)
        else:
            place = f"第 {work.lines[before]} 行"
            work.blame(row, "decision_no", f"{CONTRADICTION}（见{place}）")
            continue
        last[keys[row]] = row
    return parted
