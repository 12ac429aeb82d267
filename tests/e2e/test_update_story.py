"""A new build waits behind a quiet banner; nothing reloads until the reader says so."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.builds import served_builds
from e2e.phone import await_worker, check_accessible, check_quiet, open_page, phone

pytestmark = pytest.mark.browser
UPDATE = "async () => { await (await navigator.serviceWorker.ready).update() }"
WAITING = "async () => Boolean((await navigator.serviceWorker.ready).waiting)"


def is_build_two(page: Page) -> bool:
    """Whether the page in hand came from the second build."""
    return page.locator("meta[name=build]").count() == 1


def test_a_new_build_asks_before_it_takes_over(
    play: Playwright, chromium: str, server_url: str, tmp_path: Path
) -> None:
    # `server_url` only makes sure that the front end is built.
    with (
        served_builds(tmp_path / "dist") as builds,
        phone(play, chromium, service_worker=True) as context,
    ):
        page = open_page(context, f"{builds.url}/sign-in")
        await_worker(page)
        page.get_by_label("账号").fill("half typed")
        expect(page.get_by_text("有新版本")).to_have_count(0)

        builds.publish_next()
        page.evaluate(UPDATE)
        expect(page.get_by_text("有新版本")).to_be_visible()
        expect(page.get_by_label("账号")).to_have_value("half typed")
        assert not is_build_two(page)
        check_accessible(page)

        # Reopened without an answer it is still build 1, and asks again.
        page.reload()
        expect(page.get_by_text("有新版本")).to_be_visible()
        assert not is_build_two(page)
        page.get_by_role("button", name="更新").click()
        expect(page.locator("meta[name=build]")).to_have_count(1)
        expect(page.get_by_role("heading", level=1, name="登录")).to_be_visible()
        await_worker(page)
        assert page.evaluate(WAITING) is False
        expect(page.get_by_text("有新版本")).to_have_count(0)
        check_quiet(page)
