"""A demo citizen who opts in, and who has left before a story begins."""

import httpx
from playwright.sync_api import Locator, Page, expect

from e2e.phone import check_accessible

PASSWORD = "qinghai2026"


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
