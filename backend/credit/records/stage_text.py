"""Puts validated columns together as COPY text, with the keys that make an import repeatable."""

import os
from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from credit.kit.sheets import Block, Reject
from credit.records.judge import Judged, judge
from credit.records.parties import find_persons, mask_row, party_codes, person_identity
from credit.records.preparer import COLUMN_ATTRIBUTES, TITLE_LENGTH, Preparer
from credit.records.repeats import key_prefixes
from credit.records.values import NULL, fold_document_numbers, mask_person
from credit.records.work import Work, escape, hide_numbers, json_objects

CONTRADICTION = "与本文件前面的同一条决定内容不一致，两者只能有一个正确"
_PLAIN = {NULL: ""}


class Prepared(msgspec.Struct):
    """A block ready for the database. `later` holds withdrawals of facts of the same block."""

    rows_seen: int
    first: bytes
    first_count: int
    later: bytes
    later_count: int
    doubles: int
    repeated: bool
    rejects: list[Reject]


def prepare(preparer: Preparer, block: Block) -> Prepared:
    """Validates a block; refused rows come out as rejects, the others as COPY text."""
    work = Work(block, preparer.layout)
    rejects = [Reject(fit.line, "", "", fit.reason) for fit in block.misfits]
    if not work.size:
        return Prepared(block.rows_seen, b"", 0, b"", 0, 0, False, rejects)
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
    source = _join(
        codes, numbers, escape(names), judged.facet, escape(texts["decision_no"]),
        escape(texts["agency"]), agency_code, escape(texts["source_unit"]), source_code,
        decided, valid_from, valid_until, amount, escape(hide_numbers(texts["legal_basis"])),
        escape(hide_numbers(judged.title)), state, escape(reasons),
        escape(objects),
    )  # fmt: skip
    withdraw_by = [preparer.withdraw_by if one == "withdrawn" else NULL for one in state]
    publish = list(map(preparer.publish.__getitem__, decided))
    derived = _join(judged.severity, withdraw_by, publish, until, withheld)
    return _finish(preparer, work, keys, source, derived, state)


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
        code if code != NULL else f"reg:{number}"
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
    return [blake2b((head + text).encode(), digest_size=16).hexdigest() for text in texts]


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


def _finish(
    preparer: Preparer,
    work: Work,
    keys: list[str],
    source: list[str],
    derived: list[str],
    state: list[str],
) -> Prepared:
    """Sets repeats apart and writes the lines."""
    hashes = [blake2b(text.encode(), digest_size=16).hexdigest() for text in source]
    parted = _part_repeats(work, keys, hashes, state)
    first_keys = [keys[row] for row in parted.first]
    seen = preparer.seen.add(key_prefixes(first_keys)).tolist() if first_keys else []

    ids = os.urandom(16 * work.size).hex()  # a third of what the database takes to make them

    def write(rows: list[int], flags: list[bool]) -> bytes:
        lines = [
            f"\\\\x{keys[row]}\t\\\\x{hashes[row]}\t{work.lines[row]}\t{'t' if flag else 'f'}"
            f"\t{ids[32 * row : 32 * row + 32]}\t{source[row]}\t{derived[row]}\n"
            for row, flag in zip(rows, flags, strict=True)
        ]
        return "".join(lines).encode()

    return Prepared(
        rows_seen=0,
        first=write(parted.first, seen),
        first_count=len(parted.first),
        later=write(parted.later, [True] * len(parted.later)),
        later_count=len(parted.later),
        doubles=parted.doubles,
        repeated=any(seen),
        rejects=list(work.bad.values()),
    )


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
