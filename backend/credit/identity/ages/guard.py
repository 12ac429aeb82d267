"""Reading an age, and the guard that credit features stand behind."""

from datetime import date
from typing import Any

import msgspec

from credit.identity.ages.rules import MINOR_REFUSED, Band, band_on, may_use_credit
from credit.identity.personal.keys import find_data_keyring
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem

TABLE, BIRTH = "real_name", "birth_sealed"
_FIND = """
SELECT a.age_band, r.birth_sealed FROM account a LEFT JOIN real_name r ON r.account_id = a.id
WHERE a.public_id = $1 AND (a.active OR NOT $2)
"""


class Age(msgspec.Struct, frozen=True):
    """What is known: `birth` of a real-name check, else `declared` (adult, minor); `reviewed` by an
    officer, who let a minor act alone."""

    birth: date | None
    declared: str | None
    reviewed: bool = False

    def band(self, day: date) -> Band | None:
        """child (under 14), minor (14–17) or adult; None where nobody was asked."""
        if self.birth:
            return band_on(self.birth, day)
        return "minor" if self.reviewed else _declared(self.declared)

    def may_use_credit(self, day: date) -> bool:
        return may_use_credit(self.band(day), self.birth, day, reviewed=self.reviewed)


async def read_age(account_id: str, *, active: bool = True) -> Age:
    """What is known of an account (by public id); Problem unauthenticated for none.

    `active` False: also of one that does not work yet, such as a child's."""
    async with connection() as held:
        row = await held.fetchrow(_FIND, read_public_id(account_id), active)
    if row is None:
        raise Problem("unauthenticated")
    return Age(
        birth=await _open_birth(account_id, row),
        declared=row["age_band"],
        reviewed=row["age_band"] == "reviewed",
    )


async def check_credit_age(account_id: str) -> None:
    """The guard: Problem forbidden for who is under 18, unless an officer let them in."""
    if not (await read_age(account_id)).may_use_credit(clock.today()):
        raise Problem("forbidden", detail=MINOR_REFUSED)


async def _open_birth(account_id: str, row: Any) -> date | None:
    sealed = row["birth_sealed"]
    ring = await find_data_keyring(account_id) if sealed else None
    if ring is None:
        return None
    text = ring.unseal(sealed, table=TABLE, column=BIRTH, row=account_id).decode()
    return date.fromisoformat(text)


def _declared(band: str | None) -> Band | None:
    if band == "adult":
        return "adult"
    return "minor" if band == "minor" else None
