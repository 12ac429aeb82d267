"""A district as stored, and the only way to one for writing."""

import re
from datetime import date
from typing import Any, Final

import msgspec

from credit.districts.outline import Boundary
from credit.districts.rules.entering import Host
from credit.districts.rules.membership_rules import MembershipRules
from credit.districts.rules.names import Kind, Status
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem

UNKNOWN: Final = "没有这个信用街区"
_CODE: Final = re.compile(r"63[0-9]{7}")


class DistrictRow(msgspec.Struct, frozen=True, kw_only=True):
    """A district as stored; `charter` is the version in force today, None without one."""

    id: int
    code: str
    name: str
    kind: Kind
    division: str
    introduction: str
    manager: str
    manager_contact: str
    boundary: Boundary
    rules: MembershipRules
    status: Status
    grade: str
    revision: int
    named_on: date | None
    review_due: date | None
    rectify_by: date | None
    demo: bool
    charter: int | None

    @property
    def host(self) -> Host:
        """The district as the entry rules see it."""
        return Host(self.name, self.rules, self.charter, self.demo)


_STORED: Final = tuple(name for name in DistrictRow.__struct_fields__ if name != "charter")
# $1 is today.
ROW_COLUMNS: Final = f"""{", ".join(f"d.{name}" for name in _STORED)},
  (SELECT max(version) FROM district_charter c
   WHERE c.district_id = d.id AND c.effective_on <= $1) AS charter"""  # noqa: S608 - constants
_BY_CODE = f"SELECT {ROW_COLUMNS} FROM credit_district d WHERE d.code = $2"  # noqa: S608
_BY_IDS = f"SELECT {ROW_COLUMNS} FROM credit_district d WHERE d.id = ANY($2)"  # noqa: S608
_LOCK = "SELECT FROM credit_district WHERE code = $1 FOR NO KEY UPDATE"
_LOCK_ID = "SELECT FROM credit_district WHERE id = $1 FOR NO KEY UPDATE"


def is_district_code(text: str) -> bool:
    """Whether a text has the form of a district's code (it may still not exist)."""
    return _CODE.fullmatch(text) is not None


async def get_district(code: str, *, lock: bool = False) -> DistrictRow:
    """The district with this code, locked for a change on request; Problem not-found.

    The lock is a statement of its own, so that what is read after it is not older than it.
    """
    row = None
    if is_district_code(code):
        async with connection() as held:
            if lock:
                await held.execute(_LOCK, code)
            row = await held.fetchrow(_BY_CODE, clock.today(), code)
    if row is None:
        raise Problem("not-found", detail=UNKNOWN)
    return district_of(row)


async def lock_district(district_id: int) -> None:
    """Whoever changes members locks their district first, so nobody waits crosswise."""
    async with connection() as held:
        await held.execute(_LOCK_ID, district_id)


async def list_districts_by_id(district_ids: list[int]) -> dict[int, DistrictRow]:
    """Districts by their internal keys; unknown ones are left out."""
    async with connection() as held:
        rows = await held.fetch(_BY_IDS, clock.today(), district_ids)
    return {row["id"]: district_of(row) for row in rows}


def district_of(row: Any) -> DistrictRow:
    """A row of `ROW_COLUMNS`."""
    decoded = {
        "boundary": msgspec.json.decode(row["boundary"]),
        "rules": msgspec.json.decode(row["rules"]),
    }
    values = {name: row[name] for name in DistrictRow.__struct_fields__}
    return msgspec.convert(values | decoded, DistrictRow)
