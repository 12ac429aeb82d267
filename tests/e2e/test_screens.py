"""Every screen in every dress: no accessibility fault, no sideways scroll, no script error."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

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
    "/no-such-page",
)


@pytest.mark.parametrize("dress", DRESSES)
def test_every_public_screen(
    play: Playwright, chromium: str, server_url: str, shop: Shop, dress: str
) -> None:
    with phone(play, chromium, prefs=DRESSES[dress]) as context:
        for path in PUBLIC:
            look_at(context, server_url + path.format(uscc=shop.uscc, short=shop.short_code))


@pytest.mark.parametrize("dress", ["light", "elder"])
def test_the_screens_of_a_merchant(
    play: Playwright, chromium: str, server_url: str, shop: Shop, dress: str
) -> None:
    with phone(play, chromium, prefs=DRESSES[dress]) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "milk", "qinghai2026")
        expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
        for path in ("/shops", f"/shops/{shop.uscc}/badge", f"/shops/{shop.uscc}/sign", "/me"):
            look_at(context, server_url + path)


def test_a_narrow_phone_with_the_largest_text(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    narrow = {"width": 360, "height": 640}
    with phone(play, chromium, prefs={"size": "largest"}, screen=narrow) as context:
        for path in PUBLIC:
            page = open_page(
                context, server_url + path.format(uscc=shop.uscc, short=shop.short_code)
            )
            expect(page.get_by_role("heading", level=1).first).to_be_attached()
            page.wait_for_load_state("networkidle")
            check_no_sideways_scroll(page)
            page.close()


def look_at(context: BrowserContext, address: str) -> None:
    """Open a screen, wait until it has settled, and check it."""
    page = open_page(context, address)
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    page.wait_for_load_state("networkidle")
    check_accessible(page)
    check_no_sideways_scroll(page)
    check_quiet(page)
    page.close()
