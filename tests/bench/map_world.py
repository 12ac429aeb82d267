"""Merchants spread as in Qinghai: by population over 45 counties, in towns, streets and valleys."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TRADES = ("餐饮", "食品零售", "住宿", "民宿", "旅游服务", "牦牛藏羊产品", "家政", "药店", "汽修",
          "农产品合作社", "景区", "停车", "图书", "日用百货", "美容健身")  # fmt: skip
GRADE_SHARES = (0.18, 0.42, 0.12, 0.03, 0.25)
COLUMNS = ("registration_no", "name", "kind", "trade", "division", "lng", "lat", "geo_precision",
           "grade", "demo")  # fmt: skip
TOWNS = 8
XINING = (101.778, 36.617)


def make_rows(count: int, seed: int = 2026) -> list[tuple[Any, ...]]:
    """Rows of `COLUMNS`, the same for the same arguments."""
    from credit.demo.geography import list_counties

    chance = np.random.default_rng(seed)
    counties = list_counties()
    weights = np.array([county.weight for county in counties])
    places = chance.choice(len(counties), count, p=weights / weights.sum())
    codes = [county.code for county in counties]
    lng, lat = _positions(chance, codes, places)
    trades = chance.choice(len(TRADES), count).tolist()
    grades = chance.choice(list("ABCDN"), count, p=GRADE_SHARES).tolist()
    spots = zip(places.tolist(), lng.tolist(), lat.tolist(), strict=True)
    return [
        (f"63{n:013d}", f"示例商户{n}", "sole_trader", TRADES[trades[n]], codes[place], x, y,
         "street", grades[n], True)
        for n, (place, x, y) in enumerate(spots)
    ]  # fmt: skip


def _positions(
    chance: np.random.Generator, codes: list[str], places: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Half in the seat, most others in a few towns, one in twenty anywhere in the county."""
    from credit.places.seats import county_seats

    seats = np.array([(county_seats()[code].lng, county_seats()[code].lat) for code in codes])
    towns = seats[:, None, :] + chance.normal(0, 0.15, (len(codes), TOWNS, 2))
    towns[:, 0] = seats
    town = chance.choice(TOWNS, len(places), p=[0.5, *[0.5 / (TOWNS - 1)] * (TOWNS - 1)])
    spread = np.where(chance.random(len(places)) < 0.05, 0.2, 0.012)
    spot = towns[places, town] + chance.normal(0, 1, (len(places), 2)) * spread[:, None]
    return spot[:, 0], spot[:, 1]


async def fill(db: Any, count: int) -> None:
    """Merchants by COPY, and promises of a third of them; triggers sleep meanwhile."""
    await db.execute("SET session_replication_role = replica")
    await db.copy_records_to_table(
        "subject", records=make_rows(count), columns=COLUMNS, timeout=600
    )
    await db.execute(
        """INSERT INTO commitment (code, subject_id, type, template, matter, content, liability,
             text_hash, parameters, made_on, signed_by)
           SELECT 'B' || id, id, 6,
             (ARRAY['no_reason_return', 'clear_price', 'quality_pledge'])[1 + id % 3],
             '示例', '示例', '示例', '', '{}', '2026-01-01', 'bench'
           FROM subject WHERE id % 3 = 0""",
        timeout=600,
    )
    await db.execute("SET session_replication_role = origin")
    await db.execute("VACUUM ANALYZE subject", timeout=600)
    await db.execute("VACUUM ANALYZE commitment", timeout=600)


def tile_at(z: int, lng: float, lat: float) -> tuple[int, int, int]:
    """The tile around a place."""
    from credit.map.morton import LEVEL, deinterleave, keys_of

    x, y = deinterleave(keys_of(np.array([lng]), np.array([lat])))
    return z, int(x[0]) >> LEVEL - z, int(y[0]) >> LEVEL - z
