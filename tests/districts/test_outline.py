"""Drawn boundaries: what is wrong is named with its place; what is sound keeps its shape."""

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.districts.ground import Neighbour, county_shares, ground_findings, overlap_findings
from credit.districts.outline import (
    Boundary,
    area_findings,
    as_boundary,
    hectares,
    middle_of,
    place_in,
    polygon_of,
    read_outline,
)
from districts.world import MIDDLE, ring_around

LNG, LAT = MIDDLE


def boundary(*rings: list[list[float]]) -> Boundary:
    return Boundary(type="Polygon", coordinates=list(rings))


def only_fault(*rings: list[list[float]]) -> Any:
    polygon, faults = read_outline(boundary(*rings))
    assert polygon is None
    (found,) = faults
    assert found.level == "error"
    return found


def test_a_sound_outline() -> None:
    polygon, faults = read_outline(boundary(ring_around(LNG, LAT)))
    assert polygon is not None and not faults
    assert hectares(polygon) == pytest.approx(15.88, rel=0.01)
    assert middle_of(polygon) == (LNG, LAT)


def test_self_crossing_is_named_with_its_place() -> None:
    bow = [[LNG, LAT], [LNG + 0.01, LAT + 0.01], [LNG + 0.01, LAT], [LNG, LAT + 0.01], [LNG, LAT]]
    found = only_fault(bow)
    assert found.text == "边界与自身相交"
    assert (found.lng, found.lat) == pytest.approx((LNG + 0.005, LAT + 0.005))


def test_an_open_ring_points_at_its_end() -> None:
    ring = ring_around(LNG, LAT)[:-1]
    found = only_fault(ring)
    assert "没有闭合" in found.text and [found.lng, found.lat] == ring[-1]


def test_holes() -> None:
    hole = ring_around(LNG, LAT, 0.001)
    polygon, faults = read_outline(boundary(ring_around(LNG, LAT), hole))
    assert polygon is not None and not faults
    assert hectares(polygon) == pytest.approx(15.88 * 3 / 4, rel=0.01)
    assert polygon.contains(polygon.representative_point())
    middle = middle_of(polygon)
    assert middle != (LNG, LAT), "the centre is in the hole: the label goes beside it"
    outside = only_fault(ring_around(LNG, LAT), ring_around(LNG + 0.1, LAT, 0.001))
    assert outside.text == "边界里的空洞落在了外面"


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        (ring_around(LAT, LNG), "经纬度写反了：第一个点应为 [101.774, 36.61]"),
        (ring_around(116.4, 39.9), "不在青海省范围内"),
        (ring_around(200.0, 36.6), "坐标超出范围"),
        (ring_around(1e9, 36.6), "坐标超出范围"),
        ([[LNG, LAT]] * 4, "三个不同的顶点"),
        ([[LNG, LAT], [LNG + 0.1, LAT], [LNG, LAT]], "三个不同的顶点"),
        ([[LNG, LAT]], "三个不同的顶点"),
        ([[LNG + i / 1e5, LAT] for i in range(501)], "501 个顶点，最多 500 个"),
        ([[LNG, LAT], [LNG + 0.1, LAT], [LNG + 0.2, LAT], [LNG, LAT]], "边界"),
    ],
)
def test_faults_of_rings(ring: list[list[float]], words: str) -> None:
    assert words in only_fault(ring).text


def test_sizes() -> None:
    def found(size: float, kind: Any) -> list[tuple[str, str]]:
        polygon = polygon_of(boundary(ring_around(LNG, LAT, size)))
        return [(f.level, f.text) for f in area_findings(polygon, kind)]

    assert found(0.002, "walking_street") == []
    assert found(0.0001, None)[0][0] == "error"  # 400 m²
    assert found(0.1, None)[0][0] == "error"  # 39,700 hectares
    assert found(0.05, "scenic_area") == []
    ((level, text),) = found(0.02, "walking_street")
    assert level == "warning" and "步行街通常在 0.5 到 60 公顷之间" in text


