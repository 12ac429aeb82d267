"""Copies of everything held about a person (PIPL Art. 45): made by a job, kept for a week."""

import uuid
from typing import Any

import msgspec

from credit.identity.consents.texts import load_texts
from credit.identity.personal.holdings import read_holdings
from credit.identity.personal.keys import get_data_keyring, make_data_key
from credit.identity.personal.own_words import read_own_words
from credit.identity.personal.requests import list_own
from credit.identity.personal.rules import EXPORT_LIFETIME, MAX_EXPORTS_OPEN
from credit.identity.personal.schemas import ExportView
from credit.identity.phones.queries import find_phone
from credit.identity.queries import read_public_id
from credit.identity.real_name.queries import read_verified_name
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

TABLE, COLUMN = "personal_export", "content_sealed"
FORMAT = "credit-qinghai-personal-export-1"
_OPEN = """
SELECT count(*) FROM personal_export e JOIN account a ON a.id = e.account_id
WHERE a.public_id = $1 AND e.expires_at > $2
"""
_INSERT = """
INSERT INTO personal_export (public_id, account_id, created_at, expires_at)
SELECT $2, id, $3, $4 FROM account WHERE public_id = $1
"""
_WAITING = """
SELECT e.id, a.id AS account, a.public_id::text AS owner FROM personal_export e
JOIN account a ON a.id = e.account_id WHERE e.public_id = $1 AND e.ready_at IS NULL AND a.active
"""
_READY = "UPDATE personal_export SET content_sealed = $2, ready_at = $3 WHERE id = $1"
_LIST = """
SELECT e.public_id::text AS id, e.created_at, e.ready_at, e.expires_at FROM personal_export e
JOIN account a ON a.id = e.account_id
WHERE a.public_id = $1 AND e.expires_at > $2 ORDER BY e.id DESC LIMIT 10
"""
_CONTENT = """
SELECT e.content_sealed FROM personal_export e JOIN account a ON a.id = e.account_id
WHERE a.public_id = $1 AND e.public_id = $2 AND e.expires_at > $3 AND e.ready_at IS NOT NULL
"""
_ACCOUNT = "SELECT kind, name, age_band, created_at FROM account WHERE id = $1"


async def ask_for_export(account_id: str) -> str:
    """Have a copy made; Problem conflict while three are there. Returns its id."""
    export, now = uuid.uuid4(), clock.now()
    async with transaction() as held:
        await make_data_key(held, account_id)
        if await held.fetchval(_OPEN, read_public_id(account_id), now) >= MAX_EXPORTS_OPEN:
            raise Problem("conflict", detail="已经有三份导出了，等旧的过期再导")
        values = (read_public_id(account_id), export, now, now + EXPORT_LIFETIME)
        await held.execute(_INSERT, *values)
        await enqueue("identity.make_export", {"export": str(export)})
        await append_audit(
            actor=account_id,
            action="personal_export.ask",
            object_type="account",
            object_id=account_id,
            detail={},
        )
    return str(export)


async def make_export(export: str) -> None:
    """Write the copy; making it again changes nothing."""
    async with transaction() as held:
        row = await held.fetchrow(_WAITING, uuid.UUID(export))
        if row is None:
            return
        content = msgspec.json.encode(await _content(held, row["account"], row["owner"]))
        ring = await get_data_keyring(row["owner"])
        sealed = ring.seal(content, table=TABLE, column=COLUMN, row=export)
        await held.execute(_READY, row["id"], sealed, clock.now())


async def list_exports(account_id: str) -> list[ExportView]:
    """The copies that have not expired, newest first."""
    async with connection() as held:
        rows = await held.fetch(_LIST, read_public_id(account_id), clock.now())
    return [ExportView(**row) for row in rows]


async def read_export(account_id: str, export: uuid.UUID) -> bytes:
    """The copy as JSON; Problem not-found for another's, one not ready or expired."""
    async with connection() as held:
        sealed = await held.fetchval(_CONTENT, read_public_id(account_id), export, clock.now())
    if sealed is None:
        raise Problem("not-found", detail="这份导出还没好，或已过期")
    ring = await get_data_keyring(account_id)
    return ring.unseal(sealed, table=TABLE, column=COLUMN, row=str(export))


async def delete_expired_exports() -> None:
    """Copies that nobody fetches any more go."""
    async with transaction() as held:
        await held.execute("DELETE FROM personal_export WHERE expires_at < $1", clock.now())


async def _content(held: Connection, account: int, public_id: str) -> dict[str, Any]:
    row = await held.fetchrow(_ACCOUNT, account)
    purposes = {text.purpose: text.title for text in load_texts()}
    return {
        "format": FORMAT,
        "made_at": clock.now(),
        "account": {
            "id": public_id,
            "phone": await find_phone(public_id),
            "real_name": await read_verified_name(public_id),
            **dict(row or {}),
        },
        "purposes": purposes,
        "held": await read_holdings(held, account),
        "written": [*await _requests(public_id), *await read_own_words(public_id)],
    }


async def _requests(public_id: str) -> list[dict[str, Any]]:
    """The texts of the person's requests and the answers, unsealed."""
    rows = [
        {"提出": one.created_at, "类别": one.kind, "内容": one.text, "进展": one.status,
         "答复": one.answer, "答复时间": one.decided_at}
        for one in await list_own(public_id)
    ]  # fmt: skip
    return [{"title": "我提的请求和答复", "rows": rows}] if rows else []
