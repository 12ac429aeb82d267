"""The citizen status lists: the places of revoked passes, with decoys between them.

Decoys stand at places that no phone is ever given, so that a list of few does not tell how few;
they are the same in every version of a day's list, else comparing versions would show them.
"""

import asyncio

from credit.codes.core.status_list import StatusSets
from credit.codes.passes.day_keys import get_permutations
from credit.codes.passes.permutation import Permutation
from credit.codes.passes.rules import DECOY_NUMBER, SLOTS_A_DAY, Place, first_slot_of
from credit.codes.trust.publishing import publish_list
from credit.codes.trust.rules import citizen_days
from credit.kit import clock
from credit.kit.db import connection

FEWEST_DECOYS, MORE_DECOYS = 64, 64
_REVOKED = """
SELECT number, first_slot, last_slot FROM revoked_pass WHERE last_slot >= $1 AND first_slot <= $2
"""


async def publish_lists() -> int:
    """Bring the lists of all days that a pass may name up to date; returns how many changed."""
    changed = 0
    for list_no, day in citizen_days(clock.now()):
        permutation = (await get_permutations([day]))[day]
        runs = await _runs_of(day)
        places = await asyncio.to_thread(_places, permutation, runs)
        changed += await publish_list(f"c{list_no}", StatusSets(revoked=places))
    return changed


async def _runs_of(day: int) -> list[tuple[int, int, int]]:
    """(number, first, last quarter hour of the day) of what was revoked on a day."""
    start = first_slot_of(day)
    end = start + SLOTS_A_DAY - 1
    async with connection() as held:
        rows = await held.fetch(_REVOKED, start, end)
    return [
        (r["number"], max(r["first_slot"], start) - start, min(r["last_slot"], end) - start)
        for r in rows
    ]


def _places(permutation: Permutation, runs: list[tuple[int, int, int]]) -> frozenset[int]:
    revoked = {
        Place(number, slot).value for number, first, last in runs for slot in range(first, last + 1)
    }
    return frozenset(permutation.to_places([*revoked, *decoys(permutation)]))


def decoys(permutation: Permutation) -> range:
    """64 to 127 numbers beyond all phones; how many, the day's own key says."""
    first = DECOY_NUMBER * SLOTS_A_DAY
    count = FEWEST_DECOYS + permutation.to_places([first - 1])[0] % MORE_DECOYS
    return range(first, first + count)
