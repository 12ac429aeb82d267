"""Everything that hangs on an account, found by the foreign keys of the database itself.

So a new slice cannot forget to be exported or erased: whatever references an account and would
go with it (ON DELETE CASCADE) is the person's, however deep.
"""

from typing import Any

import msgspec

from credit.identity.personal.rules import HIDDEN, KEPT_TABLES, TITLES
from credit.kit.db import Connection

MAX_ROWS = 10_000
"""Rows of one table in an export; nobody has so many."""
_CHILDREN = """
SELECT c.conrelid::regclass::text AS name, a.attname AS link, f.attname AS key
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
WHERE c.contype = 'f' AND c.confdeltype = 'c' AND c.confrelid = $1::regclass
ORDER BY 1, 2
"""


class Holding(msgspec.Struct, frozen=True):
    """One table of a person's rows: how to find them, starting from the account's key ($1)."""

    name: str
    where: str
    depth: int


async def list_holdings(held: Connection) -> list[Holding]:
    """Every table that hangs on an account, parents first."""
    found: dict[str, Holding] = {}
    level = [Holding("account", "id = $1", 0)]
    while level:
        below: list[Holding] = []
        for parent in level:
            for row in await held.fetch(_CHILDREN, parent.name):
                if row["name"] in found or row["name"] == parent.name:
                    continue
                inner = f"SELECT {row['key']} FROM {parent.name} WHERE {parent.where}"  # noqa: S608 - names of the catalogue
                holding = Holding(row["name"], f"{row['link']} IN ({inner})", parent.depth + 1)
                found[holding.name] = holding
                below.append(holding)
        level = below
    return list(found.values())


async def read_holdings(held: Connection, account: int) -> list[dict[str, Any]]:
    """What is held, table by table, as plain JSON; sealed bytes and keys are left out."""
    parts = []
    for holding in await list_holdings(held):
        if holding.name in HIDDEN:
            continue
        rows = await held.fetch(
            f"SELECT to_jsonb(t)::text AS row FROM {holding.name} t "  # noqa: S608 - names of the catalogue
            f"WHERE {holding.where} LIMIT {MAX_ROWS}",
            account,
        )
        if rows:
            items = [_plain(msgspec.json.decode(row["row"])) for row in rows]
            parts.append(
                {
                    "table": holding.name,
                    "title": TITLES.get(holding.name, holding.name),
                    "rows": items,
                }
            )
    return parts


async def erase_holdings(held: Connection, account: int) -> None:
    """Delete all that hangs on an account, but what must stay; deeper rows go with theirs."""
    for holding in await list_holdings(held):
        if holding.depth == 1 and holding.name not in KEPT_TABLES:
            await held.execute(
                f"DELETE FROM {holding.name} WHERE {holding.where}",  # noqa: S608 - names of the catalogue
                account,
            )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without internal keys and without bytes (PostgreSQL writes them as \\x…)."""
    return {
        key: value
        for key, value in row.items()
        if key != "id"
        and not key.endswith("_id")
        and not (isinstance(value, str) and value.startswith("\\x"))
    }
