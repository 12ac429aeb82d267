"""Background work of attempts."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.attempts.network import forget_networks
from credit.perks.attempts.recording import seal_attempts


@job("perks.seal_attempts", schedule="* * * * *")
async def seal_all_attempts(args: dict[str, Any]) -> None:
    """Every minute: a digest of all finished attempts goes into the audit chain."""
    await seal_attempts()


@job("perks.forget_networks", schedule="7 * * * *", at_start=True)
async def forget_old_networks(args: dict[str, Any]) -> None:
    """Every hour: from which network blocks vouchers were claimed, a day later."""
    await forget_networks()
