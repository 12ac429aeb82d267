"""Using a code up: right once, dead with the fifth wrong try, for its own purpose only."""

import uuid

from credit.identity.phones.rules import MAX_TRIES, Purpose
from credit.identity.phones.sealing import code_macs, unseal
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.crypto import is_same
from credit.kit.db import Connection

_FIND = """
SELECT c.id, c.phone_sealed, c.code_mac FROM sign_in_code c
LEFT JOIN account a ON a.id = c.account_id
WHERE c.public_id = $1 AND c.used_at IS NULL AND c.expires_at > $2 AND c.tries < $3
  AND c.purpose = $4 AND a.public_id IS NOT DISTINCT FROM $5 FOR UPDATE OF c
"""
_MISS = "UPDATE sign_in_code SET tries = tries + 1 WHERE id = $1"
_USE = "UPDATE sign_in_code SET used_at = $2, code_sealed = NULL WHERE id = $1"


async def use_code(
    held: Connection,
    request: uuid.UUID,
    code: str,
    purpose: Purpose = "sign_in",
    account_id: str | None = None,
) -> str | None:
    """The number of a right code, which is used up; None for a wrong one, which counts.

    Let the transaction commit before you raise, or the wrong try is forgotten.
    """
    owner = read_public_id(account_id) if account_id else None
    row = await held.fetchrow(_FIND, request, clock.now(), MAX_TRIES, purpose, owner)
    if row is None:
        return None
    macs = code_macs(str(request), code)
    if not any(is_same(bytes(row["code_mac"]), mac) for mac in macs):
        await held.execute(_MISS, row["id"])
        return None
    await held.execute(_USE, row["id"], clock.now())
    return unseal(row["phone_sealed"], "phone_sealed", str(request))
