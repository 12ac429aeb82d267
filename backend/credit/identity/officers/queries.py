"""For which divisions an officer acts."""

from typing import Final

from credit.identity.queries import read_public_id
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem

OUTSIDE: Final = "这件事不在您的管辖区划内"
_JURISDICTION: Final = """
SELECT jurisdiction FROM account WHERE public_id = $1 AND kind = 'officer' AND active
"""


async def get_jurisdiction(caller: Caller) -> str:
    """The beginning of the division codes that an officer acts for; '' for the whole province.

    Read each time, so a change counts at once. Raises Problem forbidden for anybody else.
    """
    async with connection() as held:
        found: str | None = await held.fetchval(_JURISDICTION, read_public_id(caller.id))
    if found is None:
        raise Problem("forbidden", detail="只有工作人员可以办理")
    return found


async def narrow_division(caller: Caller, division: str) -> str:
    """The part of `division` that the officer acts for; Problem forbidden when there is none.

    Both are beginnings of division codes, as lists of a desk filter by.
    """
    own = await get_jurisdiction(caller)
    if division.startswith(own):
        return division
    if own.startswith(division):
        return own
    raise Problem("forbidden", detail=OUTSIDE)


async def require_province(caller: Caller, detail: str) -> None:
    """Problem forbidden unless the officer acts for the whole province."""
    if await get_jurisdiction(caller):
        raise Problem("forbidden", detail=detail)
