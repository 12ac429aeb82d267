"""One commitment as a file gives it, checked. Pure."""

import hashlib
from datetime import date

import msgspec

from credit.commitments.rules import CommitmentType, Performance
from credit.commitments.templates import ParameterValue


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A checked row. `text_hash` is the hash as signed here, or over the words of the file."""

    line: int
    code: str
    party_name: str
    party_code: str
    is_person: bool
    type: CommitmentType
    type_name: str
    matter: str
    content: str
    liability: str
    plain_text: str
    template: str
    template_version: int
    parameters: dict[str, ParameterValue]
    text_hash: bytes
    made_on: date
    valid_until: date | None
    performance: Performance
    unfulfilled: str
    liability_outcome: str
    legal_basis: str
    determined_on: date | None
    determined_by: str
    determined_by_code: str
    accepted_by: str
    accepted_by_code: str
    publicity: int
    note: str
    withdrawn_on: date | None
    notice_on: date | None
    signed_until: date | None

    @property
    def signature(self) -> tuple[object, ...]:
        """What a file may never change about a code that is known (beside the party)."""
        return (int(self.type), self.text_hash, self.made_on, self.valid_until, self.publicity)

    @property
    def finding(self) -> tuple[object, ...]:
        """What a later determination may change."""
        return (
            self.performance.value, self.determined_on, self.determined_by,
            self.determined_by_code, self.unfulfilled, self.liability_outcome, self.legal_basis,
        )  # fmt: skip


def words_hash(*words: str) -> bytes:
    """SHA-256 over words that no template of ours stands behind."""
    return hashlib.sha256(msgspec.json.encode(words)).digest()
