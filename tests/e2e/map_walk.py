"""A consumer's way over the map, the same with a network and without one."""

import re
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, expect

from credit.places.datum import Place, to_gcj02
from e2e import shots
from e2e.map_api import MapApi, Spot, bare_spot, lonely_member, spot_of
from e2e.map_screen import (
    at_of,
    await_marks,
    await_rest,
    drag,
    middle_of,
    on_glass,
    pinch,
    pixels,
    tap,
    told,
)
from e2e.phone import check_accessible, check_no_sideways_scroll, check_quiet

COUNTY = "630104"
DISTRICT = "630104001"
NEAR = 0.00002  # degrees: the address writes five decimals


class Scheme(NamedTuple):
    """How an app is opened: a pattern with latitude and longitude; shifted means GCJ-02."""

    shape: str
    is_shifted: bool = False


ANDROID_APPS = {
    "高德地图": Scheme(r"^androidamap://viewMap\?.*&lat=([\d.]+)&lon=([\d.]+)&dev=1$"),
    "百度地图": Scheme(r"^bdapp://map/marker\?location=([\d.]+),([\d.]+)&.*coord_type=wgs84"),
    "腾讯地图": Scheme(r"^qqmap://.*marker=coord:([\d.]+),([\d.]+)", is_shifted=True),
    "手机自带地图": Scheme(r"^geo:([\d.]+),([\d.]+)\?q="),
}
IPHONE_APPS = {
    "高德地图": Scheme(r"^iosamap://viewMap\?.*&lat=([\d.]+)&lon=([\d.]+)&dev=1$"),
    "百度地图": Scheme(r"^baidumap://map/marker\?location=([\d.]+),([\d.]+)&.*coord_type=wgs84"),
    "腾讯地图": Scheme(r"^qqmap://.*marker=coord:([\d.]+),([\d.]+)", is_shifted=True),
    "手机自带地图": Scheme(r"^maps://\?ll=([\d.]+),([\d.]+)", is_shifted=True),
}


class World(NamedTuple):
    """What the API says of the county before anything is cut off."""

    county: str
    by_grade: dict[str, int]
    good: int
    poor: int
    district: Any
    bare: Spot
    shop: Any
    page: Any


def read_world(api: MapApi) -> World:
    """One county, its districts' first, and a shop of it that stands apart."""
    shop = lonely_member(api, DISTRICT)
    return World(
        county=COUNTY,
        by_grade=api.facets(f"d:{COUNTY}")["grades"],
        good=api.total(f"d:{COUNTY};g:AB"),
        poor=api.total(f"d:{COUNTY};g:C"),
        district=api.district(DISTRICT),
        bare=bare_spot(api, DISTRICT),
        shop=shop,
        page=api.merchant(shop["uscc"]),
    )


def check_screen(page: Page, name: str) -> None:
    """No accessibility fault, no sideways scroll, no script error; a picture for people."""
    shots.shoot(page, name)
    check_accessible(page)
    check_no_sideways_scroll(page)
    check_quiet(page)


def move_about(page: Page) -> None:
    """Buttons, drag, pinch and wheel; the address follows each of them."""
    closer = page.get_by_role("button", name="放大", exact=True)
    before = await_rest(page)
    closer.click()
    closer.click()
    nearer = await_rest(page)
    assert nearer.z == before.z + 2

    drag(page, (-90, 70))
    after = await_rest(page)
    (x, y), (to_x, to_y) = pixels(*nearer), pixels(after.lng, after.lat, nearer.z)
    assert abs(to_x - x - 90) < 3, "dragged to the west, the map shows what is in the east"
    assert abs(to_y - y + 70) < 3
    assert after.z == nearer.z

    pinch(page, 2.0)
    pinched = await_rest(page)
    assert pinched.z > after.z + 0.5
    page.mouse.move(*middle_of(page))
    page.mouse.wheel(0, 60)
    wheeled = await_rest(page)
    assert wheeled.z < pinched.z
    page.get_by_role("button", name="缩小", exact=True).click()
    assert await_rest(page).z == wheeled.z - 1


