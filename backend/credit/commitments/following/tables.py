"""Tables of following: what consumers noticed, and which reminders went out."""

from piccolo.columns import BigSerial, Boolean, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.commitments.tables import Commitment
from credit.identity.tables import Account


class CommitmentSignal(Table, tablename="commitment_signal"):
    """One consumer's word on one commitment in one month (履约反馈): a signal, no verdict.

    The account stays so that it counts once and goes with the account; nobody is shown it.
    """

    id = BigSerial(primary_key=True)
    commitment_id = ForeignKey(Commitment, default=None, null=False, on_delete=OnDelete.cascade)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    period = Varchar(length=7, default=None)
    kept = Boolean(default=None)
    at = Timestamptz(default=TimestamptzNow())

    uq_commitment_signal_commitment_id_account_id_period = Unique(
        ["commitment_id", "account_id", "period"]
    )
    ck_commitment_signal_period = Check("period ~ '^[0-9]{4}-[0-9]{2}$'")


class CommitmentReminder(Table, tablename="commitment_reminder"):
    """A reminder that went out: its row and the message are one transaction, so once only."""

    id = BigSerial(primary_key=True)
    commitment_id = ForeignKey(Commitment, default=None, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=10, default=None)
    due_on = Date(default=None)
    sent_at = Timestamptz(default=TimestamptzNow())

    uq_commitment_reminder_commitment_id_kind_due_on = Unique(["commitment_id", "kind", "due_on"])
    ck_commitment_reminder_kind = Check("kind IN ('month', 'week', 'determine')")
