"""Keeping one's word: pledges, the green channel, what is due, rates, and files of commitments."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from credit.commitments.exchange.columns import COLUMNS
from e2e.desk import account, subject_of
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
HALL = "西宁市政务服务大厅（示例）"


def look(page: Page, name: str) -> None:
    """What every screen of the story must stand."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, name)


def test_a_citizen_pledges_shows_it_and_takes_everything_back(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with account(server_url, "citizen2") as api:
        api.delete("/api/consents/citizen_pledge").raise_for_status()
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "citizen2", PASSWORD)
        page.goto(f"{server_url}/me/pledges")
        offer = page.get_by_role("button", name="我承诺：诚信旅游")
        expect(offer).to_be_visible()
        look(page, "pledges-offered")
        offer.click()
        agree = page.get_by_role("button", name="我已年满十八周岁，同意")
        expect(agree).to_be_visible()
        look(page, "pledges-consent")
        agree.click()
        expect(page.get_by_text("已经记下：诚信旅游")).to_be_visible()
        page.get_by_role("button", name="出示给人看").click()
        expect(page.get_by_text("才让·卓玛 自愿承诺")).to_be_visible()
        look(page, "pledges-paper")
        page.get_by_role("button", name="关闭").click()
        page.get_by_role("button", name="收回：诚信旅游").click()
        expect(page.get_by_text("已收回并删除：诚信旅游")).to_be_visible()
        page.get_by_role("button", name="我承诺：守时赴约").click()
        expect(page.get_by_text("已经记下：守时赴约")).to_be_visible()
        page.get_by_role("button", name="撤回同意，删除全部").click()
        page.get_by_role("button", name="撤回并删除").click()
        expect(page.get_by_text("已撤回，承诺都删除了。")).to_be_visible()
        check_quiet(page)


def test_a_hall_asks_and_the_shop_sees_who(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with account(server_url, "milk") as owner:
        uscc = subject_of(owner)
    with phone(play, chromium) as desk, phone(play, chromium) as pocket:
        page = open_page(desk, server_url)
        sign_in(page, server_url, "officer", PASSWORD)
        page.goto(f"{server_url}/office/green-channel")
        page.get_by_label("统一社会信用代码").fill(uscc)
        page.get_by_label("办理事项").select_option("food_licence_new")
        page.get_by_label("您的单位").fill(HALL)
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_role("heading", name="可以走绿色通道")).to_be_visible()
        look(page, "green-desk")
        page.get_by_label("办理事项").select_option("travel_agency_pre_review")
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_role("heading", name="不符合，走普通程序")).to_be_visible()
        shoot(page, "green-desk-no")
        check_quiet(page)
        shop = open_page(pocket, server_url)
        sign_in(shop, server_url, "milk", PASSWORD)
        shop.goto(f"{server_url}/shops/{uscc}/green-channel")
        expect(shop.get_by_text(HALL).first).to_be_visible()
        shop.locator("summary").first.click()
        expect(shop.get_by_text("信用等级不是 D").first).to_be_visible()
        look(shop, "green-shop")
        check_quiet(shop)


def test_an_officer_imports_determines_and_exports(
    play: Playwright, chromium: str, server_url: str, tmp_path: Path
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", PASSWORD)
        page.goto(f"{server_url}/office/performance")
        expect(page.get_by_text("项待认定")).to_be_visible()
        look(page, "performance")
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").click()
        path = tmp_path / "commitments.csv"
        path.write_bytes(Path(download.value.path()).read_bytes())
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == [column.name for column in COLUMNS]
        first = page.get_by_role("checkbox").first
        first.check()
        page.get_by_role("button", name="成批认定为全部履行").click()
        page.get_by_label("认定单位", exact=True).fill("示例区行政审批局")
        page.get_by_label("认定理由").fill("材料已补齐")
        look(page, "performance-form")
        page.get_by_role("button", name="保存认定").click()
        expect(page.get_by_text("已认定 1 项")).to_be_visible()
        page.goto(f"{server_url}/office/imports")
        page.get_by_label("文件内容").select_option("commitment_records")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("button", name="导入").last.click()
        page.wait_for_url("**/office/imports/*")
        expect(page.get_by_text("承诺信息（国家标准，整份）").first).to_be_visible(timeout=30_000)
        shoot(page, "import")
        check_quiet(page)


@pytest.mark.parametrize(
    ("name", "prefs"), [("light", {}), ("dark", {"theme": "dark"}), ("elder", {"elder": True})]
)
def test_everybody_reads_the_rates(
    play: Playwright, chromium: str, server_url: str, name: str, prefs: dict[str, object]
) -> None:
    with phone(play, chromium, prefs=prefs) as context:
        page = open_page(context, f"{server_url}/commitments/statistics")
        expect(page.get_by_text("按行业").first).to_be_visible()
        look(page, f"rates-{name}")
        page.get_by_role("button", name="表", exact=True).click()
        expect(page.get_by_role("table")).to_be_visible()
        look(page, f"rates-table-{name}")
        check_quiet(page)
