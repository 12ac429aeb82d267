"""Fictitious merchants on the map, and a second way to count them."""

import random
from typing import Any

import numpy as np

from credit.kit.db import Connection
from credit.map.index import Batch, Index, build_index, encoded
from credit.map.legend import District, Told, new_legend
from credit.map.marks import COMMITMENTS, GRADES, PRECISIONS, pack_look
from credit.map.morton import deinterleave, keys_of
from factories.subjects import make_subject

XINING = (101.778, 36.617)
COUNTIES = ("630102", "630103", "632801")
TRADES = ("", "餐饮", "民宿", "药店")
DISTRICTS = ("", "630103001", "630103002", "632801001")
HOURS = ("", "24/7", "Mo-Fr 09:00-21:00", "Mo-Su 18:00-02:00")
TOLD = Told(TRADES, DISTRICTS, HOURS)
KNOWN = {code: District(f"示例街区{code}", code.endswith("1")) for code in DISTRICTS[1:]}
_PLACE = """
UPDATE subject SET lng = $2, lat = $3, geo_precision = $4, grade = $5 WHERE id = $1
"""


async def place_merchant(
    db: Connection,
    name: str = "示例面馆",
    place: tuple[float, float] = XINING,
    grade: str = "A",
    **more: Any,
) -> tuple[int, str]:
    """(id, uscc) of a merchant on the map."""
    precision = more.pop("precision", "street")
    subject = await make_subject(name, **more)
    await db.execute(_PLACE, subject.id, *place, precision, grade)
    return subject.id, subject.uscc or ""


def random_batch(chance: random.Random, count: int, first_id: int = 1) -> Batch:
    """Merchants around Xining, many of them close together."""
    looks = [
        pack_look(chance.choice(GRADES), chance.choice(PRECISIONS), demo=chance.random() < 0.5)
        for _ in range(count)
    ]
    spread = [chance.choice((0.0005, 0.02, 0.5)) for _ in range(count)]
    return Batch(
        np.arange(first_id, first_id + count),
        np.array([XINING[0] + chance.gauss(0, s) for s in spread]),
        np.array([XINING[1] + chance.gauss(0, s) for s in spread]),
        np.array(looks, np.int64),
        np.array([int(chance.choice((*COUNTIES, "000000"))) for _ in range(count)], np.int64),
        np.array([chance.randrange(len(TRADES)) for _ in range(count)], np.int64),
        np.array([chance.randrange(1 << len(COMMITMENTS)) for _ in range(count)], np.int64),
        np.array([chance.randrange(len(DISTRICTS)) for _ in range(count)], np.int64),
        np.array([chance.randrange(len(HOURS)) for _ in range(count)], np.int64),
    )


def random_index(chance: random.Random, count: int) -> Index:
    return build_index([encoded(random_batch(chance, count))], new_legend(TOLD, KNOWN))


def tile_of(place: tuple[float, float], z: int) -> tuple[int, int]:
    """Column and row of the tile around a place."""
    key = keys_of(np.array([place[0]]), np.array([place[1]]))
    x, y = deinterleave(key)
    return int(x[0]) >> 26 - z, int(y[0]) >> 26 - z


async def name_district(
    db: Connection, code: str = "630104001", name: str = "示例步行街", status: str = "named"
) -> int:
    """Key of a credit district around Xining's centre."""
    return int(
        await db.fetchval(
            """INSERT INTO credit_district (code, name, kind, division, lng, lat, west, south, east,
                 north, status, rectify_by, demo)
               VALUES ($1::text, $2, 'walking_street', left($1::text, 6), $3::float8, $4::float8,
                 $3 - 0.01, $4 - 0.01, $3 + 0.01, $4 + 0.01, $5::text,
                 CASE WHEN $5 = 'rectifying' THEN date '2030-01-01' END, true) RETURNING id""",
            code, name, *XINING, status,
        )
    )  # fmt: skip


async def admit(db: Connection, district: int, subject: int, status: str = "admitted") -> int:
    """Key of a membership."""
    return int(
        await db.fetchval(
            """INSERT INTO district_member (district_id, subject_id, status, applied_by)
               VALUES ($1, $2, $3, 'test') RETURNING id""",
            district, subject, status,
        )
    )  # fmt: skip


async def offer(
    db: Connection, district: int, first: str = "2026-01-01", last: str = "2099-01-01",
    kind: str = "perk",
) -> int:  # fmt: skip
    """Key of a notice of the district."""
    return int(
        await db.fetchval(
            """INSERT INTO district_notice (district_id, kind, title, starts_on, ends_on,
                 created_by)
               VALUES ($1, $5, '示例满减', $2::text::date, $3::text::date, $4) RETURNING id""",
            district, first, last, "test", kind,
        )
    )  # fmt: skip
