"""Which subject a party is: looked up once a run, and created when only the file knows it."""

from collections.abc import Collection, Mapping
from itertools import islice

from credit.kit.db import Connection
from credit.kit.jobs import enqueue
from credit.kit.uscc import inner_digit
from credit.records.lines import NUMBER_MARK
from credit.subjects.pinyin import Pinyin, pinyin_of

REMEMBERED = 200_000  # parties; about 30 MB
STUB_ROWS = 5_000

FIND_CODES = "SELECT uscc, id FROM subject WHERE uscc = ANY($1::text[])"

FIND_NUMBERS = """
SELECT registration_no, min(id) FROM subject
WHERE uscc IS NULL AND registration_no = ANY($1::text[]) GROUP BY registration_no
"""

INSERT_SUBJECTS = """
INSERT INTO subject (uscc, registration_no, name, name_pinyin, name_initials, kind,
  inner_check_ok, source)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::boolean[], $8::text[])
ON CONFLICT DO NOTHING
"""


class PartyIds:
    """Party → subject id. Parties are uscc, or an old 工商注册号 with `NUMBER_MARK` before it.

    Only ids that were there before the batch are remembered: its own may be rolled back.
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    async def find(
        self, connection: Connection, names: Mapping[str, str], *, spell: bool
    ) -> dict[str, int]:
        """The ids of all parties of a batch (party → name); creates subjects that are missing."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        unknown = names.keys() - self._known.keys()
        if unknown:
            self._known.update(await _look_up(connection, unknown))
        found = {party: self._known[party] for party in names if party in self._known}
        if len(found) < len(names):
            missing = {party: name for party, name in names.items() if party not in found}
            found |= await _create(connection, missing, spell=spell)
        return found


async def _look_up(connection: Connection, parties: Collection[str]) -> dict[str, int]:
    codes = [party for party in parties if not party.startswith(NUMBER_MARK)]
    found: dict[str, int] = dict(await connection.fetch(FIND_CODES, codes))
    if len(codes) < len(parties):
        numbers = [party[len(NUMBER_MARK) :] for party in parties if party.startswith(NUMBER_MARK)]
        for number, identity in await connection.fetch(FIND_NUMBERS, numbers):
            found[NUMBER_MARK + number] = identity
    return found


async def _create(
    connection: Connection, missing: dict[str, str], *, spell: bool
) -> dict[str, int]:
    """Subjects that only the file knows: name and code, nothing else, to be filled later."""
    names = missing
    if any(party.startswith(NUMBER_MARK) for party in missing):
        # registration_no has no unique index: one import at a time adds such subjects.
        await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtext('subject.registration_no'))"
        )
        there = await _look_up(connection, missing)
        names = {party: name for party, name in missing.items() if party not in there}
    # In the order of their codes: two imports then wait for each other and never deadlock.
    parties = iter([_split(party, name) for party, name in sorted(names.items())])
    while part := list(islice(parties, STUB_ROWS)):
        await insert_stubs(connection, part, spell=spell)
    return await _look_up(connection, missing)


def _split(party: str, name: str) -> tuple[str | None, str, str]:
    if party.startswith(NUMBER_MARK):
        return None, party[len(NUMBER_MARK) :], name
    return party, "", name


async def insert_stubs(
    connection: Connection, parties: list[tuple[str | None, str, str]], *, spell: bool
) -> None:
    """Inserts subjects of (uscc, registration_no, name); those already there stay as they are.

    Without `spell` the pinyin is left to the job `subjects.spell_names`.
    """
    if not spell:
        await enqueue("subjects.spell_names", {}, dedupe="subjects.spell_names")
    columns: list[list[object]] = [[] for _ in range(8)]
    for uscc, number, name in parties:
        pinyin = pinyin_of(name) if spell else Pinyin("", "")
        sound = uscc is None or inner_digit(uscc[8:16]) == uscc[16]
        values = (uscc, number, name, pinyin.full, pinyin.initials, kind_of(uscc), sound, "records")
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    await connection.execute(INSERT_SUBJECTS, *columns)


def kind_of(uscc: str | None) -> str:
    """The kind of subject by the first two characters of its code (GB 32100)."""
    if uscc is None or uscc[:2] == "92":
        return "sole_trader"
    return {"91": "organisation", "93": "cooperative"}.get(uscc[:2], "other")
