"""Background work of trust: publish what changed, keep it fresh, keep standby keys."""

from datetime import datetime
from typing import Any

from credit.codes.trust.actions import chase_removed_keys, keep_standby_keys
from credit.codes.trust.publishing import publish_trust
from credit.codes.trust.queries import find_change_mark
from credit.kit.jobs import job

EVERY_MINUTE = "* * * * *"
EVERY_HALF_HOUR = "*/30 * * * *"
# 03:40 in Qinghai.
DAILY = "40 19 * * *"
# What this process saw when it last published: the safety net then costs one query.
_seen: list[tuple[datetime | bool | None, ...]] = []


@job("codes.publish_trust", schedule=EVERY_MINUTE, at_start=True)
async def publish(args: dict[str, Any]) -> None:
    """Lists and bundle, when a badge changed (`{"changed": true}`: somebody says so)."""
    mark = await find_change_mark()
    if args.get("changed") or _seen != [mark]:
        await publish_trust()
        _seen[:] = [mark]


@job("codes.renew_trust", schedule=EVERY_HALF_HOUR)
async def renew(args: dict[str, Any]) -> None:
    """Sign again what is an hour old, and whatever every other way has missed."""
    await publish_trust()
    await chase_removed_keys()


@job("codes.keep_keys", schedule=DAILY, at_start=True)
async def keep_keys(args: dict[str, Any]) -> None:
    """One published key stands by for each use, known to phones before it is needed."""
    await keep_standby_keys()
