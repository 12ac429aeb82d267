"""Outlines in metres become polygons in degrees, and shops get places inside them."""

import math
import random
from typing import Any, Final

from shapely import Polygon, contains_xy, prepare

from credit.demo.districts.plans import DistrictPlan
from credit.places.seats import METRES_A_DEGREE

PLACES: Final = 6  # a decimetre
APART: Final = 11.0  # metres between two shops, while there is room
_TRIES: Final = 60
FIRST_DRAFT: Final = 0.82  # the first draft of a boundary was so much narrower

Ring = list[tuple[float, float]]


def ring_of(plan: DistrictPlan, scale: float = 1.0) -> Ring:
    """The closed outline in degrees, longitude first, against the clock."""
    lng, lat = plan.at
    turn = math.radians(plan.turn)
    a_degree = METRES_A_DEGREE * math.cos(math.radians(lat))
    ring = []
    for east, north in plan.outline:
        x = scale * (east * math.cos(turn) - north * math.sin(turn))
        y = scale * (east * math.sin(turn) + north * math.cos(turn))
        ring.append((round(lng + x / a_degree, PLACES), round(lat + y / METRES_A_DEGREE, PLACES)))
    return [*ring, ring[0]]


def boundary_of(plan: DistrictPlan, scale: float = 1.0) -> dict[str, Any]:
    """The outline as a GeoJSON Polygon, WGS-84."""
    return {"type": "Polygon", "coordinates": [[list(at) for at in ring_of(plan, scale)]]}


def area_of(plan: DistrictPlan) -> Polygon:
    """The prepared area of a district's outline."""
    area = Polygon(ring_of(plan))
    prepare(area)
    return area


def points_inside(plan: DistrictPlan, count: int) -> Ring:
    """`count` different points inside, the same each time, mostly some metres apart."""
    area, rng = area_of(plan), plan.rng
    chosen: Ring = []
    while len(chosen) < count:
        chosen.append(_another(area, rng, chosen))
    return chosen


def _another(area: Polygon, rng: random.Random, chosen: Ring) -> tuple[float, float]:
    west, south, east, north = area.bounds
    tries = 0
    while True:
        tries += 1
        at = (round(rng.uniform(west, east), PLACES), round(rng.uniform(south, north), PLACES))
        roomy = tries > _TRIES or all(_metres(at, other) > APART for other in chosen)
        if roomy and at not in chosen and is_inside(area, at):
            return at


def is_inside(area: Polygon, at: tuple[float, float]) -> bool:
    """Whether a point lies inside, not only on the border."""
    return bool(contains_xy(area, *at))


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    x = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(x, one[1] - other[1]) * METRES_A_DEGREE
