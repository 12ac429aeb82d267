"""Telling everybody who entered how the draw went, a few hundred a transaction, each once.

Winners are told by their offers (`turns.offering`).
"""

from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit.db import connection, transaction

DRAWN: Final = register_kind("perks.drawn", "摇号结果")
BATCH: Final = 300
_DRAW: Final = """
SELECT d.title, d.winners, d.entries, p.public_id::text AS perk
FROM perk_draw d JOIN perk p ON p.id = d.perk_id WHERE d.perk_id = $1 AND d.state = 'drawn'
"""
_UNTOLD: Final = """
WITH untold AS (
  SELECT id FROM perk_turn WHERE perk_id = $1 AND NOT told AND rank IS NOT NULL
  ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
), told AS (
  UPDATE perk_turn q SET told = true FROM untold WHERE q.id = untold.id
  RETURNING q.id, q.account_id, q.number, q.rank
)
SELECT t.*, a.public_id::text AS account FROM told t JOIN account a ON a.id = t.account_id
"""


async def tell_draw(perk_id: int) -> int:
    """Tells those whose result was not told yet; returns how many."""
    async with connection() as held:
        draw = await held.fetchrow(_DRAW, perk_id)
    if draw is None:
        return 0
    total = 0
    while True:
        async with transaction() as held:
            rows = await held.fetch(_UNTOLD, perk_id, BATCH)
            for row in rows:
                if row["rank"] > draw["winners"]:
                    await tell_account(
                        row["account"], _message(draw, row), dedupe=f"perk-drawn:{row['id']}"
                    )
        total += len(rows)
        if len(rows) < BATCH:
            return total


def _message(draw: Any, row: Any) -> Message:
    behind = row["rank"] - draw["winners"]
    return Message(
        kind=DRAWN,
        title="摇号结果出来了",
        body=(
            f"{draw['title']}：{draw['entries']} 人报名，{draw['winners']} 个名额。"
            f"您的编号 {row['number']} 这次没有中签，排在候补第 {behind} 位，"
            "有人放弃会按次序轮到您。"
            "过程可以在手机上自己核验。"
        ),
        link=f"/perks/{draw['perk']}/draw",
    )
