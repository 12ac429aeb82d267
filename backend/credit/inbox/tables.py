"""Tables of the inbox slice."""

from piccolo.columns import UUID, BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class Message(Table, tablename="message"):
    """One notice to one account (站内信).

    A partial unique index keeps one message an account and `dedupe` (uq_message_dedupe).
    `handed_out_by` is the channel outside the app that took its title, if any.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    account_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=40, default=None)
    title = Varchar(length=60, default=None)
    body = Varchar(length=500, default="")
    link = Varchar(length=200, default="")
    dedupe = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    read_at = Timestamptz(null=True, default=None)
    handed_out_by = Varchar(length=20, default="")
    handed_out_at = Timestamptz(null=True, default=None)

    ck_message_link = Check("link = '' OR (link LIKE '/%' AND link NOT LIKE '//%')")
    ck_message_handed_out = Check("(handed_out_by = '') = (handed_out_at IS NULL)")
