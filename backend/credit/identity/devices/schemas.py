"""Answers about sessions."""

from datetime import datetime

from credit.kit.model import Out


class SessionDevice(Out, frozen=True):
    """One living session. `last_used` is told to the hour only."""

    id: str
    label: str
    method: str
    since: datetime
    last_used: datetime
    here: bool


class SessionDevices(Out, frozen=True):
    """The caller's living sessions, the last used first; at most 50."""

    items: list[SessionDevice]
