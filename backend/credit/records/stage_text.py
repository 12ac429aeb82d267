"""Puts validated columns together as COPY text, with the keys that make an import repeatable."""

import os
import time
from collections.abc import Sequence
from hashlib import blake2b
from itertools import compress

import msgspec
import numpy as np

from credit.kit.sheets import Block, Reject
from credit.records.judge import Judged, judge
from credit.records.parties import find_persons, mask_row, party_codes, person_identity
from credit.records.preparer import COLUMN_ATTRIBUTES, TITLE_LENGTH, Preparer
from credit.records.repeats import key_prefixes
from credit.records.values import NULL, fold_document_numbers, mask_person
from credit.records.work import Work, escape, hide_numbers, json_objects

CONTRADICTION = "与本文件前面的同一条决定内容不一致，两者只能有一个正确"
_PLAIN = {NULL: ""}
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


def prepare(preparer: Preparer, block: Block) -> Prepared:
    """Validates a block; refused rows come out as rejects, the others as COPY text."""
    work = Work(block, preparer.layout)
    rejects = [Reject(fit.line, "", "", fit.reason) for fit in block.misfits]
    if not work.size:
        nothing = Lines([], [])
        return Prepared(block.rows_seen, nothing, nothing, 0, [], {}, rejects)
    prepared = assemble(preparer, work)
    prepared.rows_seen = block.rows_seen
    prepared.rejects = sorted(rejects + prepared.rejects, key=lambda reject: reject.line)
    return prepared


def assemble(preparer: Preparer, work: Work) -> Prepared:
    """The COPY text of a block's sound rows."""
    persons = find_persons(work)
    names = list(work.column("party_name"))
    codes = party_codes(work, persons)
    decided, valid_from, valid_until, given = preparer.days(work)
    amount_of = "fine" if "fine" in work.columns else "amount"
    amount = work.parse(amount_of, preparer.wan)
    state = work.parse("status", preparer.state)
    agency_code = [
        "" if code == NULL else code for code in work.parse("agency_code", preparer.code)
    ]
    source_code = [
        "" if code == NULL else code for code in work.parse("source_unit_code", preparer.code)
    ]
    content = _content(preparer, work, state)
    judged = judge(work, preparer.record_class, decided, amount)
    judged.title = _short_titles(judged)
    identity = _identities(preparer, work, codes, persons)
    keys = _natural_keys(preparer, work, judged, identity, agency_code, decided)
    texts = {
        name: list(work.column(name))
        for name in ("agency", "source_unit", "legal_basis", "decision_no")
    }
    _mask_persons(work, persons, names, content, texts)
    reasons = _withdraw_reasons(work, state)
    for row in persons:
        reasons[row] = mask_row(reasons[row], work.column("party_name")[row])
    withheld, until = preparer.shown(judged.facet, judged.severity, decided, given)
    for row in persons:
        withheld[row] = "t"
    numbers = [
        number if code == NULL else ""
        for code, number in zip(codes, work.column("registration_no"), strict=True)
    ]
    for row in persons:
        numbers[row] = ""
    objects = json_objects(
        {_code(work, name): hide_numbers(column) for name, column in content.items()}, work.size
    )
    keep = _as_they_are if work.plain else escape
    source = _join(
        codes, numbers, keep(names), judged.facet, keep(texts["decision_no"]),
        keep(texts["agency"]), agency_code, keep(texts["source_unit"]), source_code,
        decided, valid_from, valid_until, amount, keep(hide_numbers(texts["legal_basis"])),
        keep(hide_numbers(judged.title)), state, keep(reasons),
        escape(objects),
    )  # fmt: skip
    withdraw_by = [preparer.withdraw_by if one == "withdrawn" else NULL for one in state]
    publish = list(map(preparer.publish.__getitem__, decided))
    derived = _join(judged.severity, withdraw_by, publish, until, withheld, decided)
    parties = [
        code if code != NULL else number and NUMBER_MARK + number
        for code, number in zip(codes, numbers, strict=True)
    ]
    prepared = _finish(preparer, work, _Rows(keys, source, derived, state, parties))
    kept = set(prepared.first.parties)  # every party of `later` is one of `first`
    prepared.names = {p: name for p, name in zip(parties, names, strict=True) if p and p in kept}
    return prepared


def _as_they_are(column: Sequence[str]) -> Sequence[str]:
    return column


def _join(*columns: Sequence[str]) -> list[str]:
    return list(map("\t".join, zip(*columns, strict=True)))


def _code(work: Work, attribute: str) -> str:
    return work.fields[attribute].code


def _short_titles(judged: Judged) -> Sequence[str]:
    if max(map(len, judged.title)) <= TITLE_LENGTH:
        return judged.title
    return [title[:TITLE_LENGTH] for title in judged.title]


