"""Background work of identity."""

from typing import Any

from credit.identity.sessions import delete_old_tokens
from credit.kit.jobs import job


@job("identity.delete_old_tokens", schedule="17 19 * * *")
async def delete_old_tokens_daily(args: dict[str, Any]) -> None:
    """At 03:17 in Qinghai: refresh tokens are kept no longer than needed (PIPL Art. 19)."""
    await delete_old_tokens()
