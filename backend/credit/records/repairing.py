"""Negative facts for the slice of repair: reading them, ending their effects, bringing them back.

A repaired fact stays as a new version (`versions`), and a correction of it stays repaired
(`upsert`). Only the subject and officers see it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from credit.identity.queries import HOME_DIVISION
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.records.catalogue import RecordClass
from credit.records.publicity import Terms, add_months, terms_of
from credit.records.queries import FACT_COLUMNS, fact_of
from credit.records.schemas import Fact
from credit.records.versions import Change, lock_fact, write_version

MAX_LISTED = 200
_COLUMNS = f"""
SELECT {", ".join(f"r.{name}" for name in FACT_COLUMNS)}, r.id, r.natural_key, r.withheld,
  s.id AS subject_id, coalesce(s.uscc, '') AS uscc, s.name AS subject_name,
  {HOME_DIVISION} AS division, r.content->>'CF_WFXW' AS offence
FROM record r JOIN subject s ON s.id = r.subject_id
"""  # noqa: S608 - constants
_OF_SUBJECT = f"""{_COLUMNS}
WHERE r.subject_id = $1 AND r.is_current AND r.severity > 0 AND r.state IN ('active', 'repaired')
ORDER BY r.decided_on DESC, r.id DESC LIMIT {MAX_LISTED}
"""
_OF_SUBJECTS = f"""{_COLUMNS}
WHERE r.subject_id = ANY($1) AND r.is_current AND r.severity > 0 AND r.state = 'active'
  AND (r.publicity_until IS NULL OR r.publicity_until >= $2)
  AND ($3::timestamptz IS NULL OR (r.created_at >= $3 AND r.version = 1))
ORDER BY r.subject_id, r.decided_on DESC, r.id DESC
"""
_BY_KEY = f"{_COLUMNS} WHERE r.natural_key = $1 AND r.is_current AND r.severity > 0"
_BY_KEYS = f"{_COLUMNS} WHERE r.natural_key = ANY($1) AND r.is_current AND r.severity > 0"
_KEY = "SELECT natural_key FROM record WHERE public_id = $1"


class NegativeFact(msgspec.Struct, frozen=True, kw_only=True):
    """The current version of a negative fact. `natural_key` is what its versions share."""

    id: int
    natural_key: bytes
    subject_id: int
    uscc: str
    subject_name: str
    division: str
    record_class: RecordClass
    severity: int
    decided_on: date
    withheld: bool
    state: str
    terms: Terms
    view: Fact

    @property
    def longest_until(self) -> date | None:
        """The last day of the maximum; None for what is shown as long as it lasts."""
        months = self.terms.max_months
        return add_months(self.decided_on, months) if months else None

    @property
    def ended_on_its_own(self) -> bool:
        """Whether the publicity period is over."""
        until = self.view.publicity_until
        return until is not None and until < clock.today()


async def list_negative_facts(subject_id: int) -> list[NegativeFact]:
    """The negative facts of a subject, also withheld and repaired ones; the newest 200."""
    async with connection() as held:
        return [_fact(row) for row in await held.fetch(_OF_SUBJECT, subject_id)]


async def list_negative_facts_of(
    subject_ids: list[int], *, since: datetime | None
) -> list[NegativeFact]:
    """The standing negative facts of some subjects; with `since` those first seen from then on."""
    async with connection() as held:
        rows = await held.fetch(_OF_SUBJECTS, subject_ids, clock.today(), since)
    return [_fact(row) for row in rows]


async def list_facts_by_key(natural_keys: list[bytes]) -> dict[bytes, NegativeFact]:
    """The current versions of these facts."""
    async with connection() as held:
        rows = await held.fetch(_BY_KEYS, natural_keys)
    return {bytes(row["natural_key"]): _fact(row) for row in rows}


async def get_negative_fact(record_id: str) -> NegativeFact:
    """The current version of the fact, by the public id of any version; Problem not-found."""
    async with connection() as held:
        natural_key = await held.fetchval(_KEY, _uuid(record_id))
    return await get_fact_by_key(natural_key)


async def get_fact_by_key(natural_key: bytes | None) -> NegativeFact:
    """The current version of a negative fact; Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(_BY_KEY, natural_key)
    if row is None:
        raise Problem("not-found", detail="没有这条记录，或这条记录不需要修复")
    return _fact(row)


async def repair_record(natural_key: bytes, *, actor: str, decision: str) -> None:
    """End publicity, sharing and effect of a fact at once; the caller's transaction holds it all.

    `decision` is the number of the repair. Repeating it changes nothing. Raises Problem conflict
    when the fact was withdrawn meanwhile.
    """
    async with transaction() as held:
        record = await lock_fact(held, natural_key)
        if record["state"] == "repaired":
            return
        await write_version(held, record["id"], Change(state="repaired"))
        await _tell(actor, "record.repair", natural_key, {"repair": decision})


async def restore_record(natural_key: bytes, *, actor: str, reason: str, legal_basis: str) -> None:
    """Publish a fact to its maximum, as after false materials, whether repaired before or not.

    Raises Problem conflict when it was withdrawn.
    """
    async with transaction() as held:
        record = await lock_fact(held, natural_key)
        fact = await get_fact_by_key(natural_key)
        shown = Change(state="active", withheld=False, publicity_until=fact.longest_until)
        await write_version(held, record["id"], shown)
        detail = {"reason": reason[:500], "legalBasis": legal_basis[:500]}
        await _tell(actor, "record.restore", natural_key, detail)


async def _tell(actor: str, action: str, natural_key: bytes, detail: dict[str, str]) -> None:
    """News for the slices above; the audit entry last, as its lock makes others wait."""
    subject_id = (await get_fact_by_key(natural_key)).subject_id
    await enqueue("evaluation.recompute", {"subject_ids": [subject_id]})
    await enqueue("codes.refresh", {"subject_ids": [subject_id]})
    await append_audit(
        actor=actor,
        action=action,
        object_type="record",
        object_id=natural_key.hex()[:64],
        detail=detail,
    )


def _fact(row: Any) -> NegativeFact:
    record_class, view = RecordClass(row["record_class"]), fact_of(row)
    text = f"{view.legal_basis} {row['offence'] or ''} {view.title}"
    return NegativeFact(
        id=row["id"],
        natural_key=bytes(row["natural_key"]),
        subject_id=row["subject_id"],
        uscc=row["uscc"],
        subject_name=row["subject_name"],
        division=row["division"],
        record_class=record_class,
        severity=row["severity"],
        decided_on=row["decided_on"],
        withheld=row["withheld"],
        state=row["state"],
        terms=terms_of(record_class, row["severity"], row["decided_on"], text),
        view=view,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
