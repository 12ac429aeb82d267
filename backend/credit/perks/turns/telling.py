"""Telling who holds or waits for a perk, a few hundred a transaction; nobody is told twice.

A step of the perk carries its time, which stands in the key of its notices: whatever part of the
work was done before a worker was killed is simply not done again.
"""

from datetime import datetime
from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit.db import Connection, connection, transaction
from credit.perks.availability import forget_perk
from credit.perks.programme.rows import terms_of

STEP: Final = register_kind("perks.step", "权益变动")
OVER: Final = register_kind("perks.line_over", "候补结束")
BATCH: Final = 300
_PERK: Final = """
SELECT p.public_id::text AS perk, v.terms FROM perk p
JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version WHERE p.id = $1
"""
_CONCERNED: Final = """
SELECT a.id, a.public_id::text AS account, w.waits FROM (
  SELECT account_id, bool_or(waits) AS waits FROM (
    SELECT account_id, false AS waits FROM perk_claim
    WHERE perk_id = $1 AND state IN ('reserved', 'claimed') AND usable_until > now()
    UNION ALL
    SELECT account_id, true FROM perk_turn WHERE perk_id = $1
      AND (state IN ('entered', 'waiting') OR state = 'over' AND ended_at >= $4)) AS people
  WHERE account_id > $2 GROUP BY account_id ORDER BY account_id LIMIT $3) AS w
JOIN account a ON a.id = w.account_id ORDER BY a.id
"""
_TITLES: Final = {
    "pause": "有一项权益暂停了",
    "resume": "有一项权益恢复了",
    "end": "您在等的权益提前结束了",
}
_BODIES: Final = {
    "pause": "{title}暂停领取，理由：{reason}。已经领到的照样能用，排队的位置为您留着。",
    "resume": "{title}恢复领取。排队的位置没有变。",
    "end": "{title}提前结束，理由：{reason}。您不用再等了，这对您没有任何影响。",
}
# A line that leads nowhere any more: the perk has ended, or the time for claiming is over.
_OVER: Final = """
SELECT p.id, p.public_id::text AS perk, v.terms, p.status FROM perk p
JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version
WHERE (p.status = 'ended' OR p.claim_until <= now()) AND EXISTS (
  SELECT FROM perk_turn q WHERE q.perk_id = p.id AND q.state IN ('entered', 'waiting'))
ORDER BY p.id LIMIT 200
"""
_END_TURNS: Final = """
WITH ended AS (
  UPDATE perk_turn SET state = 'over', ended_at = statement_timestamp() WHERE id IN (
    SELECT id FROM perk_turn WHERE perk_id = $1 AND state IN ('entered', 'waiting')
    ORDER BY id LIMIT $2)
  RETURNING id, account_id
)
SELECT e.id, a.public_id::text AS account FROM ended e JOIN account a ON a.id = e.account_id
"""
_LOCK: Final = "SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE"


async def tell_step(perk_id: int, step: str, reason: str, at: str, *, holders: bool) -> int:
    """Tells who holds a usable voucher of a perk or waits for one; returns how many were looked at.

    Without `holders` only who waits: of an early end or a measure `programme.jobs` tells the rest.
    """
    async with connection() as held:
        perk = await held.fetchrow(_PERK, perk_id)
    title, last, total = terms_of(perk["terms"]).title, 0, 0
    while True:
        async with transaction() as held:
            rows = await held.fetch(_CONCERNED, perk_id, last, BATCH, datetime.fromisoformat(at))
            for row in rows:
                if not (holders or row["waits"]):
                    continue
                message = _step_message(step, title, reason, perk["perk"])
                await tell_account(row["account"], message, dedupe=f"perk-step:{perk_id}:{at}")
        total += len(rows)
        if len(rows) < BATCH:
            return total
        last = rows[-1]["id"]


def _step_message(step: str, title: str, reason: str, perk: str) -> Message:
    body = _BODIES[step].format(title=title, reason=reason.rstrip("。"))
    return Message(kind=STEP, title=_TITLES[step], body=body, link=f"/perks/{perk}")


async def end_lines() -> int:
    """Ends turns of perks that are over, and says so to each; returns how many turns."""
    async with connection() as held:
        over = await held.fetch(_OVER)
    return sum([await _end_line(row) for row in over])


async def _end_line(row: Any) -> int:
    title, total = terms_of(row["terms"]).title, 0
    message = Message(
        kind=OVER,
        title="候补结束了",
        body=f"{title}的领取时间已过，没有再空出名额。谢谢您等候，下次还可以再报名。",
        link=f"/perks/{row['perk']}",
    )
    while True:
        async with transaction() as held:
            ended = await _end_some(held, row)
            if row["status"] != "ended":  # that it ended early was told with its reason
                for each in ended:
                    await tell_account(each["account"], message, dedupe=f"perk-over:{each['id']}")
        total += len(ended)
        if len(ended) < BATCH:
            return total


async def _end_some(held: Connection, row: Any) -> list[Any]:
    await held.execute(_LOCK, row["id"])  # the stock row first: the line is counted there
    await forget_perk(row["perk"])
    ended: list[Any] = await held.fetch(_END_TURNS, row["id"], BATCH)
    return ended
