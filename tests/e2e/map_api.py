"""What the public map API says: the values that the stories hold the screens against."""

import math
from typing import Any, NamedTuple

import httpx
from shapely import Point
from shapely.geometry import shape

EARTH = 6_378_137.0


class Spot(NamedTuple):
    """Degrees, WGS-84."""

    lng: float
    lat: float


class MapApi:
    """The API as anybody asks it, or as one account when the client carries its token."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def read(self, path: str, **query: str | float) -> Any:
        """A JSON answer; anything but success fails the story."""
        return self.client.get(path, params=query).raise_for_status().json()

    def head(self) -> Any:
        """Version, merchants, grades, counties."""
        return self.read("/api/map/head")

    def facets(self, f: str) -> Any:
        """The counts under a filter as of now; asked again when the data moved on meanwhile."""
        for _ in range(5):
            address = f"/api/map/v{self.head()['version']}/facets"
            answer = self.client.get(address, params={"f": f})
            if answer.status_code != httpx.codes.GONE:
                return answer.raise_for_status().json()
        raise AssertionError(f"no version stood still for {f}")

    def total(self, f: str) -> int:
        """How many merchants a filter keeps."""
        return int(self.facets(f)["total"])

    def near(self, at: Spot, radius: int, f: str = "") -> list[Any]:
        """At most 100 merchants around a place, nearest first."""
        query: dict[str, str | float] = {"lng": round(at.lng, 3), "lat": round(at.lat, 3), "f": f}
        return list(self.read("/api/map/nearby", radius=radius, limit=100, **query)["items"])

    def district(self, code: str) -> Any:
        """A district's public page."""
        return self.read(f"/api/districts/{code}")

    def members(self, code: str) -> list[Any]:
        """A district's members, the first hundred."""
        return list(self.read(f"/api/districts/{code}/members", limit=100)["items"])

    def merchant(self, uscc: str) -> Any:
        """What everybody may read of a merchant."""
        return self.read(f"/api/subjects/{uscc}")


def metres_between(one: Spot, other: Spot) -> float:
    """Over ground, good for the size of a town."""
    east = math.radians(one.lng - other.lng) * math.cos(math.radians((one.lat + other.lat) / 2))
    return EARTH * math.hypot(east, math.radians(one.lat - other.lat))


def spot_of(found: Any) -> Spot:
    """Where a merchant, a hit or a district is."""
    return Spot(found["lng"], found["lat"])


def nearest_other(api: MapApi, one: Any) -> float:
    """Metres to the next merchant, 300 when none is that near."""
    others = (row for row in api.near(spot_of(one), 300) if row["uscc"] != one["uscc"])
    return min((metres_between(spot_of(one), spot_of(row)) for row in others), default=300.0)


def lonely_member(api: MapApi, code: str) -> Any:
    """The member whose mark stands most apart, so that a finger hits it and no other."""
    members = api.members(code)
    placed = [one for one in members if one["precision"] != "county" and one["grade"] != "N"]
    assert placed, f"no member of {code} has a place and a grade"
    return max(placed[:12], key=lambda one: nearest_other(api, one))


def bare_spot(api: MapApi, code: str) -> Spot:
    """The place inside a district that is furthest from any mark and from its edge."""
    district = api.district(code)
    area = shape(district["boundary"])
    west, south, east, north = area.bounds
    marks = [spot_of(one) for one in api.near(spot_of(district), 1500)]
    best, room = Spot(0, 0), 0.0
    for i in range(1, 24):
        for j in range(1, 24):
            spot = Spot(west + (east - west) * i / 24, south + (north - south) * j / 24)
            if area.contains(Point(spot)):
                free = min((metres_between(spot, mark) for mark in marks), default=1e6)
                best, room = (spot, free) if free > room else (best, room)
    assert room, f"no bare ground in {code}"
    return best
