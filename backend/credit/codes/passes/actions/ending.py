"""Ending phones and what they hold: by the citizen, by a withdrawal, by a change of settings.

A phone that is ended never asks again; it registers anew with a new key and a new number. So
places in the lists are never used twice, and what was revoked stays revoked.
"""

from datetime import datetime
from uuid import UUID

from credit.codes.passes.rules import SLOT_SECONDS, first_open_slot
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

LISTS_JOB = "codes.publish_pass_lists"
# Holder before phones, always: whoever issues or ends passes of a citizen waits here.
LOCK_HOLDER = """
SELECT h.id FROM pass_holder h JOIN account a ON a.id = h.account_id
WHERE a.public_id = $1 FOR NO KEY UPDATE OF h
"""
_END = f"""
WITH ended AS (
  SELECT id, number, (extract(epoch FROM issued_through) / {SLOT_SECONDS})::int - 1 AS last_slot
  FROM pass_device
  WHERE holder_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR public_id = $2)
    AND created_at <= $3
), gone AS (
  UPDATE pass_device d SET revoked_at = $4, number = NULL FROM ended WHERE d.id = ended.id
  RETURNING d.id
), revoked AS (
  INSERT INTO revoked_pass (device_id, number, first_slot, last_slot, revoked_at)
  SELECT id, number, $5::int, last_slot, $4 FROM ended WHERE last_slot >= $5::int
)
SELECT count(*) FROM gone
"""  # noqa: S608 - constants


async def end_devices(
    held: Connection,
    holder_id: int,
    *,
    device: UUID | None = None,
    until: datetime | None = None,
) -> int:
    """End the holder's phones (one, or those registered by `until`) and revoke what they hold.

    The caller holds the holder's lock and audits. Returns how many phones were ended.
    """
    now = clock.now()
    first = first_open_slot(int(now.timestamp()))
    ended: int = await held.fetchval(_END, holder_id, device, until or now, now, first)
    if ended:
        await enqueue(LISTS_JOB, {}, dedupe=LISTS_JOB)
    return ended


async def end_device(account_id: str, device: str) -> None:
    """The citizen ends one phone; Problem not-found for a phone that is not theirs."""
    async with transaction() as held:
        holder = await held.fetchval(LOCK_HOLDER, read_public_id(account_id))
        public_id = read_public_id(device)
        if not holder or not public_id or not await end_devices(held, holder, device=public_id):
            raise Problem("not-found", detail="没有登记这部手机")
        await audit_holder(account_id, "pass_device.end", {"device": device})


async def end_passes(account_id: str, until: datetime) -> int:
    """After a withdrawal of consent: end every phone registered until then; returns how many.

    Repeating it does no harm: phones registered under a later consent are younger.
    """
    async with transaction() as held:
        holder = await held.fetchval(LOCK_HOLDER, read_public_id(account_id))
        ended = await end_devices(held, holder, until=until) if holder else 0
        if ended:
            await audit_holder(account_id, "pass_holder.end", {"devices": ended})
    return ended


async def forget_issued() -> int:
    """A citizen key was removed: what it signed is dead, so the same places may be signed again."""
    async with transaction() as held:
        done: str = await held.execute(
            "UPDATE pass_device SET issued_through = NULL, last_request = NULL "
            "WHERE revoked_at IS NULL AND issued_through > $1",
            clock.now(),
        )
    return int(done.split()[-1])


async def audit_holder(account_id: str, action: str, detail: dict[str, object]) -> None:
    """What a citizen did with their passes, in the trail; last in its transaction."""
    await append_audit(
        actor=account_id,
        action=action,
        object_type="pass_holder",
        object_id=account_id,
        detail=detail,
    )
