"""The map page under a finger: where things are on the glass, dragging, pinching, tapping."""

import math
import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from e2e.map_api import Spot

TILE = 256


class At(NamedTuple):
    """What the address says is in the middle of the map."""

    lng: float
    lat: float
    z: float


def told(page: Page, name: str) -> str:
    """A value of the page's address, empty when it is not there."""
    return (parse_qs(urlsplit(page.url).query).get(name) or [""])[0]


def at_of(page: Page) -> At:
    """The place that the address names."""
    lng, lat, z = (float(part) for part in told(page, "at").split(","))
    return At(lng, lat, z)


def pixels(lng: float, lat: float, z: float) -> tuple[float, float]:
    """World pixels of Web Mercator at a zoom."""
    size = TILE * 2**z
    sine = math.sin(math.radians(lat))
    return (lng / 360 + 0.5) * size, (
        0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    ) * size


def ground(page: Page) -> Locator:
    """The map itself, without what lies over it."""
    return page.get_by_role("application")


def middle_of(page: Page) -> tuple[float, float]:
    """The middle of the map on the glass."""
    box = ground(page).bounding_box()
    assert box, "the map is on the screen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def on_glass(page: Page, spot: Spot) -> tuple[float, float]:
    """Where a place is on the glass now."""
    at = at_of(page)
    (x, y), (here_x, here_y) = middle_of(page), pixels(*at)
    there_x, there_y = pixels(*spot, at.z)
    return x + there_x - here_x, y + there_y - here_y


def await_rest(page: Page) -> At:
    """The map has come to rest and has said so in the address."""
    before = ""
    while before != page.url:
        before = page.url
        page.wait_for_timeout(400)  # longer than the page waits before it writes
    return at_of(page)


def open_at(page: Page, server: str, spot: Spot, z: float, f: str = "") -> None:
    """Open the map at a place by its address, as a shared link does."""
    page.goto(f"{server}/map?at={spot.lng:.5f},{spot.lat:.5f},{z:g}&f={f}")
    await_marks(page)


def await_marks(page: Page) -> None:
    """What there is to see has been drawn."""
    expect(page.locator(".board")).not_to_have_class(re.compile("busy"))
    expect(page.get_by_text(re.compile("数据时间|存下的数据"))).to_be_visible()


def drag(page: Page, by: tuple[float, float]) -> None:
    """One finger on bare water drags the map."""
    x, y = middle_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2, steps=4)
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def pinch(page: Page, scale: float) -> None:
    """Two fingers move apart (`scale` > 1) or together around the middle of the map."""
    x, y = middle_of(page)
    glass = page.context.new_cdp_session(page)
    start, end = (60.0, 60.0 * scale) if scale > 1 else (60.0 / scale, 60.0)

    def touch(kind: str, apart: float) -> None:
        fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        points = [] if kind == "touchEnd" else fingers
        glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start)
    for step in range(1, 9):
        touch("touchMove", start + (end - start) * step / 8)
    touch("touchEnd", end)
    glass.detach()


def tap(page: Page, spot: Spot) -> None:
    """Tap the map at a place."""
    page.mouse.click(*on_glass(page, spot))


def shown(page: Page) -> Locator:
    """The line that says how many are seen, of how many."""
    return page.locator("footer").get_by_text(re.compile("^显示"))
