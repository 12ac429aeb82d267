"""The map on a phone: found, moved, filtered, walked by; then the same with the network cut."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from e2e import map_walk as walk
from e2e.map_api import MapApi
from e2e.map_screen import await_marks, told
from e2e.phone import await_worker, open_page, phone

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def api(server_url: str) -> Iterator[MapApi]:
    """The public API."""
    with httpx.Client(base_url=server_url, trust_env=False, timeout=30) as client:
        yield MapApi(client)


@pytest.fixture(scope="module")
def world(api: MapApi) -> walk.World:
    """What there is to be found."""
    return walk.read_world(api)


def test_a_consumer_walks_by_the_map_with_a_network_and_without(
    play: Playwright, chromium: str, server_url: str, api: MapApi, world: walk.World
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server_url)
        page = open_page(context, server_url)
        await_worker(page)
        open_from_home(page, api)
        walk.move_about(page)
        walk.filter_county(page, world)
        keep_through_reload(page, world)
        walk.read_list(page, world)
        walk.find_district(page, world)
        walk.find_shop(page, world)
        links = walk.hand_off(page, world)
        follow(context, page, links["amap"])
        walk.copy_address(page, world)
        walk.open_shop_page(page, world)


def open_from_home(page: Page, api: MapApi) -> None:
    """One tap from home; the whole province with every merchant of it."""
    page.get_by_role("link", name="地图", exact=True).click()
    expect(page).to_have_url(re.compile("/map"))
    await_marks(page)
    head = api.head()
    expect(page.get_by_text(f"显示 {head['merchants']:,} 家")).to_be_visible()
    expect(page.get_by_label("圆环按这个顺序")).to_contain_text(f"A{head['grades']['a']}")
    expect(page.get_by_text(re.compile("审图号"))).to_be_visible()
    walk.check_screen(page, "province")


def keep_through_reload(page: Page, world: walk.World) -> None:
    """The address is enough to see the same again."""
    address = page.url
    page.reload()
    await_marks(page)
    expect(page.get_by_text(f"共 {world.good:,} 家")).to_be_visible()
    assert page.url == address
    assert told(page, "f")


def follow(context: BrowserContext, page: Page, link: str) -> None:
    """The tap opens that very address beside the app, which stays where it was."""
    context.route(re.compile("^https://uri.amap.com/"), lambda route: route.fulfill(body="AMap"))
    here = page.url
    with context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("link", name="高德地图").click()
    assert opened.value.url == link
    opened.value.close()
    assert page.url == here
