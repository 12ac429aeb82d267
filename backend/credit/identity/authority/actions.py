"""Inviting, accepting, changing and revoking: one transaction each, with its line in the log."""

import uuid
from collections.abc import Sequence

from credit.identity.authority.queries import (
    LABEL,
    TABLE,
    OpenInvitation,
    check_invited,
    get_invitation,
)
from credit.identity.authority.rules import (
    INVITED_FOR,
    MAX_OPEN,
    Role,
    code_hash,
    new_code,
    refused_roles,
)
from credit.identity.authority.schemas import Invite, NewInvitation
from credit.identity.phones.rules import normalise_phone
from credit.identity.phones.sealing import phone_index
from credit.identity.queries import access_subject, read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

OWNER = ("owner",)
# One change at a time for each subject, or two owners could revoke each other.
_LOCK = "SELECT id FROM subject WHERE uscc = $1 FOR NO KEY UPDATE"
_COUNT_OPEN = """
SELECT count(*) FROM invitation
WHERE subject_uscc = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2
"""
_INVITE = """
INSERT INTO invitation (public_id, subject_uscc, roles, label_sealed, code_hash, phone_index,
  invited_by, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, (SELECT id FROM account WHERE public_id = $7), $8, $9)
"""
_CANCEL = """
UPDATE invitation SET revoked_at = $3, label_sealed = NULL
WHERE public_id = $1 AND subject_uscc = $2 AND accepted_at IS NULL AND revoked_at IS NULL
RETURNING roles
"""
_ACCEPT = """
UPDATE invitation SET accepted_at = $2, label_sealed = NULL,
  accepted_by = (SELECT id FROM account WHERE public_id = $3 AND active)
WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id
"""
_GRANT = """
INSERT INTO account_subject (account_id, subject_uscc, role, given_at)
SELECT a.id, $2, r, $4 FROM account a, unnest($3::varchar[]) AS r
WHERE a.public_id = $1 AND a.active ON CONFLICT (account_id, subject_uscc, role) DO NOTHING
"""
_TAKE = """
DELETE FROM account_subject g USING account a
WHERE a.id = g.account_id AND a.public_id = $1 AND g.subject_uscc = $2 AND g.role <> ALL($3)
RETURNING g.role
"""
_ROLES = """
SELECT g.role FROM account_subject g JOIN account a ON a.id = g.account_id
WHERE a.public_id = $1 AND g.subject_uscc = $2
"""
_OTHER_OWNERS = """
SELECT count(*) FROM account_subject g JOIN account a ON a.id = g.account_id
WHERE g.subject_uscc = $1 AND g.role = 'owner' AND a.active AND a.public_id <> $2
"""
_LOG = """
INSERT INTO authority_event (subject_uscc, at, kind, roles, actor_id, account_id)
VALUES ($1, $2, $3, $4, (SELECT id FROM account WHERE public_id = $5),
  (SELECT id FROM account WHERE public_id = $6))
"""


async def invite(caller: Caller, uscc: str, wanted: Invite) -> NewInvitation:
    """Offer roles over a subject; the code is in this answer only.

    Raises Problem unknown-subject, forbidden, invalid-input, or conflict for the 21st open one.
    """
    subject = await access_subject(caller, uscc, roles=OWNER)
    if reason := refused_roles(wanted.roles, caller.kind):
        raise Problem("invalid-input", errors=[("roles", reason)])
    bound = _bind(wanted.phone)
    public_id, code, now = uuid.uuid4(), new_code(), clock.now()
    async with transaction() as held:
        await held.fetchval(_LOCK, subject.uscc)
        if await held.fetchval(_COUNT_OPEN, subject.uscc, now) >= MAX_OPEN:
            raise Problem("conflict", detail=f"最多 {MAX_OPEN} 个未用的邀请，请先撤掉几个")
        await held.execute(
            _INVITE, public_id, subject.uscc, wanted.roles, _seal_label(wanted.label, public_id),
            code_hash(code), bound, read_public_id(caller.id), now, now + INVITED_FOR,
        )  # fmt: skip
        await _note(held, caller, subject.uscc, "invited", wanted.roles)
    return NewInvitation(
        id=str(public_id), code=code, roles=list(wanted.roles), expires_at=now + INVITED_FOR
    )


