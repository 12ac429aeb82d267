"""What every kind of hit of a search shares."""

import numpy as np

from credit.map.nearest import distances
from credit.map.schemas import MapHit
from credit.places.datum import Place

# The key to sort by (see `ranking.order`), and the hit.
Ranked = tuple[tuple[float, int, str], MapHit]


def metres_between(here: Place | None, there: Place) -> int | None:
    """Metres, to ten of them; None without a position."""
    if here is None:
        return None
    far = distances(here.lng, here.lat, np.array([there.lng]), np.array([there.lat]))
    return to_ten(float(far[0]))


def to_ten(metres: float) -> int:
    """A distance as it is told: nobody's position is known better."""
    return round(metres / 10) * 10
