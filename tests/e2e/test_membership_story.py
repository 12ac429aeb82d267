"""A district's life at the desk: drawn, reviewed; a shop finds its place, applies, is admitted."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from e2e import shots
from e2e.desk import (
    PASSWORD,
    account,
    beside,
    county_of,
    empty_ground,
    leave_districts,
    put_pin,
    subject_of,
)
from e2e.map_api import MapApi, Spot, bare_spot
from e2e.map_screen import await_marks
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_in_app,
    open_page,
    phone,
    sign_in,
)

pytestmark = pytest.mark.browser
SHOP = "noodle"
WISH = "面馆就在集市口，愿意守约。"
NAME = "试画里信用街区"
GROUND = "630105"
OPINION = "走访十二家成员，明码标价齐全，公约上墙。"
# Offsets on the drawing board in pixels, tapped in this order: the second side crosses the fourth.
CROSSED = ((-80, -60), (80, -60), (-80, 60), (80, 60))
MENDED = (-140, 0)


class Case(NamedTuple):
    """A shop, a district whose rules it meets but for its place, a place in it and one far off."""

    uscc: str
    district: Any
    inside: Spot
    abroad: Spot


@pytest.fixture(scope="module")
def owner(server_url: str) -> Iterator[httpx.Client]:
    """The API as the shop's owner uses it."""
    with account(server_url, SHOP) as client:
        yield client


@pytest.fixture(scope="module")
def api(server_url: str) -> Iterator[MapApi]:
    """The public API."""
    with httpx.Client(base_url=server_url, trust_env=False, timeout=30) as client:
        yield MapApi(client)


@pytest.fixture
def case(owner: httpx.Client, api: MapApi) -> Case:
    """The shop is a member nowhere; its pin is in its county, a little outside of the district."""
    uscc = subject_of(owner)
    leave_districts(owner, uscc)
    county = county_of(owner, uscc)
    cards = api.read("/api/districts", division=county)["items"]
    home = next(card for card in cards if set(unmet(owner, uscc, card["code"])) <= {"inside"})
    assert put_pin(owner, uscc, beside(api, home))["status"] == "accepted"
    assert list(unmet(owner, uscc, home["code"])) == ["inside"]
    abroad = empty_ground(api, "630104" if county != "630104" else "630103")
    return Case(uscc, home, bare_spot(api, home["code"]), abroad)


def unmet(owner: httpx.Client, uscc: str, district: str) -> dict[str, Any]:
    """The rules of a district that a shop does not meet, by their names."""
    query = {"district": district}
    answer = owner.get(f"/api/subjects/{uscc}/memberships/check", params=query)
    checks = answer.raise_for_status().json()["checks"]
    return {one["id"]: one for one in checks if not one["ok"]}


@pytest.fixture(scope="module")
def officer_page(play: Playwright, chromium: str, server_url: str) -> Iterator[Page]:
    """An officer's phone, signed in, on the desk of districts."""
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", PASSWORD)
        page.goto(f"{server_url}/me")
        page.get_by_role("link", name="街区和位置").click()
        expect(page.locator("main ul > li").first).to_be_visible()
        yield page
        check_quiet(page)


@pytest.fixture
def consumer(play: Playwright, chromium: str, server_url: str, case: Case) -> Iterator[Page]:
    """Somebody else's phone on the map, so near that a keyboard steps through all in sight."""
    at, code = case.inside, case.district["code"]
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/map?at={at.lng},{at.lat},18&f=z:{code}")
        await_marks(page)
        yield page
        check_quiet(page)


@pytest.fixture
def shop_page(play: Playwright, chromium: str, server_url: str) -> Iterator[Page]:
    """The owner's phone, signed in, with the shop's card."""
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, SHOP, PASSWORD)
        expect(page.get_by_role("link", name="店铺位置")).to_be_visible()
        yield page
        check_quiet(page)


