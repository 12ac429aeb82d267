"""What people ask officers for: corrections (PIPL Art. 46), review of a minor's case, and who a
number belongs to that another account is verified with."""

from typing import Any
from uuid import UUID, uuid4

from credit.identity.access_log.recording import Look, note_looks
from credit.identity.ages.guard import read_age
from credit.identity.ages.rules import SELF_SUPPORTING, years_on
from credit.identity.personal.keys import find_data_keyring, make_data_key
from credit.identity.personal.rules import RequestKind
from credit.identity.personal.schemas import RequestView
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection, transaction
from credit.kit.problems import Problem

TABLE = "personal_request"
_COUNT = """
SELECT count(*) FROM personal_request r JOIN account a ON a.id = r.account_id
WHERE a.public_id = $1 AND r.status = 'open'
"""
_INSERT = """
INSERT INTO personal_request (public_id, account_id, kind, text_sealed, status, created_at)
SELECT $2, id, $3, $4, 'open', $5 FROM account WHERE public_id = $1
"""
_SELECT = """
SELECT r.public_id::text AS id, r.kind, r.status, r.text_sealed, r.answer_sealed, r.created_at,
  r.decided_at, a.public_id::text AS owner, a.name
FROM personal_request r JOIN account a ON a.id = r.account_id
"""
_OWN = f"{_SELECT} WHERE a.public_id = $1 ORDER BY r.id DESC LIMIT 50"
_OPEN = f"{_SELECT} WHERE r.status = 'open' AND a.active ORDER BY r.id LIMIT 100"
_DECIDE = """
UPDATE personal_request r SET status = $2, answer_sealed = $3, decided_at = $4 FROM account a
WHERE a.id = r.account_id AND r.public_id = $1 AND r.status = 'open' AND a.active
RETURNING r.kind
"""
_OWNER_OF = """
SELECT a.public_id::text FROM personal_request r JOIN account a ON a.id = r.account_id
WHERE r.public_id = $1 AND r.status = 'open'
"""
_REVIEWED = "UPDATE account SET age_band = 'reviewed' WHERE public_id = $1"
_RELEASE = """
DELETE FROM real_name r USING personal_request q
WHERE q.public_id = $1 AND r.number_index = q.number_index AND r.account_id <> q.account_id
RETURNING r.account_id
"""
_ATTACH = "UPDATE personal_request SET number_index = $2 WHERE public_id = $1"
MAX_OPEN = 5


async def ask(account_id: str, kind: RequestKind, text: str) -> str:
    """Ask an officer; Problem conflict for the sixth open one or an age that needs no review."""
    request = uuid4()
    async with transaction() as held:
        key = read_public_id(account_id)
        if kind == "age_review":
            await _check_review(account_id)
        if await held.fetchval(_COUNT, key) >= MAX_OPEN:
            raise Problem("conflict", detail="已有五件在办，请等办完再提")
        ring = await make_data_key(held, account_id)
        sealed = ring.seal(text.encode(), table=TABLE, column="text_sealed", row=str(request))
        await held.execute(_INSERT, key, request, kind, sealed, clock.now())
        await _audit(account_id, "personal_request.ask", account_id, {"kind": kind})
    return str(request)


async def attach_number(held: Connection, request: UUID, index: bytes) -> None:
    """Note which number a request is about, by its index."""
    await held.execute(_ATTACH, request, index)


async def _check_review(account_id: str) -> None:
    """Problem conflict unless an officer could let this minor act alone (民法典 Art. 18)."""
    age, today = await read_age(account_id), clock.today()
    if age.band(today) != "minor" or age.reviewed:
        raise Problem("conflict", detail="您的账号不用审核年龄")
    if age.birth and years_on(age.birth, today) < SELF_SUPPORTING:
        raise Problem("conflict", detail="满十六周岁、靠自己劳动生活的，才能申请审核")


async def list_own(account_id: str) -> list[RequestView]:
    """The person's own requests, newest first."""
    async with connection() as held:
        rows = await held.fetch(_OWN, read_public_id(account_id))
    return [await _view(row) for row in rows]


async def list_open(officer: Caller) -> list[RequestView]:
    """The open requests, oldest first; each person sees that theirs was read."""
    async with transaction() as held:
        rows = await held.fetch(_OPEN)
        looks = [Look(object_id=row["id"], account=row["owner"]) for row in rows]
        await note_looks(officer, "personal_request", looks)
        await _audit(officer.id, "personal_request.read", "open", {"count": len(rows)})
    return [await _view(row) for row in rows]


async def decide(officer: Caller, request: UUID, *, approve: bool, answer: str) -> None:
    """Decide with a reason. An approved age review opens the credit features; an approved
    real-name dispute takes the verification from the other account.

    Raises Problem not-found for none that is open.
    """
    async with transaction() as held:
        owner = await held.fetchval(_OWNER_OF, request)
        ring = await find_data_keyring(owner) if owner else None
        if ring is None:
            raise Problem("not-found", detail="这件已经办过了")
        sealed = ring.seal(answer.encode(), table=TABLE, column="answer_sealed", row=str(request))
        status = "approved" if approve else "refused"
        kind = await held.fetchval(_DECIDE, request, status, sealed, clock.now())
        if kind is None:
            raise Problem("not-found", detail="这件已经办过了")
        if kind == "age_review" and approve:
            await held.execute(_REVIEWED, read_public_id(owner))
        if kind == "real_name" and approve:
            await held.fetchval(_RELEASE, request)
        await _audit(officer.id, f"personal_request.{status}", owner, {"kind": kind})


async def _view(row: Any) -> RequestView:
    ring = await find_data_keyring(row["owner"])
    texts = {}
    for name in ("text", "answer"):
        column = f"{name}_sealed"
        sealed = row[column]
        opened = (
            ring.unseal(sealed, table=TABLE, column=column, row=row["id"])
            if (ring and sealed)
            else b""
        )
        texts[name] = opened.decode()
    return RequestView(
        id=row["id"], kind=row["kind"], status=row["status"], name=row["name"],
        created_at=row["created_at"], decided_at=row["decided_at"], **texts,
    )  # fmt: skip


async def _audit(actor: str, action: str, object_id: str, detail: dict[str, Any]) -> None:
    await append_audit(
        actor=actor, action=action, object_type="account", object_id=object_id, detail=detail
    )
