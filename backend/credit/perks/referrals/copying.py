"""The copy that a bank reads: taken at the moment of consent, sealed with the owner's data key."""

import hashlib
from typing import Final

import msgspec

from credit.evaluation.queries import get_evaluation_summary
from credit.identity.personal.keys import find_data_keyring, make_data_key
from credit.kit import clock
from credit.kit.crypto import SealBroken
from credit.kit.db import Connection, connection
from credit.perks.referrals.rules import Particular
from credit.perks.referrals.schemas import (
    Contact,
    Shared,
    SharedCommitment,
    SharedContact,
    SharedGrade,
    SharedIdentity,
    SharedRecord,
)
from credit.records.queries import list_facts

MAX_COPIED: Final = 20
_IDENTITY: Final = """
SELECT name, coalesce(uscc, '') AS uscc, trade, address, registered_on FROM subject WHERE id = $1
"""
_PROMISES: Final = """
SELECT matter AS title, made_on, valid_until FROM commitment
WHERE subject_id = $1 AND withdrawn_at IS NULL AND publicity = 1 AND made_on <= $2
  AND coalesce(valid_until, $2) >= $2
ORDER BY made_on DESC, id DESC LIMIT $3
"""


async def take_copy(
    subject_id: int, wanted: list[Particular], contact: Contact | None = None
) -> Shared:
    """What stands about a shop at this moment, of the particulars wanted only."""
    async with connection() as held:
        identity = SharedIdentity(**await held.fetchrow(_IDENTITY, subject_id))
    return Shared(
        taken_at=clock.now(),
        identity=identity,
        grade=await _grade(subject_id) if "grade" in wanted else None,
        commitments=await _commitments(subject_id) if "commitments" in wanted else None,
        records=await _records(subject_id) if "records" in wanted else None,
        contact=SharedContact(name=contact.name.strip(), phone=contact.phone)
        if contact and "contact" in wanted
        else None,
    )


async def _grade(subject_id: int) -> SharedGrade:
    found = await get_evaluation_summary(subject_id)
    return SharedGrade(
        grade=found.grade,
        grade_word=found.grade_word,
        evaluated_on=found.evaluated_on,
        disclaimer=found.disclaimer,
    )


async def _commitments(subject_id: int) -> list[SharedCommitment]:
    async with connection() as held:
        rows = await held.fetch(_PROMISES, subject_id, clock.today(), MAX_COPIED)
    return [SharedCommitment(**row) for row in rows]


async def _records(subject_id: int) -> list[SharedRecord]:
    names = ("class_name", "title", "agency", "decided_on")
    facts = await list_facts(subject_id, MAX_COPIED)
    return [SharedRecord(**{name: getattr(fact, name) for name in names}) for fact in facts]


async def seal_copy(
    held: Connection, account: str, number: str, shared: Shared
) -> tuple[bytes, bytes]:
    """The copy sealed with the account's data key, and its SHA-256."""
    plain = msgspec.json.encode(shared, order="deterministic")
    ring = await make_data_key(held, account)
    return ring.seal(plain, **_spot(number)), hashlib.sha256(plain).digest()


async def open_copy(account: str, number: str, sealed: bytes | None) -> Shared | None:
    """The copy as it was taken; None once it or the key of its owner is gone."""
    ring = await find_data_keyring(account)
    if sealed is None or ring is None:
        return None
    try:
        plain = ring.unseal(bytes(sealed), **_spot(number))
    except SealBroken:  # the account left and came back with another key
        return None
    return msgspec.json.decode(plain, type=Shared)


def _spot(number: str) -> dict[str, str]:
    return {"table": "perk_referral", "column": "shared_sealed", "row": number}
