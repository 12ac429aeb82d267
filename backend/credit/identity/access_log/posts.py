"""The office and post of officers, which people read beside each look."""

from typing import Final

from credit.identity.rules import normalise_login
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.problems import Problem

_SET: Final = """
INSERT INTO officer_post (account_id, agency, post)
SELECT id, $2, $3 FROM account WHERE login = $1 AND kind = 'officer'
ON CONFLICT (account_id) DO UPDATE SET agency = excluded.agency, post = excluded.post
RETURNING (SELECT public_id::text FROM account WHERE id = account_id)
"""


async def set_post(login: str, agency: str, post: str, *, actor: str) -> None:
    """Say at which office and in which post an officer works; Problem not-found for no officer."""
    if not agency.strip() or not post.strip():
        raise Problem("invalid-input", errors=[("agency", "写明单位和岗位")])
    async with transaction() as held:
        officer = await held.fetchval(_SET, normalise_login(login), agency.strip(), post.strip())
        if officer is None:
            raise Problem("not-found", detail="没有这位工作人员")
        await append_audit(
            actor=actor,
            action="officer.post",
            object_type="account",
            object_id=officer,
            detail={"agency": agency.strip(), "post": post.strip()},
        )
