"""What a pack needs to become the county's current one: the merchants that changed since.

Read from the versions that were published (kept for a week) and from the edition, so a delta
says what the pack of the same edition says. It is refused when it would spare nothing.
"""

from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.map.county_rows import CountyRow, county_rows
from credit.map.following import Edition
from credit.map.pack import zipped
from credit.map.packs import county_version, get_pack

MAX_VERSIONS: Final = 20_000
MAX_SUBJECTS: Final = 50_000
# $1 since · $2 the edition's version · $3 county · $4, $5 at most so many versions, subjects
_CHANGED = """
WITH news AS (
  SELECT version, previous, subject_ids, gone FROM map_version
  WHERE version > $1 AND version <= $2 ORDER BY version LIMIT $4 + 1)
SELECT (SELECT min(previous) FROM news) AS previous,
       (SELECT count(*) FROM news) <= $4
         AND (SELECT coalesce(sum(cardinality(subject_ids)), 0) FROM news) <= $5 AS small,
       ARRAY(SELECT DISTINCT unnest(subject_ids) FROM news LIMIT $5) AS subjects,
       ARRAY(SELECT DISTINCT split_part(entry, ':', 2) FROM news, unnest(gone) AS entry
             WHERE starts_with(entry, $3 || ':')) AS gone"""


async def get_delta(edition: Edition, adcode: str, since: int) -> bytes:
    """The gzip file that brings a pack of version `since` up to date.

    Problem outdated-version when that version is no longer known, was never, or when the pack
    itself is no larger.
    """
    version = county_version(edition, adcode)
    changed = _Changed([], []) if since == version else await _find(edition, adcode, since)
    pack = await get_pack(edition, adcode)
    if changed is None or since > version:
        raise _refused(version, "这个版本太旧或不存在，请重新下载整个县区")
    rows = await county_rows(edition.index, adcode, np.array(changed.subjects, np.uint32))
    gone = set(changed.gone) - {row.named.uscc for row in rows}
    head = msgspec.to_builtins(pack.head) | {"from": since, "positions": pack.body}
    delta = zipped(_lines(head, sorted(gone), rows), 6)
    if len(delta) >= len(pack.positions) + len(pack.names):
        raise _refused(version, "变化太多，请重新下载整个县区")
    return delta


class _Changed(NamedTuple):
    """Subjects that were noted, and the uscc of those that left the county."""

    subjects: list[int]
    gone: list[str]


async def _find(edition: Edition, adcode: str, since: int) -> _Changed | None:
    """What changed after `since` up to the edition; None when that is not known, or too much."""
    async with connection() as held:
        row = await held.fetchrow(
            _CHANGED, since, edition.version, adcode, MAX_VERSIONS, MAX_SUBJECTS
        )
    known = row["previous"] is not None and row["previous"] <= since and row["small"]
    return _Changed(row["subjects"], row["gone"]) if known else None


def _lines(head: dict[str, Any], gone: list[str], rows: list[CountyRow]) -> bytes:
    """JSON lines: the head, `[uscc]` of who left, `[uscc, key, look, name, …]` of who changed."""
    lines: list[Any] = [head, *((uscc,) for uscc in gone)]
    for row in rows:
        uscc, *rest = msgspec.to_builtins(row.named)
        lines.append((uscc, row.key, row.look, *rest))
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def _refused(version: int, detail: str) -> Problem:
    return Problem("outdated-version", detail=detail, errors=[("since", str(version))])
