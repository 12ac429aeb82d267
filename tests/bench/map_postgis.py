"""The same viewports from PostGIS `ST_AsMVT`, in a server of its own, when it is installed.

The project's own PostgreSQL has no PostGIS. Debian: apt install postgresql-15-postgis-3
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

TABLE = """
CREATE TABLE bench_mvt (geom geometry(Point, 3857), grade int, trade text, promises int,
                        perk bool, open bool)"""
FILL = """
INSERT INTO bench_mvt SELECT ST_Transform(ST_SetSRID(ST_MakePoint(lng, lat), 4326), 3857), grade,
       trade, promises, perk, open
FROM unnest($1::float8[], $2::float8[], $3::int[], $4::text[], $5::int[], $6::bool[], $7::bool[])
     AS m (lng, lat, grade, trade, promises, perk, open)"""
# The reference's rival: 8 × 8 cells of a tile with their grades, encoded as a vector tile.
MVT = """
WITH bounds AS (SELECT ST_TileEnvelope($1, $2, $3) AS box),
cells AS (
  SELECT ST_SnapToGrid(geom, ST_XMin(box), ST_YMin(box), (ST_XMax(box) - ST_XMin(box)) / 8,
                       (ST_YMax(box) - ST_YMin(box)) / 8) AS cell, box, grade
  FROM bench_mvt, bounds WHERE geom && box {more}),
mixes AS (
  SELECT ST_AsMVTGeom(cell, box) AS geom, count(*) AS n,
         {grades}
  FROM cells GROUP BY cell, box)
SELECT ST_AsMVT(mixes, 'merchants') AS tile FROM mixes"""
GRADES = ", ".join(
    f"count(*) FILTER (WHERE grade = {place}) AS n_{name}" for place, name in enumerate("abcdn")
)


def postgis_bin() -> Path | None:
    """Where Debian keeps a PostgreSQL that has PostGIS; None when there is none."""
    for control in sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        found = Path("/usr/lib/postgresql") / control.parts[4] / "bin"
        if (found / "postgres").exists():
            return found
    return None


@contextmanager
def postgis() -> Iterator[str | None]:
    """The address of a fresh server with PostGIS; None when it is not installed."""
    programs = postgis_bin()
    if programs is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="credit-postgis-") as name:
        run = _as_server(Path(name))
        data = str(Path(name) / "data")
        run([programs / "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8"])
        options = f"-c listen_addresses= -c unix_socket_directories={name} -c shared_buffers=512MB"
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", f"{name}/log"]
        run([*control, "-o", options, "start"])
        try:
            yield f"postgresql://bench@/postgres?host={name}"
        finally:
            run([*control, "-m", "immediate", "stop"])


def _as_server(folder: Path) -> Any:
    """Runs programs as an account that PostgreSQL accepts: it refuses to run as root."""
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        shutil.chown(folder, user.pw_uid, user.pw_gid)
        account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(command: list[str | Path]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)

    return run


class Mvt:
    """The rival, filled with the merchants of our index."""

    def __init__(self, db: Any) -> None:
        self.db = db

    async def tile(self, z: int, x: int, y: int, more: str) -> bytes:
        """The vector tile of the clusters."""
        sql = MVT.format(more=more, grades=GRADES)
        return bytes(await self.db.fetchval(sql, z, x, y, timeout=600))


async def filled(url: str, columns: dict[str, list[Any]]) -> Mvt:
    """A server with those merchants, indexed and analysed."""
    db = await asyncpg.connect(url)
    await db.execute("CREATE EXTENSION postgis")
    await db.execute(TABLE)
    size = len(columns["lng"])
    for start in range(0, size, 50_000):
        await db.execute(FILL, *(each[start : start + 50_000] for each in columns.values()))
    await db.execute("CREATE INDEX ON bench_mvt USING gist (geom)", timeout=600)
    await db.execute("VACUUM (ANALYZE) bench_mvt", timeout=600)
    return Mvt(db)
