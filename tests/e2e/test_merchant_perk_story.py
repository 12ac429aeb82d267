"""The story of merchants and perks: one proposes, an officer approves; a shop sees what it gets,
lets a bank read about it, sees the look-up and takes the consent back."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.conftest import Shop
from e2e.desk import PASSWORD
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
BANK = "青湖示例银行"
OFFER = "小微商户信易贷"


@contextmanager
def signed_in(play: Playwright, chromium: str, server: str, login: str) -> Iterator[Page]:
    """A phone of one of the demo accounts."""
    with phone(play, chromium) as context:
        page = open_page(context, server)
        sign_in(page, server, login, PASSWORD)
        yield page
        check_quiet(page)


def check_screen(page: Page, name: str) -> None:
    """What holds for every screen, and a picture of it."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, name)


def test_a_shop_proposes_gets_its_due_and_is_referred_to_a_bank(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    title = f"故事满减 {time.time_ns() % 1_000_000}"
    with signed_in(play, chromium, server_url, "milk") as owner:
        the_owner_proposes(owner, server_url, shop, title)
        with signed_in(play, chromium, server_url, "reviewer") as officer:
            another_approves(officer, server_url, title)
        owner.reload()
        own = owner.get_by_role("region", name=title)
        expect(own.get_by_text("进行中")).to_be_visible()
        the_owner_reads_what_the_shop_gets(owner, server_url, shop)
        number = the_owner_consents(owner, server_url, shop)
        with signed_in(play, chromium, server_url, "bank") as bank:
            the_bank_reads(bank, server_url, number, shop)
            the_owner_sees_it_and_withdraws(owner)
            bank.reload()
            expect(bank.get_by_role("heading", name="收到的推荐")).to_be_visible()
            expect(bank.get_by_role("button", name=number)).to_have_count(0)


def the_owner_proposes(page: Page, server: str, shop: Shop, title: str) -> None:
    """Six pages, a fault told at its field, a dry run, and off to another officer."""
    page.goto(f"{server}/shops/{shop.uscc}/offers/new")
    page.get_by_role("button", name="减钱").click()
    page.get_by_label("每次最多多少元").fill("5")
    page.get_by_label("名称").fill(title)
    page.get_by_label("一句话").fill("满三十元减五元")
    check_screen(page, "offer-what")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("最后一天领").fill("2020-01-01")
    check_screen(page, "offer-when")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("一共几张").fill("20")
    page.get_by_role("button", name="就填这个数").click()
    expect(page.get_by_label("预算上限（元）")).to_have_value("100")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="好的记录").click()
    check_screen(page, "offer-who")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("使用说明").fill("结账时出示权益码")
    page.get_by_label("依据").fill("商户自愿提供（示例）")
    check_screen(page, "offer-rules")
    page.reload()  # nothing is lost: the draft is on this phone
    page.get_by_role("button", name="试算送审").click()
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.get_by_text("领取结束要晚于开始").last).to_be_visible()
    page.get_by_label("最后一天领").fill("2099-01-01")
    page.get_by_label("最后一天用").fill("2099-02-01")
    page.get_by_role("button", name="试算送审").click()
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.get_by_text("今天够条件的")).to_be_visible()
    check_screen(page, "offer-dry-run")
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.get_by_text("已送审")).to_be_visible()
    check_screen(page, "offers")


def another_approves(page: Page, server: str, title: str) -> None:
    """The desk shows what waits; who proposed it is somebody else."""
    page.goto(f"{server}/office/perks")
    waiting = page.get_by_role("region", name=title)
    waiting.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text(f"「{title}」已办好")).to_be_visible()


def the_owner_reads_what_the_shop_gets(page: Page, server: str, shop: Shop) -> None:
    """What an A brings, in the words of the rules and not as a promise."""
    page.goto(f"{server}/shops/{shop.uscc}/advantages")
    checks = page.get_by_role("region", name="检查次数")
    expect(checks.get_by_text("规则对您有利")).to_be_visible()
    checks.get_by_text("依据和说明").click()
    expect(checks.get_by_text("不是对某一家的承诺")).to_be_visible()
    check_screen(page, "advantages")


def the_owner_consents(page: Page, server: str, shop: Shop) -> str:
    """From the shop's perks to a referral: what is shared stands there before it is."""
    page.goto(f"{server}/shops/{shop.uscc}/perks?category=finance")
    page.get_by_role("link", name=OFFER).click()
    check_screen(page, "shop-perk")
    page.get_by_role("link", name="看看要分享什么").click()
    page.get_by_label("联系人和电话").check()
    page.get_by_label("联系人", exact=True).fill("祁正祥")
    page.get_by_label("电话", exact=True).fill("13900000001")
    agree = page.get_by_role("button", name="同意推荐")
    expect(agree).to_be_disabled()
    page.get_by_label("我看过同意书").check()
    check_screen(page, "refer")
    agree.click()
    expect(page.get_by_text("同意了")).to_be_visible()
    expect(page.get_by_text("还没有看过")).to_be_visible()
    said = page.get_by_text(re.compile(r"^推荐编号 \d")).inner_text()
    check_screen(page, "referral")
    return said.removeprefix("推荐编号 ").strip()


def the_bank_reads(page: Page, server: str, number: str, shop: Shop) -> None:
    """The list names nobody; opening is asked about first, for the shop will see it."""
    page.goto(f"{server}/shops")
    page.get_by_role("link", name="我提供的权益").click()
    page.get_by_role("link", name="收到的推荐").click()
    row = page.get_by_role("button", name=number)
    expect(row).to_be_visible()
    assert shop.uscc not in page.content()
    row.click()
    page.get_by_role("button", name="打开", exact=True).click()
    opened = page.get_by_role("region", name=number)
    expect(opened.get_by_text("13900000001")).to_be_visible()
    expect(opened.get_by_text(shop.uscc)).to_be_visible()
    check_screen(page, "received")


def the_owner_sees_it_and_withdraws(page: Page) -> None:
    """The look-up is there; taking the consent back is one tap and one confirmation."""
    page.reload()
    looks = page.get_by_role("region", name="银行看过几次")
    expect(looks.get_by_role("listitem").filter(has_text=BANK)).to_have_count(1)
    page.get_by_role("button", name="撤回，不再给银行看").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已撤回")).to_be_visible()
    check_screen(page, "referral-withdrawn")
