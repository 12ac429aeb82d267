"""Background work of claims."""

from typing import Any

from credit.kit.idempotency import prune_keys
from credit.kit.jobs import job
from credit.perks.claims.expiring import expire_claims, lapse_reservations
from credit.perks.claims.rechecking import recheck_claims
from credit.perks.claims.reminding import remind_holders


@job("perks.expire", schedule="* * * * *", at_start=True)
async def expire(args: dict[str, Any]) -> None:
    """Every minute: reservations lapse and vouchers expire (both also at read)."""
    await lapse_reservations()
    await expire_claims()


@job("perks.recheck", schedule="23 * * * *")
async def recheck(args: dict[str, Any]) -> None:
    """Every hour: merchants' unused vouchers whose terms say that conditions must go on."""
    await recheck_claims()


@job("perks.remind", schedule="11 * * * *")
async def remind(args: dict[str, Any]) -> None:
    """Every hour: who holds a voucher that is about to expire is told, once."""
    await remind_holders()


@job("perks.prune_keys", schedule="41 * * * *")
async def prune_old_keys(args: dict[str, Any]) -> None:
    """Every hour: idempotency keys of yesterday are forgotten."""
    await prune_keys()
