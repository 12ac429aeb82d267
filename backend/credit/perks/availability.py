"""What this process knows of a perk for about a second: is there anything to claim?

Only to turn away at once who would be turned away anyway: not started, paused, ended, sold out.
Whoever has claimed of a sold-out perk before is let through, for a repeated request gets its
first answer. PostgreSQL decides whatever is let through. News comes with the commit
(`kit/invalidation`); the second is the end for news that got lost. Times are the database's.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final, Literal

import msgspec
from cachebox import TTLCache

from credit.identity.queries import read_public_id
from credit.kit.db import connection, in_transaction, on_commit
from credit.kit.invalidation import Bus
from credit.kit.singleflight import Flight, SingleFlight

Refusal = Literal["not-started", "ended", "paused", "sold-out"]
KEPT_SECONDS: Final = 1.0
MAX_KEPT: Final = 10_000
# Beyond it nobody is turned away here: the set of those who hold one would be too large.
MAX_HOLDERS: Final = 200_000
_LOAD: Final = """
SELECT p.id, p.status, p.claim_from, p.claim_until, now() AS now,
  (SELECT min(reserved_until) FROM perk_claim c WHERE c.perk_id = p.id AND c.state = 'reserved')
    AS next_lapse,
  NOT t.draw_only AND (t.left_count <= t.waiting
    OR t.open_fen + t.spent_fen + p.value_fen * (t.waiting + 1) > t.cap_fen) AS is_out
FROM perk p JOIN perk_stock t ON t.perk_id = p.id WHERE p.public_id = $1
"""
_HOLDERS: Final = """
SELECT DISTINCT a.public_id FROM perk_claim c JOIN account a ON a.id = c.account_id
WHERE c.perk_id = $1 LIMIT $2
"""


class Availability(msgspec.Struct, frozen=True):
    """A perk as it was at `now`, which was `at` on this process's monotonic clock."""

    status: str
    claim_from: datetime
    claim_until: datetime
    is_out: bool
    next_lapse: datetime | None
    holders: frozenset[int] | None
    now: datetime
    at: float

    def refusal(self, account_id: str) -> Refusal | None:
        """Why an account cannot claim at this moment; None: ask PostgreSQL."""
        now = self.now + timedelta(seconds=monotonic() - self.at)
        if self.holders is None or _mark(account_id) in self.holders:
            return None
        if self.status in ("paused", "ended"):
            return "paused" if self.status == "paused" else "ended"
        if now < self.claim_from:
            return "not-started"
        if now >= self.claim_until:
            return "ended"
        lapsing = self.next_lapse is not None and now >= self.next_lapse
        return "sold-out" if self.is_out and not lapsing else None


_known: TTLCache[str, Availability] = TTLCache(MAX_KEPT, KEPT_SECONDS)
_flights: SingleFlight[Availability | None] = SingleFlight()


def peek(public_id: str) -> Availability | None:
    """What this process holds; None when it would have to ask."""
    return _known.get(public_id)


async def find_availability(public_id: str) -> Availability | None:
    """What is known, asking PostgreSQL once for all who wait; None for an unknown perk."""
    if in_transaction():
        return await _load(public_id)
    known = _known.get(public_id)
    if known is not None:
        return known
    return await _flights.run(public_id, lambda flight: _fill(public_id, flight))


async def forget_perk(public_id: str) -> None:
    """Every process asks anew; told by the commit of the current transaction."""
    await _bus.give_notice([public_id])
    on_commit(lambda: _drop(public_id))


def drop_here(public_id: str) -> None:
    """This process asks anew, at once."""
    _drop(public_id)


async def _fill(public_id: str, flight: Flight) -> Availability | None:
    loaded = await _load(public_id)
    if loaded is not None and not flight.outdated:
        _known[public_id] = loaded
    return loaded


async def _load(public_id: str) -> Availability | None:
    key = read_public_id(public_id)
    async with connection() as held:
        row = await held.fetchrow(_LOAD, key) if key else None
        if row is None:
            return None
        # Who holds one matters only where others are turned away. Holders come in the end of a
        # transaction that empties the stock, so whoever reads "nothing left" reads them too.
        is_open = row["status"] == "running" and not row["is_out"]
        holders = [] if is_open else await held.fetch(_HOLDERS, row["id"], MAX_HOLDERS + 1)
    return _availability(row, holders)


def _availability(row: Any, holders: Sequence[Any]) -> Availability:
    marks = frozenset(_mark(str(each["public_id"])) for each in holders)
    return Availability(
        status=row["status"],
        claim_from=row["claim_from"],
        claim_until=row["claim_until"],
        is_out=row["is_out"],
        next_lapse=row["next_lapse"],
        holders=marks if len(marks) <= MAX_HOLDERS else None,
        now=row["now"],
        at=monotonic(),
    )


def _mark(account_id: str) -> int:
    """64 bits of an account's id: the set stays small, and a twin only costs a look."""
    return int.from_bytes(hashlib.blake2b(account_id.encode(), digest_size=8).digest(), "big")


def _drop(public_id: str) -> None:
    _known.pop(public_id, None)
    _flights.forget(public_id)


def _clear() -> None:
    _known.clear()
    _flights.forget_all()


async def _erase(keys: Sequence[str], version: int) -> None:
    """Nothing of it is in Redis."""


_bus = Bus("perks:availability", _drop, _clear, _erase)
