"""What the index is made of: all columns at once, or what is new since a version."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from credit.kit.db import Connection, connection
from credit.map.index import Batch, Columns, Index, build_index, encoded
from credit.map.legend import MAX_HOURS, District, Places, Told, new_legend
from credit.map.marks import COMMITMENTS, GRADES, PRECISION_SHIFT, PRECISIONS

LOAD_SECONDS = 120
_CHUNK = 1 << 20
_BITS = " ".join(f"WHEN '{name}' THEN {1 << bit}" for bit, name in enumerate(COMMITMENTS))
_PRECISION = " ".join(f"WHEN '{p}' THEN {n << PRECISION_SHIFT}" for n, p in enumerate(PRECISIONS))
# A promise counts while it runs, is public, and nobody found it broken. The day is the data's
# own, not the reader's: two processes must not differ around midnight.
_DAY = "(SELECT day FROM map_version ORDER BY version DESC LIMIT 1)"
RUNNING = f"""withdrawn_at IS NULL AND publicity = 1 AND performance <> 'broken'
  AND made_on <= {_DAY} AND (valid_until IS NULL OR valid_until >= {_DAY})"""
_PROMISES = f"""SELECT subject_id, bit_or(CASE template {_BITS} ELSE 0 END) AS bits
  FROM commitment WHERE {RUNNING}"""  # noqa: S608 - constants
_LOOK = f"""strpos('{GRADES}', s.grade) - 1 + CASE WHEN s.demo THEN 8 ELSE 0 END
  + CASE s.geo_precision {_PRECISION} ELSE 0 END"""
_DIVISION = "CASE WHEN s.division ~ '^[0-9]{6}$' THEN s.division::int ELSE 0 END"
# The districts that the public sees, and whether they offer a perk on the data's day.
_DISTRICTS = f"""
SELECT d.id, d.code, d.name, EXISTS (
  SELECT FROM district_notice AS n WHERE n.district_id = d.id AND n.kind = 'perk'
    AND n.withdrawn_at IS NULL AND {_DAY} BETWEEN n.starts_on AND n.ends_on) AS perk
FROM credit_district AS d WHERE d.status IN ('named', 'raised', 'rectifying')"""  # noqa: S608
# Fixed widths and no NULL: every binary row has the same length, so numpy reads them at once.
_COLUMNS = f"""
SELECT s.id::int8, s.lng::float8, s.lat::float8, ({_LOOK})::int4, ({_DIVISION})::int4,
       (t.place - 1)::int4, coalesce(p.bits, 0)::int4, coalesce(m.place, 0)::int4,
       coalesce(h.place, 0)::int4
FROM subject AS s JOIN unnest($1::text[]) WITH ORDINALITY AS t (name, place) ON t.name = s.trade
LEFT JOIN ({_PROMISES} GROUP BY subject_id) AS p ON p.subject_id = s.id
LEFT JOIN (
  SELECT subject_id, d.place FROM district_member
  JOIN unnest($2::bigint[]) WITH ORDINALITY AS d (id, place) ON d.id = district_id
  WHERE status = 'admitted') AS m ON m.subject_id = s.id
LEFT JOIN unnest($3::text[]) WITH ORDINALITY AS h (text, place) ON h.text = s.opening_hours
WHERE s.lng IS NOT NULL"""  # noqa: S608 - constants
# Both lists in one look at the table; the commonest hours first.
_NAMES = """
SELECT trade, opening_hours FROM subject WHERE lng IS NOT NULL
GROUP BY GROUPING SETS ((trade), (opening_hours))
ORDER BY grouping(trade), CASE WHEN grouping(trade) = 1 THEN -count(*) END, trade, opening_hours"""
_LAST = "SELECT coalesce(max(version), 0) AS version FROM map_version"
_COUNTIES = "SELECT division, version FROM map_county"
# One statement, so versions and rows are of one moment: rows are at least as new as the version.
_NEWS = f"""
WITH news AS (SELECT version, previous, subject_ids FROM map_version WHERE version > $1),
touched AS (SELECT DISTINCT unnest(subject_ids) AS id FROM news),
promises AS ({_PROMISES} AND subject_id IN (SELECT id FROM touched) GROUP BY subject_id),
shown AS ({_DISTRICTS})
SELECT (SELECT max(version) FROM news) AS version, (SELECT min(previous) FROM news) AS previous,
       (SELECT json_object_agg(division, version) FROM map_county) AS counties,
       (SELECT json_object_agg(code, json_build_array(name, perk)) FROM shown) AS districts,
       t.id, s.lng, s.lat, ({_LOOK})::int AS look, ({_DIVISION})::int AS division, s.trade,
       coalesce(p.bits, 0) AS promises, coalesce(d.code, '') AS district,
       s.opening_hours AS hours
