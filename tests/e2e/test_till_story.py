"""The story of a till whose network is cut: taken on trust, handed in later, one refused."""

import base64
import hashlib
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Playwright, expect

from credit.codes.core.digits import token_to_digits
from credit.perks.redemptions.voucher import STEP_SECONDS, add_link, anchor_of, link_at
from e2e.conftest import Shop
from e2e.desk import PASSWORD, account
from e2e.phone import (
    await_worker,
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_in_app,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot
from e2e.test_perk_story import fresh_key, terms

pytestmark = pytest.mark.browser
# A scanned code opens the app at its address; here without a new page, as there is no network.
SHOW = """(path) => {
  history.pushState({}, '', path)
  dispatchEvent(new PopStateEvent('popstate', { state: {} }))
}"""


class Voucher:
    """What a customer's phone holds: the signed end of its chain, and the seed."""

    def __init__(self, api: httpx.Client, perk: str) -> None:
        made = api.post(f"/api/perks/{perk}/claims", json={}, headers=fresh_key("claim"))
        self.id = str(made.raise_for_status().json()["id"])
        self.seed = hashlib.sha256(self.id.encode()).digest()[:16]
        anchor = base64.urlsafe_b64encode(anchor_of(self.seed)).decode().rstrip("=")
        shown = api.post(f"/api/perk-claims/{self.id}/code", json={"anchor": anchor})
        body = shown.raise_for_status().json()
        self.token = base64.urlsafe_b64decode(body["token"] + "==")
        self.issued = int(body["issuedAt"])

    def digits(self) -> str:
        """What the screen shows now."""
        step = int(time.time() - self.issued) // STEP_SECONDS
        return token_to_digits(add_link(self.token, step, link_at(self.seed, step)))


def offer(server: str, shop: Shop, title: str) -> str:
    """A running perk with two vouchers, usable at the shop."""
    body: dict[str, Any] = terms(shop.uscc, title)
    body |= {"quota": {"total": 2}, "money": {"capFen": 1000}, "summary": "断网也能用"}
    with account(server, "officer") as first:
        asked = {"provider": shop.uscc, "terms": body}
        made = first.post("/api/perks", json=asked, headers=fresh_key("offer"))
        perk = str(made.raise_for_status().json()["card"]["id"])
    with account(server, "reviewer") as second:
        second.post(f"/api/perks/{perk}/decision", json={"decision": "approve"}).raise_for_status()
    return perk


def test_a_till_without_a_network_takes_on_trust_and_hands_in(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    title = f"断网券 {time.time_ns() % 1_000_000}"
    perk = offer(server_url, shop, title)
    with account(server_url, "citizen") as mine, account(server_url, "citizen2") as theirs:
        good, returned = Voucher(mine, perk), Voucher(theirs, perk)
        with phone(play, chromium, service_worker=True) as context:
            till = open_page(context, server_url)
            await_worker(till)
            sign_in(till, server_url, "milk", PASSWORD)
            warm_up(till, server_url, shop)
            context.set_offline(True)
            for voucher in (good, returned):
                take_on_trust(till, voucher)
            the_queue_waits(till, shop)
            given_back = theirs.post(
                f"/api/perk-claims/{returned.id}/cancellation",
                json={},
                headers=fresh_key("cancel"),
            )
            given_back.raise_for_status()
            context.set_offline(False)
            the_server_decides(till, title)
            check_quiet(till)
        used = mine.get(f"/api/perk-claims/{good.id}/uses").raise_for_status().json()["items"]
        assert [(use["offline"], use["valueFen"]) for use in used] == [(True, 500)]


def warm_up(till: Page, server: str, shop: Shop) -> None:
    """Opened once with a network: the screens and the keys are on the phone from then on."""
    till.goto(f"{server}/shops/{shop.uscc}/uses")
    expect(till.get_by_role("heading", name="核销记录")).to_be_visible()
    open_in_app(till, f"/shops/{shop.uscc}/till")
    expect(till.get_by_role("heading", name="核销权益")).to_be_visible()
    till.wait_for_load_state("networkidle")
    open_in_app(till, "/r")
    expect(till.get_by_role("button", name="酸奶坊")).to_be_visible()
    till.wait_for_load_state("networkidle")


def take_on_trust(till: Page, voucher: Voucher) -> None:
    """The phone itself sees that the code is genuine and of now; more only the server knows."""
    till.evaluate(SHOW, f"/r#{voucher.digits()}")
    till.get_by_role("button", name="酸奶坊").click()
    sheet = till.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="离线核销")).to_be_visible(timeout=20_000)
    sheet.get_by_label("账单金额").fill("18.80")
    check_accessible(till)
    shoot(till, "till-offline")
    sheet.get_by_role("button", name="先收下").click()
    expect(till.get_by_role("status").filter(has_text="待确认").first).to_be_visible()
    shoot(till, "till-provisional")


def the_queue_waits(till: Page, shop: Shop) -> None:
    open_in_app(till, f"/shops/{shop.uscc}/uses")
    queue = till.get_by_role("region", name="待确认 2 笔")
    expect(queue.get_by_text("待确认", exact=True)).to_have_count(2)
    expect(queue.get_by_role("button")).to_be_disabled()
    check_accessible(till)
    check_no_sideways_scroll(till)
    shoot(till, "till-queue")


def the_server_decides(till: Page, title: str) -> None:
    """One counts, marked as taken offline; the other says why not, until somebody has noted it."""
    queue = till.get_by_role("region", name="待确认 1 笔")
    expect(queue.get_by_text("已经失效")).to_be_visible(timeout=20_000)
    row = till.get_by_role("listitem").filter(has_text=title)
    expect(row).to_have_count(1, timeout=20_000)
    expect(row).to_contain_text("离线")
    check_accessible(till)
    shoot(till, "till-decided")
    queue.get_by_role("button", name="知道了").click()
    expect(queue).to_have_count(0)
