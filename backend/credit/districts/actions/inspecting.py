"""The daily look at members: who no longer meets the rules is told and listed, nothing more."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from credit.districts.actions.regrading import regrade
from credit.districts.actions.telling import audit
from credit.districts.outline import polygon_of
from credit.districts.queries.joins import list_districts_of
from credit.districts.queries.rows import DistrictRow, list_districts_by_id, lock_district
from credit.districts.queries.standings import LOW_SINCE, STANDING_COLUMNS, standing_of
from credit.districts.rules.leaving import Concern, find_concerns
from credit.kit import clock
from credit.kit.db import Connection, connection, transaction

ACTOR = "system"
_OPEN = "SELECT id FROM credit_district WHERE status <> 'struck_off' ORDER BY id"
_MEMBERS = f"""
SELECT m.id AS membership, m.concerns, {STANDING_COLUMNS}, {LOW_SINCE}
FROM district_member m JOIN subject s ON s.id = m.subject_id
WHERE m.district_id = $2 AND m.status = 'admitted' ORDER BY m.id FOR NO KEY UPDATE OF m
"""  # noqa: S608 - constants
_NOTE = """
UPDATE district_member m SET concerns = n.concerns, notified_on = n.noted, set_right_by = n.by
FROM unnest($1::bigint[], $2::jsonb[], $3::date[], $4::date[]) AS n (id, concerns, noted, by)
WHERE m.id = n.id
"""


class Noted(msgspec.Struct, frozen=True):
    """What a look at the members found."""

    members: int
    told: int
    cleared: int


async def inspect_members() -> Noted:
    """Look at every member of every district, a district a transaction; grades are renewed too."""
    async with connection() as held:
        ids = [row["id"] for row in await held.fetch(_OPEN)]
    found = [await _inspect(district_id) for district_id in ids]
    return Noted(
        sum(one.members for one in found),
        sum(one.told for one in found),
        sum(one.cleared for one in found),
    )


async def inspect_subjects(subject_ids: list[int]) -> None:
    """Look at once at the districts of these merchants, as news about them came."""
    for district_id in await list_districts_of(subject_ids):
        await _inspect(district_id)


async def _inspect(district_id: int) -> Noted:
    today = clock.today()
    async with transaction() as held:
        await lock_district(district_id)
        district = (await list_districts_by_id([district_id]))[district_id]
        rows = await held.fetch(_MEMBERS, today, district_id)
        changed = {row["membership"]: now for row, before, now in _compare(district, rows, today)
                   if now != before}  # fmt: skip
        told = sum(bool(concerns) for concerns in changed.values())
        if changed:
            await _note(held, changed)
        await regrade([district_id])
        if changed:
            detail = {"told": told, "cleared": len(changed) - told, "members": list(changed)[:100]}
            await audit(ACTOR, "inspect", district.code, detail)
    return Noted(len(rows), told, len(changed) - told)


def _compare(
    district: DistrictRow, rows: Iterable[Any], today: date
) -> Iterable[tuple[Any, list[Concern], list[Concern]]]:
    """(row, what was noted before, what is to be noted) of each member."""
    polygon = polygon_of(district.boundary)
    for row in rows:
        before = msgspec.json.decode(row["concerns"], type=list[Concern])
        member = standing_of(row).as_member(polygon, row["low_since"])
        yield row, before, find_concerns(district.rules, member, before, today)


async def _note(held: Connection, changed: dict[int, list[Concern]]) -> None:
    noted = [min((c.noted_on for c in one), default=None) for one in changed.values()]
    until = [min((c.set_right_by for c in one), default=None) for one in changed.values()]
    texts = [msgspec.json.encode(one).decode() for one in changed.values()]
    await held.execute(_NOTE, list(changed), texts, noted, until)
