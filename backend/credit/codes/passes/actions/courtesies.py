"""Positive facts of persons that open courtesy perks (守信礼遇). There are no negative ones."""

from datetime import date
from typing import Final, Literal

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.problems import Problem

_INSERT: Final = """
INSERT INTO courtesy (account_id, title, agency, legal_basis, granted_on, valid_until, kind, amount)
SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM account
WHERE public_id = $1 AND kind = 'citizen' RETURNING id
"""

CourtesyKind = Literal["honour", "volunteer", "blood_donation", "booking"]


class GrantedCourtesy(msgspec.Struct, frozen=True, kw_only=True):
    """A fact with the rule that it rests on; `valid_until` None: without end.

    `amount`: hours of volunteering, times of donating or keeping a booking; 1 for an honour.
    """

    title: str
    agency: str
    legal_basis: str
    granted_on: date
    valid_until: date | None = None
    kind: CourtesyKind = "honour"
    amount: int = 1


async def grant_courtesy(account_id: str, fact: GrantedCourtesy, *, actor: str) -> None:
    """Enter a fact for a citizen's account (public id); Problem not-found for any other."""
    async with transaction() as held:
        values = (fact.title, fact.agency, fact.legal_basis, fact.granted_on, fact.valid_until,
                  fact.kind, fact.amount)  # fmt: skip
        if await held.fetchval(_INSERT, read_public_id(account_id), *values) is None:
            raise Problem("not-found", detail="没有这个市民账号")
        await append_audit(
            actor=actor,
            action="courtesy.grant",
            object_type="account",
            object_id=account_id,
            detail={},  # what a person did is not for the trail
        )
