"""Background work of attempts."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.attempts.recording import seal_attempts


@job("perks.seal_attempts", schedule="* * * * *")
async def seal_all_attempts(args: dict[str, Any]) -> None:
    """Every minute: a digest of all finished attempts goes into the audit chain."""
    await seal_attempts()
