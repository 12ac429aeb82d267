"""The story of a review: counted, explained, decided by people; the shop reads and objects."""

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.desk import PASSWORD, account, subject_of
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


def test_an_anomaly_is_looked_into_and_the_shop_has_its_say(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with phone(play, chromium) as context:
        officer = open_page(context, server_url)
        sign_in(officer, server_url, "officer", PASSWORD)
        the_books_are_calm(officer, server_url)
        the_queue_explains_itself(officer, server_url)
        check_quiet(officer)
    with phone(play, chromium, prefs={"theme": "dark"}) as context:
        keeper = open_page(context, server_url)
        sign_in(keeper, server_url, "huahai", PASSWORD)
        the_shop_objects(keeper, server_url)
        check_quiet(keeper)
    with phone(play, chromium, prefs={"elder": True}) as context:
        second = open_page(context, server_url)
        sign_in(second, server_url, "reviewer", PASSWORD)
        the_hold_ends_early(second, server_url)
        check_quiet(second)


def look(page: Page, name: str) -> None:
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, name)


def the_books_are_calm(officer: Page, server: str) -> None:
    officer.goto(f"{server}/office/perks")
    officer.get_by_role("link", name="账是平的").click()
    expect(officer.get_by_role("heading", name="账是平的")).to_be_visible()
    expect(officer.get_by_text("刚刚核对")).to_be_visible()
    look(officer, "perk-books")


def the_queue_explains_itself(officer: Page, server: str) -> None:
    """The innocent one is seen to be innocent, and closed in two taps."""
    officer.goto(f"{server}/office/reviews")
    expect(officer.get_by_text("不等于有问题")).to_be_visible()
    expect(officer.get_by_text("暂缓结算中")).to_be_visible()
    look(officer, "review-queue")
    officer.get_by_role("link").filter(has_text="自己核销自己的权益").first.click()
    expect(officer.get_by_role("heading", name="先往好处想")).to_be_visible()
    expect(officer.get_by_text("小店只有一个人")).to_be_visible()
    assert "青云" not in officer.content()
    look(officer, "review-case")
    officer.get_by_role("button", name="没有问题").click()
    officer.get_by_label("写明内容").fill("小店一人经营，先试了一遍。")
    look(officer, "review-closing")
    officer.get_by_role("button", name="确认：没有问题").click()
    expect(officer.get_by_role("status").filter(has_text="已办结")).to_be_visible()


def the_shop_objects(keeper: Page, server: str) -> None:
    """From the statement to what is held, why, until when, and how to object."""
    with account(server, "huahai") as api:
        uscc = subject_of(api)
    keeper.goto(f"{server}/shops/{uscc}/statements")
    keeper.get_by_role("link", name="需要您说明的核查").click()
    look(keeper, "review-shop-list")
    keeper.get_by_role("link").filter(has_text="用得特别勤").click()
    expect(keeper.get_by_role("heading", name="暂缓结算中")).to_be_visible()
    expect(keeper.get_by_text("民法典")).to_be_visible()
    expect(keeper.get_by_text("行政复议")).to_be_visible()
    keeper.get_by_label("说明情况，或者提出异议").fill("那天是家庭聚会，六份早餐都有出餐单。")
    look(keeper, "review-shop")
    keeper.get_by_role("button", name="提交说明").click()
    expect(keeper.get_by_text("已经提交")).to_be_visible()
    expect(keeper.get_by_text("六份早餐都有出餐单")).to_be_visible()


def the_hold_ends_early(second: Page, server: str) -> None:
    second.goto(f"{server}/office/reviews")
    second.get_by_role("link").filter(has_text="用得特别勤").click()
    expect(second.get_by_text("六份早餐都有出餐单")).to_be_visible()
    expect(second.get_by_text("领取人 1").first).to_be_visible()
    look(second, "review-held-elder")
    second.get_by_role("button", name="已经说清").click()
    second.get_by_label("写明内容").fill("出餐单属实，照常结算。")
    second.get_by_role("button", name="确认：已经说清").click()
    expect(second.get_by_role("heading", name="暂缓已结束，款项照付")).to_be_visible()
    second.goto(f"{server}/office/reviews")
    ours = second.get_by_role("link").filter(has_text="用得特别勤")
    second.get_by_role("button", name="已办结").click()
    expect(ours).to_be_visible()
    second.get_by_role("button", name="待办").click()  # where other stories may have left theirs
    expect(ours).to_be_hidden()
    look(second, "review-closed-elder")
