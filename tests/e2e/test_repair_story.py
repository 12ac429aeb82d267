"""A general penalty comes with its repair notice; the merchant asks, the desk decides, it goes."""

import base64
import io
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from credit.kit import clock
from credit.repair.rules.conditions import first_day
from e2e import shots
from e2e.desk import PASSWORD, account, subject_of
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_in_app,
    open_page,
    phone,
    sign_in,
)
from records.helpers import csv_text, penalty

pytestmark = pytest.mark.browser
SHOP = "huahai"
STATEMENT = "罚款当天缴清，价签全部补齐，缴款凭证附后。"
FINDING = "到店核查，罚款已缴，价签齐全。"
SECONDS = 60
MIN_MONTHS = 3  # of a general penalty, order 36


@pytest.fixture(scope="module")
def owner(server_url: str) -> Iterator[httpx.Client]:
    """The API as the shop's owner uses it."""
    with account(server_url, SHOP) as client:
        yield client


@pytest.fixture(scope="module")
def officer(server_url: str) -> Iterator[httpx.Client]:
    """The API as an officer uses it."""
    with account(server_url, "officer") as client:
        yield client


def score(api: httpx.Client, uscc: str) -> int:
    answer = api.get(f"/api/subjects/{uscc}/evaluation", headers={"cache-control": "no-cache"})
    return int(answer.raise_for_status().json()["score"])


def wait_until(what: str, found: Any) -> Any:
    """What `found` gives once it gives something; the worker may be busy."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.5)
    raise AssertionError(f"not within {SECONDS} s: {what}")


def decided_on() -> date:
    """The latest day of a general penalty whose repair is possible today."""
    days = (clock.today() - timedelta(days=ago) for ago in range(80, 100))
    return next(day for day in days if first_day(day, MIN_MONTHS) <= clock.today())


def fine(officer: httpx.Client, uscc: str, name: str, day: date) -> str:
    """A fine of that day reaches a shop; its number."""
    number = f"青示价罚〔2026〕{time.time_ns()}号"
    row = penalty(
        CF_XDR_SHXYM=uscc, CF_XDR_MC=name, CF_WSH=number, CF_JDRQ=day.isoformat(), CF_YXQ=""
    )
    files = {"file": ("penalty.csv", csv_text([row]).encode(), "text/csv")}
    run = officer.post("/api/imports", data={"kind": "penalties"}, files=files).raise_for_status()
    path = f"/api/imports/{run.json()['id']}"
    wait_until("the import", lambda: officer.get(path).json()["status"] == "done")
    assert officer.get(path).json()["rowsAccepted"] == 1
    return number


@pytest.fixture
def fined(owner: httpx.Client, officer: httpx.Client) -> tuple[str, int]:
    """A fine whose first possible day is today; the shop's uscc, and the score from before."""
    uscc = subject_of(owner)
    before = score(owner, uscc)
    fine(officer, uscc, "花海听风客栈", decided_on())
    # Served for a few seconds from a cache, as for everybody.
    wait_until("a lower score", lambda: score(owner, uscc) < before)
    wait_until("the notice", lambda: newest(owner)["kind"] == "repair.notice")
    return uscc, before


def newest(owner: httpx.Client) -> Any:
    return owner.get("/api/inbox", params={"limit": 1}).raise_for_status().json()["items"][0]


def receipt() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "#e8dcc0").save(out, "JPEG")
    return out.getvalue()


def look(page: Page, name: str) -> None:
    """The screen is at rest, readable and no wider than the phone."""
    shots.shoot(page, name)
    check_accessible(page)
    check_no_sideways_scroll(page)


def apply(page: Page, server: str) -> None:
    """From the bell to the submitted application."""
    page.goto(f"{server}/me")
    bell = page.get_by_role("link", name="消息")
    expect(bell).to_contain_text("条没看")
    shots.shoot(page, "me")
    bell.click()
    notice = page.get_by_role("link", name="收到一份信用修复告知书").first
    expect(notice).to_contain_text("不收任何费用")
    look(page, "inbox")
    notice.click()
    expect(page.get_by_role("heading", name="要满足的条件")).to_be_visible()
    look(page, "repair-conditions")
    page.get_by_role("button", name="开始申请修复").click()
    submit = page.get_by_role("button", name="提交申请")
    expect(submit).to_be_disabled()
    files = {"name": "缴款凭证.jpg", "mimeType": "image/jpeg", "buffer": receipt()}
    page.get_by_label("拍照或选文件").set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_role("img", name="缴款凭证")).to_be_visible()
    page.get_by_label("您做了哪些改正").fill(STATEMENT)
    page.get_by_label("我承诺：材料真实").check()
    look(page, "repair-form")
    submit.click()
    expect(page.get_by_role("heading", name="已推送认定单位")).to_be_visible()
    look(page, "repair-submitted")


