"""A further version of a fact that a decision makes and no file: repaired, withdrawn, withheld.

It keeps the content hash of the version before: the same file again changes nothing, and a row
that the source unit corrects becomes the next version.
"""

from datetime import date
from typing import Any, Final

import msgspec

from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.records.lines import RECORD_COLUMNS

_LOCK: Final = """
SELECT id, subject_id, state FROM record WHERE natural_key = $1 AND is_current FOR NO KEY UPDATE
"""
_CLOSE: Final = "UPDATE record SET is_current = false WHERE id = $1"
_CHANGED: Final = {
    "public_id": "gen_random_uuid()",
    "import_id": "NULL",
    "line": "0",
    "state": "coalesce($2::text, state)",
    "withdraw_reason": "coalesce($3::text, withdraw_reason)",
    "withheld": "coalesce($4::boolean, withheld)",
    "publicity_until": "coalesce($5::date, publicity_until)",
}
_NEXT: Final = f"""
INSERT INTO record ({", ".join(RECORD_COLUMNS)}, version, created_at)
SELECT {", ".join(_CHANGED.get(name, name) for name in RECORD_COLUMNS)}, version + 1, $6
FROM record WHERE id = $1
"""  # noqa: S608 - constants


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What the next version says otherwise; None leaves it as it was."""

    state: str | None = None
    withdraw_reason: str | None = None
    withheld: bool | None = None
    publicity_until: date | None = None


async def lock_fact(held: Connection, natural_key: bytes) -> Any:
    """(id, subject_id, state) of the current version; Problem conflict once it is withdrawn."""
    record = await held.fetchrow(_LOCK, natural_key)
    if record is None:  # an import has just written a newer version, which is seen from now on
        record = await held.fetchrow(_LOCK, natural_key)
    if record is None or record["state"] == "withdrawn":
        raise Problem("conflict", detail="这条记录已经撤回")
    return record


async def write_version(held: Connection, record_id: int, change: Change) -> None:
    """Close the locked version and write the next one."""
    await held.execute(_CLOSE, record_id)
    await held.execute(
        _NEXT,
        record_id,
        change.state,
        change.withdraw_reason,
        change.withheld,
        change.publicity_until,
        clock.now(),
    )
