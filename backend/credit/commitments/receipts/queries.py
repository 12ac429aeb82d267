"""Reading what receipts are made of, and the public keys."""

from datetime import date
from typing import Any

import msgspec

from credit.commitments import rules
from credit.commitments.receipts.statements import KEYS
from credit.commitments.rules import CommitmentType
from credit.commitments.templates import ParameterValue, SignedText
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem

_SIGNED = """
SELECT c.code, c.type, c.template, c.template_version, c.matter, c.content, c.plain_text,
  c.liability, c.parameters, c.made_on, c.valid_until, c.signed_until, c.notice_on,
  c.withdrawn_at IS NOT NULL AS withdrawn, c.statement,
  coalesce(s.uscc, '') AS uscc, s.name AS merchant, s.address, s.demo
FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE c.code = $1 AND c.statement <> '' AND c.publicity = 1
"""


class SignedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A signed promise as stored."""

    code: str
    type: CommitmentType
    template: str
    template_version: int
    matter: str
    content: str
    plain_text: str
    liability: str
    parameters: dict[str, ParameterValue]
    made_on: date
    valid_until: date | None
    signed_until: date | None
    notice_on: date | None
    withdrawn: bool
    statement: str
    uscc: str
    merchant: str
    address: str
    demo: bool

    @property
    def text(self) -> SignedText:
        """The text as it was signed, put together again from its parts."""
        return SignedText(
            template=self.template,
            version=self.template_version,
            type=self.type,
            matter=self.matter,
            content=self.content,
            plain=self.plain_text,
            liability=self.liability,
            values=self.parameters,
            made_on=self.made_on,
            valid_until=self.signed_until,
        )

    @property
    def state(self) -> str:
        """As it stands today (`rules.state_of`)."""
        return rules.state_of(
            self.made_on,
            self.valid_until,
            noticed=self.notice_on is not None,
            withdrawn=self.withdrawn,
            on=clock.today(),
        )


async def get_signed(code: str) -> SignedRow:
    """The promise with this code, if it was signed here; Problem not-found."""
    row: Any = None
    if rules.is_code(code):
        async with connection() as held:
            row = await held.fetchrow(_SIGNED, code)
    if row is None:
        raise Problem("not-found", detail="没有这份承诺的回执")
    values = dict(row) | {"parameters": msgspec.json.decode(row["parameters"])}
    return msgspec.convert(values, SignedRow)


list_keys = KEYS.list_all
