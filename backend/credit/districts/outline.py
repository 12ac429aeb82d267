"""A district's outline: is the drawn polygon sound, how large is it, is a shop inside.

GeoJSON (RFC 7946), WGS-84. Faults name their place, so that an editor can point at them.
"""

import math
import re
from collections.abc import Callable
from typing import Annotated, Final, Literal

import msgspec
import shapely
from msgspec import Meta
from shapely import Point, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from credit.districts.rules.entering import Place
from credit.districts.rules.names import KIND_NAMES, Kind
from credit.kit.model import Out

MAX_VERTICES: Final = 500
PLACES: Final = 6  # decimals: 11 cm
METRES_A_DEGREE: Final = 111_195  # of latitude
MIN_HECTARES: Final = 0.2
MAX_HECTARES: Final = 20_000
# What is usual for a kind, in hectares; beyond it a warning, since drawing at the wrong zoom
# is the common mistake.
USUAL: Final[dict[Kind, tuple[float, float]]] = {
    "walking_street": (0.5, 60),
    "food_street": (0.2, 40),
    "market": (0.2, 100),
    "commercial": (1, 300),
    "farm_town": (5, 10_000),
    "scenic_area": (5, 20_000),
    "crafts": (0.2, 200),
    "service": (0.2, 300),
}
# The rectangle around 青海省.
WEST, SOUTH, EAST, NORTH = 89.3, 31.5, 103.2, 39.3

Position = Annotated[list[float], Meta(min_length=2, max_length=3)]
Ring = Annotated[list[Position], Meta(min_length=1)]


class Boundary(Out, frozen=True, forbid_unknown_fields=True):
    """A GeoJSON Polygon, WGS-84: the outer ring, then holes; each position longitude, latitude."""

    type: Literal["Polygon"]
    coordinates: Annotated[list[Ring], Meta(min_length=1, max_length=20)]


class BoundaryFinding(Out, frozen=True):
    """What was found about a boundary; an error keeps it from being saved. Degrees, if placed."""

    level: Literal["error", "warning"]
    text: str
    lng: float | None = None
    lat: float | None = None


def fault(text: str, at: Position | None = None) -> BoundaryFinding:
    """An error, at a place when it has one."""
    lng, lat = (round(at[0], PLACES), round(at[1], PLACES)) if at else (None, None)
    return BoundaryFinding(level="error", text=text, lng=lng, lat=lat)


def warning(text: str, at: Position | None = None) -> BoundaryFinding:
    """A warning, at a place when it has one."""
    return msgspec.structs.replace(fault(text, at), level="warning")


def read_outline(boundary: Boundary) -> tuple[Polygon | None, list[BoundaryFinding]]:
    """(the polygon to 11 cm, nothing), or (None, its faults)."""
    for look in (_count_faults, _ring_faults, _place_faults):
        if faults := look(boundary.coordinates):
            return None, faults
    # Rounded before it is judged: what is stored must be as sound as what was judged.
    rings = [
        [[round(p[0], PLACES), round(p[1], PLACES)] for p in ring] for ring in boundary.coordinates
    ]
    polygon = polygon_of(Boundary(type="Polygon", coordinates=rings))
    if not polygon.is_valid:
        return None, [_invalidity(polygon)]
    return polygon, []


def _count_faults(rings: list[Ring]) -> list[BoundaryFinding]:
    count = sum(map(len, rings))
    if count > MAX_VERTICES:
        return [fault(f"边界有 {count} 个顶点，最多 {MAX_VERTICES} 个，请简化后再试")]
    return []


def _ring_faults(rings: list[Ring]) -> list[BoundaryFinding]:
    for ring in rings:
        if ring[0][:2] != ring[-1][:2]:
            return [fault("边界没有闭合：最后一个点要回到第一个点", ring[-1])]
        if len({(p[0], p[1]) for p in ring}) < 3:
            return [fault("边界至少要有三个不同的顶点", ring[0])]
    return []


