"""Looking for anomalies since the last look, and opening a case for each: never more than that."""

from typing import Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_officers
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import derive, get_keyring, mac
from credit.kit.db import Connection, transaction
from credit.perks.reviews.finding.counting import (
    HORIZON,
    Found,
    Touched,
    count_for,
    read_touched,
)
from credit.perks.reviews.rule_file import AnomalyRule, rules_on
from credit.perks.reviews.rules import is_anomalous
from credit.settings import get_settings

OPENED: Final = register_kind("perks.review", "权益核查")
_LOCK: Final = "SELECT pg_try_advisory_xact_lock(7216341)"
_AFTER: Final = "SELECT through_xact FROM anomaly_cursor"
_ADVANCE: Final = """
INSERT INTO anomaly_cursor (id, through_xact) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET through_xact = excluded.through_xact
"""
# Open already: it only grows. Looked into since the first of these events: only what came after
# that can make a case again.
_OPEN: Final = """
WITH grown AS (
  UPDATE perk_review SET seen = greatest(seen, $5), last_at = greatest(last_at, $8)
  WHERE key = $3 AND state <> 'closed' RETURNING id, false AS fresh
), made AS (
  INSERT INTO perk_review (public_id, rule, rule_from, key, place_id, seen, floor, first_at,
    last_at, opened_at, demo)
  SELECT gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, now(),
    coalesce((SELECT demo FROM subject WHERE id = $4), $9)
  WHERE NOT EXISTS (SELECT FROM grown)
    AND NOT EXISTS (SELECT FROM perk_review v WHERE v.key = $3 AND v.closed_at >= $7 AND $6 > (
      SELECT count(*)::int FROM (
        SELECT unnest($10::bigint[]) AS claim_id, NULL::bigint AS redemption_id
        UNION ALL SELECT NULL, unnest($11::bigint[])) AS n
      WHERE NOT EXISTS (SELECT FROM perk_review_item i WHERE i.review_id = v.id
        AND (i.claim_id = n.claim_id OR i.redemption_id = n.redemption_id))))
  ON CONFLICT DO NOTHING RETURNING id, true AS fresh, public_id::text
)
SELECT id, fresh, NULL AS public_id FROM grown UNION ALL SELECT id, fresh, public_id FROM made
"""
_ITEMS: Final = """
INSERT INTO perk_review_item (review_id, claim_id, redemption_id)
SELECT $1::bigint, c.id, NULL::bigint FROM unnest($2::bigint[]) AS c (id)
UNION ALL SELECT $1::bigint, NULL::bigint, r.id FROM unnest($3::bigint[]) AS r (id)
ON CONFLICT DO NOTHING
"""
_STEP: Final = """
INSERT INTO perk_review_step (review_id, action, role, at) VALUES ($1, 'open', 'system', now())
"""
_DEMO: Final = """
SELECT coalesce(bool_and(a.demo), false) FROM perk_claim c JOIN account a ON a.id = c.account_id
WHERE c.id = ANY($1)
"""


async def find_anomalies() -> int:
    """Looks at the attempts of all transactions finished since the last look; how many cases were
    opened. One process at a time; a killed look is done again from where the last one ended."""
    async with transaction() as held:
        if not await held.fetchval(_LOCK):
            return 0
        after = await held.fetchval(_AFTER) or 0
        through = await held.fetchval(HORIZON)
        opened = await find_between(held, after, through)
        await held.execute(_ADVANCE, through)
    return opened


async def find_between(held: Connection, after: int, through: int) -> int:
    """The same for the transactions in (`after`, `through`]."""
    touched = await read_touched(held, after, through)
    rules = rules_on(clock.today()).values()
    # Counted first: opening a case takes the lock of the audit chain.
    found = [(rule, await _anomalies(held, rule, touched)) for rule in rules]
    total = sum([await _open(held, rule, each) for rule, group in found for each in group])
    if total:
        await _tell(total)
    return total


async def open_for(held: Connection, rule: AnomalyRule, touched: Touched) -> int:
    """Cases of one rule; how many are new."""
    return sum([await _open(held, rule, f) for f in await _anomalies(held, rule, touched)])


async def _anomalies(held: Connection, rule: AnomalyRule, touched: Touched) -> list[Found]:
    return [f for f in await count_for(held, rule, touched) if is_anomalous(rule, f.counts)]


async def _open(held: Connection, rule: AnomalyRule, found: Found) -> int:
    demo = await held.fetchval(_DEMO, found.claims)
    row = await held.fetchrow(
        _OPEN, rule.id, rule.from_, _hash(rule, found.key), found.place_id, found.counts.seen,
        rule.floor, found.first_at, found.last_at, demo,
        found.claims, found.uses,
    )  # fmt: skip
    if row is None:
        return 0
    await held.execute(_ITEMS, row["id"], found.claims, found.uses)
    if not row["fresh"]:
        return 0
    await held.execute(_STEP, row["id"])
    await append_audit(
        actor="system",
        action="perk_review.open",
        object_type="perk_review",
        object_id=row["public_id"],
        detail={"rule": rule.id, "from": str(rule.from_), "seen": found.counts.seen},
    )
    return 1


async def _tell(count: int) -> None:
    """Officers hear of it once a day at most; the queue is always there."""
    message = Message(
        kind=OPENED,
        title="有权益异常苗头待查看",
        body=f"新增 {count} 件。只是数到了，不等于有问题；请看看再定。",
        link="/office/reviews",
    )
    await tell_officers(message, dedupe=f"perk-reviews:{clock.today()}")


def _hash(rule: AnomalyRule, key: str) -> bytes:
    """What a case is about, so that it is found again but not read."""
    secret = derive(get_settings().master_key, "perk-review")
    return mac(get_keyring().provider, secret, f"{rule.id}:{key}".encode())
