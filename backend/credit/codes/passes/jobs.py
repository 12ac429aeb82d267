"""Background work of passes: lists, withdrawals, and forgetting."""

from datetime import datetime, timedelta
from typing import Any

from credit.codes.passes.actions.ending import end_passes, forget_issued
from credit.codes.passes.day_keys import delete_old_keys
from credit.codes.passes.lists import publish_lists
from credit.codes.passes.rules import KEYS_KEPT, LOOKUPS_KEPT, slot_of
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.jobs import job

_FORGET_REVOKED = "DELETE FROM revoked_pass WHERE last_slot < $1"
_FORGET_LOOKUPS = "DELETE FROM pass_lookup WHERE at < $1"
_FORGET_DEVICES = "DELETE FROM pass_device WHERE revoked_at < $1"


@job("codes.publish_pass_lists", schedule="* * * * *", at_start=True)
async def publish_pass_lists(args: dict[str, Any]) -> None:
    """Every minute and after each ending: what was revoked stands in the lists."""
    await publish_lists()


@job("codes.end_passes")
async def end_passes_of(args: dict[str, Any]) -> None:
    """`{"account": public id, "until": ISO time}`: consent was withdrawn at that time."""
    await end_passes(args["account"], datetime.fromisoformat(args["until"]))


@job("codes.citizen_key_removed")
async def citizen_key_removed(args: dict[str, Any]) -> None:
    """`{"kid": 7}`: phones may ask again for the quarter hours that this key had signed."""
    await forget_issued()


@job("codes.forget_passes", schedule="23 19 * * *")
async def forget_passes(args: dict[str, Any]) -> None:
    """At 03:23 in Qinghai: what served its purpose is deleted (PIPL Art. 19, 47).

    Three days after a day its permutation key goes, and with it the link from a place to a
    phone. A year later look-ups and ended phones go.
    """
    await delete_old_keys()
    now = clock.now()
    async with transaction() as held:
        await held.execute(_FORGET_REVOKED, slot_of(now - KEYS_KEPT - timedelta(days=1)))
        await held.execute(_FORGET_LOOKUPS, now - LOOKUPS_KEPT)
        await held.execute(_FORGET_DEVICES, now - LOOKUPS_KEPT)