def filter_county(page: Page, world: World) -> None:
    """The sheet's live counts are the API's; the map and its address follow the choice."""
    page.get_by_role("button", name=re.compile("^筛选")).click()
    sheet = page.get_by_role("dialog", name="筛选")
    sheet.get_by_label("地区").select_option(world.county)
    grades = sheet.get_by_role("group", name="信用等级")
    for grade, word in zip("abcdn", ("优", "良", "中", "差", "信息不足"), strict=True):
        expect(
            grades.get_by_role("button", name=f"{word} {world.by_grade[grade]} 家")
        ).to_be_visible()
    await_counts(sheet)
    check_screen(page, "filter")
    sheet.get_by_role("button", name=re.compile("^等级 ≥ B")).click()
    sheet.get_by_role("button", name=f"看 {world.good} 家").click()
    expect(sheet).to_have_count(0)
    assert told(page, "f") == f"d:{world.county};g:AB"
    expect(page.get_by_text(f"共 {world.good:,} 家")).to_be_visible()


def await_counts(sheet: Locator) -> None:
    """The counts are pale while they are being counted."""
    expect(sheet.locator(".dim")).to_have_count(0)
    expect(sheet.locator(".chip .num").first).to_have_css("opacity", "0.85")


def read_list(page: Page, world: World) -> None:
    """The list has as many as the API counts, and is another view of the same address."""
    page.goto(re.sub(r"/map.*", f"/map?at=101.705,36.625,12&f=d:{world.county};g:C", page.url))
    await_marks(page)
    page.get_by_role("button", name="列表", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=f"这里 {world.poor} 家")).to_be_visible()
    assert told(page, "view") == "list"
    check_screen(page, "list")
    page.get_by_role("button", name="地图", exact=True).click()
    expect(page.get_by_text(f"共 {world.poor} 家")).to_be_visible()
    removals = page.get_by_role("button", name=re.compile("^去掉「"))
    expect(removals).to_have_count(2)
    removals.first.click()
    removals.click()
    expect(removals).to_have_count(0)
    assert told(page, "f") == ""


def find_district(page: Page, world: World) -> None:
    """Search flies to the district; a tap on its ground opens it; its page explains the grade."""
    name = world.district["name"]
    page.get_by_role("button", name="找店名、街道或地名").click()
    page.get_by_role("combobox").fill(name[:3])
    hit = page.get_by_role("option").filter(has_text=name).first
    expect(hit).to_be_visible()
    check_screen(page, "search")
    hit.click()
    sheet = page.get_by_role("region", name="街区信息")
    expect(sheet.get_by_role("heading", name=name)).to_be_visible()
    sheet.get_by_role("button", name="关闭").click()
    expect(sheet).to_have_count(0)

    await_rest(page)
    await_marks(page)
    tap(page, world.bare)
    expect(sheet.get_by_role("heading", name=name)).to_be_visible()
    assert told(page, "d") == world.district["code"]
    check_screen(page, "district-on-map")
    sheet.get_by_role("link", name="看街区").click()
    read_district(page, world)
    page.go_back()
    expect(sheet.get_by_role("heading", name=name)).to_be_visible()
    sheet.get_by_role("button", name="关闭").click()


def read_district(page: Page, world: World) -> None:
    """The district's page says its grade and each step of the reckoning, as the API does."""
    district = world.district
    expect(page.get_by_role("heading", level=1, name=district["name"])).to_be_visible()
    assert district["evaluation"]["steps"], "the grade is explained"
    for step in district["evaluation"]["steps"]:
        expect(page.get_by_text(step["text"]).first).to_be_visible()
    expect(page.get_by_text(f"{district['members']} 家成员").first).to_be_visible()
    check_screen(page, "district-page")


