"""Public keys of statements, kept for good so that what they signed can always be verified."""

from typing import Any, NamedTuple

import msgspec

from credit.kit import clock
from credit.kit.db import connection
from credit.kit.statements import Jwk, current_jwk


class KeptKeys(NamedTuple):
    """The keys of one purpose; `table` has the columns kid, jwk, first_used_at."""

    table: str
    purpose: str

    async def keep(self) -> None:
        """Note the key that signs now, in the transaction of what it signs."""
        jwk = current_jwk(self.purpose)
        sql = (
            f"INSERT INTO {self.table} (kid, jwk, first_used_at) VALUES ($1, $2, $3)"  # noqa: S608
            " ON CONFLICT (kid) DO NOTHING"
        )
        async with connection() as held:
            await held.execute(sql, jwk["kid"], msgspec.json.encode(jwk).decode(), clock.now())

    async def list_all(self) -> dict[str, Jwk]:
        """Every key that ever signed, by kid, with the one that signs now."""
        sql = f"SELECT jwk FROM {self.table} ORDER BY id LIMIT 1000"  # noqa: S608 - a constant
        async with connection() as held:
            rows: list[Any] = await held.fetch(sql)
        kept = [msgspec.json.decode(row["jwk"], type=Jwk) for row in rows]
        return {jwk["kid"]: jwk for jwk in (*kept, current_jwk(self.purpose))}
