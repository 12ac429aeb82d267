"""Closing an account (PIPL Art. 47): a week to come back, or at once; then the key is destroyed."""

from datetime import datetime

from credit.identity.personal.holdings import erase_holdings
from credit.identity.personal.rules import COOLING_OFF, KEPT
from credit.identity.personal.schemas import ClosingView, KeptView
from credit.identity.queries import read_public_id
from credit.identity.sessions import end_access_tokens
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, connection, transaction
from credit.kit.problems import Problem

_ACCOUNT = """
SELECT id, kind, demo FROM account WHERE public_id = $1 AND active FOR NO KEY UPDATE
"""
_SOLE_OWNER = """
SELECT s.name FROM account_subject g JOIN subject s ON s.uscc = g.subject_uscc
WHERE g.account_id = $1 AND g.role = 'owner' AND NOT EXISTS (
  SELECT FROM account_subject o JOIN account a ON a.id = o.account_id
  WHERE o.subject_uscc = g.subject_uscc AND o.role = 'owner' AND a.active AND a.id <> $1)
ORDER BY s.name LIMIT 1
"""
_ASK = """
INSERT INTO account_closing (account_id, asked_at, due_at) VALUES ($1, $2, $3)
ON CONFLICT (account_id) DO NOTHING
"""
_UNDO = """
DELETE FROM account_closing c USING account a WHERE a.id = c.account_id AND a.public_id = $1
RETURNING c.account_id
"""
_DUE_OF = """
SELECT c.due_at FROM account_closing c JOIN account a ON a.id = c.account_id
WHERE a.public_id = $1
"""
_DUE = """
SELECT a.public_id::text AS id FROM account_closing c JOIN account a ON a.id = c.account_id
WHERE c.due_at <= $1 AND a.active ORDER BY c.due_at LIMIT 500
"""
_EMPTY = """
UPDATE account SET active = false, name = '已注销', login = NULL, password_hash = NULL,
  phone_sealed = NULL, phone_index = NULL, age_band = NULL
WHERE id = $1
"""
_WARDS = """
SELECT count(*) FROM guardianship WHERE guardian_id = $1 AND status IN ('open', 'active')
"""
_END_WARD = """
UPDATE guardianship SET status = 'ended', ended_at = $2 WHERE ward_id = $1 AND status = 'active'
"""
_ANY = "SELECT id FROM account WHERE public_id = $1 FOR NO KEY UPDATE"
_WITHDRAW = "UPDATE consent SET withdrawn_at = $2 WHERE account_id = $1 AND withdrawn_at IS NULL"


async def read_closing(account_id: str) -> ClosingView:
    """What stays and why, and until when a closing under way can be undone."""
    async with connection() as held:
        due: datetime | None = await held.fetchval(_DUE_OF, read_public_id(account_id))
    kept = [KeptView(what=one.what, why=one.why, until=one.until) for one in KEPT]
    return ClosingView(due_at=due, kept=kept)


async def ask_to_close(account_id: str, *, at_once: bool) -> None:
    """Close the account in a week, or now.

    Raises Problem forbidden for demo and officers' accounts, conflict for the only owner of a shop.
    """
    async with transaction() as held:
        account = await _closable(held, account_id)
        now = clock.now()
        if at_once:
            await _close(held, account, account_id)
        else:
            await held.execute(_ASK, account, now, now + COOLING_OFF)
            await _audit(account_id, "account.closing")


async def undo_closing(account_id: str) -> None:
    """Keep the account after all; without a closing under way it does nothing."""
    async with transaction() as held:
        if await held.fetchval(_UNDO, read_public_id(account_id)):
            await _audit(account_id, "account.stay")


async def close_due() -> int:
    """Close what is due; who became the only owner of a shop meanwhile waits. Returns how many."""
    async with connection() as held:
        due = [row["id"] for row in await held.fetch(_DUE, clock.now())]
    closed = 0
    for account_id in due:
        try:
            await ask_to_close(account_id, at_once=True)
        except Problem:
            continue
        closed += 1
    return closed


async def _closable(held: Connection, account_id: str) -> int:
    row = await held.fetchrow(_ACCOUNT, read_public_id(account_id))
    if row is None:
        raise Problem("unauthenticated")
    if row["demo"]:
        raise Problem("forbidden", detail="演示账号是大家共用的，不能注销；用手机号开通的可以")
    if row["kind"] == "officer":
        raise Problem("forbidden", detail="工作人员账号由单位停用")
    shop = await held.fetchval(_SOLE_OWNER, row["id"])
    if shop:
        raise Problem("conflict", detail=f"您是「{shop}」唯一的店主，请先联系工作人员换店主")
    if await held.fetchval(_WARDS, row["id"]):
        raise Problem("conflict", detail="您名下还有孩子的账号，请先在「我的 › 孩子」里处理")
    account: int = row["id"]
    return account


async def close_now(held: Connection, account_id: str, *, actor: str) -> None:
    """Close an account that somebody else decides about: a child's, by guardian or officer."""
    account = await held.fetchval(_ANY, read_public_id(account_id))
    await _close(held, account, account_id, actor)


async def _close(held: Connection, account: int, account_id: str, actor: str = "") -> None:
    await held.execute(_END_WARD, account, clock.now())
    await held.execute(_WITHDRAW, account, clock.now())
    await erase_holdings(held, account)
    await held.execute(_EMPTY, account)
    await end_access_tokens(held, account)
    await _audit(account_id, "account.close", actor)


async def _audit(account_id: str, action: str, actor: str = "") -> None:
    await append_audit(
        actor=actor or account_id,
        action=action,
        object_type="account",
        object_id=account_id,
        detail={},
    )
