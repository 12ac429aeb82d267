"""A promise from end to end: signed on the phone, read by everybody, its receipt checked."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot

pytestmark = pytest.mark.browser
PASSWORD = "qinghai2026"
NAME = "足斤足两"


def looked_at(page: Page, name: str) -> None:
    shoot(page, name)
    check_accessible(page)
    check_no_sideways_scroll(page)


def test_a_merchant_signs_and_everybody_reads_and_checks(
    play: Playwright, chromium: str, server_url: str, tmp_path: Path
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "noodle", PASSWORD)
        page.get_by_role("link", name="我的承诺").click()
        expect(page.get_by_text("适合您这行的")).to_be_visible()
        looked_at(page, "my-promises")
        page.get_by_role("link", name=NAME).click()
        page.get_by_label("短少部分补偿几倍").fill("5")
        expect(page.get_by_text("再按少的部分5倍补")).to_be_visible()
        looked_at(page, "sign-fill-in")
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_text("按短少部分价款的5倍补偿")).to_be_visible()
        looked_at(page, "sign-read")
        page.get_by_role("button", name="读完了，去签").click()
        page.get_by_label("我看明白了").check()
        page.get_by_label("输入登录密码").fill("a wrong guess")
        page.get_by_role("button", name="签下承诺").click()
        expect(page.get_by_role("alert")).to_contain_text("密码不正确")
        page.get_by_label("输入登录密码").fill(PASSWORD)
        looked_at(page, "sign-act")
        page.get_by_role("button", name="签下承诺").click()
        expect(page.get_by_role("heading", name="承诺已公开")).to_be_visible()
        looked_at(page, "signed")
        with page.expect_download() as download:
            page.get_by_role("button", name="下载回执").click()
        pdf = Path(download.value.path()).read_bytes()
        page.get_by_role("link", name="看公开页").click()
        expect(page.get_by_role("heading", name=NAME)).to_be_visible()
        looked_at(page, "promise-page")
        code = page.url.rsplit("/", 1)[1]
        check_quiet(page)
    genuine, altered = tmp_path / "receipt.pdf", tmp_path / "altered.pdf"
    genuine.write_bytes(pdf)
    altered.write_bytes(pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:])
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/receipts/{code}")
        expect(page.get_by_role("heading", name="回执是真的")).to_be_visible()
        looked_at(page, "receipt-checked")
        page.locator("input[type=file]").set_input_files(altered)
        expect(page.get_by_role("heading", name="文件不对")).to_be_visible()
        looked_at(page, "receipt-altered")
        page.locator("input[type=file]").set_input_files(genuine)
        expect(page.get_by_role("heading", name="文件是真的")).to_be_visible()
        page.goto(f"{server_url}/receipts/{code}?text={'0' * 64}")
        expect(page.get_by_role("heading", name="对不上")).to_be_visible()
        check_quiet(page)
    withdraw(play, chromium, server_url)


def withdraw(play: Playwright, chromium: str, server_url: str) -> None:
    """So that the story can be told again on the same server."""
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "noodle", PASSWORD)
        page.get_by_role("link", name="我的承诺").click()
        card = page.locator("section.card", has=page.get_by_role("heading", name=NAME))
        card.get_by_role("button", name="撤回").click()
        page.get_by_label("为什么撤回").fill("试一试")
        looked_at(page, "withdraw")
        page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True).click()
        expect(card).to_have_count(0)
        expect(page.get_by_text("已撤回").first).to_be_visible()
        check_quiet(page)


@pytest.mark.parametrize(
    "prefs", [{}, {"theme": "dark"}, {"elder": True}, {"size": "largest"}], ids=str
)
def test_everybody_reads_the_column(
    play: Playwright, chromium: str, server_url: str, prefs: dict[str, object]
) -> None:
    with phone(play, chromium, prefs=prefs) as context:
        page = open_page(context, f"{server_url}/commitments")
        rows = page.locator("ul a.card")
        expect(rows.first).to_be_visible()
        looked_at(page, "column")
        page.get_by_role("button", name="没做到").click()
        expect(rows.first).to_contain_text("履行")
        page.get_by_label("行业").select_option("餐饮")
        expect(rows.first).to_contain_text("餐饮")
        looked_at(page, "column-broken")
        rows.first.click()
        expect(page.get_by_role("heading", name="做到没有")).to_be_visible()
        looked_at(page, "broken-promise")
        page.goto(f"{server_url}/commitments?q=没有这样的店")
        expect(page.get_by_role("heading", name="没有这样的承诺")).to_be_visible()
        page.goto(f"{server_url}/matters")
        page.get_by_label("找事项").fill("spjy")
        expect(page.get_by_text("食品经营许可新办（容缺受理）")).to_be_visible()
        page.get_by_text("食品经营许可新办（容缺受理）").click()
        looked_at(page, "matters")
        check_quiet(page)


def test_an_officer_enters_a_paper_promise(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", PASSWORD)
        page.goto(f"{server_url}/office/promises/new")
        page.get_by_label("统一社会信用代码").fill("91630000226593742J")
        page.get_by_label("哪项承诺").select_option("clear_price")
        page.get_by_label("纸质原件在手").check()
        looked_at(page, "paper")
        page.get_by_role("button", name="录入").click()
        expect(page.get_by_role("alert")).to_be_visible()
        check_accessible(page)
