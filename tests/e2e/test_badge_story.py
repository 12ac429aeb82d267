"""The life of a shop's code: named, printed, lost, suspended, resumed, all of it readable."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from e2e.film import png, render_pdf
from e2e.phone import (
    await_worker,
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)

pytestmark = pytest.mark.browser
NAME = "花海听风"
IN_TIME = 15_000
# As when the phone shows another app, or this one again.
LOOK = """(seen) => {
  Object.defineProperty(document, 'hidden', { value: !seen, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}"""
REASON = "涉嫌转借信用码，正在核查"
BASIS = "《示例管理规定》第八条"


@pytest.fixture
def api(server_url: str) -> Iterator[httpx.Client]:
    """The public API."""
    with httpx.Client(base_url=server_url, trust_env=False) as client:
        yield client


@pytest.fixture
def shop_page(play: Playwright, chromium: str, server_url: str) -> Iterator[Page]:
    """The phone of the shop's owner, signed in."""
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "huahai", "qinghai2026")
        yield page
        check_quiet(page)


def desk_of(page: Page) -> str:
    """The address of the shop's code desk, found by tapping."""
    page.get_by_role("link", name="信用码管理").click()
    expect(page).to_have_url(re.compile(r"/shops/\w{18}/code$"))
    expect(page.locator(".bone")).to_have_count(0)
    return page.url


def download(page: Page, label: str) -> bytes:
    """What the print page hands out under this name."""
    with page.expect_download() as answer:
        page.get_by_role("button", name=f"下载 {label}", exact=True).click()
    return Path(answer.value.path()).read_bytes()


def printed_code(pdf: bytes) -> str:
    """The text of the codes on a printed sheet; all of them say the same."""
    found = {code.text for code in zxingcpp.read_barcodes(render_pdf(pdf, width=1700))}
    assert len(found) == 1, found
    return found.pop()


def verdict_on(api: httpx.Client, text: str) -> tuple[str, str | None]:
    """What the server says of a printed code now."""
    said = api.get(f"/api/verdicts/{text.rsplit('/', 1)[1]}").raise_for_status().json()
    return said["verdict"], said["reason"]


def scan(page: Page, server: str, pdf: bytes) -> None:
    """Choose a photo of one sticker of a printed sheet in the scanner."""
    sheet = render_pdf(pdf, width=2400)
    sticker = sheet.crop((80, 60, 620, 740))
    page.goto(f"{server}/scan")
    page.get_by_label("选照片").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": png(sticker)}
    )


def test_a_shop_names_prints_loses_and_regains_its_code(
    play: Playwright, chromium: str, server_url: str, shop_page: Page, api: httpx.Client
) -> None:
    page = shop_page
    desk = desk_of(page)
    confirm_name(page)

    page.goto(f"{desk}/print")
    old = download(page, "3 厘米小贴")
    old_text = printed_code(old)
    assert verdict_on(api, old_text) == ("valid", None)
    with phone(play, chromium) as customer:
        tab = open_page(customer, server_url)
        scan(tab, server_url, old)
        expect(tab.get_by_role("heading", level=1, name=NAME)).to_be_visible(timeout=IN_TIME)
        expect(tab.get_by_text("有效", exact=True)).to_be_visible()

        page.goto(desk)
        report_loss(page)
        assert verdict_on(api, old_text) == ("invalid", "revoked")
        scan(tab, server_url, old)
        expect(tab.get_by_role("heading", level=1, name="无效")).to_be_visible(timeout=IN_TIME)

        page.get_by_role("link", name="打印新海报").click()
        new = download(page, "3 厘米小贴")
        new_text = printed_code(new)
        assert new_text != old_text
        assert verdict_on(api, new_text) == ("valid", None)
        scan(tab, server_url, new)
        expect(tab.get_by_role("heading", level=1, name=NAME)).to_be_visible(timeout=IN_TIME)
    officer_measures(play, chromium, server_url, desk, api, new_text)
    read_history(page, desk)


def confirm_name(page: Page) -> None:
    """A name of another shop is refused at the field; the shop's own is taken."""
    page.get_by_role("link", name="店招简称").click()
    box = page.get_by_label("简称", exact=True)
    box.fill("花海听风大客栈和酒店")
    expect(page.get_by_text("多了 2 个字")).to_be_visible()
    box.fill("麻辣烫")
    page.get_by_role("button", name="就用「麻辣烫」").click()
    expect(page.get_by_text("没有相同的字号")).to_be_visible()
    check_accessible(page)
    box.fill(NAME)
    expect(page.get_by_text("4 / 8 个字")).to_be_visible()
    page.get_by_role("button", name=f"就用「{NAME}」").click()
    expect(page.get_by_role("heading", name=f"简称已确认：{NAME}")).to_be_visible()
    check_accessible(page)


def report_loss(page: Page) -> None:
    """One tap, a sheet that says what it means, and the new code."""
    page.get_by_role("button", name="海报丢了").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("全部作废")
    check_accessible(page)
    sheet.get_by_label("怎么丢的").fill("门口海报被撕走")
    sheet.get_by_role("button", name="作废旧码，换新码").click()
    expect(page.get_by_text("旧码已全部作废")).to_be_visible()
    expect(page.get_by_role("img", name="您的新码")).to_be_visible()
    check_accessible(page)


