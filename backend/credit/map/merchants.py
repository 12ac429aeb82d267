"""Who the merchants on the map are: names and addresses to show, asked for when needed."""

from collections.abc import Sequence

import msgspec

from credit.kit.db import connection

_MERCHANTS = """
SELECT id, coalesce(uscc, '') AS uscc, coalesce(nullif(short_name, ''), name) AS name, trade,
       address, name_initials
FROM subject WHERE id = ANY($1::bigint[])"""


class Merchant(msgspec.Struct, frozen=True):
    """What people call a merchant on the map, and where they look for it; `initials` of pinyin."""

    uscc: str
    name: str
    trade: str
    address: str
    initials: str


NOBODY = Merchant("", "", "", "", "")


async def find_merchants(subject_ids: Sequence[int]) -> dict[int, Merchant]:
    """Merchants by subject; as new as the database, so at least as new as any version."""
    if not subject_ids:
        return {}
    async with connection() as held:
        rows = await held.fetch(_MERCHANTS, list(subject_ids))
    return {row["id"]: Merchant(*list(row)[1:]) for row in rows}
