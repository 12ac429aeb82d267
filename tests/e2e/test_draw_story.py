"""The story of a scarce perk: two people enter a draw, one wins, the other checks it by phone."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from e2e.conftest import Shop
from e2e.desk import PASSWORD, account
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot
from e2e.test_perk_story import fresh_key, terms

pytestmark = pytest.mark.browser
ENTER_SECONDS = 12
WAIT_SECONDS = 90  # a step that its own job missed is taken by the next minute's


def offer_draw(server: str, shop: Shop, title: str) -> str:
    """A perk with one place, given by a draw that closes in some seconds; its public id."""
    end = (datetime.now(UTC) + timedelta(seconds=ENTER_SECONDS)).isoformat()
    draw = {"enterFrom": "2026-11-01T00:00:00Z", "enterUntil": end, "drawAt": end, "acceptHours": 2}
    body = {
        "provider": shop.uscc,
        "terms": terms(shop.uscc, title) | {"draw": draw, "summary": "一个名额，摇号决定给谁"},
    }
    with account(server, "officer") as first:
        made = first.post("/api/perks", json=body, headers=fresh_key("draw"))
        perk = str(made.raise_for_status().json()["card"]["id"])
    with account(server, "reviewer") as second:
        second.post(f"/api/perks/{perk}/decision", json={"decision": "approve"}).raise_for_status()
    return perk


def until(look: Callable[[], bool]) -> None:
    """Waits for what the worker does."""
    end = time.monotonic() + WAIT_SECONDS
    while not look():
        assert time.monotonic() < end, "the worker did not get to it"
        time.sleep(0.3)


def test_one_wins_and_the_other_checks_the_draw(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with (
        phone(play, chromium) as here,
        phone(play, chromium, prefs={"theme": "dark"}) as there,
        httpx.Client(base_url=server_url, trust_env=False) as api,
    ):
        pages = {}
        for context, login in ((here, "citizen"), (there, "citizen2")):
            pages[login] = open_page(context, server_url)
            sign_in(pages[login], server_url, login, PASSWORD)
        perk = offer_draw(server_url, shop, f"摇号故事 {time.time_ns() % 1_000_000}")
        until(lambda: api.get(f"/api/perks/{perk}/draw").status_code == 200)
        for page in pages.values():
            one_enters(page, server_url, perk)
        until(lambda: bool(api.get(f"/api/perks/{perk}/draw").json()["state"] == "drawn"))
        until(lambda: any(standings(server_url, perk).values()))
        won = standings(server_url, perk)
        (winner,) = [login for login, claim in won.items() if claim]
        (loser,) = set(pages) - {winner}
        the_winner_takes_it(pages[winner], server_url, perk)
        the_loser_checks(pages[loser], server_url, perk)
        for page in pages.values():
            check_quiet(page)


def standings(server: str, perk: str) -> dict[str, str | None]:
    """The voucher that each was offered."""
    found: dict[str, str | None] = {}
    for login in ("citizen", "citizen2"):
        with account(server, login) as own:
            turn: Any = own.get(f"/api/perks/{perk}/turn").raise_for_status().json()["turn"]
        found[login] = turn["claim"]
    return found


def one_enters(page: Page, server: str, perk: str) -> None:
    page.goto(f"{server}/perks/{perk}")
    page.get_by_role("button", name="报名摇号").click()
    expect(page.get_by_text("您的报名编号")).to_be_visible()
    expect(page.get_by_role("button", name="退出报名")).to_be_visible()


def the_winner_takes_it(page: Page, server: str, perk: str) -> None:
    page.goto(f"{server}/perks/{perk}")
    expect(page.get_by_role("heading", name="中签了")).to_be_visible()
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, "draw-won")
    page.get_by_role("link", name="去领").click()
    expect(page.get_by_text("为您留着，还没有领")).to_be_visible()
    check_accessible(page)
    shoot(page, "draw-kept")
    page.get_by_role("button", name="领下来").click()
    expect(page.locator("svg[data-step]")).to_be_visible()


def the_loser_checks(page: Page, server: str, perk: str) -> None:
    """With the file as it is, and with one that somebody altered on the way."""
    page.goto(f"{server}/perks/{perk}")
    expect(page.get_by_text("这次没有中签")).to_be_visible()
    check_accessible(page)
    shoot(page, "draw-lost")
    page.get_by_role("link", name="看摇号过程，自己核验").click()
    page.get_by_role("button", name="在手机上核验").click()
    expect(page.get_by_text("全部对得上")).to_be_visible()
    expect(page.get_by_text("和您报名时这台手机记下的一样")).to_be_visible()
    check_accessible(page)
    check_no_sideways_scroll(page)
    shoot(page, "draw-checked")

    def swap(route: Route) -> None:
        proof = route.fetch().json()
        proof["winning"] = proof["order"][1:2]
        route.fulfill(json=proof)

    page.route("**/draw/file", swap)
    page.get_by_role("button", name="再核验一次").click()
    expect(page.get_by_text("有对不上的地方")).to_be_visible()
    expect(page.get_by_text("对不上：winning[0]")).to_be_visible()
    check_accessible(page)
    shoot(page, "draw-forged")
