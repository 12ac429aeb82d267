"""Consent, read the file, see who looked, withdraw and the pass stops; a shop declares."""

import httpx
import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.citizens import PASSWORD, citizen_phone, opt_in, shown_text
from e2e.conftest import Shop
from e2e.desk import account, subject_of
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot

pytestmark = pytest.mark.browser


def look(page: Page, name: str) -> None:
    """Whole, readable and kept as a picture."""
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, name)


def test_a_person_sees_who_looked_and_takes_the_consent_back(
    play: Playwright, chromium: str, server_url: str, owner: httpx.Client, shop: Shop
) -> None:
    with citizen_phone(play, chromium, server_url, "citizen2") as page:
        opt_in(page, server_url)
        body = {"digits": shown_text(page).split("#")[1], "purpose": "courtesy_perk"}
        assert owner.post("/api/pass-checks", json=body).json()["verdict"] == "valid"
        page.goto(f"{server_url}/me/file")
        expect(page.get_by_role("link", name="个人信用码：单独同意书").first).to_be_visible()
        look(page, "file-citizen")

        with account(server_url, "citizen2") as person:
            asked = {"kind": "correction", "text": "请更正我的称呼。"}
            person.post("/api/me/requests", json=asked)  # five open ones are enough as well
        with account(server_url, "officer") as officer:
            officer.get("/api/personal-requests").raise_for_status()
        page.goto(f"{server_url}/me/access")
        expect(
            page.get_by_role("listitem").filter(has_text="看了：您提的请求").first
        ).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text=shop.name).first).to_be_visible()
        look(page, "access-citizen")
        page.get_by_role("radio", name="核验我的码").check(force=True)
        expect(page.get_by_text("看了：您提的请求")).to_have_count(0)

        page.goto(f"{server_url}/me/consents")
        switch = page.get_by_role("switch", name="个人信用码")
        expect(switch).to_have_attribute("aria-checked", "true")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false")
        seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
        assert seen["verdict"] == "invalid"
        check_quiet(page)


def test_a_shop_reads_its_file_and_declares_what_no_register_has(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with account(server_url, "milk") as owner, phone(play, chromium) as context:
        uscc = subject_of(owner)
        page = open_page(context, server_url)
        sign_in(page, server_url, "milk", PASSWORD)
        page.goto(f"{server_url}/shops/{uscc}/file")
        expect(page.get_by_role("heading", name="2026")).to_be_visible()
        look(page, "file-shop")
        page.goto(f"{server_url}/shops/{uscc}/suggestions")
        expect(page.get_by_role("heading", name="请知道")).to_be_visible()
        look(page, "suggestions")
        page.goto(f"{server_url}/shops/{uscc}/declare/market")
        page.get_by_label("经营情况（一句话）").fill("2025年卖出酸奶三万杯（示例）")
        page.get_by_label("年度").fill("1999")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="签署并提交").click()
        expect(page.get_by_text("年度：应在2000和2100之间").first).to_be_visible()
        look(page, "declare")
        page.get_by_label("年度").fill("2025")
        page.get_by_role("button", name="签署并提交").click()
        expect(page.get_by_role("heading", name="没有公开")).to_be_visible()
        page.get_by_role("button", name="公开这一条").click()
        check_accessible(page)
        page.get_by_role("button", name="同意公开").click()
        expect(page.get_by_role("heading", name="正在公开")).to_be_visible()
        look(page, "declaration")
        page.goto(f"{server_url}/shops/{uscc}/declared")
        expect(page.get_by_text("2025年卖出酸奶三万杯").first).to_be_visible()
        expect(page.get_by_text("自主填报，未核实").first).to_be_visible()
        look(page, "declared")
        withdraw_all(owner, uscc)
        check_quiet(page)


def withdraw_all(owner: httpx.Client, uscc: str) -> None:
    """What the story declared goes again, so that it can be told anew."""
    for one in owner.get(f"/api/subjects/{uscc}/declarations").json()["items"]:
        if one["form"] == "market" and one["state"] in ("declared", "verified"):
            owner.post(f"/api/declarations/{one['id']}/withdrawal").raise_for_status()


def test_the_desk_states_a_purpose_and_checks_declarations(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with account(server_url, "milk") as owner:
        uscc = subject_of(owner)
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "reviewer", PASSWORD)
        page.goto(f"{server_url}/office/access")
        look(page, "anomalies")
        page.get_by_label("统一社会信用代码").fill(uscc)
        page.get_by_role("button", name="下一步").click()
        why = page.get_by_role("heading", name="为什么要看")
        year = page.get_by_role("heading", name="2026")
        expect(why.or_(year)).to_be_visible()
        if why.is_visible():  # half an hour after the story was told, it asks again
            page.get_by_label("目的").select_option("audit")
            page.get_by_label("说明").fill("年度抽查（示例）")
            look(page, "purpose")
            page.get_by_role("button", name="写明并查阅").click()
        expect(year).to_be_visible()
        page.goto(f"{server_url}/office/declarations")
        expect(page.get_by_text("核实自主填报").first).to_be_visible()
        look(page, "declaration-desk")
        page.goto(f"{server_url}/office/impact/citizen_pass")
        expect(page.get_by_role("heading", name="个人信用码与核验").first).to_be_visible()
        look(page, "impact-report")
        page.goto(f"{server_url}/office/impact")
        look(page, "impact")
        check_quiet(page)
