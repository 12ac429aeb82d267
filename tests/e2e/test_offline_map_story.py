"""A county goes with a phone where no network is: the same walk as online, and honest limits."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from e2e import map_walk as walk
from e2e import packs
from e2e.desk import account, county_of, empty_ground, put_pin, subject_of
from e2e.map_api import MapApi, Spot
from e2e.map_screen import await_marks, open_at
from e2e.phone import await_worker, open_page, phone, sign_in

pytestmark = pytest.mark.browser
COUNTY = "城西区"
HERE = Spot(101.765, 36.628)
ELSEWHERE = Spot(101.80, 36.615)  # 城东区
NO_ROOM = "navigator.storage.estimate = async () => ({ quota: 1000, usage: 999 })"


@pytest.fixture(scope="module")
def api(server_url: str) -> Iterator[MapApi]:
    """The public API."""
    with httpx.Client(base_url=server_url, trust_env=False, timeout=30) as client:
        yield MapApi(client)


@pytest.fixture(scope="module")
def world(api: MapApi) -> walk.World:
    """What there is to be found."""
    return walk.read_world(api)


def test_the_same_walk_without_a_network(
    play: Playwright, chromium: str, server_url: str, api: MapApi, world: walk.World
) -> None:
    """Every number of the walk is the API's: what it counts online, the pack counts offline."""
    other = promising_shop(api, world)
    with phone(play, chromium, service_worker=True) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server_url)
        page = open_page(context, server_url)
        await_worker(page)
        open_at(page, server_url, HERE, 12)
        packs.open_sheet(page)
        walk.check_screen(page, "packs-none")
        packs.take(page, COUNTY)
        walk.check_screen(page, "packs-one")
        packs.close_sheet(page)
        # Pages seen once are kept by themselves; the pack does not hold them.
        walk.find_district(page, world)
        walk.find_shop(page, world)
        walk.open_shop_page(page, world)

        context.set_offline(True)
        page.goto(f"{server_url}/map?at={HERE.lng},{HERE.lat},12")
        await_marks(page)
        expect(packs.said_of(page, "离线", COUNTY)).to_be_visible()
        walk.check_screen(page, "offline-county")
        walk.move_about(page)
        walk.filter_county(page, world)
        walk.read_list(page, world)
        walk.find_district(page, world)
        walk.find_shop(page, world)
        links = walk.hand_off(page, world)
        assert links["amap"].startswith("https://uri.amap.com/marker?")
        walk.copy_address(page, world)
        walk.open_shop_page(page, world)
        tell_of_a_shop(page, server_url, other)
        say_what_is_not_here(page, server_url)

        context.set_offline(False)
        expect(page.get_by_text(re.compile("^离线 · "))).to_have_count(0)
        expect(page.get_by_text("数据时间")).to_be_visible()


def promising_shop(api: MapApi, world: walk.World) -> Any:
    """The page of a member that promises something, but not the one that the walk opens."""
    others = (one["uscc"] for one in api.members(walk.DISTRICT))
    pages = (api.merchant(uscc) for uscc in others if uscc != world.shop["uscc"])
    return next(page for page in pages if page["commitments"])


def tell_of_a_shop(page: Page, server_url: str, other: Any) -> None:
    """A shop whose page was never seen: the pack has its promises, hours, address."""
    page.goto(f"{server_url}/map?m={other['uscc']}")
    sheet = page.get_by_role("region", name="商户信息")
    expect(sheet.get_by_role("heading", name=other["shortName"] or other["name"])).to_be_visible()
    sheet.get_by_role("button", name="展开").click()
    expect(sheet.get_by_text(re.compile("^离线 · .*的数据"))).to_be_visible()
    for promise in other["commitments"]:
        expect(sheet.get_by_text(promise["name"], exact=True)).to_be_visible()
    expect(sheet.get_by_text(re.compile("^西宁市城西区"))).to_be_visible()
    walk.check_screen(page, "offline-shop")


def say_what_is_not_here(page: Page, server_url: str) -> None:
    """Beyond the county nothing is known, and nothing is made up."""
    page.goto(f"{server_url}/map?at={ELSEWHERE.lng},{ELSEWHERE.lat},14")
    expect(page.get_by_text("离线 · 城东区没有存过")).to_be_visible()
    walk.check_screen(page, "offline-elsewhere")
    page.get_by_role("button", name="离线地图").click()
    sheet = packs.sheet_of(page)
    expect(sheet.get_by_text("没有网络，现在不能下载。")).to_be_visible()
    walk.check_screen(page, "packs-offline")
    packs.row_of(page, COUNTY).click()
    expect(packs.said_of(page, "离线", COUNTY)).to_be_visible()


