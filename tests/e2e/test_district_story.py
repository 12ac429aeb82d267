"""Credit districts: a visitor reads one on the phone, an officer draws one at the desk."""

import json

import httpx
import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from e2e.phone import (
    SCREEN,
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}
ELDER = {"elder": True, "size": "largest"}
# A ground without districts, in 城中区; counter-clockwise, 0.0015° ≈ 130 m wide.
RING = [[101.7602, 36.5852], [101.7617, 36.5852], [101.7617, 36.5862], [101.7602, 36.5862]]


@pytest.fixture(scope="module")
def districts(server_url: str) -> list[dict[str, object]]:
    """The demo's public districts."""
    with httpx.Client(base_url=server_url, trust_env=False) as api:
        found = api.get("/api/districts", params={"limit": 100}).raise_for_status().json()
    items: list[dict[str, object]] = found["items"]
    return items


@pytest.mark.parametrize("prefs", [{"theme": "light"}, {"theme": "dark"}, ELDER])
def test_a_visitor_reads_a_district(
    play: Playwright,
    chromium: str,
    server_url: str,
    districts: list[dict[str, object]],
    prefs: dict[str, object],
) -> None:
    assert len(districts) >= 20
    named = next(one for one in districts if one["status"] in ("named", "raised"))
    with phone(play, chromium, prefs=prefs) as context:
        page = open_page(context, f"{server_url}/districts")
        page.get_by_role("link", name=str(named["name"])).click()
        expect(page.get_by_role("heading", level=1, name=str(named["name"]))).to_be_visible()
        expect(page.get_by_text("示例数据").first).to_be_visible()
        check_screen(page)
        page.goto(f"{server_url}/district/{named['code']}/members")
        expect(page.get_by_text("示例数据").first).to_be_visible()
        check_screen(page)
        page.goto(f"{server_url}/district/{named['code']}/history")
        expect(page.get_by_text("创建").first).to_be_visible()
        check_screen(page)
        check_quiet(page)


def test_a_district_that_is_being_set_right_says_why_and_the_way_back(
    play: Playwright, chromium: str, server_url: str, districts: list[dict[str, object]]
) -> None:
    found = next(one for one in districts if one["status"] == "rectifying")
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/district/{found['code']}")
        note = page.get_by_role("region", name="这个街区正在整改")
        expect(note).to_contain_text("理由")
        expect(note).to_contain_text("怎么恢复")
        check_screen(page)


def test_an_officer_draws_a_district_and_is_shown_where_it_crosses_itself(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium, screen=DESK) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", "qinghai2026")
        page.goto(f"{server_url}/office/districts/new")
        page.get_by_label("名字").fill("南川试画街区")
        page.get_by_label("所在县、区").select_option("630103")
        page.get_by_label("管理单位").fill("试画管理处")
        paste(page, RING)
        expect(page.get_by_text("西宁市城中区")).to_be_visible()
        check_accessible(page)
        swap(vertex(page, 1), page)
        expect(page.get_by_text("边界与自身相交")).to_be_visible()
        expect(page.get_by_role("button", name="提交，开始创建")).to_be_disabled()
        page.get_by_role("button", name="撤销").click()
        expect(page.get_by_role("button", name="提交，开始创建")).to_be_enabled()
        expect(page.get_by_text("离开也不会丢")).to_be_visible()
        page.reload()
        page.get_by_role("button", name="接着改").click()
        page.get_by_role("button", name="提交，开始创建").click()
        expect(page.get_by_role("heading", level=1, name="南川试画街区")).to_be_visible()
        expect(page.get_by_text("还没有公布公约")).to_be_visible()
        check_accessible(page)
        strike_off(page)
        look_at_lists(page, server_url)
        check_quiet(page)


def look_at_lists(page: Page, server_url: str) -> None:
    """The officers' lists on a phone, by day and by night; in the same session: sign-ins count."""
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]  # the TypedDict of the same two keys
    for path in ("districts", "memberships", "pins"):
        page.goto(f"{server_url}/office/{path}")
        expect(page.locator("main ul > li").first).to_be_visible()
        for theme in ("light", "dark"):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
            check_screen(page)


def check_screen(page: Page) -> None:
    """No fault of access, nothing to the right of the phone."""
    check_accessible(page)
    check_no_sideways_scroll(page)


def paste(page: Page, ring: list[list[float]]) -> None:
    """Give a boundary as coordinates, as an officer with a file does."""
    page.get_by_text("粘贴 GeoJSON").click()
    page.get_by_label("Polygon、Feature").fill(json.dumps(ring))
    page.get_by_role("button", name="用它代替现在的范围").click()


def vertex(page: Page, number: int) -> Locator:
    """A handle on the map."""
    return page.get_by_role("button", name=f"第 {number} 个点", exact=True)


def swap(handle: Locator, page: Page) -> None:
    """Drag the first corner over the opposite side: the sides now cross."""
    page.get_by_role("application").scroll_into_view_if_needed()
    start, over = handle.bounding_box(), vertex(page, 3).bounding_box()
    assert start and over
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(over["x"] + 60, over["y"] + over["height"] + 40, steps=8)
    page.mouse.up()


def strike_off(page: Page) -> None:
    """Take the drawn district out of the way again."""
    page.get_by_role("link", name="年度复核").click()
    page.get_by_label("注销", exact=False).first.check()
    page.get_by_label("复核意见").fill("试画，不再创建。")
    page.get_by_label("我确认注销").check()
    page.get_by_role("button", name="注销").click()
    expect(page.get_by_text("已注销").first).to_be_visible()