@given(st.floats(90, 103), st.floats(32, 39), st.floats(0.0005, 0.05))
def test_areas_are_right_everywhere(lng: float, lat: float, size: float) -> None:
    polygon = polygon_of(boundary(ring_around(lng, lat, size)))
    flat = (2 * size * 111_195) ** 2 * math.cos(math.radians(lat)) / 10_000
    assert hectares(polygon) == pytest.approx(flat, rel=0.002)


@given(st.floats(-0.003, 0.003), st.floats(-0.003, 0.003))
def test_a_shop_is_inside_or_so_far_away(east: float, north: float) -> None:
    polygon = polygon_of(boundary(ring_around(LNG, LAT)))
    place = place_in(polygon, LNG + east, LAT + north, "exact")
    inside = max(abs(east), abs(north)) <= 0.002
    if abs(max(abs(east), abs(north)) - 0.002) > 1e-9:
        assert place.is_inside == inside
        over = [max(0, abs(each) - 0.002) for each in (east, north)]
        metres = math.hypot(over[0] * 111_195 * math.cos(math.radians(LAT)), over[1] * 111_195)
        assert inside or abs(place.metres - metres) <= 1.5
    assert place_in(polygon, None, None, "") == ("", False, 0)


@given(st.lists(st.tuples(st.floats(101, 102), st.floats(36, 37)), min_size=1, max_size=12))
def test_any_ring_is_read_or_refused(points: list[tuple[float, float]]) -> None:
    """Never a crash; and what is accepted comes back the same from its own GeoJSON."""
    ring = [list(point) for point in [*points, points[0]]]
    polygon, faults = read_outline(boundary(ring))
    assert (polygon is None) == bool(faults)
    if polygon is not None:
        stored = as_boundary(polygon)
        again = msgspec.json.decode(msgspec.json.encode(stored), type=Boundary)
        assert polygon_of(again).equals(polygon), "stored is what was judged"
        assert polygon_of(again).exterior.is_ccw


def test_counties() -> None:
    city = polygon_of(boundary(ring_around(LNG, LAT)))
    assert next(iter(county_shares(city))) == "630103"
    assert sum(county_shares(city).values()) == pytest.approx(1)
    assert ground_findings(city, "630103") == []
    (other,) = ground_findings(city, "632801")
    assert other.level == "error" and other.text.startswith("边界大部分在西宁市城中区，不在")


def test_over_a_county_border() -> None:
    wide = polygon_of(boundary(ring_around(LNG, LAT, 0.03)))
    findings = ground_findings(wide, None)
    assert findings and {found.level for found in findings} == {"warning"}
    assert all(found.text.startswith("边界跨县区：") and found.lng for found in findings)


def test_outside_the_province() -> None:
    east = polygon_of(boundary(ring_around(103.15, 36.0, 0.01)))  # 甘肃
    (found,) = ground_findings(east, None)
    assert found.level == "error" and found.text == "边界不在青海省内"
    border = polygon_of(boundary(ring_around(102.93, 36.33, 0.08)))  # 民和 and 红古
    (part,) = ground_findings(border, None)
    assert part.level == "error" and "在青海省外" in part.text


def test_overlaps() -> None:
    ours = polygon_of(boundary(ring_around(LNG, LAT)))

    def found(shift: float) -> list[tuple[str, str]]:
        there = polygon_of(boundary(ring_around(LNG + shift, LAT)))
        near = Neighbour("630103009", "隔壁街区", there)
        return [(each.level, each.text) for each in overlap_findings(ours, [near])]

    assert found(0.0041) == []
    assert found(0.0038)[0] == ("warning", "与「隔壁街区」（630103009）重叠，占较小一方的 5.0%")
    assert found(0.002)[0][0] == "error"
    assert found(0)[0] == ("error", "与「隔壁街区」（630103009）重叠，占较小一方的 100.0%")
