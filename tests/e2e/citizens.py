"""A demo citizen with a phone, and a verifier with another: opt in, show, read, withdraw."""

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from credit.codes.core.citizen_pass import list_no_of
from e2e.phone import await_worker, check_accessible, open_page, phone, sign_in

PASSWORD = "qinghai2026"
QR_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def leave_earlier(server: str, login: str) -> None:
    """The story begins before the consent, also when one before it broke off."""
    with httpx.Client(base_url=server, trust_env=False) as api:
        given = api.post("/api/sessions", json={"login": login, "password": PASSWORD})
        token = given.raise_for_status().json()["accessToken"]
        api.headers["authorization"] = f"Bearer {token}"
        assert api.delete("/api/consents/citizen_pass").status_code in (204, 404)


def opt_in(page: Page, server: str) -> None:
    """From the explanation over the consent text to the code."""
    page.goto(f"{server}/pass")
    expect(page.get_by_role("heading", name="亮一下，只说一句话")).to_be_visible()
    page.get_by_role("link", name="看说明，再决定").click()
    expect(page.get_by_role("heading", name="个人信用码：单独同意书")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="我看明白了，同意开通").click()
    expect(picture(page)).to_be_visible()


def picture(page: Page) -> Locator:
    """The drawn code."""
    return page.locator("svg[data-step]")


@contextmanager
def citizen_phone(
    play: Playwright, chromium: str, server: str, login: str, *, ahead_s: int = 0
) -> Iterator[Page]:
    """A phone with the app installed and a citizen signed in; its clock may be wrong."""
    leave_earlier(server, login)
    with phone(play, chromium, service_worker=True) as context:
        if ahead_s:
            context.clock.install(time=time.time() + ahead_s)
        page = open_page(context, server)
        await_worker(page)
        sign_in(page, server, login, PASSWORD)
        yield page


@contextmanager
def verifier_phone(play: Playwright, chromium: str, server: str) -> Iterator[Page]:
    """A phone that nobody signed in on, with the lists of today, then cut off from the network."""
    await_citizen_list(server)
    with phone(play, chromium, service_worker=True) as context:
        context.clock.install(time=time.time())
        page = open_page(context, server)
        await_worker(page)
        fetch_lists(page, server)
        context.set_offline(True)
        yield page


def await_citizen_list(server: str) -> None:
    """The worker has published the list that today's passes stand in (each minute)."""
    address = f"{server}/api/trust/lists/c{list_no_of(int(time.time()))}"
    for _ in range(150):
        if httpx.get(address, trust_env=False).status_code == 200:
            return
        time.sleep(1)
    raise AssertionError("no status list for the passes of today")


def fetch_lists(page: Page, server: str) -> None:
    """Bring the phone's lists up to date by its own button."""
    page.goto(f"{server}/me")
    row = page.get_by_text("离线清单更新于")
    expect(row).to_be_visible()
    with page.expect_response(re.compile("/api/trust/bundle")):
        page.get_by_role("button", name="手动更新").click()
    expect(row).to_be_visible()
    page.wait_for_load_state("networkidle")


def withdraw(page: Page, server: str) -> None:
    """Leave by one tap and a sheet that says what happens."""
    page.goto(f"{server}/pass/settings")
    page.get_by_role("button", name="撤回同意，关掉信用码").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("不能撤销")
    check_accessible(page)
    sheet.get_by_role("button", name="撤回同意").click()
    expect(page.get_by_role("heading", name="亮一下，只说一句话")).to_be_visible()


def shown_text(page: Page) -> str:
    """What a camera reads from the screen."""
    shot = Image.open(io.BytesIO(page.screenshot()))
    found = zxingcpp.read_barcodes(shot, formats=QR_ONLY)
    texts = [one.text for one in found]
    assert len(texts) == 1, "one code on the screen"
    return texts[0]


def verdict_on(page: Page, text: str) -> tuple[str, str]:
    """Open a code's text as a scanner does; the verdict and whatever the screen says."""
    page.goto(text.split("/v#")[0])  # away from the last verdict
    page.goto(text)
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-by", "phone")
    return verdict.get_attribute("data-verdict") or "", verdict.inner_text()


def set_clock(context: BrowserContext, moment: float) -> None:
    """The phone's clock stands at a moment (Unix seconds)."""
    context.clock.set_fixed_time(moment)
