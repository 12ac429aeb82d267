"""How fast a phone's own code answers from the largest county's pack, in Node on this machine."""

import gzip
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from map_viewports import THREE, six_tiles
from map_world import XINING

PWA = Path(__file__).parents[2] / "pwa"
ZOOMS = (9, 11, 13)
SEARCHES = ("面馆", "hhtf", "五四大街", "没有这条路")


async def on_the_phone(rounds: int) -> None:
    """Six-tile viewports, beside a filter over all merchants, and searches."""
    from credit.map.following import current_edition
    from credit.map.packs import get_pack

    edition = await current_edition()
    counts = edition.index.count_divisions()
    adcode = str(max(counts, key=lambda code: counts[code]))
    _measure(adcode, await get_pack(edition, adcode), rounds)


def _measure(adcode: str, pack: Any, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{adcode}.body").write_bytes(gzip.decompress(pack.positions))
        Path(folder, f"{adcode}.names").write_bytes(gzip.decompress(pack.names))
        for z in ZOOMS:
            _print(z, _run(folder, adcode, z, rounds))


def _run(folder: str, adcode: str, z: int, rounds: int) -> Any:
    asked = {
        "tiles": [{"z": z, "x": x, "y": y} for x, y in six_tiles(z)],
        "filters": ["", THREE],
        "searches": SEARCHES if z == ZOOMS[-1] else (),
        "at": {"lng": XINING[0], "lat": XINING[1]},
        "rounds": max(5, rounds),
    }
    script = ["node", "scripts/map-packs.mjs", folder, adcode, json.dumps(asked)]
    done = subprocess.run(script, cwd=PWA, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _print(z: int, found: Any) -> None:
    if z == ZOOMS[0]:
        print(
            f"phone, {found['merchants']:,} merchants of a county: opened in {found['open']:.0f} ms"
        )
    for one in found["viewports"]:
        kept = "three" if one["f"] else "none"
        print(
            f"phone, six tiles, zoom {z:2}, filter {kept:5}: {one['again']:.2f} ms, with a new "
            f"filter {one['first']:.1f} ms; all merchants filtered each time {one['naive']:.1f} ms "
            f"({one['naive'] / one['again']:.0f}×), {one['found']:,} merchants"
        )
    for one in found["search"]:
        print(f"phone, search {one['q']}: {one['ms']:.1f} ms, {one['found']} found")
