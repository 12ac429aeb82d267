"""A perk as stored, and the way to one."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.programme.rules.terms import Terms

Status = Literal["draft", "running", "paused", "ended"]


class PerkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A perk with the terms in force; `now` is the database's time of this look."""

    id: int
    public_id: UUID
    provider_id: int
    provider: str
    provider_uscc: str
    audience: Literal["citizen", "merchant"]
    category: str
    status: Status
    status_reason: str
    demo: bool
    created_by: str
    version: int
    terms: Terms
    issued: int
    left: int
    waiting: int
    now: datetime

    @property
    def phase(self) -> Literal["draft", "not-started", "running", "paused", "ended", "sold-out"]:
        """What a holder meets at this moment."""
        windows = self.terms.windows
        if self.status != "running":
            return self.status
        if self.now < windows.claim_from:
            return "not-started"
        if self.now >= windows.claim_until:
            return "ended"
        return "running" if self.left or self.terms.draw else "sold-out"


# In the order of `PerkRow`. What is left is left for who comes now, not for those who wait. Terms
# of a perk that never ran are those of its first version.
PERK_COLUMNS: Final = """
  p.id, p.public_id, p.provider_id, o.name AS provider, coalesce(o.uscc, '') AS provider_uscc,
  p.audience, p.category, p.status, p.status_reason, p.demo, p.created_by, p.version,
  v.terms, coalesce(t.issued, 0) AS issued, greatest(t.left_count - t.waiting, 0) AS left,
  coalesce(t.waiting, 0) AS waiting, now() AS now"""
PERK_JOINS: Final = """
FROM perk p JOIN subject o ON o.id = p.provider_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = greatest(p.version, 1)
LEFT JOIN perk_stock t ON t.perk_id = p.id"""
_BY_PUBLIC_ID: Final = f"SELECT {PERK_COLUMNS} {PERK_JOINS} WHERE p.public_id = $1"
_LOCK: Final = "SELECT id FROM perk WHERE public_id = $1 FOR NO KEY UPDATE"
UNKNOWN: Final = "没有这项权益"


async def get_perk(public_id: str, *, lock: bool = False) -> PerkRow:
    """The perk, locked for a change on request; Problem not-found."""
    key = read_public_id(public_id)
    async with connection() as held:
        if lock:
            await held.execute(_LOCK, key)
        row = await held.fetchrow(_BY_PUBLIC_ID, key) if key else None
    if row is None:
        raise Problem("not-found", detail=UNKNOWN)
    return perk_of(row)


def perk_of(row: Any) -> PerkRow:
    """A row of `PERK_COLUMNS`."""
    values = {name: row[name] for name in PerkRow.__struct_fields__}
    return PerkRow(**values | {"terms": terms_of(row["terms"])})


@lru_cache(maxsize=2000)
def terms_of(text: str) -> Terms:
    """Terms as stored; the same text is read once."""
    return msgspec.json.decode(text, type=Terms)
