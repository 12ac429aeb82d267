"""What every story of a verdict does: be here once, and read what the page says."""

from playwright.sync_api import BrowserContext, Page, expect

from e2e.phone import await_worker, open_page

IN_TIME = 15_000


def make_ready(context: BrowserContext, server: str) -> Page:
    """The app has been here once: worker, offline list and the large decoder are on the phone."""
    page = open_page(context, server)
    await_worker(page)
    page.goto(f"{server}/me")
    make_known(page).goto(server)
    return page


def make_known(page: Page) -> Page:
    """From `/me`, where it can be seen: the offline list has arrived."""
    expect(page.get_by_text("离线清单更新于")).to_be_visible(timeout=IN_TIME)
    return page


def verdict(page: Page, *, kind: str, by: str) -> None:
    """The page shows this verdict, reached by the phone itself or by the server."""
    shown = page.locator(f"[data-verdict={kind}][data-by={by}]")
    expect(shown).to_be_visible(timeout=IN_TIME)
