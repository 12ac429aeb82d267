"""Reading living sessions."""

import hashlib

from credit.identity.devices.schemas import SessionDevice
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.db import connection

_LIST = """
SELECT s.family::text AS id, s.label, s.method, s.created_at AS since,
  date_trunc('hour', s.last_used_at) AS last_used,
  s.family = (SELECT family FROM refresh_token WHERE token_hash = $2) IS TRUE AS here
FROM sign_in_session s JOIN account a ON a.id = s.account_id
WHERE a.public_id = $1 AND s.ended_at IS NULL AND EXISTS (
  SELECT FROM refresh_token t
  WHERE t.family = s.family AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > $3)
ORDER BY s.last_used_at DESC, s.id DESC LIMIT 50
"""


async def list_sessions(account_id: str, refresh_token: str) -> list[SessionDevice]:
    """The living sessions of an account; the one that this refresh token continues is `here`."""
    token = hashlib.sha256(refresh_token.encode("utf-8", "surrogateescape")).digest()
    async with connection() as held:
        rows = await held.fetch(_LIST, read_public_id(account_id), token, clock.now())
    return [SessionDevice(**row) for row in rows]
