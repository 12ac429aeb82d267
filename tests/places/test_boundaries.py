"""Counties and lakes under a point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.places.boundaries import county_at, county_box, county_polygon, in_lake
from credit.places.divisions import list_counties
from credit.places.seats import county_seats, point_near_seat

COUNTIES = [county.code for county in list_counties()]


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """The areas are read at the first question; hypothesis would call that one slow."""
    county_at(101.0, 36.0)


@pytest.mark.parametrize(
    ("place", "lng", "lat", "code"),
    [
        ("西宁市中心广场", 101.778, 36.617, "630103"),
        ("格尔木", 94.903, 36.402, "632801"),
        ("玉树结古", 97.006, 33.004, "632701"),
        ("大柴旦", 95.36, 37.85, "632857"),
        ("茶卡盐湖", 99.08, 36.76, "632821"),
        ("兰州", 103.83, 36.06, None),
        ("swapped", 36.617, 101.778, None),
        ("nowhere", 0.0, 0.0, None),
    ],
)
def test_county_at(place: str, lng: float, lat: float, code: str | None) -> None:
    assert county_at(lng, lat) == code, place


@pytest.mark.parametrize(
    ("place", "lng", "lat", "name"),
    [
        ("青海湖心", 100.2, 36.9, "青海湖"),
        ("鄂陵湖心", 97.72, 34.92, "鄂陵湖"),
        ("二郎剑 on the shore", 100.497, 36.555, None),
        ("黑马河 near the shore", 99.784, 36.726, None),
        ("西宁", 101.778, 36.617, None),
    ],
)
def test_in_lake(place: str, lng: float, lat: float, name: str | None) -> None:
    assert in_lake(lng, lat) == name, place


def test_every_county_has_one_area_and_holds_its_seat() -> None:
    for code, seat in county_seats().items():
        polygon = county_polygon(code)
        assert polygon is not None and polygon.is_valid
        assert county_at(seat.lng, seat.lat) == code
    areas = [county_polygon(code) for code in COUNTIES]
    assert len(areas) == 45 and len({id(area) for area in areas}) == 45


def test_old_and_register_codes_mean_the_ground_of_today() -> None:
    assert county_polygon("632123") is county_polygon("630202")  # 乐都县
    assert county_polygon("632824") is county_polygon("632857")  # 大柴旦行委
    assert county_polygon("630000") is None and county_polygon("110101") is None


def test_box_holds_the_county() -> None:
    box = county_box("632857")
    assert box is not None
    west, south, east, north = box
    assert 93 < west < 95.36 < east < 97 and 36 < south < 37.85 < north < 39


@given(st.sampled_from(COUNTIES), st.text(max_size=18))
def test_demo_points_lie_in_their_county(code: str, seed: str) -> None:
    point = point_near_seat(code, seed)
    assert point is not None and county_at(*point) == code
