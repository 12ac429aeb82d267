"""Opening hours of the fictitious merchants, by their trade.

A stage of its own that runs once: what a shop clears afterwards stays cleared.
"""

import random
from functools import cache
from typing import Final

from credit.codes.verdicts.cache import forget_subjects
from credit.demo.codes import ORG_PREFIX
from credit.demo.geography import demo_data
from credit.demo.words import SEED
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import connection, transaction
from credit.kit.progress import Report
from credit.subjects.opening_hours import hours_text, parse_hours

A_STEP: Final = 500
STAGE: Final = "demo.hours"
_DONE = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
_OPEN = """
SELECT id, uscc, trade FROM subject
WHERE demo AND opening_hours = '' AND substr(uscc, 9, 3) = $1 AND id > $2 ORDER BY id LIMIT $3
"""
_SET = """
UPDATE subject AS s SET opening_hours = h.text, updated_at = $3
FROM unnest($1::bigint[], $2::text[]) AS h (id, text) WHERE s.id = h.id AND s.opening_hours = ''
"""


def hours_of(uscc: str, trade: str) -> str:
    """The hours that a merchant keeps, canonical; empty for the few that never told theirs."""
    chance = random.Random(f"{SEED}/hours/{uscc}")
    choice = hours_of_trade(trade)
    told = chance.randrange(100) < demo_data("hours.toml")["shared"]["share"]
    return chance.choice(choice) if choice and told else ""


@cache
def hours_of_trade(trade: str) -> tuple[str, ...]:
    """The canonical hours of which a merchant of the trade keeps one; none for other trades."""
    texts: list[str] = demo_data("hours.toml")["hours"].get(trade, [])
    return tuple(hours_text(parse_hours(text)) for text in texts)


async def set_hours(progress: Report = lambda what, done, total: None) -> int:
    """Give the merchants of the province their hours, once; returns how many got some."""
    async with connection() as held:
        if await held.fetchval(_DONE, STAGE):
            return 0
    last = done = 0
    while step := await _step(last):
        last, told = step
        done += told
        progress("hours", done, done)
    await append_audit(
        actor="demo", action=STAGE, object_type="demo", object_id="hours", detail={"told": done}
    )
    return done


async def _step(after: int) -> tuple[int, int] | None:
    """(last key, how many told) of the next merchants; None when there are no more."""
    async with transaction() as held:
        rows = await held.fetch(_OPEN, ORG_PREFIX, after, A_STEP)
        if not rows:
            return None
        found = [(row["id"], hours_of(row["uscc"], row["trade"])) for row in rows]
        told = [(key, text) for key, text in found if text]
        keys = [key for key, _ in told]
        await held.execute(_SET, keys, [text for _, text in told], clock.now())
        await forget_subjects(keys)
    return rows[-1]["id"], len(told)
