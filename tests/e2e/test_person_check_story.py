"""A citizen's code before a verifier: on record with its purpose, and no digits left behind."""

import pytest
from playwright.sync_api import Playwright, expect

from e2e.citizens import citizen_phone, opt_in, shown_text
from e2e.phone import check_accessible, check_quiet, open_page, phone, sign_in
from e2e.verifying import make_ready, verdict

pytestmark = pytest.mark.browser


def test_a_shop_puts_the_check_of_a_person_on_record_and_keeps_no_digits(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with (
        citizen_phone(play, chromium, server_url, "citizen2") as citizen,
        phone(play, chromium, service_worker=True) as context,
    ):
        page = make_ready(context, server_url)
        sign_in(page, server_url, "milk", "qinghai2026")
        opt_in(citizen, server_url)
        text = shown_text(citizen)
        digits = text.partition("#")[2]
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(text)
        verdict(page, kind="valid", by="phone")
        assert page.url == f"{server_url}/v"  # the digits left the address at once
        assert [url for url in asked if "/api/" in url and "refresh" not in url] == []
        for grade in ("优", "良", "中", "差"):
            expect(page.get_by_text(grade, exact=True)).to_have_count(0)
        check_accessible(page)

        page.get_by_role("button", name="登记核验").click()
        expect(page.get_by_role("dialog")).to_contain_text("为什么核验")
        check_accessible(page)
        page.get_by_role("button", name="给守信礼遇").click()
        verdict(page, kind="valid", by="server")
        expect(page.get_by_text("已登记").first).to_be_visible()
        assert not [url for url in asked if digits[:20] in url.partition("#")[0]]
        assert digits[:20] not in page.evaluate("JSON.stringify(localStorage)")

        citizen.goto(f"{server_url}/pass/lookups")
        expect(citizen.get_by_text("给予守信礼遇").first).to_be_visible()
        check_quiet(page)


def test_a_persons_code_scanned_by_the_camera_app_reaches_the_verifier_on_the_phone(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with (
        citizen_phone(play, chromium, server_url, "citizen2") as citizen,
        phone(play, chromium) as context,  # never been here: no worker, no lists
    ):
        opt_in(citizen, server_url)
        text = shown_text(citizen)
        page = open_page(context, text)
        verdict(page, kind="valid", by="phone")
        assert page.url == f"{server_url}/person"
        expect(page.get_by_role("button", name="登记核验")).to_have_count(0)  # nobody signed in
        check_accessible(page)
        check_quiet(page)
