"""What goes out of the ledger's API."""

from datetime import datetime

from credit.kit.model import Out
from credit.perks.ledger.reconciling import Conserved, OpenFault


class BooksView(Out, frozen=True):
    """Where every issued voucher is, what differs now, and what waits to be looked into.
    `checked_before`: when the job looked last, before this look at `checked_at`."""

    checked_at: datetime
    checked_before: datetime | None
    balanced: bool
    perks: list[Conserved]
    faults: list[OpenFault]
    broken_seal: int | None
