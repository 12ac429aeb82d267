"""What goes out of the commitments column."""

from datetime import date

from credit.commitments.rules import Performance
from credit.kit.model import Out


class BoardItem(Out, frozen=True):
    """A promise in the column, with the merchant who made it."""

    code: str
    template: str
    name: str
    plain_text: str
    made_on: date
    valid_until: date | None
    notice_on: date | None
    performance: Performance
    performance_name: str
    uscc: str
    merchant: str
    trade: str
    division: str
    division_name: str
    demo: bool


class BoardPage(Out, frozen=True):
    """One page, newest first; `next` goes into `after` for the one that follows."""

    items: list[BoardItem]
    next: str | None


class BoardFinding(Out, frozen=True):
    """What an authority found, and what followed."""

    performance: Performance
    performance_name: str
    determined_on: date
    determined_by: str
    unfulfilled: str
    liability_outcome: str
    legal_basis: str


class CommitmentPage(Out, frozen=True):
    """Everything public about one commitment.

    `state`: running, ending (withdrawn with notice, still binding), withdrawn, expired.
    `office`: the kind of department that watches over it; `kept`: what customers keep after a
    withdrawal; `text_sha256`: of the signed text; empty for an imported one.
    """

    code: str
    name: str
    type_name: str
    template: str
    version: int
    matter: str
    plain_text: str
    content: str
    liability: str
    legal_basis: list[str]
    made_on: date
    valid_until: date | None
    state: str
    notice_on: date | None
    withdrawn_on: date | None
    kept: str
    accepted_by: str
    office: str
    text_sha256: str
    has_receipt: bool
    replaces: str
    replaced_by: str
    finding: BoardFinding | None
    uscc: str
    merchant: str
    trade: str
    address: str
    division_name: str
    demo: bool