def test_a_download_is_cancelled_a_county_deleted_and_brought_back(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        held: list[Route] = []
        context.route("**/*.names.gz", lambda route: held.append(route))
        page = open_page(context, server_url)
        await_worker(page)
        open_at(page, server_url, HERE, 12)
        sheet = packs.open_sheet(page)
        packs.begin(page, COUNTY)
        expect(sheet.get_by_role("progressbar", name=COUNTY)).to_be_visible()
        walk.check_screen(page, "packs-loading")
        sheet.get_by_role("button", name=f"取消下载{COUNTY}").click()
        expect(sheet.get_by_role("progressbar")).to_have_count(0)
        assert packs.kept_counties(page) == []

        context.unroute("**/*.names.gz")
        packs.take(page, COUNTY)
        assert packs.kept_counties(page) == ["630104"]
        sheet.get_by_role("button", name=f"删掉{COUNTY}").click()
        expect(sheet.get_by_text(f"已删掉{COUNTY}")).to_be_visible()
        walk.check_screen(page, "packs-deleted")
        assert packs.kept_counties(page) == []
        sheet.get_by_role("button", name="撤回").click()
        packs.await_kept(page, COUNTY)
        assert packs.kept_counties(page) == ["630104"]
        packs.close_sheet(page)

        context.route("**/api/map/**", lambda route: route.fulfill(status=503))
        expect(packs.said_of(page, "连不上", COUNTY)).to_be_visible()
        walk.check_screen(page, "server-fails")
        context.unroute("**/api/map/**")
        expect(page.get_by_text("数据时间")).to_be_visible(timeout=70_000)


def test_signing_out_keeps_counties_and_clearing_the_phone_does_not(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        page = open_page(context, server_url)
        await_worker(page)
        sign_in(page, server_url, "citizen2", "qinghai2026")
        page.goto(f"{server_url}/me")
        page.get_by_role("link", name=re.compile("^离线地图")).click()
        packs.take(page, COUNTY)
        page.goto(f"{server_url}/me")
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()
        assert packs.kept_counties(page) == ["630104"]
        page.get_by_role("button", name=re.compile("^清掉手机里的内容")).click()
        page.get_by_role("dialog").get_by_role("button", name=re.compile("清掉")).click()
        expect(page.get_by_text("已经清掉了")).to_be_visible()
        assert packs.kept_counties(page) == []


def test_a_full_phone_is_told_plainly(play: Playwright, chromium: str, server_url: str) -> None:
    with phone(play, chromium, service_worker=True) as context:
        context.add_init_script(NO_ROOM)
        page = open_page(context, f"{server_url}/map?open=offline")
        packs.begin(page, COUNTY)
        expect(page.get_by_text("手机空间不够，存不下")).to_be_visible()
        walk.check_screen(page, "packs-no-room")
        assert packs.kept_counties(page) == []


def test_a_county_that_moved_on_is_updated_by_its_changes_alone(
    play: Playwright, chromium: str, server_url: str, api: MapApi
) -> None:
    with (
        account(server_url, "noodle") as owner,
        phone(play, chromium, service_worker=True) as context,
    ):
        uscc = subject_of(owner)
        county = county_of(owner, uscc)
        name = api.merchant(uscc)["divisionName"]
        page = open_page(context, f"{server_url}/map?open=offline")
        await_worker(page)
        short = next(one for one in ("城东区", "城中区", "城西区", "城北区") if one in name)
        packs.take(page, short)
        put_pin(owner, uscc, other_ground(api, uscc, county))
        page.reload()
        sheet = packs.sheet_of(page)
        expect(sheet.get_by_text("有新数据")).to_be_visible()
        walk.check_screen(page, "packs-stale")
        with page.expect_request(re.compile(rf"/{county}\.delta\?since=\d+$")) as asked:
            sheet.get_by_role("button", name=f"更新{short}").click()
        assert asked.value.response()
        expect(sheet.get_by_text("有新数据")).to_have_count(0)
        packs.await_kept(page, short)


def other_ground(api: MapApi, uscc: str, county: str) -> Spot:
    """A place in the shop's county where it is not now."""
    ground, now = empty_ground(api, county), api.merchant(uscc)["position"]
    is_there = now and abs(now["lng"] - ground.lng) < 1e-4
    return Spot(ground.lng + 0.0005, ground.lat) if is_there else ground


@pytest.mark.parametrize(
    "prefs",
    [{"theme": "dark"}, {"elder": True}, {"lang": "en"}, {"size": "largest"}],
    ids=["dark", "elder", "en", "largest"],
)
def test_every_look_of_it(
    play: Playwright, chromium: str, server_url: str, prefs: dict[str, object]
) -> None:
    kind = "-".join(prefs if prefs.get("elder") else map(str, prefs.values()))
    with phone(play, chromium, service_worker=True, prefs=prefs) as context:
        page = open_page(context, server_url)
        await_worker(page)
        page.goto(f"{server_url}/map?at={HERE.lng},{HERE.lat},12&open=offline")
        sheet = page.get_by_role("dialog")
        begin = sheet.get_by_role("button", name=re.compile("下载城西区|Download 城西区")).first
        expect(begin).to_be_visible()
        begin.click()
        expect(sheet.get_by_role("button", name=re.compile("删掉|Delete"))).to_be_visible()
        page.evaluate(packs.KEPT_APP)
        walk.check_screen(page, f"packs-{kind}")
        context.set_offline(True)
        page.goto(f"{server_url}/map?at={HERE.lng},{HERE.lat},12")
        expect(page.get_by_text(re.compile("^(离线|Offline) · 城西区"))).to_be_visible()
        walk.check_screen(page, f"offline-{kind}")
