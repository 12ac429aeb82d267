"""The checks of a pin by themselves."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.places.boundaries import county_at
from credit.places.datum import Place, to_bd09, to_gcj02
from credit.places.divisions import list_counties
from credit.places.seats import point_near_seat
from credit.subjects.pins.rules import (
    Area,
    Expected,
    check_pin,
    expect,
    is_refused,
    metres_between,
    must_wait,
)

CHENGXI = "630104"
COUNTIES = st.sampled_from([county.code for county in list_counties()])


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """The areas are read at the first question; hypothesis would call that one slow."""
    county_at(101.0, 36.0)


@pytest.mark.parametrize(
    ("uscc", "address", "division", "counties", "prefecture"),
    [
        ("91630104MA7", "西宁市城西区五四大街1号", None, ("630104",), ""),
        ("91630104MA7", "西宁市城中区南大街1号", "630103", ("630103", "630104"), ""),
        ("91632123MA7", "", None, ("630202",), ""),  # 乐都县, today 乐都区
        ("91632900MA7", "", None, ("630102",), ""),  # 东川工业园区
        ("91630100MA7", "滨河路3号", None, (), "630100"),
        ("91630000MA7", "", "630100", (), "630100"),
        ("91110105MA7", "", None, (), ""),
    ],
)
def test_what_is_expected(
    uscc: str, address: str, division: str | None, counties: tuple[str, ...], prefecture: str
) -> None:
    expected = expect(uscc, address, division)
    assert expected.counties == counties
    assert counties or expected.prefecture == prefecture


@given(COUNTIES, st.text(max_size=5))
def test_a_point_of_the_county_passes(code: str, seed: str) -> None:
    place = Place(*(point_near_seat(code, seed) or (0, 0)))
    assert check_pin(place, Expected((code,))) == []
    assert check_pin(place, Expected((), code[:4] + "00")) == []


@given(COUNTIES, COUNTIES, st.text(max_size=5), st.booleans())
def test_another_county_waits_or_is_hinted(here: str, there: str, seed: str, guess: bool) -> None:
    place = Place(*(point_near_seat(here, seed) or (0, 0)))
    findings = check_pin(place, Expected((there,)), guess=guess)
    assert bool(findings) == (here != there)
    for finding in findings:
        if finding.level == "error":  # only at a border, and only when guessing
            assert guess and finding.meant
            assert county_at(finding.meant.lng, finding.meant.lat) == there


@given(COUNTIES, st.text(max_size=5), st.sampled_from([("gcj02", to_gcj02), ("bd09", to_bd09)]))
def test_a_known_place_in_another_datum_is_recognised(code: str, seed: str, shift: object) -> None:
    name, move = shift  # type: ignore[misc]
    known = Place(*(point_near_seat(code, seed) or (0, 0)))
    findings = check_pin(move(known), Expected((code,), "", known))
    assert is_refused(findings)
    meant = findings[0].meant
    assert findings[0].datum == name and meant
    assert metres_between(Place(meant.lng, meant.lat), known) < 0.2


def test_the_district_of_a_member_tells_another_datum() -> None:
    at = Place(*(point_near_seat(CHENGXI, "a") or (0, 0)))
    half = 0.0005  # some 50 m
    west, south, east, north = at.lng - half, at.lat - half, at.lng + half, at.lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    area = Area("测试街区", json.dumps({"type": "Polygon", "coordinates": [ring]}))
    expected = Expected((CHENGXI,), "", None, area)
    assert check_pin(at, expected) == []
    (finding,) = check_pin(to_gcj02(at), expected)
    assert finding.datum == "gcj02" and "测试街区" in finding.text
    assert check_pin(Place(at.lng + 0.004, at.lat + 0.004), expected) == []  # it may leave


def test_across_the_border_both_datums_are_named_when_both_fit() -> None:
    # 100 m east of the border of 城中区 and 城西区, say; what is west of it was meant.
    west, east = 101.70, 101.80
    for _ in range(40):
        middle = (west + east) / 2
        west, east = (middle, east) if county_at(middle, 36.6262) == CHENGXI else (west, middle)
    border = Place(east, 36.6262)
    just_outside = Place(border.lng + 0.0003, border.lat)
    findings = check_pin(just_outside, Expected((CHENGXI,)))
    assert is_refused(findings) and {f.id for f in findings} == {"datum"}
    assert must_wait(check_pin(just_outside, Expected((CHENGXI,)), guess=False))


def test_nothing_known_waits() -> None:
    (finding,) = check_pin(Place(101.752, 36.628), Expected())
    assert finding.id == "unplaced" and finding.level == "warning"


def test_a_lake_and_another_county_are_both_told() -> None:
    found = {f.id for f in check_pin(Place(100.2, 36.9), Expected((CHENGXI,)))}
    assert found == {"lake", "county"}