def test_a_shop_finds_its_place_and_enters_a_district(
    api: MapApi, owner: httpx.Client, case: Case, shop_page: Page, officer_page: Page
) -> None:
    pin_abroad(shop_page, case)
    refuse_pin(officer_page, api, case)
    read_refusal(shop_page, case)
    read_unmet_rule(shop_page, owner, case)
    pin_inside(shop_page, case)
    apply_for(shop_page, case)


def test_an_officer_admits_and_the_map_shows_it(
    api: MapApi, owner: httpx.Client, case: Case, consumer: Page, officer_page: Page
) -> None:
    put_pin(owner, case.uscc, case.inside)
    apply_at_once(owner, api, case)
    expect(consumer.get_by_text(f"共 {api.total(members_of(case))} 家")).to_be_visible()
    before = api.total(members_of(case))
    admit(officer_page, case)
    assert api.merchant(case.uscc)["district"]["code"] == case.district["code"]
    see_member(consumer, api, case, before + 1)


def look(page: Page, name: str) -> None:
    """No fault of access, nothing to the right of the phone; a picture for people."""
    shots.shoot(page, name)
    check_accessible(page)
    check_no_sideways_scroll(page)


def set_pin(page: Page, at: Spot) -> None:
    """Give the place as numbers, as an owner with a GPS does."""
    expect(page.get_by_role("button", name="就标在这里")).to_be_disabled()
    page.get_by_text("经纬度", exact=True).click()
    page.get_by_label("经度（可整串粘贴）").fill(f"{at.lng}, {at.lat}")
    page.get_by_label("纬度", exact=True).focus()
    page.get_by_label("这串数字从哪里来").select_option("wgs84")
    page.get_by_role("button", name="就标在这里").click()


def pin_abroad(page: Page, case: Case) -> None:
    """A place in another county is not taken at once, and the owner is told why."""
    page.get_by_role("link", name="店铺位置").click()
    look(page, "pin")
    set_pin(page, case.abroad)
    expect(page.get_by_text("已提交，等工作人员核对")).to_be_visible()
    expect(page.get_by_text("等工作人员核对", exact=True)).to_be_visible()
    look(page, "pin-waits")


def refuse_pin(page: Page, api: MapApi, case: Case) -> None:
    """The officer sees where it lies and where it should; nothing moves before the decision."""
    assert case.uscc not in [one["uscc"] for one in api.near(case.abroad, 500)]
    open_in_app(page, "/office/pins")
    name = api.merchant(case.uscc)["name"]
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name))
    expect(card).to_contain_text(f"{case.abroad.lng:.6f}, {case.abroad.lat:.6f}")
    look(page, "pin-review")
    card.get_by_role("button", name="不采用").first.click()
    decide = card.get_by_role("button", name="不采用").last
    expect(decide).to_be_disabled()  # a no is always told why
    card.get_by_label("理由").fill("照片上的门牌在登记的区里，请重新标注")
    decide.click()
    expect(page.get_by_text(f"已告知 {name} 不采用的理由")).to_be_visible()
    expect(card).to_have_count(0)


def read_refusal(page: Page, case: Case) -> None:
    """The owner reads the reason; the shop stands where it stood."""
    open_in_app(page, f"/shops/{case.uscc}/place")
    expect(page.get_by_text("上次标的位置没有采用")).to_be_visible()
    expect(page.get_by_text("请重新标注")).to_be_visible()
    look(page, "pin-refused")


def read_unmet_rule(page: Page, owner: httpx.Client, case: Case) -> None:
    """The rule that is not met says what was found, how to mend it and where; nothing is sent."""
    open_in_app(page, f"/shops/{case.uscc}/district")
    page.get_by_role("button", name=re.compile(case.district["name"])).click()
    expect(page.get_by_text("还有 1 条不符合")).to_be_visible()
    rule = unmet(owner, case.uscc, case.district["code"])["inside"]
    item = page.get_by_role("listitem").filter(has_text=rule["text"])
    expect(item).to_contain_text(rule["found"])
    expect(item).to_contain_text(rule["howToFix"])
    expect(page.get_by_role("button", name="提交申请")).to_have_count(0)
    look(page, "rules-unmet")
    item.get_by_role("link", name="标注店铺位置").click()


