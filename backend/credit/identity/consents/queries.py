"""Reading the consent ledger."""

from typing import get_args

from credit.identity.consents.schemas import ConsentChoice, ConsentView
from credit.identity.consents.texts import Purpose, counting_versions, find_text
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.db import connection

MAX_LISTED = 100
_LIST = """
SELECT c.purpose, c.text_version, c.given_at, c.withdrawn_at
FROM consent c JOIN account a ON a.id = c.account_id
WHERE a.public_id = $1 ORDER BY c.given_at DESC, c.id DESC LIMIT $2
"""
_LIVING = """
SELECT c.purpose, c.text_version, c.given_at, c.withdrawn_at
FROM consent c JOIN account a ON a.id = c.account_id
WHERE a.public_id = $1 AND c.purpose = $2 AND c.withdrawn_at IS NULL AND c.text_version = ANY($3)
"""


async def list_consents(account_id: str) -> list[ConsentView]:
    """The consents of an account (by public id), newest first; at most 100."""
    async with connection() as held:
        rows = await held.fetch(_LIST, read_public_id(account_id), MAX_LISTED)
    return [ConsentView(**row) for row in rows]


async def list_choices(account_id: str) -> list[ConsentChoice]:
    """Every purpose with the text of today and where the account stands."""
    today, given = clock.today(), await list_consents(account_id)
    choices = []
    for purpose in get_args(Purpose):
        text = find_text(purpose, today)
        if text is None:
            continue
        open_ = [one for one in given if one.purpose == purpose and one.withdrawn_at is None]
        counts = [one for one in open_ if one.text_version in counting_versions(purpose, today)]
        choices.append(
            ConsentChoice(
                purpose=purpose,
                version=text.version,
                title=text.title,
                points=list(text.points),
                state="given" if counts else "outdated" if open_ else "none",
                given_at=counts[0].given_at if counts else None,
            )
        )
    return choices


async def find_living_consent(account_id: str, purpose: str) -> ConsentView | None:
    """The consent that counts now, or None."""
    versions = counting_versions(purpose, clock.today())
    async with connection() as held:
        row = await held.fetchrow(_LIVING, read_public_id(account_id), purpose, versions)
    return ConsentView(**row) if row else None


async def has_consent(account_id: str, purpose: str) -> bool:
    """Whether the account (by public id) agreed to a purpose and has not taken it back."""
    return await find_living_consent(account_id, purpose) is not None
