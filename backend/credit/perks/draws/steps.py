"""The steps of a draw: publish, close, draw. Each is one transaction, so a killed worker leaves
either nothing or all of it; each locks the draw and looks at its state, so twice is once.
"""

import os
from datetime import datetime
from typing import Any, Final

from credit.kit.audit import append_audit
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection, connection, transaction
from credit.kit.jobs import enqueue
from credit.perks.draws.rows import DrawRow, lock_draw
from credit.perks.draws.rules import (
    SEED_BYTES,
    announcement_hash,
    draw_order,
    entries_hash,
    seed_hash,
)
from credit.perks.programme.rows import terms_of
from credit.perks.programme.rules.terms import DrawTerms

_UNPUBLISHED: Final = """
SELECT p.id FROM perk p JOIN perk_stock t ON t.perk_id = p.id
WHERE t.draw_only AND NOT EXISTS (SELECT FROM perk_draw d WHERE d.perk_id = p.id)
ORDER BY p.id LIMIT 100
"""
_PERK: Final = """
SELECT p.public_id::text AS perk, v.terms, date_trunc('second', statement_timestamp()) AS now
FROM perk p JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version WHERE p.id = $1
"""
_PUBLISH: Final = """
INSERT INTO perk_draw (perk_id, title, published_at, enter_from, enter_until, draw_at, winners,
  accept_hours, public_source, seed_sealed, seed_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (perk_id) DO NOTHING RETURNING id
"""
_DUE: Final = """
SELECT id FROM perk_draw
WHERE state = 'open' AND enter_until <= statement_timestamp()
  OR state = 'closed' AND draw_at <= statement_timestamp()
ORDER BY draw_at, id LIMIT 100
"""
_ENTERED: Final = "SELECT number FROM perk_turn WHERE perk_id = $1 AND state = 'entered'"
_CLOSE: Final = """
UPDATE perk_draw SET state = 'closed', closed_at = statement_timestamp(), entries = $2,
  entries_text = $3, entries_hash = decode($4, 'hex') WHERE id = $1
"""
_DRAW: Final = """
UPDATE perk_draw SET state = 'drawn', drawn_at = statement_timestamp(), seed = $2, order_text = $3
WHERE id = $1
"""
# Who took the entry back after the closing keeps a number in the list and gets no place in line.
_RANK: Final = """
UPDATE perk_turn q SET state = 'waiting', rank = o.rank
FROM unnest($2::text[]) WITH ORDINALITY AS o (number, rank)
WHERE q.perk_id = $1 AND q.number = o.number AND q.state = 'entered'
"""
_LOCK_STOCK: Final = "SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE"


async def publish_draws() -> int:
    """Publishes the draws of perks that came into force: a seed is drawn, its hash made public."""
    async with connection() as held:
        due = [row["id"] for row in await held.fetch(_UNPUBLISHED)]
    return sum([await _publish(perk_id) for perk_id in due])


async def _publish(perk_id: int) -> int:
    async with transaction() as held:
        row = await held.fetchrow(_PERK, perk_id)
        terms, perk = terms_of(row["terms"]), row["perk"]
        if terms.draw is None:
            return 0
        seed = os.urandom(SEED_BYTES)
        made = await held.fetchval(
            _PUBLISH, perk_id, terms.title, row["now"], *_times(terms.draw), terms.quota.total,
            terms.draw.accept_hours, terms.draw.public_source,
            get_keyring().seal(seed, **_spot(perk)), bytes.fromhex(seed_hash(seed)),
        )  # fmt: skip
        if made is None:
            return 0
        draw = await lock_draw(held, made)
        await _audit("publish_draw", draw, {"announcement": announcement_hash(draw.announcement)})
        for moment in (draw.enter_until, draw.draw_at):
            if moment > draw.now:
                await enqueue("perks.draw_steps", {}, delay=moment - draw.now)
    return 1


def _times(draw: DrawTerms) -> tuple[datetime, ...]:
    """To the second: the file says no more."""
    return tuple(
        m.replace(microsecond=0) for m in (draw.enter_from, draw.enter_until, draw.draw_at)
    )


async def step_draws() -> int:
    """Closes and draws whatever is due; returns how many steps were taken."""
    async with connection() as held:
        due = [row["id"] for row in await held.fetch(_DUE)]
    return sum([await _step(draw_id) for draw_id in due])


async def _step(draw_id: int) -> int:
    """Two transactions: the entries are public before anybody can know the seed."""
    closed = 0
    async with transaction() as held:
        draw = await lock_draw(held, draw_id)
        if draw.state == "open" and draw.enter_until <= draw.now:
            await _close(held, draw)
            closed = 1
    async with transaction() as held:
        return closed + await _hold(held, draw_id)


async def _close(held: Connection, draw: DrawRow) -> None:
    """Freezes the entries and publishes their list."""
    rows = await held.fetch(_ENTERED, draw.perk_id)
    entries = sorted(row["number"] for row in rows)
    digest = entries_hash(entries)
    await held.execute(_CLOSE, draw.id, len(entries), "\n".join(entries), digest)
    await _audit("close_draw", draw, {"entries": len(entries), "sha256": digest})


async def _hold(held: Connection, draw_id: int) -> int:
    """Draws when it is time and the public number, if there is to be one, is confirmed."""
    draw = await lock_draw(held, draw_id)
    if draw.state != "closed" or draw.now < draw.draw_at:
        return 0
    if draw.public_source and not draw.public_number_confirmed_by:
        return 0
    seed = get_keyring().unseal(draw.seed_sealed, **_spot(str(draw.perk)))
    entries = draw.entries_text.split()
    digest = entries_hash(entries)
    if draw.entries_hash is None or digest != draw.entries_hash.hex():
        raise RuntimeError(f"the entries of draw {draw.id} are not those that were published")
    announced = announcement_hash(draw.announcement)
    order = draw_order(seed, announced, digest, draw.public_number, entries)
    await held.execute(_LOCK_STOCK, draw.perk_id)
    await held.execute(_DRAW, draw.id, seed, "\n".join(order))
    await held.execute(_RANK, draw.perk_id, order)
    await _audit("hold_draw", draw, {"entries": len(order), "seed": seed.hex()})
    await enqueue("perks.offer", {"perk_id": draw.perk_id})
    await enqueue("perks.tell_draw", {"perk_id": draw.perk_id})
    return 1


def _spot(perk: str) -> dict[str, str]:
    return {"table": "perk_draw", "column": "seed_sealed", "row": perk}


async def _audit(step: str, draw: DrawRow, detail: dict[str, Any]) -> None:
    await append_audit(
        actor="system",
        action=f"perk.{step}",
        object_type="perk",
        object_id=str(draw.perk),
        detail=detail,
    )
