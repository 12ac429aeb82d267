"""A shop objects to a fine that is not its own: marked in public, decided, gone again."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Playwright, expect

from credit.kit import clock
from e2e import shots
from e2e.desk import PASSWORD, account, subject_of
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from records.helpers import csv_text, penalty

pytestmark = pytest.mark.browser
SHOP = "huahai"
NUMBER = f"示异议〔2026〕{time.time_ns() % 10**9}号"
WHY = "这是同名的另一家店，决定书上的地址不是我们的。"
REASON = "经与来源单位核对，决定书的相对人是另一家店。"
IMAGE = Path(__file__).parents[2] / "docs" / "images" / "verdict.png"


@pytest.fixture(scope="module")
def uscc(server_url: str) -> Iterator[str]:
    """The shop, with a fine that belongs to somebody else."""
    with account(server_url, SHOP) as owner:
        code = subject_of(owner)
    with account(server_url, "officer") as officer:
        _import_fine(officer, code)
        yield code


def _import_fine(officer: httpx.Client, uscc: str) -> None:
    row = penalty(CF_XDR_SHXYM=uscc, CF_WSH=NUMBER, CF_JDRQ=str(clock.today()))
    file = ("处罚.csv", csv_text([row]).encode(), "text/csv")
    officer.post(
        "/api/imports", data={"kind": "penalties"}, files={"file": file}
    ).raise_for_status()
    end = time.monotonic() + 30
    while not any(fact["decisionNo"] == NUMBER for fact in facts_of(officer, uscc)):
        assert time.monotonic() < end, "the fine was not imported"
        time.sleep(0.3)


def facts_of(api: httpx.Client, uscc: str) -> list[Any]:
    """The newest public facts of the shop."""
    answer = api.get(f"/api/subjects/{uscc}/records").raise_for_status()
    return list(answer.json()["items"])


def look(page: Page, name: str) -> None:
    """No fault of access, nothing to the right of the phone; a picture for people."""
    shots.shoot(page, name)
    check_accessible(page)
    check_no_sideways_scroll(page)


def test_a_shop_objects_and_wins(
    play: Playwright, chromium: str, server_url: str, uscc: str
) -> None:
    with phone(play, chromium) as shop_phone, phone(play, chromium) as officer_phone:
        shop = open_page(shop_phone, server_url)
        sign_in(shop, server_url, SHOP, PASSWORD)
        objects(shop)
        see_the_mark(play, chromium, f"{server_url}/m/{uscc}/records")
        officer = open_page(officer_phone, server_url)
        sign_in(officer, server_url, "officer", PASSWORD)
        decides(officer, server_url)
        shop.reload()
        expect(shop.get_by_text("异议成立，已更正").first).to_be_visible()
        expect(shop.get_by_text(REASON).first).to_be_visible()
        look(shop, "objection-won")
        see_it_gone(play, chromium, f"{server_url}/m/{uscc}/records")
        check_quiet(shop)
        check_quiet(officer)


def objects(page: Page) -> None:
    """From the fact itself to an objection with a photo."""
    page.get_by_role("link", name="异议", exact=True).click()
    expect(page.get_by_role("heading", name="还没有提过异议")).to_be_visible()
    look(page, "objections-none")
    page.get_by_role("link", name="对一条记录提异议").click()
    fact = page.locator("details").filter(has_text=NUMBER)
    fact.locator("summary").click()
    fact.get_by_role("link", name="有误？提异议").click()
    expect(page.get_by_role("heading", name=NUMBER)).to_be_visible()
    send = page.get_by_role("button", name="提交异议")
    expect(send).to_be_disabled()
    page.get_by_label("错在哪里").select_option("not_ours")
    page.get_by_label("请说明情况").fill(WHY)
    page.locator("input[type=file]").set_input_files(IMAGE)
    expect(page.get_by_role("img", name="第 1 张照片")).to_be_visible()
    look(page, "objection-form")
    send.click()
    expect(page.get_by_text("已提交，等待受理").first).to_be_visible()
    look(page, "objection-filed")


def see_the_mark(play: Playwright, chromium: str, address: str) -> None:
    """Anybody reads beside the fact that an objection to it is open."""
    with phone(play, chromium) as context:
        page = open_page(context, address)
        fact = page.locator("details").filter(has_text=NUMBER)
        expect(fact.get_by_text("异议处理中")).to_be_visible()
        fact.locator("summary").click()
        expect(fact.get_by_role("link", name="有误？提异议")).to_have_count(0)
        look(page, "objection-marked")
        check_quiet(page)


def see_it_gone(play: Playwright, chromium: str, address: str) -> None:
    """Whoever looks now reads nothing of it."""
    with phone(play, chromium) as context:
        page = open_page(context, address)
        expect(page.locator("details").first).to_be_visible()
        expect(page.locator("details").filter(has_text=NUMBER)).to_have_count(0)
        check_quiet(page)


def decides(page: Page, server_url: str) -> None:
    """The officer takes it up, reads it, and has the fact withdrawn."""
    page.goto(f"{server_url}/me")
    page.get_by_role("link", name="异议办理").click()
    row = page.get_by_role("link").filter(has_text=NUMBER)
    expect(row).to_be_visible()
    look(page, "objection-desk")
    row.click()
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_role("button", name="受理", exact=True).last.click()
    expect(page.get_by_text("已受理，正在核查").first).to_be_visible()
    page.get_by_role("button", name="异议成立", exact=True).click()
    decide = page.get_by_role("button", name="作出决定")
    expect(decide).to_be_disabled()
    page.get_by_label("怎样更正").select_option("withdrawal")
    page.get_by_label("理由（商户会看到）").fill(REASON)
    look(page, "objection-decide")
    decide.click()
    expect(page.get_by_text("更正：撤下这条记录")).to_be_visible()
    look(page, "objection-decided")
