"""Background work about people's own data."""

from typing import Any

from credit.identity.personal.closing import close_due
from credit.identity.personal.exporting import delete_expired_exports, make_export
from credit.kit.jobs import job


@job("identity.make_export")
async def make_export_of(args: dict[str, Any]) -> None:
    """`{"export": id}`."""
    await make_export(args["export"])


@job("identity.close_due", schedule="7 * * * *")
async def close_due_hourly(args: dict[str, Any]) -> None:
    """Accounts whose week is over, and copies that have expired."""
    await close_due()
    await delete_expired_exports()