def pin_inside(page: Page, case: Case) -> None:
    """A place in the shop's own county is taken at once."""
    set_pin(page, case.inside)
    expect(page.get_by_text("已采用")).to_be_visible()
    expect(page.get_by_text(f"在{case.district['name']}范围内")).to_be_visible()
    look(page, "pin-taken")


def apply_for(page: Page, case: Case) -> None:
    """The shop reads the rules and the charter, agrees and applies."""
    open_in_app(page, "/shops")
    page.get_by_role("link", name="信用街区").click()
    page.get_by_role("button", name=re.compile(case.district["name"])).click()
    expect(page.get_by_text("每一条都符合，可以申请。")).to_be_visible()
    send = page.get_by_role("button", name="提交申请")
    expect(send).to_be_disabled()  # no charter, no application
    page.get_by_label("我读过第").check()
    page.get_by_label("想对街区说的话").fill(WISH)
    look(page, "apply")
    send.click()
    expect(page.get_by_text("申请已提交，等工作人员审核")).to_be_visible()
    look(page, "applied")


def members_of(case: Case) -> str:
    """The map's filter for the district's members."""
    return f"z:{case.district['code']}"


def apply_at_once(owner: httpx.Client, api: MapApi, case: Case) -> None:
    """The application of the other story, without its screens."""
    charter = api.district(case.district["code"])["charter"]["version"]
    wish = {"district": case.district["code"], "statement": WISH, "charterVersion": charter}
    owner.post(f"/api/subjects/{case.uscc}/memberships", json=wish).raise_for_status()


def admit(page: Page, case: Case) -> None:
    """The officer reads what was found for each rule and admits."""
    open_in_app(page, f"/office/memberships?district={case.district['code']}")
    card = page.get_by_role("listitem").filter(has_text=WISH)
    expect(card).to_be_visible()
    look(page, "application")
    card.get_by_role("button", name="同意加入").click()
    card.get_by_role("button", name="同意加入").last.click()
    expect(page.get_by_text(re.compile("已加入"))).to_be_visible()


def see_member(page: Page, api: MapApi, case: Case, members: int) -> None:
    """The open map has one more, without a reload; the shop's page carries the district."""
    expect(page.get_by_text(f"共 {members} 家")).to_be_visible()
    shop = api.merchant(case.uscc)
    expect(page.get_by_role("button", name=re.compile(re.escape(shop["name"])))).to_be_attached()
    look(page, "member-on-map")
    open_in_app(page, f"/m/{case.uscc}")
    name = case.district["name"]
    expect(page.get_by_role("link", name=re.compile(f"{name}成员"))).to_be_visible()
    look(page, "member-page")


def test_an_officer_draws_a_district_on_a_phone(
    server_url: str, api: MapApi, officer_page: Page
) -> None:
    page = officer_page
    page.goto(f"{server_url}/office/districts")
    page.get_by_role("link", name="新建街区").click()
    page.get_by_label("名字").fill(NAME)
    page.get_by_label("所在县、区").select_option(GROUND)
    page.get_by_label("管理单位").fill("试画管理处")
    submit = page.get_by_role("button", name="提交，开始创建")
    draw(page, CROSSED)
    expect(page.get_by_text("边界与自身相交")).to_be_visible()
    expect(submit).to_be_disabled()
    show_board(page)
    look(page, "self-crossing")

    mend(page)
    expect(page.get_by_text("边界与自身相交")).to_have_count(0)
    expect(submit).to_be_enabled()
    look(page, "mended")
    corners = corners_of(page)
    submit.click()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    code = re.search(r"/office/districts/(\d{9})", page.url)
    assert code, page.url
    kept = api.district(code[1])
    assert kept["status"] == "proposed"
    ring = {(round(lng, 6), round(lat, 6)) for lng, lat in kept["boundary"]["coordinates"][0]}
    assert ring == corners
    public = api.read("/api/districts", division=GROUND, limit=100)["items"]
    assert code[1] not in [one["code"] for one in public], "not before it is named"
    look(page, "proposed")
    strike_off(page, server_url, code[1])


