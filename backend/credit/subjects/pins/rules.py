"""What is checked about a declared pin. Pure."""

import math
from collections.abc import Callable, Iterable
from typing import Final, Literal

import msgspec

from credit.kit.model import Out
from credit.places.boundaries import county_at, in_lake
from credit.places.datum import Datum, Place, is_in_province, to_wgs84
from credit.places.divisions import current_code, division_name, divisions
from credit.places.locate import county_of_uscc, locate_division

Level = Literal["info", "warning", "error"]
FindingId = Literal["converted", "swapped", "outside", "datum", "lake", "county", "unplaced"]
DATUM_NAMES: Final[dict[Datum, str]] = {
    "wgs84": "WGS-84", "gcj02": "GCJ-02（高德、腾讯地图）", "bd09": "BD-09（百度地图）",
}  # fmt: skip
# A pin set twice on the same door differs by some metres, a wrong datum by a hundred and more.
SAME_DOOR: Final = 15.0


class Point(Out, frozen=True, kw_only=True):
    """Degrees, WGS-84."""

    lng: float
    lat: float


class Finding(Out, frozen=True, kw_only=True):
    """One result of the checks. ``error`` refuses, ``warning`` asks an officer; `meant`: a hint."""

    id: FindingId
    level: Level
    text: str
    meant: Point | None = None
    datum: Datum | None = None


class Area(msgspec.Struct, frozen=True):
    """The credit district that a subject is a member of, as GeoJSON."""

    name: str
    boundary: str

    def holds(self, place: Place) -> bool:
        from shapely import from_geojson, intersects_xy

        return bool(intersects_xy(from_geojson(self.boundary), *place))


class Expected(msgspec.Struct, frozen=True):
    """What is known of where a subject should be: counties, the place shown, its district."""

    counties: tuple[str, ...] = ()
    prefecture: str = ""
    known: Place | None = None
    area: Area | None = None

    @property
    def names(self) -> str:
        return "、".join(division_name(code) for code in self.counties or (self.prefecture,))

    def fits(self, county: str | None) -> bool:
        if county is None:
            return False
        if self.counties:
            return county in self.counties
        return bool(self.prefecture) and county[:4] == self.prefecture[:4]


def expect(uscc: str, address: str, division: str | None) -> Expected:
    """The counties of the address and of the code; without any, the prefecture that they name."""
    said = locate_division(address)
    found = (said.code, division and current_code(division), county_of_uscc(uscc))
    counties = tuple(dict.fromkeys(code for code in found if _level(code) == "county" and code))
    wide = (current_code(uscc[2:8]), division or "")
    prefecture = next((code for code in wide if _level(code) == "prefecture"), "")
    return Expected(counties, prefecture)


def check_pin(place: Place, expected: Expected, *, guess: bool = True) -> list[Finding]:
    """Findings about a place in WGS-84, none when all is well.

    `guess=False`: the caller named the datum, so nothing is suspected of being another one.
    """
    if guess and (others := _other_datums(place, expected)):
        return others
    county = county_at(*place)
    if county is None:
        return [_outside(place)]
    return [*_lake(place), *_county(county, expected)]


def converted(datum: Datum, place: Place) -> Finding:
    """Says that a place was converted since the caller named its datum."""
    text = f"已按 {DATUM_NAMES[datum]} 换算为 WGS-84：{_degrees(place)}"
    return Finding(id="converted", level="info", text=text, meant=_point(place), datum=datum)


def is_refused(findings: Iterable[Finding]) -> bool:
    """Nothing is stored: the coordinates cannot be right as they are."""
    return any(finding.level == "error" for finding in findings)


def must_wait(findings: Iterable[Finding]) -> bool:
    """An officer looks at it first."""
    return any(finding.level == "warning" for finding in findings)


def metres_between(a: Place, b: Place) -> float:
    """Flat distance, good for some kilometres."""
    east = (a.lng - b.lng) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111_195 * math.hypot(east, a.lat - b.lat)


def _other_datums(place: Place, expected: Expected) -> list[Finding]:
    """The datums in which the place fits, when as WGS-84 it does not."""
    others: tuple[Datum, ...] = ("gcj02", "bd09")
    meant = {datum: to_wgs84(place, datum) for datum in others}
    known, area = expected.known, expected.area
    tests: list[tuple[str, Callable[[Place], bool]]] = []
    if known:
        tests.append(("正好落在现在的位置上", lambda at: metres_between(known, at) <= SAME_DOOR))
    if area:
        tests.append((f"才落在所属的{area.name}里", area.holds))
    tests.append((f"才落在{expected.names}", lambda at: expected.fits(county_at(*at))))
    for why, holds in tests:
        hits = [] if holds(place) else [datum for datum in others if holds(meant[datum])]
        if hits:
            return [_looks_like(datum, meant[datum], why) for datum in hits]
    return []


def _looks_like(datum: Datum, meant: Place, why: str) -> Finding:
    text = f"像是 {DATUM_NAMES[datum]} 坐标：换算成 WGS-84 {_degrees(meant)} {why}。请确认坐标系"
    return Finding(id="datum", level="error", text=text, meant=_point(meant), datum=datum)


def _outside(place: Place) -> Finding:
    turned = Place(place.lat, place.lng)
    if is_in_province(turned) and county_at(*turned):
        text = f"经纬度写反了：应为 {_degrees(turned)}"
        return Finding(id="swapped", level="error", text=text, meant=_point(turned))
    return Finding(id="outside", level="error", text="这个位置不在青海省")


def _lake(place: Place) -> list[Finding]:
    name = in_lake(*place)
    if name is None:
        return []
    return [Finding(id="lake", level="warning", text=f"位置在{name}的湖面上，由工作人员核对")]


def _county(county: str, expected: Expected) -> list[Finding]:
    if expected.fits(county):
        return []
    here = division_name(county)
    if not expected.counties and not expected.prefecture:
        text = f"位置在{here}；地址和代码都没有说明县区，由工作人员核对"
        return [Finding(id="unplaced", level="warning", text=text)]
    text = f"位置在{here}，地址和代码指向{expected.names}，由工作人员核对"
    return [Finding(id="county", level="warning", text=text)]


def _level(code: str | None) -> str:
    division = divisions().get(code or "")
    return division.level if division else ""


def _point(place: Place) -> Point:
    return Point(lng=round(place.lng, 6), lat=round(place.lat, 6))


def _degrees(place: Place) -> str:
    return f"经度 {place.lng:.6f}、纬度 {place.lat:.6f}"