FROM (SELECT 1) AS one LEFT JOIN touched AS t ON true
LEFT JOIN subject AS s ON s.id = t.id AND s.lng IS NOT NULL
LEFT JOIN promises AS p ON p.subject_id = t.id
LEFT JOIN district_member AS m ON m.subject_id = t.id AND m.status = 'admitted'
LEFT JOIN shown AS d ON d.id = m.district_id"""  # noqa: S608 - constants
_HEAD = f"""
SELECT coalesce((SELECT max(version) FROM map_version), 0) AS version,
       coalesce({_DAY}, 'epoch') AS day, EXISTS (SELECT FROM map_touched) AS touched"""  # noqa: S608 - constants
_ROW = np.dtype(
    [("fields", ">i2"), ("l0", ">i4"), ("id", ">i8"), ("l1", ">i4"), ("lng", ">f8"),
     ("l2", ">i4"), ("lat", ">f8"), ("l3", ">i4"), ("look", ">i4"), ("l4", ">i4"),
     ("division", ">i4"), ("l5", ">i4"), ("trade", ">i4"), ("l6", ">i4"), ("promises", ">i4"),
     ("l7", ">i4"), ("district", ">i4"), ("l8", ">i4"), ("hours", ">i4")]
)  # fmt: skip
_HEADER_BYTES = 19


class Loaded(NamedTuple):
    """The whole index of a moment, its version and the last version of each division."""

    merchants: Index
    version: int
    counties: dict[str, int]


class News(NamedTuple):
    """What became of the subjects that changed since a version; `gone` have no place any more.

    `previous` is the version that the oldest news follow on; the batch's places are those of
    `told`; `districts` are all that are shown, by code.
    """

    version: int
    previous: int
    gone: NDArray[np.int64]
    batch: Batch
    told: Told
    districts: dict[str, District]
    counties: dict[str, int]


class Head(NamedTuple):
    """The last version, its day, and whether anything waits to be published."""

    version: int
    day: date
    touched: bool


async def get_head() -> Head:
    """Where the map's data stand; one cheap look."""
    async with connection() as held:
        return Head(*await held.fetchrow(_HEAD))


async def load_all(held: Connection) -> Loaded:
    """Everything, streamed by COPY; the caller's transaction is a repeatable read."""
    version = await held.fetchval(_LAST)
    counties = dict(await held.fetch(_COUNTIES))
    names = await held.fetch(_NAMES)
    trades = [row["trade"] for row in names if row["trade"] is not None]
    hours = [row["opening_hours"] for row in names if row["opening_hours"]][:MAX_HOURS]
    districts = await held.fetch(_DISTRICTS)
    reader = _Reader()
    ids = [row["id"] for row in districts]
    await held.copy_from_query(
        _COLUMNS, trades, ids, hours, output=reader.take, format="binary", timeout=LOAD_SECONDS
    )
    told = Told(trades, ["", *(row["code"] for row in districts)], ["", *hours])
    known = {row["code"]: District(row["name"], row["perk"]) for row in districts}
    index = await asyncio.to_thread(build_index, reader.batches(), new_legend(told, known))
    return Loaded(index, version, counties)


async def find_news(version: int) -> News | None:
    """What changed after `version`; None when nothing did."""
    async with connection() as held:
        rows = await held.fetch(_NEWS, version)
    first = rows[0]
    if first["version"] is None:
        return None
    gone = [row["id"] for row in rows if row["id"] is not None and row["lng"] is None]
    here = [row for row in rows if row["lng"] is not None]
    told = Told(*(_names(here, kind) for kind in ("trade", "district", "hours")))
    districts = msgspec.json.decode(first["districts"] or "{}", type=dict[str, District])
    counties = msgspec.json.decode(first["counties"] or "{}", type=dict[str, int])
    left = np.array(gone, np.int64)
    return News(
        first["version"], first["previous"], left, _batch(here, told), told, districts, counties
    )


def _names(rows: Sequence[Any], kind: str) -> list[str]:
    """The different names of the rows; "" comes first."""
    return sorted({row[kind] for row in rows})


def _batch(rows: Sequence[Any], told: Told) -> Batch:
    numbers = ("id", "look", "division", "promises")
    ids, look, division, promises = (np.array([r[n] for r in rows], np.int64) for n in numbers)
    return Batch(
        ids,
        np.array([row["lng"] for row in rows], np.float64),
        np.array([row["lat"] for row in rows], np.float64),
        look,
        division,
        _places(rows, "trade", told.trades),
        promises,
        _places(rows, "district", told.districts),
        _places(rows, "hours", told.hours),
    )


def _places(rows: Sequence[Mapping[str, Any]], kind: str, told: Sequence[str]) -> Places:
    places = {name: place for place, name in enumerate(told)}
    return np.array([places[row[kind]] for row in rows], np.int64)


class _Reader:
    """Turns the binary stream of COPY into encoded columns, about a megabyte at a time."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._started = False
        self._done: list[Columns] = []

    async def take(self, data: bytes) -> None:
        self._rest += data
        if len(self._rest) >= _CHUNK:
            self._decode()

    def batches(self) -> list[Columns]:
        """What was read; at least one batch, perhaps an empty one."""
        self._decode()
        if bytes(self._rest) != b"\xff\xff":
            raise ValueError("the stream of the map's columns did not end as COPY ends")
        return self._done

    def _decode(self) -> None:
        if not self._started and len(self._rest) >= _HEADER_BYTES:
            del self._rest[:_HEADER_BYTES]
            self._started = True
        count = len(self._rest) // _ROW.itemsize
        rows = np.frombuffer(bytes(self._rest[: count * _ROW.itemsize]), _ROW)
        del self._rest[: count * _ROW.itemsize]
        kinds = (("id", np.int64), ("lng", np.float64), ("lat", np.float64), ("look", np.int64),
                 ("division", np.int64), ("trade", np.int64), ("promises", np.int64),
                 ("district", np.int64), ("hours", np.int64))  # fmt: skip
        batch = Batch._make(rows[name].astype(kind) for name, kind in kinds)
        self._done.append(encoded(batch))
