"""Reading who acts for a subject."""

from datetime import datetime
from typing import Any

import msgspec

from credit.identity.ages.guard import read_age
from credit.identity.ages.rules import years_on
from credit.identity.authority.rules import WORKING_AGE, code_hash
from credit.identity.authority.schemas import (
    AuthorityEventView,
    AuthorityView,
    InvitationOffer,
    InvitationView,
    OperatorView,
)
from credit.identity.phones.queries import find_phone
from credit.identity.phones.sealing import phone_indexes
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.crypto import get_keyring
from credit.kit.db import connection
from credit.kit.problems import Problem

TABLE, LABEL = "invitation", "label_sealed"
_OPERATORS = """
SELECT a.public_id::text AS id, a.name, array_agg(g.role ORDER BY g.role) AS roles,
  min(g.given_at) AS since, a.public_id = $2 AS you
FROM account_subject g JOIN account a ON a.id = g.account_id
WHERE g.subject_uscc = $1 AND a.active
GROUP BY a.id ORDER BY bool_or(g.role = 'owner') DESC, min(g.given_at), a.id LIMIT 200
"""
_OPEN = """
SELECT public_id::text AS id, label_sealed, roles, phone_index IS NOT NULL AS bound_to_phone,
  created_at, expires_at
FROM invitation
WHERE subject_uscc = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2
ORDER BY id DESC LIMIT 50
"""
_LOG = """
SELECT e.at, e.kind, e.roles, coalesce(actor.name, '') AS actor, coalesce(a.name, '') AS name
FROM authority_event e LEFT JOIN account actor ON actor.id = e.actor_id
LEFT JOIN account a ON a.id = e.account_id
WHERE e.subject_uscc = $1 ORDER BY e.id DESC LIMIT 50
"""
_FIND = """
SELECT i.id, i.subject_uscc AS uscc, s.name, i.roles, coalesce(a.name, '') AS invited_by,
  i.expires_at, i.phone_index
FROM invitation i JOIN subject s ON s.uscc = i.subject_uscc
LEFT JOIN account a ON a.id = i.invited_by
WHERE i.code_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
"""


class OpenInvitation(msgspec.Struct, frozen=True):
    """An invitation that can be accepted."""

    id: int
    uscc: str
    name: str
    roles: list[str]
    invited_by: str
    expires_at: datetime
    phone_index: bytes | None

    def offer(self) -> InvitationOffer:
        return InvitationOffer(
            uscc=self.uscc,
            name=self.name,
            roles=self.roles,
            invited_by=self.invited_by,
            expires_at=self.expires_at,
        )


async def read_authority(uscc: str, caller_id: str) -> AuthorityView:
    """Operators, open invitations and log of a subject; the caller was let in before."""
    async with connection() as held:
        operators = await held.fetch(_OPERATORS, uscc, read_public_id(caller_id))
        invitations = await held.fetch(_OPEN, uscc, clock.now())
        log = await held.fetch(_LOG, uscc)
    return AuthorityView(
        uscc=uscc,
        operators=[OperatorView(**row) for row in operators],
        invitations=[_invitation(row) for row in invitations],
        log=[AuthorityEventView(**row) for row in log],
    )


async def get_invitation(code: str) -> OpenInvitation:
    """The open invitation with this code; Problem not-found for any other."""
    async with connection() as held:
        row = await held.fetchrow(_FIND, code_hash(code), clock.now())
    if row is None:
        raise Problem("not-found", detail="邀请码不对、已用过或已过期，请让店主再发一个")
    return OpenInvitation(**row)


async def check_invited(account_id: str, offer: OpenInvitation) -> None:
    """Problem forbidden unless the account may take the offer: by its number, and by its age."""
    phone = await find_phone(account_id)
    invited = offer.phone_index
    if invited is not None and (phone is None or bytes(invited) not in phone_indexes(phone)):
        detail = "这个邀请只给指定的手机号。请用那个号码登录，或先把它绑定到您的账号"
        raise Problem("forbidden", detail=detail)
    birth = (await read_age(account_id)).birth
    if birth and years_on(birth, clock.today()) < WORKING_AGE:
        raise Problem("forbidden", detail="未满十六周岁不能做店员（《劳动法》第十五条）")


def _invitation(row: Any) -> InvitationView:
    values = dict(row)
    sealed = values.pop("label_sealed")
    label = ""
    if sealed:
        label = get_keyring().unseal(sealed, table=TABLE, column=LABEL, row=row["id"]).decode()
    return InvitationView(**values, label=label)
