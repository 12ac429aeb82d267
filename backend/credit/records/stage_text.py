"""Puts validated columns together as COPY text, with the keys that make an import repeatable."""

from collections.abc import Sequence

from credit.kit.sheets import Block, Reject
from credit.kit.sheets.cells import NULL, fold_document_numbers, mask_person
from credit.records.judge import Judged, judge
from credit.records.lines import NUMBER_MARK, Lines, Prepared, Rows, encode, hashes_of, write_lines
from credit.records.parties import find_persons, mask_row, party_codes, person_identity
from credit.records.preparer import COLUMN_ATTRIBUTES, TITLE_LENGTH, Preparer
from credit.records.work import Work, escape, hide_numbers, json_objects

_PLAIN = {NULL: ""}


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
    prepared = write_lines(preparer, work, Rows(keys, source, derived, state, parties))
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
    return hashes_of(encode([head + text for text in texts]))


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
