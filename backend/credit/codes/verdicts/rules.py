"""Pure rules of what is shown."""

from datetime import datetime, timedelta

from credit.kit.clock import SHANGHAI


def last_day(expires_at: datetime) -> datetime:
    """The last whole moment before expiry, for showing the day until which a code is good."""
    return expires_at.astimezone(SHANGHAI) - timedelta(seconds=1)