def _content(preparer: Preparer, work: Work, state: list[str]) -> dict[str, list[str]]:
    """What goes into `content`: dates and amounts in stored form, text as it came."""
    content: dict[str, list[str]] = {}
    for attribute, field in work.fields.items():
        if (
            attribute in COLUMN_ATTRIBUTES
            or field.kind == "drop"
            or attribute in ("fine", "amount")
        ):
            continue
        if field.kind == "text":
            content[attribute] = list(work.column(attribute))
            continue
        memo = preparer.wan if field.kind == "wan" else preparer.end
        content[attribute] = [_PLAIN.get(v, v) for v in work.parse(attribute, memo)]
    if "removed_on" in work.columns:  # leaving a list is what withdraws the entry
        for row, day in enumerate(content["removed_on"]):
            if day:
                state[row] = "withdrawn"
    return content


def _withdraw_reasons(work: Work, state: list[str]) -> list[str]:
    if "withdrawn" not in state:
        return [""] * work.size
    notes = work.column("removed_reason" if "removed_reason" in work.columns else "note")
    words = work.column("status")
    return [
        (note or f"来源单位撤销（状态：{word or '移出'}）")[:500] if one == "withdrawn" else ""
        for one, note, word in zip(state, notes, words, strict=True)
    ]


def _identities(
    preparer: Preparer, work: Work, codes: list[str], persons: set[int]
) -> Sequence[str]:
    if NULL not in codes:
        return codes
    numbers = work.column("registration_no")
    identity = [
        code if code != NULL else NUMBER_MARK + number
        for code, number in zip(codes, numbers, strict=True)
    ]
    for row in persons:
        identity[row] = person_identity(work, row, preparer.person_key)
    return identity


def _natural_keys(
    preparer: Preparer,
    work: Work,
    judged: Judged,
    identity: Sequence[str],
    agency_code: list[str],
    decided: list[str],
) -> list[str]:
    """(class, decision_no, party, agency, day): one decision_no can serve several parties."""
    agency: Sequence[str] = agency_code
    if "" in agency_code:
        pairs = zip(agency_code, work.column("agency"), strict=True)
        agency = [code or name for code, name in pairs]
    head = f"{int(preparer.record_class)}\x1f"
    texts = map(
        "\x1f".join, zip(_document_keys(work, judged), identity, agency, decided, strict=True)
    )
    return _hashes(_encode([head + text for text in texts]))


def _encode(texts: Sequence[str]) -> list[bytes]:
    """All texts as UTF-8, by one call of the encoder."""
    return _SEPARATOR.join(texts).encode().split(b"\0")


def _hashes(texts: list[bytes]) -> list[str]:
    return [blake2b(text, digest_size=16).hexdigest() for text in texts]


def _mask_persons(
    work: Work,
    persons: set[int],
    names: list[str],
    content: dict[str, list[str]],
    texts: dict[str, list[str]],
) -> None:
    """Natural persons: name masked wherever it stands, numbers gone (PIPL Art. 25, 28)."""
    for row in persons:
        name = names[row]
        for column in (*content.values(), texts["legal_basis"]):
            column[row] = mask_row(column[row], name)
        names[row] = mask_person(name)
    for attribute in ("org_code", "tax_no", "institution_no", "association_no"):
        for row in persons if attribute in content else ():
            content[attribute][row] = ""


def _document_keys(work: Work, judged: Judged) -> list[str]:
    """Folded document numbers; a class without them is told apart by what the fact says."""
    numbers = work.column("decision_no")
    if "" in numbers:
        pairs = zip(numbers, judged.title, strict=True)
        numbers = [number or title.replace("\n", " ") for number, title in pairs]
    elif any("\n" in number for number in set(numbers)):
        numbers = [number.replace("\n", " ") for number in numbers]
    return fold_document_numbers(list(numbers))


class _Rows(msgspec.Struct):
    """Columns as wide as a line: `source` is what a fact's hash covers, `derived` is not."""

    keys: list[str]
    source: list[str]
    derived: list[str]
    state: list[str]
    parties: list[str]


def _finish(preparer: Preparer, work: Work, rows: _Rows) -> Prepared:
    """Sets repeats apart and writes the lines."""
    source = _encode(rows.source)
    hashes = _hashes(source)
    parted = _part_repeats(work, rows.keys, hashes, rows.state)
    seen = _sort_and_look(preparer, rows.keys, parted)
    heads = _heads(int(preparer.record_class), work, rows.keys, hashes)
    facts = [text.split(b"\t", 2)[2] for text in source]  # the party is there for the hash only
    parts = zip(heads, facts, _encode(rows.derived), strict=True)
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
    return _encode(
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
