"""Reading draws."""

from typing import Final

from credit.kit.db import connection
from credit.perks.draws.rows import get_draw
from credit.perks.draws.schemas import DrawView

_COUNT: Final = "SELECT count(*)::int FROM perk_turn WHERE perk_id = $1 AND state = 'entered'"


async def read_draw(perk: str) -> DrawView:
    """The draw of a perk, without its lists; Problem not-found."""
    draw = await get_draw(perk)
    entries = draw.entries
    if draw.state == "open":
        async with connection() as held:
            entries = await held.fetchval(_COUNT, draw.perk_id)
    proof = draw.proof
    return DrawView(
        perk=proof.draw,
        title=draw.title,
        state=draw.state,
        enter_from=draw.enter_from,
        enter_until=draw.enter_until,
        draw_at=draw.draw_at,
        drawn_at=draw.drawn_at,
        winners=draw.winners,
        accept_hours=draw.accept_hours,
        entries=entries,
        seed_hash=proof.seed_hash,
        announcement_hash=proof.announcement_hash,
        entries_hash=proof.entries_hash,
        public_source=draw.public_source,
        public_number=proof.public_number,
        seed=proof.seed,
        paused=draw.perk_status == "paused",
    )
