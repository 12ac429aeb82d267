"""Reading revocations."""

from typing import Any, Final

from credit.identity.access_log.recording import Look, note_looks
from credit.identity.queries import read_public_id
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.claims.revoking.schemas import (
    DeskClaim,
    DeskClaims,
    RevocationList,
    RevocationView,
)
from credit.perks.claims.rules import STATE_NAMES

MAX_LISTED: Final = 200
_VIEW: Final = """
SELECT r.public_id::text AS id, c.public_id::text AS claim, v.terms::jsonb ->> 'title' AS title,
  c.state AS claim_state, c.open_fen, r.state, r.reason, r.legal_basis, r.proposed_by,
  r.proposed_at, r.decided_by, r.decided_at, r.note
FROM perk_revocation r JOIN perk_claim c ON c.id = r.claim_id
JOIN perk_version v ON v.perk_id = c.perk_id AND v.number = c.version
"""
_ONE: Final = f"{_VIEW} WHERE r.public_id = $1"
_OPEN: Final = f"{_VIEW} WHERE r.state = 'proposed' ORDER BY r.id LIMIT $1"
NUMBER: Final = 8
MAX_CLAIMS: Final = 50
_CLAIMS: Final = f"""
SELECT c.public_id::text AS id, upper(left(c.public_id::text, {NUMBER})) AS number, c.state,
  coalesce(s.name, '') AS shop, c.claimed_at, c.usable_until, c.uses_left, c.open_fen,
  EXISTS (SELECT FROM perk_revocation r WHERE r.claim_id = c.id AND r.state = 'proposed')
    AS proposed
FROM perk_claim c JOIN perk p ON p.id = c.perk_id LEFT JOIN subject s ON s.id = c.subject_id
WHERE p.public_id = $1 AND ($2 = '' OR c.public_id::text LIKE $2 || '%')
ORDER BY c.id DESC LIMIT $3
"""  # noqa: S608 - constants
_HOLDERS: Final = """
SELECT c.public_id::text AS claim, a.public_id::text AS account FROM perk_claim c
JOIN account a ON a.id = c.account_id WHERE c.public_id = ANY($1::uuid[])
"""
_LOCK: Final = "SELECT FROM perk_revocation WHERE public_id = $1 FOR UPDATE"


async def get_revocation(public_id: str, *, lock: bool = False) -> RevocationView:
    """A revocation, locked for its decision on request; Problem not-found."""
    key = read_public_id(public_id)
    async with connection() as held:
        if lock:
            await held.execute(_LOCK, key)
        row: Any = await held.fetchrow(_ONE, key) if key else None
    if row is None:
        raise Problem("not-found", detail="没有这份收回建议")
    return RevocationView(**row)


async def list_open(officer: Caller) -> RevocationList:
    """What waits for a second officer, oldest first; noted for each holder."""
    async with connection() as held:
        rows = await held.fetch(_OPEN, MAX_LISTED)
        holders = await held.fetch(_HOLDERS, [row["claim"] for row in rows])
    looks = [Look(object_id=row["claim"], account=row["account"]) for row in holders]
    await note_looks(officer, "perk_revocation", looks)
    return RevocationList(items=[RevocationView(**row) for row in rows])


async def list_desk_claims(perk: str, number: str) -> DeskClaims:
    """The newest vouchers of a perk whose number begins so; nothing about people."""
    async with connection() as held:
        rows = await held.fetch(_CLAIMS, read_public_id(perk), number.lower(), MAX_CLAIMS)
    return DeskClaims(
        items=[DeskClaim(**row, state_name=STATE_NAMES[row["state"]]) for row in rows]
    )
