"""Making officers, moving them to another jurisdiction, ending their access."""

from typing import Final

from credit.identity.actions import create_account
from credit.identity.devices.actions import end_all
from credit.identity.rules import is_jurisdiction, normalise_login
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.problems import Problem

_PLACE: Final = """
UPDATE account SET jurisdiction = $2 WHERE login = $1 AND kind = 'officer'
RETURNING public_id::text
"""
_END: Final = """
UPDATE account SET active = false WHERE login = $1 AND kind = 'officer' AND active
RETURNING public_id::text
"""


async def add_officer(
    *, login: str, password: str, name: str, jurisdiction: str, actor: str
) -> str:
    """Make an officer for a jurisdiction; returns the public id.

    Raises Problem invalid-input, conflict for a taken login.
    """
    _check(jurisdiction)
    async with transaction():
        public_id = await create_account(
            login=login, password=password, kind="officer", name=name, actor=actor
        )
        await move_officer(login, jurisdiction, actor=actor)
    return public_id


async def move_officer(login: str, jurisdiction: str, *, actor: str) -> None:
    """From now on the officer acts there; Problem not-found or invalid-input."""
    _check(jurisdiction)
    async with transaction() as held:
        public_id = await held.fetchval(_PLACE, normalise_login(login), jurisdiction)
        await _note(public_id, "officer.move", actor, {"jurisdiction": jurisdiction})


async def end_officer(login: str, *, actor: str) -> None:
    """The officer is signed out everywhere and cannot come back; what they did stays on record."""
    async with transaction() as held:
        public_id = await held.fetchval(_END, normalise_login(login))
        await _note(public_id, "officer.end", actor, {})
        await end_all(public_id)


def _check(jurisdiction: str) -> None:
    if not is_jurisdiction(jurisdiction):
        said = "应为空（全省）、4 位市州代码或 6 位县区代码"
        raise Problem("invalid-input", errors=[("jurisdiction", said)])


async def _note(public_id: str | None, action: str, actor: str, detail: dict[str, str]) -> None:
    if public_id is None:
        raise Problem("not-found", detail="没有这位工作人员")
    await append_audit(
        actor=actor, action=action, object_type="account", object_id=public_id, detail=detail
    )
