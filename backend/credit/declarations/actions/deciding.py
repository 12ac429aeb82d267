"""What officers and dates do: verify or refuse; expire, and remind before."""

from typing import Final
from uuid import UUID

from credit.declarations.actions.stepping import audit, move, tell_owners_of
from credit.declarations.queries import get_declaration
from credit.declarations.rules import REMINDED_AHEAD, DeclarationState
from credit.declarations.schemas import DecideDeclaration
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem

MAX_A_RUN: Final = 1000
_DECIDE: Final = """
UPDATE self_declaration SET state = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE id = $1
"""
_EXPIRE: Final = f"""
UPDATE self_declaration d SET state = 'expired' FROM subject s
WHERE s.id = d.subject_id AND d.id IN (
  SELECT id FROM self_declaration WHERE state IN ('declared', 'verified') AND valid_until < $1
  ORDER BY id LIMIT {MAX_A_RUN} FOR UPDATE SKIP LOCKED)
RETURNING d.public_id::text AS id, s.uscc, d.title
"""  # noqa: S608 - constants
_REMIND: Final = f"""
UPDATE self_declaration d SET reminded_on = $1 FROM subject s
WHERE s.id = d.subject_id AND d.id IN (
  SELECT id FROM self_declaration WHERE state IN ('declared', 'verified')
    AND valid_until BETWEEN $1 AND $2 AND reminded_on IS NULL
  ORDER BY id LIMIT {MAX_A_RUN} FOR UPDATE SKIP LOCKED)
RETURNING d.public_id::text AS id, s.uscc, d.title, d.valid_until
"""  # noqa: S608 - constants


async def decide_declaration(caller: Caller, key: UUID, data: DecideDeclaration) -> None:
    """Verify a declaration against its proofs, or refuse it; the subject reads the reason.

    A refused one is shown no more. Raises Problem not-found, forbidden or conflict.
    """
    state = DeclarationState.VERIFIED if data.verified else DeclarationState.REFUSED
    async with transaction() as held:
        row = await get_declaration(held, key, lock=True)
        await access_subject(caller, row.uscc)
        if row.declared_by == caller.id:
            raise Problem("forbidden", detail="自己填报的要由另一位工作人员核实")
        if row.state is not DeclarationState.DECLARED:
            await move(held, row, state)  # says why not
        reason = data.reason.strip()
        await held.execute(_DECIDE, row.id, state, caller.id, clock.now(), reason)
        title = "自主填报已核实" if data.verified else "自主填报核实不通过"
        await tell_owners_of(row.uscc, row.public_id, title, f"{row.title}：{reason}")
        await audit(caller, key, state, {"uscc": row.uscc})


async def watch_dates() -> None:
    """What ran out expires, what will within a month is told once."""
    today = clock.today()
    async with transaction() as held:
        for row in await held.fetch(_EXPIRE, today):
            await tell_owners_of(row["uscc"], row["id"], "自主填报已过有效期", row["title"])
        for row in await held.fetch(_REMIND, today, today + REMINDED_AHEAD):
            body = f"{row['title']}：{row['valid_until']} 到期，续期后请重新填报。"
            await tell_owners_of(row["uscc"], row["id"], "自主填报快到期了", body)
