"""Taking no part in perks while a measure says so (暂停参加): set, moved and ended by the measure.

A provider's perks, and perks that no place would take, rest meanwhile: nothing new is given out.
What people hold stays good at the shop, as their terms said (`grace`). Nothing is decided here:
an officer upheld the breach, with a legal basis and an end; the absence is over when the measure
is, whatever ended it. Law: 民法典 Art. 509 and the measure's own basis (breaches/measures.toml).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from credit.commitments.breaches.queries.leaving import RUNNING_LEAVE
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_owners
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.perks.availability import forget_perk

ABSENT: Final = register_kind("perks.absent", "暂停参加权益")
_AWAY: Final = f"""
WITH away AS (
  SELECT b.subject_id, max(m.ends_on) AS ends_on, left(min(m.legal_basis), 300) AS legal_basis
  FROM {RUNNING_LEAVE} GROUP BY b.subject_id
), wanted AS (
  SELECT p.id AS perk_id, a.subject_id, 'provider' AS role, a.legal_basis, a.ends_on
  FROM away a JOIN perk p ON p.provider_id = a.subject_id WHERE p.status IN ('running', 'paused')
  UNION ALL
  SELECT p.id, a.subject_id, 'place', a.legal_basis, a.ends_on
  FROM away a JOIN perk_place y ON y.subject_id = a.subject_id AND NOT y.withdrawn
  JOIN perk p ON p.id = y.perk_id WHERE p.status IN ('running', 'paused')
)"""  # noqa: S608 - constants
_BEGIN: Final = f"""{_AWAY}
INSERT INTO perk_absence (perk_id, subject_id, role, legal_basis, began_at, ends_on)
SELECT perk_id, subject_id, role, legal_basis, statement_timestamp(), ends_on FROM wanted
WHERE $2::bigint[] IS NULL OR subject_id = ANY($2) ORDER BY perk_id, role, subject_id
ON CONFLICT (perk_id, subject_id, role) WHERE ended_at IS NULL
  DO UPDATE SET ends_on = excluded.ends_on WHERE perk_absence.ends_on <> excluded.ends_on
RETURNING id, perk_id, subject_id, ends_on, legal_basis
"""  # noqa: S608 - constants
_END: Final = f"""{_AWAY}
UPDATE perk_absence x SET ended_at = statement_timestamp()
WHERE x.ended_at IS NULL AND ($2::bigint[] IS NULL OR x.subject_id = ANY($2))
  AND NOT EXISTS (SELECT FROM wanted w
    WHERE w.perk_id = x.perk_id AND w.subject_id = x.subject_id AND w.role = x.role)
RETURNING x.id, x.perk_id, x.subject_id
"""  # noqa: S608 - constants
_LOCK_STOCK: Final = "SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE"
# The provider is away, or no place is left that takes it: until the first of them is back.
_REST: Final = """
SELECT coalesce(
  (SELECT max(ends_on) FROM perk_absence
   WHERE perk_id = $1 AND role = 'provider' AND ended_at IS NULL),
  (SELECT CASE WHEN bool_and(a.id IS NOT NULL) THEN min(a.ends_on) END
   FROM perk_place y LEFT JOIN perk_absence a ON a.perk_id = y.perk_id
     AND a.subject_id = y.subject_id AND a.role = 'place' AND a.ended_at IS NULL
   WHERE y.perk_id = $1 AND NOT y.withdrawn))
"""
_PAUSE: Final = """
WITH marked AS (
  UPDATE perk_absence SET paused = true WHERE perk_id = $1 AND ended_at IS NULL
    AND EXISTS (SELECT FROM perk WHERE id = $1 AND status = 'running')
)
UPDATE perk SET status = 'paused', status_reason = $2 WHERE id = $1 AND status = 'running'
RETURNING public_id::text
"""
# Only what a measure paused: what people paused is theirs to resume.
_RESUME: Final = """
WITH ours AS (UPDATE perk_absence SET paused = false WHERE perk_id = $1 AND paused RETURNING id)
UPDATE perk SET status = 'running', status_reason = ''
WHERE id = $1 AND status = 'paused' AND EXISTS (SELECT FROM ours) RETURNING public_id::text
"""
_PARTIES: Final = """
SELECT array_agg(DISTINCT x.id) FROM (
  SELECT provider_id AS id FROM perk WHERE id = $1
  UNION SELECT subject_id FROM perk_place WHERE perk_id = $1) AS x
