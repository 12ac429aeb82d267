"""Whom a row is about: sound codes, old registration numbers, natural persons. Pure."""

from hashlib import blake2b

from credit.kit.sheets.cells import BLANKS, NULL, mask_numbers, mask_person
from credit.kit.uscc import check_uscc, is_citizen_id, normalise_uscc
from credit.records.codes_column import sound_codes
from credit.records.work import Work

PERSON = "自然人"


def party_codes(work: Work, persons: set[int]) -> list[str]:
    """The parties' codes, NULL for none; refuses organisations without a sound one."""
    codes = [text.upper() for text in work.column("uscc")]
    numbers = work.column("registration_no")
    for row in (~sound_codes(codes)).nonzero()[0].tolist():
        if row in persons or (codes[row] in BLANKS and is_registration_no(numbers[row])):
            codes[row] = NULL
        else:
            codes[row] = _slow_code(work, row)
    for row in persons:
        codes[row] = NULL
    return codes


def _slow_code(work: Work, row: int) -> str:
    text = work.column("uscc")[row]
    check = check_uscc(text)
    if check.outcome == "reject":
        reason = "缺少统一社会信用代码" if text in BLANKS else check.reason
        work.blame(row, "uscc", f"{reason}；{check.hint}" if check.hint else reason)
        return NULL
    return check.code


def is_registration_no(text: str) -> bool:
    """An old 工商注册号 has 13 or 15 digits; a sole trader may have nothing else."""
    return text.isascii() and text.isdigit() and len(text) in (13, 15)


def find_persons(work: Work) -> set[int]:
    """Rows about natural persons: said so, or identified by an ID number instead of a uscc."""
    kinds = work.column("party_kind")
    persons = {row for row, kind in enumerate(kinds) if PERSON in kind} if any(kinds) else set()
    codes, numbers = work.column("uscc"), work.column("id_number")
    for row in range(work.size) if any(numbers) else ():
        if not kinds[row] and codes[row] in BLANKS and numbers[row] not in BLANKS:
            persons.add(row)
    for row, (code, kind) in enumerate(zip(codes, kinds, strict=True)):
        # A company's code starts with 9 and an ID number with 1 to 8: most rows end here.
        if not kind and code[:1] != "9" and is_citizen_id(normalise_uscc(code)):
            persons.add(row)
    return persons


def person_identity(work: Work, row: int, key: bytes) -> str:
    """A keyed hash of name and ID: the same person twice is found, nobody is named."""
    name = work.column("party_name")[row]
    number = work.column("id_number")[row] or work.column("uscc")[row]
    return blake2b(f"{name}\x1f{number}".encode(), key=key, digest_size=16).hexdigest()


def mask_row(text: str, name: str) -> str:
    """Free text about a person without the name and without numbers."""
    return mask_numbers(text.replace(name, mask_person(name)) if len(name) > 1 else text)
