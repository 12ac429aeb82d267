"""The keys of the daily permutations: drawn at random, sealed, deleted three days later.

Not derived from a master key: a derived key would change meaning when the master keys rotate,
and could be made again for ever. A random key under the field encryption opens as long as its
master key is known, and once its row is deleted nobody can tell whose a pass of that day was.
"""

import os
from collections.abc import Iterable

from credit.codes.passes.permutation import Permutation
from credit.codes.passes.rules import KEYS_KEPT, day_of_slot, slot_of
from credit.kit import clock
from credit.kit.crypto import KEY_BYTES, get_keyring
from credit.kit.db import connection, transaction

_FIND = "SELECT key_sealed FROM pass_day_key WHERE day = $1"
# Whoever is first draws; the other waits for that commit and reads the same key.
_KEEP = """
INSERT INTO pass_day_key (day, key_sealed, created_at) VALUES ($1, $2, $3)
ON CONFLICT (day) DO NOTHING
"""


async def find_permutation(day: int) -> Permutation | None:
    """The permutation of a day, or None when its key was deleted or never drawn."""
    async with connection() as held:
        sealed = await held.fetchval(_FIND, day)
    return Permutation(get_keyring().unseal(bytes(sealed), **_spot(day))) if sealed else None


async def get_permutations(days: Iterable[int]) -> dict[int, Permutation]:
    """The permutations of days; draws the keys that are missing."""
    found: dict[int, Permutation] = {}
    for day in sorted(set(days)):
        found[day] = await find_permutation(day) or await _draw(day)
    return found


async def delete_old_keys() -> int:
    """Forget the keys of days that ended three days ago; returns how many."""
    last = day_of_slot(slot_of(clock.now() - KEYS_KEPT)) - 1
    async with transaction() as held:
        done: str = await held.execute("DELETE FROM pass_day_key WHERE day <= $1", last)
    return int(done.split()[-1])


async def _draw(day: int) -> Permutation:
    sealed = get_keyring().seal(os.urandom(KEY_BYTES), **_spot(day))
    async with transaction() as held:
        await held.execute(_KEEP, day, sealed, clock.now())
    made = await find_permutation(day)
    if made is None:
        raise RuntimeError(f"the key of day {day} vanished while it was drawn")
    return made


def _spot(day: int) -> dict[str, str]:
    return {"table": "pass_day_key", "column": "key_sealed", "row": str(day)}
