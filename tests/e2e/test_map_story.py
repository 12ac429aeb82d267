"""The map on a phone: found, moved, filtered, walked by, and up to date while it is open."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from e2e import map_walk as walk
from e2e.desk import account, county_of, decide_pin, empty_ground, put_pin, subject_of
from e2e.map_api import MapApi
from e2e.map_screen import await_marks, open_at, told
from e2e.phone import await_worker, open_page, phone

pytestmark = pytest.mark.browser
ANDROID = "Mozilla/5.0 (Linux; Android 10; M2006C3LC) AppleWebKit/537.36 Chrome/87.0 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 14_8 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture(scope="module")
def api(server_url: str) -> Iterator[MapApi]:
    """The public API."""
    with httpx.Client(base_url=server_url, trust_env=False, timeout=30) as client:
        yield MapApi(client)


@pytest.fixture(scope="module")
def world(api: MapApi) -> walk.World:
    """What there is to be found."""
    return walk.read_world(api)


def test_a_consumer_walks_by_the_map(
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


def test_an_edit_shows_on_an_open_map_without_a_reload(
    play: Playwright, chromium: str, server_url: str, api: MapApi
) -> None:
    ground = empty_ground(api, "630104")
    with (
        account(server_url, "noodle") as owner,
        account(server_url, "officer") as officer,
        phone(play, chromium) as context,
    ):
        uscc = subject_of(owner)
        home = empty_ground(api, county_of(owner, uscc))
        put_pin(owner, uscc, home)
        page = open_page(context, server_url)
        open_at(page, server_url, ground, 17)
        expect(page.get_by_text("这里没有符合的商户")).to_be_visible()
        walk.check_screen(page, "nobody-here")

        assert put_pin(owner, uscc, ground)["status"] == "waiting"
        decide_pin(officer, uscc, accept=True, reason="现场核对，店在这里")
        expect(page.get_by_text("显示 1 家")).to_be_visible()
        mark = page.get_by_role("button", name=re.compile(api.merchant(uscc)["name"]))
        expect(mark).to_be_attached()
        walk.check_screen(page, "edit-seen")

        put_pin(owner, uscc, home)
        expect(page.get_by_text("这里没有符合的商户")).to_be_visible()
        expect(mark).to_have_count(0)


@pytest.mark.parametrize(
    ("agent", "schemes"),
    [(ANDROID, walk.ANDROID_APPS), (IPHONE, walk.IPHONE_APPS)],
    ids=["Android", "iPhone"],
)
def test_each_app_of_a_phone_is_told_the_place_in_its_own_way(
    play: Playwright,
    chromium: str,
    server_url: str,
    world: walk.World,
    agent: str,
    schemes: dict[str, walk.Scheme],
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        cdp = context.new_cdp_session(page)
        cdp.send("Emulation.setUserAgentOverride", {"userAgent": agent})
        page.goto(f"{server_url}/map?m={world.shop['uscc']}&open=go")
        walk.check_schemes(page, world, schemes)


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