"""
_SHOP: Final = "SELECT coalesce(uscc, '') AS uscc, name FROM subject WHERE id = $1"


async def follow_measures(subject_ids: Sequence[int] | None = None) -> int:
    """Begins, moves and ends absences as measures run today, for these subjects or for all;
    returns how many changed. Again: nothing."""
    async with transaction() as held:
        return await _follow(held, list(subject_ids) if subject_ids is not None else None)


async def follow_perk(held: Connection, perk_id: int) -> None:
    """The same for everybody who takes part in a perk whose terms were just put in force."""
    await _follow(held, await held.fetchval(_PARTIES, perk_id))


async def find_rest(held: Connection, perk_id: int) -> date | None:
    """Until when a perk rests because of a measure; None when it need not."""
    until: date | None = await held.fetchval(_REST, perk_id)
    return until


async def _follow(held: Connection, subject_ids: list[int] | None) -> int:
    today = clock.today()
    begun = await held.fetch(_BEGIN, today, subject_ids)
    ended = await held.fetch(_END, today, subject_ids)
    for perk_id in sorted({row["perk_id"] for row in (*begun, *ended)}):
        await _rest(held, perk_id)
    for row in begun:
        await enqueue("perks.tell_absence", {"absence_id": row["id"]})
    for subject_id in sorted({row["subject_id"] for row in begun}):
        await _tell_shop(held, [row for row in begun if row["subject_id"] == subject_id])
    for subject_id in sorted({row["subject_id"] for row in ended}):
        await _tell_back(held, [row for row in ended if row["subject_id"] == subject_id])
    return len(begun) + len(ended)


async def _rest(held: Connection, perk_id: int) -> None:
    """Pauses a perk that must rest, and lets go on what a measure had paused."""
    await held.execute(_LOCK_STOCK, perk_id)
    until = await find_rest(held, perk_id)
    reason = ""
    if until is None:
        step, moved = "resume", await held.fetchval(_RESUME, perk_id)
    else:
        reason = f"提供方或使用地点在一项措施期间暂停参加，{until} 以后自动恢复"
        step, moved = "pause", await held.fetchval(_PAUSE, perk_id, reason)
    if moved is None:
        return
    waiting = {"perk_id": perk_id, "step": step, "reason": reason, "at": clock.now().isoformat()}
    await enqueue("perks.tell_step", waiting | {"holders": False})
    await forget_perk(moved)
    detail = {"reason": "leave_programmes", "until": str(until or "")}
    await append_audit(
        actor="system", action=f"perk.{step}", object_type="perk", object_id=moved, detail=detail
    )


async def _tell_shop(held: Connection, rows: Sequence[Any]) -> None:
    shop, first = await held.fetchrow(_SHOP, rows[0]["subject_id"]), rows[0]
    message = Message(
        kind=ABSENT,
        title="贵店暂停参加守信权益",
        body=f"按违诺认定的措施，{first['ends_on']} 前不再发放新的权益，到期自动恢复；"
        f"顾客已领到的照常核销。依据：{first['legal_basis']}。不服的，可在违诺案件里申请复核，改正后可申请信用修复。",
        link=f"/shops/{shop['uscc']}/breaches",
    )
    await tell_owners(shop["uscc"], message, dedupe=f"perk-absent:{first['id']}:{first['ends_on']}")


async def _tell_back(held: Connection, rows: Sequence[Any]) -> None:
    shop = await held.fetchrow(_SHOP, rows[0]["subject_id"])
    message = Message(
        kind=ABSENT,
        title="贵店恢复参加守信权益",
        body="措施已经结束，原来参加的权益即日恢复。",
        link=f"/shops/{shop['uscc']}/statements",
    )
    await tell_owners(shop["uscc"], message, dedupe=f"perk-back:{rows[0]['id']}")