def decide(page: Page, server: str, uscc: str, number: str) -> None:
    """受理, 核查, 同意 at the desk."""
    open_in_app(page, "/office/repairs?status=forwarded")
    row = page.get_by_role("link").filter(has_text=number)
    expect(row).to_be_visible()
    look(page, "desk-list")
    row.click()
    for what, field in (("受理", ""), ("填写核查结果", "核查结果"), ("同意修复", "")):
        page.get_by_role("button", name=what, exact=True).click()
        if field:
            page.get_by_label(field).fill(FINDING)
        look(page, f"desk-{what}")
        page.get_by_role("button", name=f"确定：{what}").click()
        expect(page.get_by_role("button", name=f"确定：{what}")).to_be_hidden()
    expect(page.get_by_role("heading", name="办理", exact=True)).to_be_visible()


def test_a_merchant_repairs_a_penalty_and_the_grade_page_changes(
    play: Playwright,
    chromium: str,
    server_url: str,
    owner: httpx.Client,
    officer: httpx.Client,
    fined: tuple[str, int],
) -> None:
    uscc, before = fined
    with phone(play, chromium) as context, phone(play, chromium) as office:
        page = open_page(context, server_url)
        sign_in(page, server_url, SHOP, PASSWORD)
        apply(page, server_url)
        book = owner.get(f"/api/subjects/{uscc}/repairs").json()["items"]
        day = decided_on().isoformat()
        case = next(one["case"] for one in book if one["case"] and one["fact"]["decidedOn"] == day)
        desk = open_page(office, server_url)
        sign_in(desk, server_url, "officer", PASSWORD)
        decide(desk, server_url, uscc, case["number"])
        wait_until("the end of the case", lambda: state_of(officer, case["id"]) == "synced")
        wait_until("the score from before", lambda: score(owner, uscc) == before)
        open_in_app(page, f"/m/{uscc}/why")
        expect(page.get_by_role("heading", name=str(before))).to_be_visible()
        shots.shoot(page, "why-after")
        open_in_app(page, f"/shops/{uscc}/repair")
        expect(page.get_by_role("heading", name="已经修复")).to_be_visible()
        look(page, "repair-list")
        check_quiet(page)
        check_quiet(desk)


def test_not_a_day_earlier(
    play: Playwright, chromium: str, server_url: str, officer: httpx.Client
) -> None:
    """Decided a day later: the screen names the day, and what is sent all the same is refused."""
    day = decided_on() + timedelta(days=1)
    possible = first_day(day, MIN_MONTHS)
    with account(server_url, "xuebao") as late, phone(play, chromium) as context:
        uscc = subject_of(late)
        fine(officer, uscc, "雪豹行旅旅行社", day)
        path = f"/api/subjects/{uscc}/repairs"
        book = late.get(path).raise_for_status().json()["items"]
        record = next(o["fact"]["id"] for o in book if o["fact"]["decidedOn"] == day.isoformat())
        case = late.post(path, json={"record": record}).raise_for_status().json()["card"]["id"]
        proof = {"name": "缴款凭证", "data": base64.b64encode(receipt()).decode()}
        late.post(f"/api/repairs/{case}/materials", json=proof).raise_for_status()
        given = {"statement": STATEMENT, "pledge": True}
        refused = late.post(f"/api/repairs/{case}/submission", json=given)
        assert refused.status_code == 409
        assert [each["field"] for each in refused.json()["errors"]] == ["minimum"]
        page = open_page(context, server_url)
        sign_in(page, server_url, "xuebao", PASSWORD)
        open_in_app(page, f"/shops/{uscc}/repair/{record}")
        said = f"{possible.year}年{possible.month}月{possible.day}日起可以申请"
        expect(page.get_by_text(said).first).to_be_visible()
        expect(page.get_by_role("button", name="提交申请")).to_be_disabled()
        check_quiet(page)


def state_of(officer: httpx.Client, case: str) -> str:
    return str(officer.get(f"/api/repairs/{case}").json()["card"]["state"])


@pytest.mark.parametrize("prefs", [{"elder": True}, {"theme": "dark", "size": "largest"}])
def test_the_screens_in_other_dress(
    play: Playwright, chromium: str, server_url: str, owner: httpx.Client, prefs: dict[str, Any]
) -> None:
    """Too early, in large letters or in the dark; without a network the inbox says why."""
    name = "-".join(str(value) for value in prefs)
    with phone(play, chromium, prefs=prefs) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, "xuebao", PASSWORD)
        uscc = shop_of(server_url)
        open_in_app(page, f"/shops/{uscc}/repair")
        late = page.get_by_role("link").filter(has_text="起可以申请").first
        expect(late).to_be_visible()
        look(page, f"early-list-{name}")
        late.click()
        expect(page.get_by_role("heading", name="要满足的条件")).to_be_visible()
        expect(page.get_by_text("届满", exact=False).first).to_be_visible()
        look(page, f"early-{name}")
        open_in_app(page, "/inbox")
        expect(page.get_by_role("link", name="收到一份信用修复告知书").first).to_be_visible()
        look(page, f"inbox-{name}")
        context.set_offline(True)
        expect(page.get_by_role("heading", name="没有网络，看不到消息")).to_be_visible()
        look(page, f"inbox-offline-{name}")


def shop_of(server: str) -> str:
    with account(server, "xuebao") as client:
        return subject_of(client)
