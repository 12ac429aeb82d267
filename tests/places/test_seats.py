"""County seats, and points around them that stay inside the county."""

import math

from hypothesis import given
from hypothesis import strategies as st

from credit.places.divisions import list_counties
from credit.places.seats import MAX_SPREAD, county_seats, point_near_seat

PROVINCE = (89.4, 31.6, 103.1, 39.3)  # west, south, east, north
Point = tuple[float, float]


def metres_between(a: Point, b: Point) -> float:
    """Great circle distance (haversine) of (longitude, latitude) points."""
    lng_a, lat_a, lng_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lng_b - lng_a) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


def test_every_county_has_its_seat_inside_the_province() -> None:
    seats = county_seats()
    assert set(seats) == {county.code for county in list_counties()}
    west, south, east, north = PROVINCE
    for seat in seats.values():
        assert west < seat.lng < east and south < seat.lat < north, seat
        assert 900 <= seat.room <= 5000
    assert len({(seat.lng, seat.lat) for seat in seats.values()}) == 45


def test_seats_are_where_people_know_them() -> None:
    seats = county_seats()
    golmud, xining = seats["632801"], seats["630103"]
    away = metres_between((golmud.lng, golmud.lat), (xining.lng, xining.lat))
    assert 600_000 < away < 640_000


@given(st.sampled_from([county.code for county in list_counties()]), st.text(max_size=18))
def test_points_stay_in_the_county_and_never_move(code: str, seed: str) -> None:
    point, seat = point_near_seat(code, seed), county_seats()[code]
    assert point and point == point_near_seat(code, seed)
    assert metres_between(point, (seat.lng, seat.lat)) <= min(seat.room, MAX_SPREAD) + 1


def test_no_county_no_point() -> None:
    assert point_near_seat("630100", "x") is None
    assert point_near_seat("110101", "x") is None
    assert point_near_seat("630122", "x") is not None  # 湟中县, today 湟中区