def _place_faults(rings: list[Ring]) -> list[BoundaryFinding]:
    points = [point for ring in rings for point in ring]
    if all(_is_near(p[0], p[1]) for p in points):
        return []
    if all(_is_near(p[1], p[0]) for p in points):
        lat, lng = (round(degrees, PLACES) for degrees in points[0][:2])
        return [fault(f"经纬度写反了：第一个点应为 [{lng}, {lat}]")]
    if any(abs(p[0]) > 180 or abs(p[1]) > 90 for p in points):
        return [fault("坐标超出范围：应为 WGS-84 的经度、纬度，单位是度")]
    return [fault("边界不在青海省范围内", next(p for p in points if not _is_near(p[0], p[1])))]


def _is_near(lng: float, lat: float) -> bool:
    return WEST <= lng <= EAST and SOUTH <= lat <= NORTH


_REASONS: Final = (
    ("Hole lies outside", "边界里的空洞落在了外面"),
    ("Nested", "边界里的空洞互相套着"),
    ("Holes are nested", "边界里的空洞互相套着"),
    ("Interior is disconnected", "边界把街区切成了互不相连的几块"),
    ("Duplicate Rings", "有两圈边界完全重合"),
    ("Too few points", "边界至少要有三个不同的顶点"),
)
_AT: Final = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")


def _invalidity(polygon: Polygon) -> BoundaryFinding:
    """GEOS says what is wrong, and where, in English: `Self-intersection[101.7 36.6]`."""
    said = explain_validity(polygon)
    text = next((text for start, text in _REASONS if said.startswith(start)), "边界与自身相交")
    found = _AT.search(said)
    return fault(text, [float(found[1]), float(found[2])] if found else None)


def hectares(polygon: Polygon) -> float:
    """The area in hectares, to about one in a thousand (plane around the polygon's middle)."""
    return float(_in_metres(polygon.centroid)(polygon).area) / 10_000


def area_findings(polygon: Polygon, kind: Kind | None) -> list[BoundaryFinding]:
    """Too small or too large, absolutely or for the kind."""
    size = hectares(polygon)
    if not MIN_HECTARES <= size <= MAX_HECTARES:
        limits = f"应在 {MIN_HECTARES} 到 {MAX_HECTARES} 公顷之间"
        return [fault(f"面积为 {size:.4g} 公顷，{limits}")]
    if kind is None:
        return []
    low, high = USUAL[kind]
    if low <= size <= high:
        return []
    usual = f"{KIND_NAMES[kind]}通常在 {low:g} 到 {high:g} 公顷之间"
    return [warning(f"面积为 {size:.4g} 公顷，{usual}，请核对")]


def place_in(polygon: Polygon, lng: float | None, lat: float | None, precision: str) -> Place:
    """How a shop lies to an outline; metres to the border when outside. On the border is inside."""
    if lng is None or lat is None:
        return Place("")
    point = Point(lng, lat)
    if polygon.covers(point):
        return Place(precision, is_inside=True)
    flat = _in_metres(point)
    return Place(precision, metres=math.ceil(flat(polygon).distance(flat(point))))


def as_boundary(polygon: Polygon) -> Boundary:
    """The polygon as GeoJSON, counter-clockwise (RFC 7946 §3.1.6)."""
    rings = mapping(orient(polygon))["coordinates"]
    return Boundary(type="Polygon", coordinates=[[[x, y] for x, y in ring] for ring in rings])


def polygon_of(boundary: Boundary) -> Polygon:
    """The polygon of a stored boundary, which was checked before it was stored."""
    rings = [[(p[0], p[1]) for p in ring] for ring in boundary.coordinates]
    return Polygon(rings[0], rings[1:])


def middle_of(polygon: Polygon) -> tuple[float, float]:
    """A place inside for the label: the centre of gravity, else a point well inside."""
    middle = polygon.centroid
    if not polygon.contains(middle):
        middle = polygon.representative_point()
    return round(middle.x, PLACES), round(middle.y, PLACES)


Flattener = Callable[[BaseGeometry], BaseGeometry]


def _in_metres(around: Point) -> Flattener:
    """A plane in metres that is right around a place, as districts are small."""
    east = METRES_A_DEGREE * math.cos(math.radians(around.y))

    def flatten(geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            geometry, lambda xy: (xy - (around.x, around.y)) * (east, METRES_A_DEGREE)
        )

    return flatten
