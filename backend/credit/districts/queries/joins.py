"""What other slices ask: the district that a merchant's badge carries."""

from typing import Final

import msgspec

from credit.kit.db import connection

# For a statement that has a subject `s`: at most one row `d`, the district it is a member of.
# One merchant is a member of one district at most (uq_district_member_admitted).
DISTRICT_OF: Final = """
LEFT JOIN district_member dm ON dm.subject_id = s.id AND dm.status = 'admitted'
LEFT JOIN credit_district d ON d.id = dm.district_id
  AND d.status IN ('named', 'raised', 'rectifying')
"""
_FIND = f"""
SELECT d.code, d.name, d.grade, d.demo FROM subject s {DISTRICT_OF}
WHERE s.id = $1 AND d.id IS NOT NULL
"""  # noqa: S608 - constants
_DISTRICTS = """
SELECT DISTINCT district_id FROM district_member
WHERE subject_id = ANY($1) AND status = 'admitted' ORDER BY district_id
"""


class MembersDistrict(msgspec.Struct, frozen=True, kw_only=True):
    """The district of a merchant, in short; `grade` A to D or N."""

    code: str
    name: str
    grade: str
    demo: bool


async def find_district_of(subject_id: int) -> MembersDistrict | None:
    """The named district that a subject is a member of, or None."""
    async with connection() as held:
        row = await held.fetchrow(_FIND, subject_id)
    return MembersDistrict(**row) if row else None


async def list_districts_of(subject_ids: list[int]) -> list[int]:
    """The internal keys of the districts that these subjects are members of, in order."""
    async with connection() as held:
        rows = await held.fetch(_DISTRICTS, subject_ids)
    return [row["district_id"] for row in rows]
