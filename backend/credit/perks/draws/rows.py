"""A draw as stored, and its open file."""

from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem
from credit.perks.draws.proof import DrawProof
from credit.perks.draws.rules import Announcement, announcement_hash

UNKNOWN: Final = "这项权益没有摇号，或者还没有公布"


class DrawRow(msgspec.Struct, frozen=True, kw_only=True):
    """A draw as stored; `now` is the database's time of this look."""

    id: int
    perk_id: int
    perk: UUID
    perk_status: str
    state: Literal["open", "closed", "drawn"]
    title: str
    published_at: datetime
    enter_from: datetime
    enter_until: datetime
    draw_at: datetime
    winners: int
    accept_hours: int
    public_source: str
    seed_sealed: bytes
    seed_hash: bytes
    entries: int
    entries_text: str
    entries_hash: bytes | None
    public_number: str
    public_number_by: str
    public_number_confirmed_by: str
    seed: bytes | None
    order_text: str
    drawn_at: datetime | None
    now: datetime

    @property
    def announcement(self) -> Announcement:
        """What was published before anybody entered."""
        return Announcement(
            draw=str(self.perk),
            title=self.title,
            published_at=stamp(self.published_at),
            enter_from=stamp(self.enter_from),
            enter_until=stamp(self.enter_until),
            draw_at=stamp(self.draw_at),
            winners=self.winners,
            accept_hours=self.accept_hours,
            public_source=self.public_source,
            seed_hash=self.seed_hash.hex(),
        )

    @property
    def proof(self) -> DrawProof:
        """The open file."""
        order = self.order_text.split()
        return DrawProof(
            **msgspec.structs.asdict(self.announcement),
            state=self.state,
            announcement_hash=announcement_hash(self.announcement),
            entries=self.entries_text.split(),
            entries_hash=self.entries_hash.hex() if self.entries_hash else "",
            seed=self.seed.hex() if self.seed else "",
            public_number=self.public_number if self.state == "drawn" else "",
            order=order,
            winning=order[: self.winners],
        )


_DRAW: Final = """
SELECT d.*, p.public_id AS perk, p.status AS perk_status, statement_timestamp() AS now
FROM perk_draw d JOIN perk p ON p.id = d.perk_id WHERE """
_BY_PERK: Final = _DRAW + "p.public_id = $1"
_BY_ID: Final = _DRAW + "d.id = $1"
_LOCK: Final = "SELECT FROM perk_draw WHERE id = $1 FOR UPDATE"
_SHARE: Final = """
SELECT d.id FROM perk_draw d JOIN perk p ON p.id = d.perk_id
WHERE p.public_id = $1 FOR SHARE OF d
"""


async def get_draw(perk: str) -> DrawRow:
    """The draw of a perk (public id); Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(_BY_PERK, read_public_id(perk))
    return draw_of(row)


async def share_draw(held: Connection, perk: str) -> DrawRow:
    """The same, held open against closing until this transaction is over."""
    await held.execute(_SHARE, read_public_id(perk))
    return draw_of(await held.fetchrow(_BY_PERK, read_public_id(perk)))


async def lock_draw(held: Connection, draw_id: int) -> DrawRow:
    """A draw for a step; whoever is at it or enters is waited for."""
    await held.execute(_LOCK, draw_id)
    return draw_of(await held.fetchrow(_BY_ID, draw_id))


def draw_of(row: Any) -> DrawRow:
    """A stored row; Problem not-found without one."""
    if row is None:
        raise Problem("not-found", detail=UNKNOWN)
    return DrawRow(**{name: row[name] for name in DrawRow.__struct_fields__})


def stamp(moment: datetime) -> str:
    """A moment as it stands in the file: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
