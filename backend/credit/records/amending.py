"""What an upheld objection changes about a fact: a new version, so that the old one stays to audit.

What was withheld is shown again once the source unit sends a corrected row (`versions`).

Law: 行政处罚法 Art. 48 (a decision that was changed or revoked is withdrawn with its reason);
民法典 Art. 1029 (a wrong entry is corrected or deleted in time).
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.kit.audit import append_audit
from credit.kit.db import connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.records.queries import FACT_COLUMNS, fact_of
from credit.records.schemas import Fact
from credit.records.versions import Change, lock_fact, write_version

_FACT: Final = f"""
SELECT {", ".join(f"r.{name}" for name in FACT_COLUMNS)}, r.natural_key, r.subject_id, r.withheld
FROM record r
WHERE r.natural_key = (SELECT natural_key FROM record WHERE public_id = $1) AND r.is_current
"""  # noqa: S608 - constants
_MARK: Final = """
UPDATE record SET disputed_since = $2 WHERE natural_key = $1 AND is_current
  AND disputed_since IS DISTINCT FROM $2 RETURNING subject_id
"""


class StandingFact(msgspec.Struct, frozen=True, kw_only=True):
    """The current version of a fact. `natural_key` is what its versions share."""

    natural_key: bytes
    subject_id: int | None
    withheld: bool
    view: Fact


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """One change: withdrawn for good, withheld until the source corrects it, or another last day.

    `reason` is what the audit trail and, for a withdrawal, the withdrawn version say.
    """

    reason: str
    withdraw: bool = False
    withhold: bool = False
    publicity_until: date | None = None


async def get_standing_fact(record_id: str) -> StandingFact:
    """The current version of a fact by the public id of any version; Problem not-found."""
    try:
        public_id = UUID(record_id)
    except ValueError:
        raise Problem("not-found", detail="没有这条记录") from None
    async with connection() as held:
        row = await held.fetchrow(_FACT, public_id)
    if row is None:
        raise Problem("not-found", detail="没有这条记录")
    return StandingFact(
        natural_key=bytes(row["natural_key"]),
        subject_id=row["subject_id"],
        withheld=row["withheld"],
        view=fact_of(row),
    )


async def amend_fact(natural_key: bytes, amendment: Amendment, *, actor: str) -> None:
    """Write the change as the next version; grade, pages and map follow.

    Raises Problem conflict when the fact was withdrawn or repaired meanwhile.
    """
    async with transaction() as held:
        record = await lock_fact(held, natural_key)
        if record["state"] != "active":
            raise Problem("conflict", detail="这条记录已经修复，请先刷新")
        await write_version(held, record["id"], _change(amendment))
        await _tell(record["subject_id"])
        await append_audit(
            actor=actor, action="record.amend", object_type="record",
            object_id=natural_key.hex()[:64], detail=_detail(amendment),
        )  # fmt: skip


async def mark_disputed(natural_key: bytes, since: date | None) -> None:
    """Say on the public fact that an objection is open since a day, or (None) no longer."""
    async with transaction() as held:
        subject_id = await held.fetchval(_MARK, natural_key, since)
        if subject_id is not None:
            await enqueue("codes.refresh", {"subject_ids": [subject_id]})


def _change(amendment: Amendment) -> Change:
    return Change(
        state="withdrawn" if amendment.withdraw else None,
        withdraw_reason=amendment.reason if amendment.withdraw else None,
        withheld=True if amendment.withhold else None,
        publicity_until=amendment.publicity_until,
    )


async def _tell(subject_id: int | None) -> None:
    if subject_id is not None:
        await enqueue("evaluation.recompute", {"subject_ids": [subject_id]})
        await enqueue("codes.refresh", {"subject_ids": [subject_id]})


def _detail(amendment: Amendment) -> dict[str, Any]:
    until = amendment.publicity_until
    return {
        "withdraw": amendment.withdraw,
        "withhold": amendment.withhold,
        "publicityUntil": str(until) if until else "",
        "reason": amendment.reason,
    }
