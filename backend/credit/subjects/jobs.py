"""Background work of the subjects slice."""

from typing import Any

from credit.kit.db import transaction
from credit.kit.jobs import enqueue, job
from credit.subjects.pinyin import pinyin_of

NAMES_A_STEP = 2_000

_UNSPELT = """
SELECT id, name FROM subject WHERE name_pinyin = '' AND name ~ '[一-龥]' AND id > $1
ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_SPELL = """
UPDATE subject s SET name_pinyin = n.pinyin, name_initials = n.initials
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n(id, pinyin, initials) WHERE s.id = n.id
"""


@job("subjects.spell_names")
async def spell_names(args: dict[str, Any]) -> None:
    """Fills in the pinyin of subjects that a huge import created, a step at a time."""
    async with transaction() as connection:
        rows = await connection.fetch(_UNSPELT, int(args.get("after", 0)), NAMES_A_STEP)
        spelt = [pinyin_of(row["name"]) for row in rows]
        await connection.execute(
            _SPELL,
            [row["id"] for row in rows],
            [one.full for one in spelt],
            [one.initials for one in spelt],
        )
        if len(rows) == NAMES_A_STEP:
            await enqueue("subjects.spell_names", {"after": rows[-1]["id"]})
