"""A shop makes a credit report; somebody verifies the file, an altered copy fails; a link is
opened on another phone, seen by the owner, taken back, and dead."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from e2e import shots
from e2e.desk import PASSWORD, account, subject_of
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
SHOP = "milk"
RECIPIENT = "示例商业银行"


def seen(page: Page, name: str) -> None:
    """The screen is sound as it stands."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    shots.shoot(page, name)


def make_report(page: Page, uscc: str) -> None:
    open_in_app(page, f"/shops/{uscc}/reports")
    page.get_by_label("给谁用、做什么").select_option("loan")
    seen(page, "reports")
    page.get_by_role("button", name="现在出具").click()
    expect(page).to_have_url(re.compile(r"/reports/[0-9]{22}$"))
    expect(page.get_by_role("heading", name=re.compile("^十、信用状况提升建议"))).to_be_visible()
    seen(page, "report")
    page.get_by_role("button", name=re.compile("^七 ")).click()
    expect(page.get_by_role("heading", name=re.compile("^七、信用评价"))).to_be_in_viewport()


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 PDF").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def share(page: Page) -> tuple[str, str]:
    """(link, pass code) of a share that the owner makes."""
    page.get_by_role("button", name="分享").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("发给谁").fill(RECIPIENT)
    sheet.get_by_label("给谁用、做什么").select_option("loan")
    seen(page, "share")
    sheet.get_by_role("button", name="生成链接").click()
    link = sheet.get_by_label("链接").input_value()
    code = sheet.locator("b").inner_text()
    shots.shoot(page, "shared")
    sheet.get_by_role("button", name="好了").click()
    return link, code


def verify(other: BrowserContext, server: str, file: Path) -> None:
    page = open_page(other, f"{server}/credit-report")
    chooser = page.get_by_label("选择报告文件")
    chooser.set_input_files(file)
    expect(page.get_by_role("heading", name="是真的，没有改过")).to_be_visible()
    seen(page, "genuine")
    content = file.read_bytes()
    place = len(content) // 2
    altered = file.with_name("altered.pdf")
    altered.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    chooser.set_input_files(altered)
    expect(page.get_by_role("heading", name="被改过")).to_be_visible()
    seen(page, "altered")
    check_quiet(page)


def read_shared(other: BrowserContext, link: str, code: str) -> Page:
    page = open_page(other, link)
    page.get_by_role("button", name="打开").click()
    page.get_by_label("口令").fill(code)
    seen(page, "pass-code")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_text(f"给：{RECIPIENT}")).to_be_visible()
    seen(page, "recipient")
    return page


def test_a_report_is_made_verified_shared_and_taken_back(
    server_url: str, play: Playwright, chromium: str, tmp_path: Path
) -> None:
    with account(server_url, SHOP) as owner:
        uscc = subject_of(owner)
    with phone(play, chromium) as own, phone(play, chromium, prefs={"theme": "dark"}) as other:
        page = open_page(own, server_url)
        sign_in(page, server_url, SHOP, PASSWORD)
        make_report(page, uscc)
        file = download(page, tmp_path)
        link, code = share(page)
        verify(other, server_url, file)
        guest = read_shared(other, link, code)

        open_in_app(page, f"/shops/{uscc}/reports/lookups")
        expect(page.get_by_text(RECIPIENT).first).to_be_visible()
        seen(page, "lookups")
        open_in_app(page, f"/shops/{uscc}/reports/sharing")
        page.get_by_role("button", name=f"收回 {RECIPIENT}").first.click()
        seen(page, "revoke")
        page.get_by_role("dialog").get_by_role("button", name="收回", exact=True).click()
        expect(page.get_by_text("已收回").first).to_be_visible()
        seen(page, "sharing")

        guest.reload()
        guest.get_by_role("button", name="打开").click()
        expect(guest.get_by_role("heading", name="这个链接不能用了")).to_be_visible()
        seen(guest, "dead")
        check_quiet(page)


def test_the_screens_stand_for_elders_and_the_desk(
    server_url: str, play: Playwright, chromium: str
) -> None:
    with account(server_url, SHOP) as owner:
        uscc = subject_of(owner)
    with phone(play, chromium, prefs={"elder": True, "size": "largest"}) as elder:
        page = open_page(elder, server_url)
        sign_in(page, server_url, SHOP, PASSWORD)
        open_in_app(page, f"/shops/{uscc}/reports/clearance")
        page.get_by_role("checkbox", name=re.compile("^市场监管")).check()
        page.get_by_role("checkbox", name=re.compile("^税务")).check()
        page.get_by_label("给谁用、做什么").select_option("policy")
        seen(page, "clearance-elder")
        page.get_by_role("button", name="现在出具").click()
        expect(page.get_by_role("heading", name="二、市场监管领域")).to_be_visible()
        expect(page.get_by_text("没有接入，不能证明").first).to_be_visible()
        seen(page, "clearance-report-elder")
        check_quiet(page)
