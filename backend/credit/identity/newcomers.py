"""A new citizen's account, whichever way somebody comes: with a data key of its own."""

import uuid
from typing import Literal

from credit.identity.personal.keys import make_data_key
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import Keyring
from credit.kit.db import Connection

DeclaredBand = Literal["adult", "minor"]
_NEW_ACCOUNT = """
INSERT INTO account (public_id, kind, name, session_version, active, demo, age_band, created_at)
VALUES ($1, 'citizen', $2, 1, true, false, $3, $4)
"""


async def create_citizen(
    held: Connection, name: str, band: DeclaredBand | None, *, actor: str = ""
) -> tuple[str, Keyring]:
    """The public id of a new account, and the keyring that seals what it holds.

    `band` None: the birth date is known from a real-name check. `actor`: who makes it, if another.
    """
    public_id = uuid.uuid4()
    await held.execute(_NEW_ACCOUNT, public_id, name, band, clock.now())
    ring = await make_data_key(held, str(public_id))
    await append_audit(
        actor=actor or str(public_id),
        action="account.create",
        object_type="account",
        object_id=str(public_id),
        detail={"kind": "citizen", "age_band": band or "known"},
    )
    return str(public_id), ring
