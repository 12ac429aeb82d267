"""Reading shares."""

from datetime import datetime
from typing import Any, Final

import msgspec

from credit.kit import clock
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem
from credit.reports.sharing.rules import STATE_NAMES, TICKET_FOR, ShareState, state_of, token_hash
from credit.reports.sharing.schemas import ShareCard, ShareList
from credit.reports.terms import purpose_name

TABLE: Final = "report_share"
COLUMN: Final = "recipient_sealed"
DEAD: Final = "这个链接不能用：可能已到期、已收回或已用过。请向发给您的人索取新的"
_COLUMNS: Final = """
SELECT h.id, h.public_id::text AS public_id, h.report_id, r.number, r.subject_id,
  h.recipient_sealed, h.purpose, h.pass_code_hash, h.wrong_codes, h.once, h.opened, h.created_at,
  h.expires_at, h.revoked_at
FROM report_share h JOIN credit_report r ON r.id = h.report_id
"""
_BY_TOKEN: Final = f"{_COLUMNS} WHERE h.token_hash = $1 FOR NO KEY UPDATE OF h"
_OF_SUBJECT: Final = f"{_COLUMNS} WHERE r.subject_id = $1 ORDER BY h.id DESC LIMIT 50"
_TICKET: Final = """
SELECT r.number, l.share_id, l.subject_id, l.report_id FROM report_lookup l
JOIN report_share h ON h.id = l.share_id JOIN credit_report r ON r.id = h.report_id
WHERE l.ticket_hash = $1 AND l.kind = 'opened' AND l.at > $2
  AND h.revoked_at IS NULL AND h.expires_at > $3
"""


class ShareRow(msgspec.Struct, frozen=True, kw_only=True):
    """A share as stored."""

    id: int
    public_id: str
    report_id: int
    number: str
    subject_id: int
    recipient_sealed: bytes
    purpose: str
    pass_code_hash: str | None
    wrong_codes: int
    once: bool
    opened: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def state(self) -> ShareState:
        return state_of(
            expires_at=self.expires_at,
            revoked=self.revoked_at is not None,
            once=self.once,
            opened=self.opened,
            wrong_codes=self.wrong_codes,
            now=clock.now(),
        )

    @property
    def recipient(self) -> str:
        return open_recipient(self.public_id, self.recipient_sealed)


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket opens: the report, by way of its share."""

    number: str
    share_id: int
    subject_id: int
    report_id: int


async def lock_share(held: Connection, token: str) -> ShareRow:
    """The share of this link, locked; Problem not-found for any link that does not work."""
    row = await held.fetchrow(_BY_TOKEN, token_hash(token))
    share = _decode(row) if row else None
    if share is None or share.state != "open":
        raise Problem("not-found", detail=DEAD)
    return share


async def list_shares(subject_id: int) -> ShareList:
    """The newest 50 shares of a subject."""
    async with connection() as held:
        rows = await held.fetch(_OF_SUBJECT, subject_id)
    return ShareList(items=[_card(_decode(row)) for row in rows])


async def get_ticket(ticket: str) -> Ticket:
    """What a ticket opens now; Problem not-found."""
    now = clock.now()
    async with connection() as held:
        row = await held.fetchrow(_TICKET, token_hash(ticket), now - TICKET_FOR, now)
    if row is None:
        raise Problem("not-found", detail="请重新打开链接，再下载文件")
    return Ticket(**row)


def seal_recipient(share: str, recipient: str) -> bytes:
    return get_keyring().seal(recipient.encode(), table=TABLE, column=COLUMN, row=share)


def open_recipient(share: str, sealed: bytes) -> str:
    return get_keyring().unseal(sealed, table=TABLE, column=COLUMN, row=share).decode()


def _decode(row: Any) -> ShareRow:
    return ShareRow(**(dict(row) | {"recipient_sealed": bytes(row["recipient_sealed"])}))


def _card(row: ShareRow) -> ShareCard:
    return ShareCard(
        id=row.public_id,
        number=row.number,
        recipient=row.recipient,
        purpose_name=purpose_name(row.purpose),
        state=row.state,
        state_name=STATE_NAMES[row.state],
        with_pass_code=row.pass_code_hash is not None,
        once=row.once,
        opened=row.opened,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