async def cancel_invitation(caller: Caller, uscc: str, invitation: uuid.UUID) -> None:
    """Take an open invitation back; Problem not-found for none."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    async with transaction() as held:
        roles = await held.fetchval(_CANCEL, invitation, subject.uscc, clock.now())
        if roles is None:
            raise Problem("not-found", detail="这个邀请已用过或已撤掉")
        await _note(held, caller, subject.uscc, "cancelled", roles)


async def accept_invitation(caller: Caller, code: str) -> OpenInvitation:
    """Take up an invitation; Problem not-found for a code that does not work, forbidden for another
    number than the invited one or under 16."""
    async with transaction() as held:
        offer = await get_invitation(code)
        await check_invited(caller.id, offer)
        await held.fetchval(_LOCK, offer.uscc)
        account = read_public_id(caller.id)
        if not await held.fetchval(_ACCEPT, offer.id, clock.now(), account):
            raise Problem("not-found", detail="邀请码刚刚被用过或撤掉")
        await held.execute(_GRANT, account, offer.uscc, offer.roles, clock.now())
        await _note(held, caller, offer.uscc, "accepted", offer.roles, caller.id)
    return offer


async def change_roles(caller: Caller, uscc: str, account: str, roles: list[Role]) -> None:
    """Set what an operator may do; Problem not-found for no operator, conflict for an owner."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    if reason := refused_roles(roles, caller.kind):
        raise Problem("invalid-input", errors=[("roles", reason)])
    async with transaction() as held:
        await held.fetchval(_LOCK, subject.uscc)
        had = {row["role"] for row in await held.fetch(_ROLES, read_public_id(account), uscc)}
        if not had:
            raise Problem("not-found", detail="没有这位店员")
        if "owner" in had and "owner" not in roles:
            raise Problem("conflict", detail="店主的权限不能在这里改")
        await held.execute(_TAKE, read_public_id(account), subject.uscc, list(roles))
        values = (read_public_id(account), subject.uscc, list(roles), clock.now())
        await held.execute(_GRANT, *values)
        await _note(held, caller, subject.uscc, "changed", roles, account)


async def end_authority(caller: Caller, uscc: str, account: str) -> None:
    """Take all roles of an account, or give up one's own; at once.

    Raises Problem forbidden for a stranger, not-found for no operator, conflict for the last owner.
    """
    own = account == caller.id
    roles = ("owner", "badge", "redeem", "finance") if own else OWNER
    subject = await access_subject(caller, uscc, roles=roles)
    async with transaction() as held:
        await held.fetchval(_LOCK, subject.uscc)
        gone = await held.fetch(_TAKE, read_public_id(account), subject.uscc, [])
        taken = [row["role"] for row in gone]
        if not taken:
            raise Problem("not-found", detail="没有这位店员")
        if "owner" in taken and not await _has_other_owner(held, subject.uscc, account):
            raise Problem("conflict", detail="至少要有一位店主。要换店主，请联系工作人员")
        await _note(held, caller, subject.uscc, "left" if own else "revoked", taken, account)


async def _has_other_owner(held: Connection, uscc: str, account: str) -> bool:
    others: int = await held.fetchval(_OTHER_OWNERS, uscc, read_public_id(account))
    return others > 0


async def _note(
    held: Connection, caller: Caller, uscc: str, kind: str, roles: Sequence[str], account: str = ""
) -> None:
    values = (uscc, clock.now(), kind, sorted(roles))
    await held.execute(_LOG, *values, read_public_id(caller.id), read_public_id(account))
    await append_audit(
        actor=caller.id,
        action=f"authority.{kind}",
        object_type="subject",
        object_id=uscc,
        detail={"roles": sorted(roles), "account": account},
    )


def _bind(text: str) -> bytes | None:
    """The index of the number that alone may accept; None for anybody."""
    if not text.strip():
        return None
    phone = normalise_phone(text)
    if phone is None:
        raise Problem("invalid-input", errors=[("phone", "请填 11 位手机号，或者空着")])
    return phone_index(phone)


def _seal_label(label: str, row: uuid.UUID) -> bytes | None:
    label = label.strip()
    if not label:
        return None
    return get_keyring().seal(label.encode(), table=TABLE, column=LABEL, row=str(row))