def draw(page: Page, taps: tuple[tuple[int, int], ...]) -> None:
    """Zoom into the county and tap around the edge."""
    board = show_board(page)
    for _ in range(4):
        board.get_by_role("button", name="放大").click()
    for by in taps:
        page.mouse.click(*beside_middle(page, by))
    page.get_by_role("button", name="围起来").click()


def show_board(page: Page) -> Locator:
    """The drawing board, all of it on the glass."""
    board = page.get_by_role("application")
    board.evaluate("board => board.scrollIntoView({ block: 'center' })")
    return board


def mend(page: Page) -> None:
    """Drag the last corner to where no side crosses another."""
    corner = page.get_by_role("button", name=f"第 {len(CROSSED)} 个点", exact=True)
    box = corner.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*beside_middle(page, MENDED), steps=8)
    page.mouse.up()


def beside_middle(page: Page, by: tuple[int, int]) -> tuple[float, float]:
    """A place on the drawing board, counted in pixels from its middle."""
    box = page.get_by_role("application").bounding_box()
    assert box
    return box["x"] + box["width"] / 2 + by[0], box["y"] + box["height"] / 2 + by[1]


def corners_of(page: Page) -> set[tuple[float, float]]:
    """The corners as the table beside the board says them."""
    page.get_by_text("用表格改坐标").click()
    rows = range(1, len(CROSSED) + 1)
    found = {
        (
            float(page.get_by_label(f"第 {row} 个点的经度").input_value()),
            float(page.get_by_label(f"第 {row} 个点的纬度").input_value()),
        )
        for row in rows
    }
    page.get_by_text("用表格改坐标").click()
    return found


def strike_off(page: Page, server: str, code: str) -> None:
    """Take the drawn district out of the way again, as the officer's own decision."""
    page.goto(f"{server}/office/districts/{code}/review")
    page.get_by_label("注销").first.check()
    page.get_by_label("复核意见").fill("试画，不再创建。")
    page.get_by_label("我确认注销").check()
    look(page, "strike-off")
    page.get_by_role("button", name="注销").click()
    expect(page.get_by_text("已注销").first).to_be_visible()
    open_in_app(page, "/office/districts")
    expect(page.get_by_role("link", name="新建街区")).to_be_visible()  # no draft of it is left


def test_an_officer_holds_the_yearly_review(
    server_url: str, api: MapApi, officer_page: Page
) -> None:
    page = officer_page
    page.goto(f"{server_url}/office/districts")
    page.get_by_role("button", name="该复核了").click()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading")).first
    expect(card).to_contain_text("复核已过期")
    look(page, "due")
    name = card.get_by_role("heading").inner_text()
    card.get_by_role("link", name="年度复核").click()
    code = re.search(r"/office/districts/(\d{9})/review", page.url)
    assert code, page.url
    for step in api.district(code[1])["evaluation"]["steps"]:
        expect(page.get_by_text(step["text"]).first).to_be_visible()
    page.get_by_label("通过复核").check()
    page.get_by_label("复核意见").fill(OPINION)
    look(page, "review")
    page.get_by_role("button", name="通过复核").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()

    decided = api.district(code[1])["reviews"][0]
    assert (decided["outcome"], decided["opinion"]) == ("kept", OPINION)
    page.goto(f"{server_url}/district/{code[1]}")
    review = page.get_by_role("region", name="复核经过")
    expect(review).to_contain_text(f"{decided['year']} 年度")
    expect(review).to_contain_text(OPINION)
    review.scroll_into_view_if_needed()
    look(page, "reviewed")
