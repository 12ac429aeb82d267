"""The facts that eligibility may look at: positive ones, brought by their owner, nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import msgspec

from credit.commitments.pledges.queries import list_own
from credit.identity.consents.texts import counting_versions
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.crypto import get_keyring
from credit.kit.db import connection
from credit.perks.programme.rules.eligibility import Fact, Facts

PURPOSE: Final = "perk_facts"
# What the account agreed to bring; without the consent nothing of it is read (PIPL Art. 13, 15).
_PERSON: Final = """
SELECT a.id, p.brings, p.profile_sealed,
  (SELECT json_agg(json_build_array(y.kind, y.amount, y.granted_on)) FROM courtesy y
   WHERE y.account_id = a.id AND y.granted_on <= $4 AND coalesce(y.valid_until, $4) >= $4
     AND p.brings ? y.kind) AS facts
FROM account a
LEFT JOIN perk_person p ON p.account_id = a.id AND EXISTS (
  SELECT FROM consent c WHERE c.account_id = a.id AND c.purpose = $2 AND c.withdrawn_at IS NULL
    AND c.text_version = ANY($3))
WHERE a.public_id = $1 AND a.active
"""
_EVERYBODY: Final = """
SELECT a.id, p.brings, p.profile_sealed,
  (SELECT json_agg(json_build_array(y.kind, y.amount, y.granted_on)) FROM courtesy y
   WHERE y.account_id = a.id AND y.granted_on <= $1 AND coalesce(y.valid_until, $1) >= $1
     AND p.brings ? y.kind) AS facts
FROM account a
LEFT JOIN perk_person p ON p.account_id = a.id AND EXISTS (
  SELECT FROM consent c WHERE c.account_id = a.id AND c.purpose = $2 AND c.withdrawn_at IS NULL
    AND c.text_version = ANY($3))
WHERE a.kind = 'citizen' AND a.active ORDER BY a.id LIMIT $4
"""
_MERCHANT: Final = """
SELECT s.grade, s.trade, coalesce(s.division, '') AS division,
  ARRAY(SELECT DISTINCT template FROM commitment c WHERE c.subject_id = s.id
    AND c.withdrawn_at IS NULL AND c.made_on <= $2 AND coalesce(c.valid_until, $2) >= $2)
    AS commitments
FROM subject s WHERE s.id = $1
"""


class Profile(msgspec.Struct, frozen=True):
    """What a citizen may write down about themselves; sealed at rest."""

    born_on: date | None = None
    division: str = ""


async def facts_of_person(account_public_id: str, today: date) -> Facts:
    """A citizen's facts that are brought with consent; empty ones for an unknown account."""
    versions = counting_versions(PURPOSE, today)
    async with connection() as held:
        row = await held.fetchrow(
            _PERSON, read_public_id(account_public_id), PURPOSE, versions, today
        )
    if row is None:
        return Facts(audience="citizen")
    person = _person(row)
    if "pledge" not in _brings(row):
        return person
    pledges = tuple(await _pledges(account_public_id, today))
    return msgspec.structs.replace(person, facts=person.facts + pledges)


async def list_brought_facts(today: date, limit: int = 200_000) -> list[Facts]:
    """Every citizen's facts as far as they are brought with consent, without saying whose."""
    versions = counting_versions(PURPOSE, today)
    async with connection() as held:
        rows = await held.fetch(_EVERYBODY, today, PURPOSE, versions, limit)
    return [_person(row) for row in rows]


async def facts_of_merchant(subject_id: int, today: date) -> Facts:
    """What is public about a merchant and may open perks."""
    async with connection() as held:
        row = await held.fetchrow(_MERCHANT, subject_id, today)
    return Facts(
        audience="merchant",
        grade=row["grade"],
        trade=row["trade"],
        division=row["division"],
        commitments=frozenset(row["commitments"]),
    )


def seal_profile(account_id: int, profile: Profile) -> bytes:
    """A profile for its own row only."""
    return get_keyring().seal(msgspec.json.encode(profile), **_spot(account_id))


def open_profile(account_id: int, sealed: bytes | None) -> Profile:
    """The profile; an empty one when nothing was written down."""
    if sealed is None:
        return Profile()
    plain = get_keyring().unseal(bytes(sealed), **_spot(account_id))
    return msgspec.json.decode(plain, type=Profile)


async def _pledges(account_public_id: str, today: date) -> list[Fact]:
    """Pledges that stand, under their own consent as well; one taken back is simply not there."""
    made = (await list_own(account_public_id)).items
    return [Fact("pledge", 1, day) for each in made if (day := clock.day_of(each.made_at)) <= today]


def _brings(row: Any) -> list[str]:
    return msgspec.json.decode(row["brings"] or "[]", type=list[str])


def _person(row: Any) -> Facts:
    brings = _brings(row)
    profile = open_profile(row["id"], row["profile_sealed"])
    return Facts(
        audience="citizen",
        facts=tuple(_facts(msgspec.json.decode(row["facts"] or "[]"))),
        born_on=profile.born_on if "age" in brings else None,
        division=profile.division if "area" in brings else "",
    )


def _facts(rows: Iterable[list[Any]]) -> Iterable[Fact]:
    for kind, amount, granted_on in rows:
        yield Fact(kind, amount, date.fromisoformat(granted_on))


def _spot(account_id: int) -> dict[str, str]:
    return {"table": "perk_person", "column": "profile_sealed", "row": str(account_id)}
