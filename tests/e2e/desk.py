"""The demo accounts at the API, and what a story puts back before it begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from shapely import MultiPolygon, Point
from shapely.geometry import shape
from shapely.ops import unary_union

from credit.places.boundaries import county_polygon
from e2e.map_api import MapApi, Spot, metres_between, spot_of

PASSWORD = "qinghai2026"


@contextmanager
def account(server: str, login: str) -> Iterator[httpx.Client]:
    """The API as a demo account uses it; each use is a counted sign-in."""
    with httpx.Client(base_url=server, trust_env=False, timeout=60) as api:
        answer = api.post("/api/sessions", json={"login": login, "password": PASSWORD})
        token = answer.raise_for_status().json()["accessToken"]
        api.headers["authorization"] = f"Bearer {token}"
        yield api


def subject_of(owner: httpx.Client) -> str:
    """The uscc of the shop that an account acts for."""
    return str(owner.get("/api/sessions/me").raise_for_status().json()["subjects"][0]["uscc"])


def county_of(owner: httpx.Client, uscc: str) -> str:
    """The county that a shop's address or code names."""
    found = owner.get(f"/api/subjects/{uscc}/position").raise_for_status().json()
    return str(found["county"]["adcode"])


def put_pin(owner: httpx.Client, uscc: str, at: Spot) -> Any:
    """Declare where a shop is; what the server made of it."""
    place = {"lng": at.lng, "lat": at.lat, "datum": "wgs84"}
    return owner.put(f"/api/subjects/{uscc}/position", json=place).raise_for_status().json()


def decide_pin(officer: httpx.Client, uscc: str, *, accept: bool, reason: str) -> None:
    """Decide on the pin of a shop that waits."""
    found = officer.get("/api/pin-reviews").raise_for_status().json()["items"]
    pin = next(one for one in found if one["subject"]["uscc"] == uscc)
    decision = {"accept": accept, "reason": reason}
    officer.post(f"/api/pin-reviews/{pin['id']}/decision", json=decision).raise_for_status()


def leave_districts(owner: httpx.Client, uscc: str) -> None:
    """The story begins before any application, also when one before it broke off."""
    now = owner.get(f"/api/subjects/{uscc}/memberships").raise_for_status().json()
    waiting = [one["id"] for one in now["items"] if one["status"] == "applied"]
    for one in [*waiting, *([now["current"]["id"]] if now["current"] else [])]:
        owner.delete(f"/api/subjects/{uscc}/memberships/{one}").raise_for_status()


def outline_of(county: str) -> MultiPolygon:
    """A county's ground."""
    found = county_polygon(county)
    assert found, f"{county} is a county of today"
    return found


def empty_ground(api: MapApi, county: str) -> Spot:
    """A place of a county with no district and as far from every merchant as can be."""
    box = outline_of(county)
    west, south, east, north = box.bounds
    cards = api.read("/api/districts", division=county, limit=100)["items"]
    taken = unary_union([shape(card["boundary"]).buffer(0.006) for card in cards])
    free = box.buffer(-0.004).difference(taken)
    marks = [spot_of(one) for card in cards for one in api.near(spot_of(card), 4000)]
    spots = [
        Spot(round(west + (east - west) * i / 20, 5), round(south + (north - south) * j / 20, 5))
        for i in range(1, 20)
        for j in range(1, 20)
    ]
    inside = [spot for spot in spots if free.contains(Point(spot))]
    assert inside, f"no free ground in {county}"
    return max(inside, key=lambda spot: min(metres_between(spot, mark) for mark in marks))


def beside(api: MapApi, district: Any) -> Spot:
    """A place a few hundred metres outside of a district, in its county and in no district."""
    cards = api.read("/api/districts", division=district["division"], limit=100)["items"]
    taken = unary_union([shape(card["boundary"]) for card in cards])
    county = outline_of(district["division"]).buffer(-0.001)
    around = shape(district["boundary"]).buffer(0.004).exterior.coords
    outside = (spot for spot in around if county.contains(Point(spot)))
    lng, lat = next(spot for spot in outside if not taken.contains(Point(spot)))
    return Spot(round(lng, 5), round(lat, 5))