def officer_measures(
    play: Playwright, chromium: str, server: str, desk: str, api: httpx.Client, text: str
) -> None:
    """An officer suspends the code from the shop's page, with a reason, and resumes it."""
    uscc = desk.split("/")[-2]
    with phone(play, chromium) as context:
        page = open_page(context, server)
        sign_in(page, server, "officer", "qinghai2026")
        page.goto(f"{server}/m/{uscc}")
        page.get_by_role("link", name="管理这家店的信用码").click()
        take(page, "暂停信用码", REASON, BASIS)
        expect(page.get_by_text(BASIS).first).to_be_visible()
        expect(page.get_by_text("已暂停。")).to_be_visible()
        check_accessible(page)
        assert verdict_on(api, text) == ("invalid", "suspended")
        assert api.get(f"/api/subjects/{uscc}/badge").status_code == 404
        take(page, "恢复信用码", "核查清楚，没有转借")
        expect(page.get_by_text("已恢复。")).to_be_visible()
        assert verdict_on(api, text) == ("valid", None)
        check_quiet(page)


def take(page: Page, measure: str, reason: str, basis: str = "") -> None:
    """Open a measure, find that it wants a reason (and its legal basis), give them."""
    page.get_by_role("button", name=measure).click()
    sheet = page.get_by_role("dialog")
    act = sheet.get_by_role("button", name=measure)
    expect(act).to_be_disabled()
    sheet.get_by_label("原因").fill(reason)
    if basis:
        expect(act).to_be_disabled()
        sheet.get_by_label("法律依据").fill(basis)
    check_accessible(page)
    act.click()


def read_history(page: Page, desk: str) -> None:
    """The shop reads what became of each code and why."""
    page.goto(f"{desk}/history")
    past = page.get_by_role("listitem")
    expect(past.first).to_contain_text("有效")
    expect(past.filter(has_text="商户报失：门口海报被撕走").first).to_contain_text("已吊销")
    expect(past.filter(has_text=NAME).first).to_be_visible()
    check_accessible(page)
    check_no_sideways_scroll(page)


def test_the_live_badge_runs_hides_and_never_comes_back_once_refused(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        page = open_page(context, server_url)
        await_worker(page)
        sign_in(page, server_url, "huahai", "qinghai2026")
        page.get_by_role("link", name="出示牌子").click()
        code = page.get_by_role("img", name="出示牌子")
        expect(code).to_be_visible()
        address = page.url
        clock = page.get_by_role("timer")
        before = clock.inner_text()
        expect(clock).not_to_have_text(before)  # the seconds run

        page.evaluate(LOOK, False)
        expect(page.get_by_text("码已隐藏")).to_be_visible()
        expect(code).to_have_count(0)
        page.evaluate(LOOK, True)
        expect(code).to_be_visible()
        page.get_by_role("button", name="只看码").click()
        page.get_by_role("button", name="退出只看码").click()

        context.set_offline(True)
        page.goto(address)
        expect(code).to_be_visible(timeout=IN_TIME)
        expect(page.get_by_text("没有网络，这是")).to_be_visible()
        check_accessible(page)
        context.set_offline(False)
        refuse_badge(context)
        page.goto(address)
        expect(page.get_by_text("没有可用的信用码")).to_be_visible()
        expect(code).to_have_count(0)
        context.set_offline(True)
        page.goto(address)
        expect(page.get_by_role("alert")).to_be_visible(timeout=IN_TIME)
        expect(code).to_have_count(0)  # what was refused is not shown from memory


def refuse_badge(context: BrowserContext) -> None:
    """As after a revocation: the server has no badge for the shop any more."""
    context.route(
        re.compile(r"/api/subjects/\w{18}/badge$"),
        lambda route: route.fulfill(status=404, json={"type": "/problems/not-found", "title": ""}),
    )


def test_an_office_gets_a_key_once_and_loses_it(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", "qinghai2026")
        page.goto(f"{server_url}/me")
        page.get_by_role("link", name="核验接入").click()
        page.get_by_role("button", name="新增一个接入").click()
        make = page.get_by_role("button", name="生成密钥")
        page.get_by_label("应用名称").fill("示例图书馆借阅机")
        page.get_by_label("使用单位").fill("西宁市示例图书馆")
        expect(make).to_be_disabled()  # no purpose, no key
        page.get_by_label("享受守信礼遇").check()
        check_accessible(page)
        make.click()
        key = page.get_by_label("密钥", exact=True)
        expect(key).to_have_value(re.compile("^xyqv_"))
        check_accessible(page)
        page.get_by_role("button", name="我已经保存好了").click()
        expect(key).to_have_count(0)
        mine = page.get_by_role("listitem").filter(has_text="示例图书馆借阅机").first
        expect(mine).to_contain_text("可用")
        check_accessible(page)
        mine.get_by_role("button", name="停用").click()
        page.get_by_role("dialog").get_by_role("button", name="停用", exact=True).click()
        expect(mine).to_contain_text("已停用")
        check_quiet(page)
