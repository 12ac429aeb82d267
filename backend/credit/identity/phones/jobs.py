"""Background work of sign-in codes."""

from typing import Any

from credit.identity.phones.actions import delete_old_codes, send_code
from credit.kit.jobs import job


@job("identity.send_code")
async def send_code_of(args: dict[str, Any]) -> None:
    """`{"request": id}`: neither number nor code stands in the queue."""
    await send_code(args["request"])


@job("identity.delete_old_codes", schedule="27 19 * * *")
async def delete_old_codes_daily(args: dict[str, Any]) -> None:
    """At 03:27 in Qinghai."""
    await delete_old_codes()
