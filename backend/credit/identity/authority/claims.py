"""Claiming a subject as its legal representative (认领店铺): real name first, then an officer.

Rule behind it: 民法典 Art. 61 (the legal representative acts for the organisation). The public
register names the representative but gives no identity number, so a name alone never decides.
"""

import uuid
from typing import Any

from credit.identity.access_log.recording import Look, note_looks
from credit.identity.actions import grant_subject
from credit.identity.authority.schemas import DecideClaim, OpenClaimView, OwnerClaimView
from credit.identity.officers.queries import get_jurisdiction
from credit.identity.personal.keys import find_data_keyring, get_data_keyring
from credit.identity.queries import HOME_DIVISION, access_subject, read_public_id
from credit.identity.real_name.queries import find_verified_name
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem
from credit.kit.uscc import is_uscc, normalise_uscc

TABLE, REASON, MAX_OPEN = "owner_claim", "reason_sealed", 3
_SUBJECT = "SELECT name FROM subject WHERE uscc = $1"
_STANDING = """
SELECT count(*) FILTER (WHERE c.status = 'open') AS open,
  bool_or(c.status = 'open' AND c.subject_uscc = $2) IS TRUE AS asked,
  EXISTS (SELECT FROM account_subject g WHERE g.account_id = a.id AND g.subject_uscc = $2
    AND g.role = 'owner') AS owns
FROM account a LEFT JOIN owner_claim c ON c.account_id = a.id WHERE a.public_id = $1 GROUP BY a.id
"""
_INSERT = """
INSERT INTO owner_claim (public_id, account_id, subject_uscc, created_at)
SELECT $2, id, $3, $4 FROM account WHERE public_id = $1
"""
_SELECT = """
SELECT c.public_id::text AS id, c.subject_uscc AS uscc, coalesce(s.name, '') AS subject, c.status,
  c.reason_sealed, c.created_at, a.public_id::text AS account,
  (SELECT count(*) FROM account_subject g WHERE g.subject_uscc = c.subject_uscc
    AND g.role = 'owner') AS owners
FROM owner_claim c JOIN account a ON a.id = c.account_id
LEFT JOIN subject s ON s.uscc = c.subject_uscc
"""
_OWN = f"{_SELECT} WHERE a.public_id = $1 ORDER BY c.id DESC LIMIT 20"
_OPEN = f"""{_SELECT} WHERE c.status = 'open' AND a.active AND starts_with({HOME_DIVISION}, $1)
ORDER BY c.id LIMIT 100"""
_ONE = f"{_SELECT} WHERE c.public_id = $1 AND c.status = 'open' AND a.active"
_DECIDE = """
UPDATE owner_claim SET status = $2, reason_sealed = $3, decided_at = $4
WHERE public_id = $1 AND status = 'open' RETURNING id
"""


async def claim_subject(caller: Caller, uscc: str) -> None:
    """Ask to be bound as owner; asking again while it is open changes nothing.

    Raises Problem real-name-required, unknown-subject, conflict for an owner or a fourth open one.
    """
    uscc = normalise_uscc(uscc)
    if await find_verified_name(caller.id) is None:
        raise Problem("real-name-required", detail="认领店铺前，请先完成实名认证")
    account = read_public_id(caller.id)
    async with transaction() as held:
        if not is_uscc(uscc) or await held.fetchval(_SUBJECT, uscc) is None:
            raise Problem("unknown-subject")
        standing = await held.fetchrow(_STANDING, account, uscc)
        if standing["owns"]:
            raise Problem("conflict", detail="您已经是这家店的店主")
        if standing["asked"]:
            return
        if standing["open"] >= MAX_OPEN:
            raise Problem("conflict", detail=f"最多同时认领 {MAX_OPEN} 家，请等办完再提")
        await held.execute(_INSERT, account, uuid.uuid4(), uscc, clock.now())
        await _audit(caller.id, "owner_claim.ask", uscc)


async def list_own_claims(account_id: str) -> list[OwnerClaimView]:
    """The account's claims, newest first."""
    async with connection() as held:
        rows = await held.fetch(_OWN, read_public_id(account_id))
    return [
        OwnerClaimView(
            id=row["id"],
            uscc=row["uscc"],
            subject=row["subject"],
            status=row["status"],
            reason=await _reason(row),
            created_at=row["created_at"],
        )
        for row in rows
    ]


async def list_open_claims(officer: Caller) -> list[OpenClaimView]:
    """The open claims of the own jurisdiction, oldest first; each person sees that theirs was
    read."""
    own = await get_jurisdiction(officer)
    async with transaction() as held:
        rows = await held.fetch(_OPEN, own)
        looks = [Look(object_id=row["id"], account=row["account"]) for row in rows]
        await note_looks(officer, "owner_claim", looks)
    return [await _open_view(row) for row in rows]


async def decide_claim(officer: Caller, claim: uuid.UUID, decided: DecideClaim) -> None:
    """Bind the person as owner, or not, with the reason; Problem not-found for none open, forbidden
    outside the officer's jurisdiction."""
    async with transaction() as held:
        row = await held.fetchrow(_ONE, claim)
        if row is None:
            raise Problem("not-found", detail="这件已经办过了")
        await access_subject(officer, row["uscc"])  # within the own jurisdiction
        if decided.approve and await find_verified_name(row["account"]) is None:
            raise Problem("real-name-required", detail="这个账号的实名已失效，不能绑定")
        ring, text = await get_data_keyring(row["account"]), decided.reason.encode()
        sealed = ring.seal(text, table=TABLE, column=REASON, row=str(claim))
        status = "approved" if decided.approve else "refused"
        if not await held.fetchval(_DECIDE, claim, status, sealed, clock.now()):
            raise Problem("not-found", detail="这件已经办过了")
        if decided.approve:
            await grant_subject(row["account"], row["uscc"], role="owner", actor=officer.id)
        await _audit(officer.id, f"owner_claim.{status}", row["uscc"])


async def _open_view(row: Any) -> OpenClaimView:
    verified = await find_verified_name(row["account"])
    return OpenClaimView(
        id=row["id"],
        uscc=row["uscc"],
        subject=row["subject"],
        name=verified.name if verified else "",
        level=verified.level if verified else "",
        owners=row["owners"],
        created_at=row["created_at"],
    )


async def _reason(row: Any) -> str:
    sealed = row["reason_sealed"]
    ring = await find_data_keyring(row["account"]) if sealed else None
    if ring is None:
        return ""
    return ring.unseal(sealed, table=TABLE, column=REASON, row=row["id"]).decode()


async def _audit(actor: str, action: str, uscc: str) -> None:
    await append_audit(actor=actor, action=action, object_type="subject", object_id=uscc, detail={})
