"""Datums: the offsets that are known, exact inverses, nothing moved outside China."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.places.datum import Datum, Place, is_in_province, to_bd09, to_gcj02, to_wgs84

XINING, GOLMUD, YUSHU = Place(101.778, 36.617), Place(94.903, 36.402), Place(97.006, 33.004)
places = st.builds(Place, st.floats(89.3, 103.2), st.floats(31.5, 39.3))


def metres(a: Place, b: Place) -> float:
    """Flat distance, good for some kilometres."""
    east = (a.lng - b.lng) * math.cos(math.radians(a.lat))
    return 111_195 * math.hypot(east, a.lat - b.lat)


# reference/maps.md §6, measured with gcoord.
@pytest.mark.parametrize(
    ("place", "gcj02", "bd09"), [(XINING, 173, 1009), (GOLMUD, 96, 913), (YUSHU, 241, 769)]
)
def test_offsets_are_those_of_gcoord(place: Place, gcj02: float, bd09: float) -> None:
    assert metres(place, to_gcj02(place)) == pytest.approx(gcj02, abs=12)
    assert metres(place, to_bd09(place)) == pytest.approx(bd09, abs=12)


@given(places)
def test_there_and_back_within_a_centimetre(place: Place) -> None:
    assert metres(to_wgs84(to_gcj02(place), "gcj02"), place) < 0.01
    assert metres(to_wgs84(to_bd09(place), "bd09"), place) < 0.01


@given(places, st.sampled_from(["gcj02", "bd09"]))
def test_back_and_there_within_a_centimetre(place: Place, datum: Datum) -> None:
    there = to_gcj02 if datum == "gcj02" else to_bd09
    assert metres(there(to_wgs84(place, datum)), place) < 0.01


@pytest.mark.parametrize("place", [Place(2.35, 48.85), Place(-70.0, -33.0), Place(151.2, -33.9)])
def test_unmoved_outside_china(place: Place) -> None:
    assert to_gcj02(place) == place and to_bd09(place) == place
    assert to_wgs84(place, "wgs84") == place and to_wgs84(place, "gcj02") == place
    assert to_wgs84(place, "bd09") == place


def test_rectangle_of_the_province() -> None:
    assert is_in_province(XINING) and not is_in_province(Place(36.617, 101.778))
