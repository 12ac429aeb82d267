"""Every screen in every dress: no accessibility fault, no sideways scroll, no script error."""

from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.citizens import leave_earlier, opt_in
from e2e.conftest import Shop
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)

pytestmark = pytest.mark.browser
DRESSES: dict[str, dict[str, Any]] = {
    "light": {"theme": "light"},
    "dark": {"theme": "dark"},
    "elder": {"elder": True},
    "elder-dark": {"elder": True, "theme": "dark", "size": "largest"},
    "english": {"lang": "en"},
}
PUBLIC = (
    "/",
    "/search",
    "/search?q=牦牛",
    "/search?q=没有这样的店",
    "/search?grade=D",
    "/scan",
    "/scan?typed=1",
    "/code/{short}",
    "/m/{uscc}",
    "/m/{uscc}/why",
    "/m/{uscc}/records",
    "/m/91630000000000000X",
    "/grades",
    "/me",
    "/sign-in",
    "/pass",
    "/pass/consent",
    "/pass/settings",
    "/pass/lookups",
    "/no-such-page",
)
MERCHANTS = (
    "/shops",
    "/shops/{uscc}/badge",
    "/shops/{uscc}/code",
    "/shops/{uscc}/code/print",
    "/shops/{uscc}/code/web",
    "/shops/{uscc}/code/history",
    "/shops/{uscc}/code/name",
    "/shops/{uscc}/promises",
    "/shops/{uscc}/sign/clear_price",
)
CITIZENS = ("/pass", "/pass/settings", "/pass/lookups", "/me")
OFFICERS = ("/office/codes/{uscc}", "/office/clients", "/m/{uscc}")


@pytest.mark.parametrize("dress", DRESSES)
def test_every_public_screen(
    play: Playwright, chromium: str, server_url: str, shop: Shop, dress: str
) -> None:
    with phone(play, chromium, prefs=DRESSES[dress]) as context:
        page = open_page(context, server_url)
        for path in PUBLIC:
            look_at(page, server_url + path.format(uscc=shop.uscc, short=shop.short_code))


@pytest.mark.parametrize("dress", ["light", "elder-dark"])
def test_the_screens_of_an_officer(
    play: Playwright, chromium: str, server_url: str, shop: Shop, dress: str
) -> None:
    with phone(play, chromium, prefs=DRESSES[dress]) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "officer", "qinghai2026")
        for path in OFFICERS:
            look_at(page, server_url + path.format(uscc=shop.uscc))


@pytest.mark.parametrize("dress", ["light", "elder", "elder-dark"])
def test_the_screens_of_a_merchant(
    play: Playwright, chromium: str, server_url: str, shop: Shop, dress: str
) -> None:
    with phone(play, chromium, prefs=DRESSES[dress]) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "milk", "qinghai2026")
        expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
        for path in MERCHANTS:
            look_at(page, server_url + path.format(uscc=shop.uscc))
        page.goto(f"{server_url}/me")
        expect(page.get_by_role("button", name="退出登录")).to_be_visible()
        check_screen(page)


def test_the_screens_of_a_citizen(play: Playwright, chromium: str, server_url: str) -> None:
    """One sign-in for all dresses: they are counted."""
    leave_earlier(server_url, "citizen2")
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "citizen2", "qinghai2026")
        for path in ("/pass", "/pass/consent"):  # before the consent
            for dress in DRESSES.values():
                put_on(page, dress)
                look_at(page, server_url + path)
        put_on(page, {})
        opt_in(page, server_url)
        for path in CITIZENS:
            for dress in DRESSES.values():
                put_on(page, dress)
                look_at(page, server_url + path)
        page.set_viewport_size({"width": 360, "height": 640})
        for elder in (False, True):
            put_on(page, {"size": "largest", "elder": elder})
            for path in CITIZENS:
                page.goto(server_url + path)
                await_screen(page)
                check_no_sideways_scroll(page)


def put_on(page: Page, prefs: dict[str, Any]) -> None:
    """Change the dress of a phone that is already signed in."""
    page.evaluate("(prefs) => localStorage.setItem('prefs', JSON.stringify(prefs))", prefs)


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_a_narrow_phone_with_the_largest_text(
    play: Playwright, chromium: str, server_url: str, shop: Shop, elder: bool
) -> None:
    narrow = {"width": 360, "height": 640}
    prefs = {"size": "largest", "elder": elder}
    with phone(play, chromium, prefs=prefs, screen=narrow) as context:
        page = open_page(context, server_url)
        for path in PUBLIC:
            page.goto(server_url + path.format(uscc=shop.uscc, short=shop.short_code))
            await_screen(page)
            check_no_sideways_scroll(page)


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_a_merchants_narrow_phone_with_the_largest_text(
    play: Playwright, chromium: str, server_url: str, shop: Shop, elder: bool
) -> None:
    narrow = {"width": 360, "height": 640}
    prefs = {"size": "largest", "elder": elder}
    with phone(play, chromium, prefs=prefs, screen=narrow) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "milk", "qinghai2026")
        for path in MERCHANTS:
            page.goto(server_url + path.format(uscc=shop.uscc))
            await_screen(page)
            check_no_sideways_scroll(page)


def look_at(page: Page, address: str) -> None:
    """Open a screen, wait until it has settled, and check it."""
    page.goto(address)
    await_screen(page)
    check_screen(page)


def check_screen(page: Page) -> None:
    """No accessibility fault, no sideways scroll, no script error."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    check_quiet(page)


def await_screen(page: Page) -> None:
    """The screen is there and nothing of it is still a skeleton."""
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    expect(page.locator(".bone")).to_have_count(0)
