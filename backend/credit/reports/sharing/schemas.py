"""What goes in and out of sharing."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.reports.sharing.rules import ShareState
from credit.reports.snapshot.shapes import CreditReport
from credit.reports.terms import PurposeCode

Recipient = Annotated[str, Meta(min_length=2, max_length=60, pattern=LINE)]
LinkToken = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22}$")]


class ShareReport(Model):
    """A share to make. `recipient` is whom the owner gives it to; kept sealed."""

    recipient: Recipient
    purpose: PurposeCode
    hours: Annotated[int, Meta(ge=1, le=720)] = 72
    with_pass_code: bool = True
    once: bool = False


class OpenShare(Model):
    """A link to open, with the pass code if it has one."""

    token: LinkToken
    pass_code: Annotated[str, Meta(max_length=12)] = ""


class ShareTicket(Model):
    """What an opening gave, to fetch the file with."""

    ticket: LinkToken


class NewShare(Out, frozen=True):
    """A fresh share; `token` and `pass_code` are in this answer only."""

    id: str
    token: str
    pass_code: str
    expires_at: datetime


class ShareCard(Out, frozen=True):
    """A share in the owner's list."""

    id: str
    number: str
    recipient: str
    purpose_name: str
    state: ShareState
    state_name: str
    with_pass_code: bool
    once: bool
    opened: int
    created_at: datetime
    expires_at: datetime


class ShareList(Out, frozen=True):
    """The newest 50 shares of a subject."""

    items: list[ShareCard]


class SharedReport(Out, frozen=True):
    """A report as its recipient sees it.

    `news`: there is news since the issue; what may not be shown any more is left out then, and
    the file is not handed out. `ticket` fetches the file within 15 minutes.
    """

    recipient: str
    purpose_name: str
    expires_at: datetime
    news: bool
    file: bool
    report: CreditReport
    ticket: str
