"""The desk: a merchant shows the badge and makes a promise; an officer imports a file."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Playwright, expect

from e2e.conftest import Shop
from e2e.phone import check_accessible, check_quiet, open_page, phone, sign_in

pytestmark = pytest.mark.browser
HEADER = (
    "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),行政许可决定文书名称,"
    "行政许可决定文书号,许可类别,许可编号,许可内容,许可决定日期,有效期自,有效期至,"
    "许可机关,许可机关统一社会信用代码,当前状态,数据来源单位,数据来源单位统一社会信用代码\n"
)


def test_two_tabs_that_renew_at_the_same_moment_stay_signed_in(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with phone(play, chromium) as context:
        tabs = [open_page(context, server_url), open_page(context, server_url)]
        sign_in(tabs[0], server_url, "milk", "qinghai2026")
        for _ in range(3):
            for tab in tabs:
                tab.evaluate("setTimeout(() => location.assign('/shops'))")
            for tab in tabs:
                expect(tab.get_by_role("heading", name=shop.name)).to_be_visible()
        tabs[1].goto(f"{server_url}/me")
        tabs[1].get_by_role("button", name="退出登录").click()
        expect(tabs[0].get_by_text("请先登录")).to_be_visible()
        check_quiet(tabs[0])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_badge_on_the_screen_can_be_scanned(
    play: Playwright, chromium: str, server_url: str, shop: Shop, theme: str, tmp_path: Path
) -> None:
    with phone(play, chromium, prefs={"theme": theme}) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "milk", "qinghai2026")
        page.get_by_role("link", name="出示牌子").click()
        code = page.get_by_role("img", name="出示牌子")
        expect(code).to_be_visible()
        assert int(code.get_attribute("data-modules") or 0) <= 49  # version 8
        page.screenshot(path=tmp_path / "badge.png")
        found = zxingcpp.read_barcodes(Image.open(tmp_path / "badge.png"))
        assert [barcode.text for barcode in found] == [shop.url]
        check_quiet(page)


def test_the_poster_is_downloaded(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "milk", "qinghai2026")
        page.get_by_role("link", name="信用码管理").click()
        page.get_by_role("link", name="打印、下载").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 A4 海报").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_a_wrong_password_says_so(play: Playwright, chromium: str, server_url: str) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/sign-in")
        page.get_by_label("账号").fill("milk")
        page.get_by_label("密码", exact=True).fill("wrong-password")
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")


def test_an_officer_imports_a_file_and_sees_the_bad_rows(
    play: Playwright, chromium: str, server_url: str
) -> None:
    bad = ("某公司,法人及非法人组织,91630000000000000X" + "," * 13 + "\n") * 3
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", "qinghai2026")
        check_accessible(page)
        page.get_by_label("选文件").set_input_files(
            {"name": "许可.csv", "mimeType": "text/csv", "buffer": (HEADER + bad).encode()}
        )
        page.get_by_role("button", name="开始导入").click()
        expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("heading", name="没收下的行")).to_be_visible()
        check_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 CSV").click()
        assert Path(download.value.path()).stat().st_size > 0
        page.go_back()
        expect(page.get_by_role("link", name="许可.csv").first).to_be_visible()
        check_quiet(page)
