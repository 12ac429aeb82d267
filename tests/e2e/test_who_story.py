"""Somebody comes by the unified identity, is verified, and opens an account for a child."""

import re
from random import SystemRandom

import pytest
from playwright.sync_api import Page, Playwright, expect

from credit.kit import clock
from credit.kit.id_number import check_character
from e2e.citizens import PASSWORD
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot
from oidc.running import PROVIDER_PORT, running_provider

pytestmark = pytest.mark.browser


def fresh_number(age: int) -> str:
    """A made-up person of this age, whom no story before had."""
    body = f"639999{clock.today().year - age}0101{SystemRandom().randrange(1000):03d}"
    return body + check_character(body)


def look(page: Page, name: str) -> None:
    """Whole, readable and kept as a picture."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, name)


def go_to_provider(page: Page, server: str) -> None:
    page.goto(f"{server}/sign-in?next=/me/account")
    button = page.get_by_role("button", name="用统一身份（测试）登录")
    expect(button).to_be_visible()
    look(page, "who-sign-in")
    button.click()
    expect(page.get_by_role("heading", name="统一身份（测试）")).to_be_visible()


def come_by_identity(page: Page, server: str) -> None:
    go_to_provider(page, server)
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("heading", name="登录已取消")).to_be_visible()
    look(page, "who-cancelled")
    go_to_provider(page, server)
    page.get_by_label("账号").fill(f"guest-{SystemRandom().randrange(10**9)}")
    page.get_by_label("密码").fill("letmein")
    page.get_by_role("button", name="同意并登录").click()
    expect(page.get_by_role("heading", name="第一次来，选一下年龄")).to_be_visible()
    assert "code=" not in page.url, "a code that works once does not stay in the address"
    page.get_by_role("radio", name="满 18 岁").check()
    look(page, "who-age")
    page.get_by_role("button", name="开通账号").click()
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    expect(page.get_by_text("统一身份（测试）")).to_be_visible()
    look(page, "who-account")


def be_verified(page: Page, server: str) -> None:
    page.get_by_role("link", name=re.compile("实名认证")).click()
    page.get_by_label("姓名").fill("多杰·仁青")
    page.get_by_label("身份证号").fill(fresh_number(40))
    look(page, "who-real-name")
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("heading", name="已实名")).to_be_visible()
    look(page, "who-verified")


def ask_for_child(page: Page, server: str) -> str:
    name = f"格桑{SystemRandom().choice('梅朵措吉央旺')}{SystemRandom().choice('卓才尼玛扎西')}"
    page.goto(f"{server}/me/children")
    page.get_by_role("button", name="给孩子开账号").click()
    page.get_by_role("checkbox", name=re.compile("我是监护人")).check()
    page.get_by_label("孩子的姓名").fill(name)
    page.get_by_label("孩子的身份证号").fill(fresh_number(9))
    look(page, "who-child-form")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("等工作人员看户口簿")).to_be_visible()
    look(page, "who-children")
    return name


def let_in(page: Page, server: str, child: str) -> None:
    sign_in(page, server, "officer", PASSWORD)
    page.goto(f"{server}/office/people")
    case = page.get_by_role("region", name=f"孩子的账号 {child}")
    case.get_by_label("理由").fill("看过户口簿。")
    look(page, "who-desk")
    case.get_by_role("button", name="同意", exact=True).click()
    expect(case).to_have_count(0)


def test_somebody_comes_is_verified_and_opens_an_account_for_a_child(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with (
        running_provider(server_url, PROVIDER_PORT),
        phone(play, chromium) as own,
        phone(play, chromium, prefs={"elder": True}) as small,
        phone(play, chromium, prefs={"theme": "dark"}) as desk,
    ):
        page, child_page, office = (open_page(one, server_url) for one in (own, small, desk))
        come_by_identity(page, server_url)
        be_verified(page, server_url)
        child = ask_for_child(page, server_url)
        let_in(office, server_url, child)

        page.goto(f"{server_url}/me/children")
        page.get_by_role("link", name=re.compile(child)).click()
        page.get_by_role("button", name="给一个登录码").click()
        code = page.locator("[data-code]").get_attribute("data-code") or ""
        child_page.goto(f"{server_url}/sign-in/child")
        child_page.get_by_label("孩子登录码").fill(code.lower())
        look(child_page, "who-child-sign-in")
        child_page.get_by_role("button", name="登录", exact=True).click()
        expect(child_page.get_by_role("link", name=re.compile("我的账号"))).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="全部退出")).to_be_visible()
        look(page, "who-child")
        page.get_by_role("button", name="全部退出").click()
        page.get_by_role("dialog").get_by_role("button", name="全部退出").click()
        expect(page.get_by_text("没有登录的设备")).to_be_visible()
        for one in (page, office):
            check_quiet(one)
