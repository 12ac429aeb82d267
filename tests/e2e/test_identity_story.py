"""A citizen signs in by phone, consents, sees who looked, leaves; a shop takes on a clerk."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import SystemRandom

import httpx
import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.citizens import PASSWORD, picture, shown_text
from e2e.conftest import Shop
from e2e.phone import (
    await_worker,
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot

pytestmark = pytest.mark.browser
CREDIT = Path(sys.executable).parent / "credit"


def fresh_phone() -> str:
    """A number that no story before had."""
    return f"199{SystemRandom().randrange(10**8):08d}"


def code_for(number: str) -> str:
    """The newest code in the demo mailbox of the running service."""
    folder = os.environ.get("CREDIT_E2E_DATA", ".data")
    environment = os.environ | {"CREDIT_DATA_DIR": folder, "CREDIT_PROFILE": "dev"}
    for _ in range(60):
        command = [CREDIT, "identity", "mailbox", "--limit", "20"]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found = re.search(rf"{number}\t.*?(\d{{6}})", told.stdout)
        if found:
            return found[1]
        time.sleep(0.5)
    raise AssertionError("no code in the demo mailbox")


def look(page: Page, name: str) -> None:
    """Whole, readable and kept as a picture."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, name)


def enter_by_phone(page: Page, server: str, number: str) -> None:
    page.goto(f"{server}/sign-in?next=/me/consents")
    page.get_by_role("radio", name="用手机登录").check()
    look(page, "identity-phone")
    page.get_by_label("手机号").fill(number)
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_text("验证码已发到")).to_be_visible()
    page.get_by_label("六位验证码").fill(code_for(number))
    look(page, "identity-code")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="第一次来，选一下年龄")).to_be_visible()
    page.get_by_role("radio", name="满 18 岁").check()
    look(page, "identity-age")
    page.get_by_role("button", name="开通账号").click()
    expect(page.get_by_role("heading", name="授权")).to_be_visible()


@pytest.fixture
def number() -> Iterator[str]:
    yield fresh_phone()


def test_a_citizen_comes_by_phone_and_goes_for_good(
    play: Playwright, chromium: str, server_url: str, owner: httpx.Client, shop: Shop, number: str
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        page = open_page(context, server_url)
        await_worker(page)
        enter_by_phone(page, server_url, number)
        digits = consent_and_show(page, server_url)
        body = {"digits": digits, "purpose": "courtesy_perk"}
        seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
        assert seen["verdict"] == "valid"
        page.goto(f"{server_url}/pass/lookups")
        row = page.get_by_role("listitem").filter(has_text=shop.name).first
        expect(row).to_contain_text("给予守信礼遇")

        withdrawn_and_stopped(page, server_url, owner, body)
        page.goto(f"{server_url}/me/devices")
        expect(page.get_by_text("这台", exact=True)).to_be_visible()
        look(page, "identity-devices")
        export_and_close(page, server_url, number)
        check_quiet(page)


def consent_and_show(page: Page, server: str) -> str:
    switch = page.get_by_role("switch", name=re.compile("个人信用码"))
    expect(switch).to_have_attribute("aria-checked", "false")
    look(page, "identity-consents")
    switch.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("撤回")
    check_accessible(page)
    sheet.get_by_role("button", name="我看明白了，同意").click()
    expect(switch).to_have_attribute("aria-checked", "true")
    page.goto(f"{server}/pass")
    expect(picture(page)).to_be_visible()
    return shown_text(page).split("#")[1]


def withdrawn_and_stopped(
    page: Page, server: str, owner: httpx.Client, body: dict[str, str]
) -> None:
    """One tap; the pass of a moment ago is refused within seconds."""
    page.goto(f"{server}/me/consents")
    switch = page.get_by_role("switch", name=re.compile("个人信用码"))
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    began = time.monotonic()
    expect(page.get_by_text("已撤回，马上生效")).to_be_visible()
    seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
    assert (seen["verdict"], seen["reason"]) == ("invalid", "revoked")
    assert time.monotonic() - began < 10
    look(page, "identity-withdrawn")


def export_and_close(page: Page, server: str, number: str) -> None:
    page.goto(f"{server}/me/data")
    page.get_by_role("button", name="开始导出").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="JSON", exact=True).click(timeout=60_000)
    content = json.loads(Path(got.value.path()).read_text(encoding="utf-8"))
    assert content["account"]["phone"] == number
    look(page, "identity-data")
    page.get_by_role("button", name="注销账号").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("注销后还会留下的")
    look(page, "identity-close")
    sheet.get_by_role("button", name="现在就注销").click()
    sheet.get_by_role("button", name="再点一次").click()
    expect(page.get_by_text("账号已注销，数据钥匙已销毁")).to_be_visible()
    page.goto(f"{server}/me")
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_an_owner_takes_a_clerk_on_and_lets_them_go(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with (
        phone(play, chromium) as boss_phone,
        phone(play, chromium) as clerk_phone,
    ):
        boss, clerk = open_page(boss_phone, server_url), open_page(clerk_phone, server_url)
        sign_in(boss, server_url, "milk", PASSWORD)
        boss.goto(f"{server_url}/shops/{shop.uscc}/staff")
        boss.get_by_role("button", name="邀请店员").click()
        boss.get_by_role("checkbox", name=re.compile("核销权益")).check()
        boss.get_by_label("怎么称呼").fill("早班小才")
        look(boss, "identity-invite")
        boss.get_by_role("button", name="生成邀请码").click()
        code = boss.locator("[data-code]").get_attribute("data-code") or ""
        look(boss, "identity-invited")

        sign_in(clerk, server_url, "citizen2", PASSWORD)
        clerk.goto(f"{server_url}/join")
        clerk.get_by_label("邀请码").fill(code.lower())
        clerk.get_by_role("button", name="看看是哪家店").click()
        expect(clerk.get_by_text("核销权益")).to_be_visible()
        look(clerk, "identity-offer")
        clerk.get_by_role("button", name="接受邀请").click()
        clerk.get_by_role("link", name="去我的店").click()
        expect(clerk.get_by_role("link", name="出示牌子")).to_be_visible()

        boss.reload()
        row = boss.get_by_role("listitem").filter(has_text="才让·卓玛").first
        expect(row).to_contain_text("核销权益")
        look(boss, "identity-staff")
        boss.get_by_role("button", name="收回 才让·卓玛").click()
        boss.get_by_role("dialog").get_by_role("button", name="收回").click()
        expect(boss.get_by_role("dialog")).to_have_count(0)
        expect(boss.get_by_text("收回才让·卓玛的权限").first).to_be_visible()
        check_quiet(boss)
        check_quiet(clerk)
