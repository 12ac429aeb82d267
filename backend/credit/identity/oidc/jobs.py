"""Background work of signing in with a provider."""

from typing import Any

from credit.identity.oidc.attempts import delete_old_attempts
from credit.kit.jobs import job


@job("identity.delete_old_attempts", schedule="37 19 * * *")
async def delete_old_attempts_daily(args: dict[str, Any]) -> None:
    """At 03:37 in Qinghai."""
    await delete_old_attempts()