def find_shop(page: Page, world: World) -> None:
    """A tap on the shop's mark opens its sheet, with the same grade as its own page."""
    shop, at = world.shop, spot_of(world.shop)
    page.goto(re.sub(r"/map.*", f"/map?at={at.lng:.5f},{at.lat - 0.0006:.5f},18", page.url))
    await_marks(page)
    expect(page.get_by_role("button", name=re.compile(re.escape(shop["name"])))).to_be_attached()
    tap(page, at)
    sheet = page.get_by_role("region", name="商户信息")
    name = world.page["shortName"] or shop["name"]
    expect(sheet.get_by_role("heading", name=name)).to_be_visible()
    assert told(page, "m") == shop["uscc"]
    expect(sheet.get_by_role("img", name=seal_of(world.page))).to_be_visible()
    assert on_glass(page, at)[1] < 560, "the mark is seen above the sheet"
    check_screen(page, "merchant")


def seal_of(merchant: Any) -> str:
    """What the seal of a merchant's grade says to those who do not see it."""
    evaluation = merchant["evaluation"]
    return f"信用等级 {evaluation['grade']}，{evaluation['gradeWord']}"


def hand_off(page: Page, world: World) -> dict[str, str]:
    """Each map app's link has the shop's place in its own order and datum."""
    sheet = page.get_by_role("region", name="商户信息")
    sheet.get_by_role("button", name="去这里").click()
    apps = page.get_by_role("dialog", name="用哪个地图去？")
    expect(apps).to_be_visible()
    check_screen(page, "navigation")
    names = {"amap": "高德地图", "baidu": "百度地图", "tencent": "腾讯地图"}
    links = {
        app: apps.get_by_role("link", name=name).get_attribute("href") or ""
        for app, name in names.items()
    }
    at = spot_of(world.shop)
    shifted = to_gcj02(Place(at.lng, at.lat))
    check_place(links["amap"], r"position=([\d.]+),([\d.]+)", (at.lng, at.lat))
    assert "coordinate=wgs84" in links["amap"]
    check_place(links["baidu"], r"location=([\d.]+),([\d.]+)", (at.lat, at.lng))
    assert "coord_type=wgs84" in links["baidu"]
    check_place(links["tencent"], r"coord:([\d.]+),([\d.]+)", (shifted.lat, shifted.lng))
    return links


def check_schemes(page: Page, world: World, schemes: dict[str, Scheme]) -> None:
    """The apps of this phone, each opened by its own scheme."""
    apps = page.get_by_role("dialog", name="用哪个地图去？")
    at = Place(*spot_of(world.shop))
    for name, scheme in schemes.items():
        link = apps.get_by_role("link", name=name).get_attribute("href") or ""
        place = to_gcj02(at) if scheme.is_shifted else at
        check_place(link, scheme.shape, (place.lat, place.lng))
    shots.shoot(page, "apps-of-a-phone")


def check_place(link: str, shape: str, wanted: tuple[float, float]) -> None:
    """The numbers in a link, to a metre."""
    found = re.search(shape, link)
    assert found, link
    for got, want in zip(found.groups(), wanted, strict=True):
        assert abs(float(got) - want) < 1e-5, f"{link}: {got}, not {want}"


def copy_address(page: Page, world: World) -> None:
    """From the navigation sheet, which closes by the back button, and from the shop's own."""
    apps = page.get_by_role("dialog", name="用哪个地图去？")
    apps.get_by_role("button", name="复制地址").click()
    expect(apps.get_by_text("地址已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert world.page["address"] in copied
    page.go_back()
    expect(apps).to_have_count(0)
    expect(page.get_by_role("region", name="商户信息")).to_be_visible()


def open_shop_page(page: Page, world: World) -> None:
    """The shop's own page says the grade that its sheet said; back is the map as it was."""
    at = at_of(page)
    page.get_by_role("region", name="商户信息").get_by_role("link", name="看主页").click()
    expect(page).to_have_url(re.compile(f"/m/{world.shop['uscc']}$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    grade = world.page["evaluation"]
    words = re.compile(rf"信用等级 {grade['grade']}，\s*{grade['gradeWord']}")
    expect(page.get_by_role("heading", level=2, name=words)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("region", name="商户信息")).to_be_visible()
    assert abs(at_of(page).lng - at.lng) < NEAR
    page.get_by_role("region", name="商户信息").get_by_role("button", name="关闭").click()
