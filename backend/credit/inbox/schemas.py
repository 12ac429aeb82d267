"""Answers of the inbox."""

from datetime import datetime

from credit.kit.model import Out


class MessageView(Out, frozen=True, kw_only=True):
    """One message. `link` is a path in the app, or empty."""

    id: str
    kind: str
    kind_name: str
    title: str
    body: str
    link: str
    created_at: datetime
    read: bool


class Inbox(Out, frozen=True, kw_only=True):
    """Messages, newest first; `next` continues after the last one."""

    items: list[MessageView]
    next: str | None
    unread: int


class InboxState(Out, frozen=True, kw_only=True):
    """How many messages are still unread."""

    unread: int
