"""Natural persons' commitments: sealed as a whole, found again by a keyed index, never shown."""

from typing import Final, Literal

import msgspec

from credit.commitments.exchange.given import Given
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection

TABLE: Final = "sealed_commitment"
Outcome = Literal["new", "same", "clash"]
_FIND: Final = """
SELECT person_index, content_index, performance FROM sealed_commitment
WHERE code = $1 FOR NO KEY UPDATE
"""
_INSERT: Final = """
INSERT INTO sealed_commitment (code, type, made_on, valid_until, performance, person_index,
  content_index, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_UPDATE: Final = """
UPDATE sealed_commitment SET performance = $2, content_index = $3, sealed = $4 WHERE code = $1
"""


async def store_sealed(held: Connection, row: Given) -> Outcome:
    """Store a person's row; a changed one of the same person replaces what was sealed before."""
    keyring = get_keyring()
    content = msgspec.json.encode(msgspec.structs.replace(row, line=0))
    people = keyring.blind_indexes(row.party_code, table=TABLE, column="person_index")
    contents = keyring.blind_indexes(content.decode(), table=TABLE, column="content_index")
    sealed = keyring.seal(content, table=TABLE, column="sealed", row=row.code)
    old = await held.fetchrow(_FIND, row.code)
    if old is None:
        days = (row.made_on, row.valid_until)
        values = (row.code, int(row.type), *days, row.performance.value, people[0], contents[0])
        await held.execute(_INSERT, *values, sealed)
        return "new"
    if bytes(old["person_index"]) not in people:
        return "clash"
    if bytes(old["content_index"]) in contents:
        return "same"
    await held.execute(_UPDATE, row.code, row.performance.value, contents[0], sealed)
    return "new"
