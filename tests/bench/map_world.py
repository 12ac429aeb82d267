"""Merchants spread as in Qinghai: by population over 45 counties, in towns, streets and valleys."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRADE_SHARES = (0.18, 0.42, 0.12, 0.03, 0.25)
COLUMNS = ("uscc", "name", "short_name", "name_pinyin", "name_initials", "kind", "trade", "address",
           "division", "opening_hours", "lng", "lat", "geo_precision", "grade", "demo")  # fmt: skip
TAKEN = COLUMNS[:9]
TOWNS = 8
XINING = (101.778, 36.617)
TODAY = date(2026, 11, 24)
# Half of the merchants tell their hours, in some hundred different ways.
HOURS = ["", *(f"Mo-Su {a:02}:{m:02}-{b:02}:00" for a in range(6, 12) for b in range(17, 24)
               for m in (0, 15, 30))]  # fmt: skip
DISTRICTS = 200
MEMBERS = 100


def make_rows(count: int, seed: int = 2026) -> list[tuple[Any, ...]]:
    """Rows of `COLUMNS`, the same for the same arguments; names and streets of the demo."""
    from credit.demo.large_subjects import SUBJECT_COLUMNS, make_large_subjects

    chance = np.random.default_rng(seed)
    subjects = make_large_subjects(count, 1, TODAY, seed)
    at = [SUBJECT_COLUMNS.index(name) for name in TAKEN]
    rows = [[fields[n] for n in at] for line in subjects.lines() for fields in (line.split("\t"),)]
    codes = [row[8] for row in rows]
    lng, lat = _positions(chance, codes)
    grades = chance.choice(list("ABCDN"), count, p=GRADE_SHARES).tolist()
    told = np.where(chance.random(count) < 0.5, chance.integers(1, len(HOURS), count), 0).tolist()
    rest = zip(rows, told, lng.tolist(), lat.tolist(), grades, strict=True)
    return [(*row, HOURS[n], x, y, "street", grade, True) for row, n, x, y, grade in rest]


def _positions(chance: np.random.Generator, codes: list[str]) -> tuple[Floats, Floats]:
    """Half in the seat, most others in a few towns, one in twenty anywhere in the county."""
    from credit.places.seats import county_seats

    known = sorted(set(codes))
    places = np.searchsorted(np.array(known), np.array(codes))
    seats = np.array([(county_seats()[code].lng, county_seats()[code].lat) for code in known])
    towns = seats[:, None, :] + chance.normal(0, 0.15, (len(known), TOWNS, 2))
    towns[:, 0] = seats
    town = chance.choice(TOWNS, len(places), p=[0.5, *[0.5 / (TOWNS - 1)] * (TOWNS - 1)])
    spread = np.where(chance.random(len(places)) < 0.05, 0.2, 0.012)
    spot = towns[places, town] + chance.normal(0, 1, (len(places), 2)) * spread[:, None]
    return spot[:, 0], spot[:, 1]


async def fill(db: Any, count: int) -> None:
    """Merchants by COPY, promises of a third of them, districts; triggers sleep meanwhile.

    The text that is searched is made by a trigger that has to be awake, so it is made after.
    """
    await db.execute("DROP INDEX ix_subject_search; DROP INDEX IF EXISTS ix_subject_address")
    await db.execute("ALTER TABLE subject ENABLE ALWAYS TRIGGER subject_search_text")
    await db.execute("SET session_replication_role = replica")
    await db.copy_records_to_table(
        "subject", records=make_rows(count), columns=COLUMNS, timeout=900
    )
    await db.execute(PROMISES, timeout=600)
    await db.execute(NAMED, DISTRICTS)
    await db.execute(ADMITTED, DISTRICTS, MEMBERS)
    await db.execute(OFFERED)
    await db.execute("SET session_replication_role = origin")
    await db.execute("ALTER TABLE subject ENABLE TRIGGER subject_search_text")
    for index in ("search ON subject USING gin (search_text gin_trgm_ops)",
                  "address ON subject USING gin (address gin_trgm_ops)"):  # fmt: skip
        await db.execute(f"CREATE INDEX ix_subject_{index}", timeout=900)
    for table in ("subject", "commitment", "district_member"):
        await db.execute(f"VACUUM ANALYZE {table}", timeout=600)


PROMISES = """
INSERT INTO commitment (code, subject_id, type, template, matter, content, liability, text_hash,
  parameters, made_on, signed_by)
SELECT 'B' || id, id, 6, (ARRAY['no_reason_return', 'clear_price', 'quality_pledge'])[1 + id % 3],
  '示例', '示例', '示例', '', '{}', '2026-01-01', 'bench'
FROM subject WHERE id % 3 = 0"""
NAMED = """
INSERT INTO credit_district (code, name, kind, division, lng, lat, west, south, east, north, status,
  demo)
SELECT '630103' || lpad(n::text, 3, '0'), '示例街区' || n, 'walking_street', '630103', 101.778,
  36.617, 101.7, 36.6, 101.8, 36.7, 'named', true FROM generate_series(1, $1::int) AS n"""
ADMITTED = """
INSERT INTO district_member (district_id, subject_id, status, applied_by)
SELECT 1 + (id - 1) / $2, id, 'admitted', 'bench' FROM subject WHERE id <= $1::int * $2::int"""
OFFERED = """
INSERT INTO district_notice (district_id, kind, title, starts_on, ends_on, created_by)
SELECT id, 'perk', '示例', '2026-01-01', '2099-01-01', 'bench' FROM credit_district
WHERE id % 2 = 0"""


def tile_at(z: int, lng: float, lat: float) -> tuple[int, int, int]:
    """The tile around a place."""
    from credit.map.morton import LEVEL, deinterleave, keys_of

    x, y = deinterleave(keys_of(np.array([lng]), np.array([lat])))
    return z, int(x[0]) >> LEVEL - z, int(y[0]) >> LEVEL - z
