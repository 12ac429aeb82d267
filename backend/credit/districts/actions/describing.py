"""Entering a district and editing it; every state is kept whole (`credit_district_revision`)."""

from datetime import datetime
from typing import Any

import msgspec
from shapely import Polygon

from credit.districts.actions.telling import audit, forget_members
from credit.districts.outline import as_boundary, middle_of
from credit.districts.queries.boundaries import judge_boundary
from credit.districts.queries.rows import DistrictRow, get_district
from credit.districts.schemas.inputs import DistrictContent, EditDistrict
from credit.kit import clock
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

MAX_SERIAL = 999
# Serials and overlaps are looked at one writer after another.
LOCK = 20200608
_LOCK = "SELECT pg_advisory_xact_lock($1)"
_NEXT = "SELECT coalesce(max(right(code, 3)::int), 0) + 1 FROM credit_district WHERE division = $1"
_NAMESAKE = """
SELECT code FROM credit_district
WHERE division = $1 AND name = $2 AND code <> $3 AND status <> 'struck_off' LIMIT 1
"""
_FIELDS = (
    "name", "kind", "division", "introduction", "manager", "manager_contact", "boundary", "rules",
    "lng", "lat", "west", "south", "east", "north",
)  # fmt: skip
_INSERT = f"""
INSERT INTO credit_district ({", ".join(_FIELDS)}, code, demo, created_at, updated_at)
VALUES ({", ".join(f"${place}" for place in range(1, len(_FIELDS) + 4))}, ${len(_FIELDS) + 3})
RETURNING id
"""  # noqa: S608 - constants
_UPDATE = f"""
UPDATE credit_district SET
  {", ".join(f"{name} = ${place}" for place, name in enumerate(_FIELDS, 1))},
  revision = revision + 1, updated_at = ${len(_FIELDS) + 2}
WHERE code = ${len(_FIELDS) + 1} RETURNING revision
"""  # noqa: S608 - constants
_KEEP = """
INSERT INTO credit_district_revision (district_id, revision, snapshot, reason, changed_by,
  changed_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""


class Entered(msgspec.Struct, frozen=True):
    """A district just entered: internal key and code."""

    id: int
    code: str


async def enter_district(
    content: DistrictContent, *, actor: str, demo: bool = False, at: datetime | None = None
) -> Entered:
    """Enter a district (创建); its code is the county's next serial.

    `at`: when it was proposed, for what is entered later. Raises Problem invalid-input with
    what is wrong with the boundary, the county or the name.
    """
    moment = at or clock.now()
    async with transaction() as held:
        await held.execute(_LOCK, LOCK)
        polygon = await _sound_polygon(held, content, "")
        sound = msgspec.structs.replace(content, boundary=as_boundary(polygon))
        serial = await held.fetchval(_NEXT, content.division)
        if serial > MAX_SERIAL:
            raise Problem("conflict", detail="这个县区的街区编号已经用完")
        code = f"{content.division}{serial:03d}"
        values = _values(sound, polygon)
        district_id: int = await held.fetchval(_INSERT, *values, code, demo, moment)
        await held.execute(_KEEP, district_id, 1, _snapshot(sound), "创建", actor, moment)
        await audit(actor, "propose", code, {"name": content.name, "kind": content.kind})
    return Entered(district_id, code)


async def edit_district(
    code: str, edit: EditDistrict, *, actor: str, at: datetime | None = None
) -> DistrictRow:
    """Replace a district's content by a new revision.

    `at`: when it was edited, for what is entered later. Raises Problem not-found; conflict when
    another revision is there by now, or the district is struck off; invalid-input as
    `enter_district`, or for another county, which the code names.
    """
    async with transaction() as held:
        await held.execute(_LOCK, LOCK)
        before = await get_district(code, lock=True)
        _refuse_stale(before, edit)
        polygon = await _sound_polygon(held, edit, code)
        sound = msgspec.structs.replace(edit, boundary=as_boundary(polygon))
        moment = at or clock.now()
        revision = await held.fetchval(_UPDATE, *_values(sound, polygon), code, moment)
        values = (revision, _snapshot(sound), edit.reason, actor, moment)
        await held.execute(_KEEP, before.id, *values)
        if edit.name != before.name:
            await forget_members([before.id])
        await audit(actor, "edit", code, {"revision": revision, "reason": edit.reason})
        return await get_district(code)


def _refuse_stale(before: DistrictRow, edit: EditDistrict) -> None:
    if before.status == "struck_off":
        raise Problem("conflict", detail="已注销的街区不能再修改")
    if before.revision != edit.revision:
        detail = f"街区已被改为第 {before.revision} 版，请在新版上修改"
        raise Problem("conflict", detail=detail, errors=[("revision", str(before.revision))])
    if before.division != edit.division:
        raise Problem("invalid-input", errors=[("division", "编码里有县区，不能改到别的县区")])


async def _sound_polygon(held: Connection, content: DistrictContent, code: str) -> Polygon:
    """The drawn polygon, if it may be saved under this name."""
    judged = await judge_boundary(
        content.boundary, kind=content.kind, division=content.division, code=code
    )
    faults = [("boundary", f.text) for f in judged.findings if f.level == "error"]
    if await held.fetchval(_NAMESAKE, content.division, content.name, code):
        faults.append(("name", "这个县区已有同名的街区"))
    if faults or judged.polygon is None:
        raise Problem("invalid-input", errors=faults)
    return judged.polygon


def _values(content: DistrictContent, polygon: Polygon) -> tuple[Any, ...]:
    """In the order of `_FIELDS`."""
    return (
        content.name, content.kind, content.division, content.introduction, content.manager,
        content.manager_contact, _json(content.boundary), _json(content.rules),
        *middle_of(polygon), *polygon.bounds,
    )  # fmt: skip


def _snapshot(content: DistrictContent) -> str:
    """The content alone, without what an edit says beside it."""
    fields = zip(
        DistrictContent.__struct_fields__, DistrictContent.__struct_encode_fields__, strict=True
    )
    return _json({name: getattr(content, field) for field, name in fields})


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
