"""Which of the demo's merchants belong to a district, have applied, or are out again. Pure."""

import random
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from shapely import Polygon

from credit.demo.districts.plans import DistrictPlan
from credit.demo.districts.shapes import is_inside
from credit.demo.showcase import showcase_uscc
from credit.demo.words import SEED

# In a district that has to set things right some members fell to 中; elsewhere hardly one.
SLIPPED: Final = {"rectifying": 5, "kept": 1, "due": 1}
UNGRADED: Final = 4
_KEEP: Final = 8  # below so many good shops nobody is left out
_STREET: Final = "(?:[镇道区乡市县])(?:{})(?=[0-9])"


class Shop(NamedTuple):
    """A merchant as the choice sees it; `promises` that run, where it stands so far."""

    id: int
    uscc: str
    name: str
    address: str
    grade: str
    promises: int
    lng: float | None
    lat: float | None
    precision: str

    @property
    def is_placed(self) -> bool:
        return self.precision in ("exact", "street")


class Choice(NamedTuple):
    """The shops of one district by what they are to it."""

    admitted: list[Shop]
    applied: list[Shop]
    left: list[Shop]
    refused: list[Shop]

    @property
    def everybody(self) -> list[Shop]:
        return [*self.admitted, *self.applied, *self.left, *self.refused]


def choose(plan: DistrictPlan, area: Polygon, shops: Sequence[Shop]) -> Choice:
    """Shops of the plan's streets; those that stand elsewhere by their own word are left out."""
    if not plan.members:
        return Choice([], [], [], [])
    street = re.compile(_STREET.format("|".join(plan.streets)))
    here = sorted((s for s in shops if _belongs(s, street, area)), key=_order)
    good = [s for s in here if s.grade in "AB" and s.promises]
    weak = [s for s in here if s.grade == "C" and not s.is_placed]
    new = [s for s in here if s.grade == "N"]
    spare = good[plan.members :] if len(good) > plan.members else good[_KEEP:][-2:]
    asking, leaving = spare[: plan.rng.randint(0, 2)], spare[2:3]
    slipped = SLIPPED.get(plan.course, 0)
    taken = {s.id for s in (*asking, *leaving)}
    admitted = [s for s in good if s.id not in taken][: plan.members] + weak[:slipped]
    if plan.ungraded:
        noodle = showcase_uscc("insufficient")
        admitted += [s for s in new if s.uscc != noodle][:UNGRADED]
        asking = [s for s in new if s.uscc == noodle] + asking
    return Choice(admitted, asking, leaving, weak[slipped:][: plan.rng.randint(0, 1)])


def _belongs(shop: Shop, street: re.Pattern[str], area: Polygon) -> bool:
    if not street.search(shop.address):
        return False
    if shop.is_placed and shop.lng is not None and shop.lat is not None:
        return is_inside(area, (shop.lng, shop.lat))
    return True


def _order(shop: Shop) -> tuple[bool, float]:
    """Those that stand there by hand first, the others in no order that means anything."""
    return not shop.is_placed, random.Random(f"{SEED}/member/{shop.uscc}").random()
