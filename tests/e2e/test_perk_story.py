"""The story of perks: the last voucher, filmed at a till, reversed; and the books."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, Route, expect

from e2e.conftest import Shop
from e2e.desk import PASSWORD, account
from e2e.film import film
from e2e.phone import (
    await_worker,
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_page,
    phone,
    sign_in,
)
from e2e.shots import shoot

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
CODE_SCALE = 1.5


def terms(place: str, title: str) -> dict[str, Any]:
    """Five yuan off, a single voucher."""
    now = datetime.now(UTC)
    return {
        "title": title,
        "summary": "只有一张，先到先得",
        "details": ["结账时出示权益码"],
        "legalBasis": "商户自愿提供（示例）",
        "category": "retail",
        "benefit": {"kind": "amount_off", "valueFen": 500},
        "windows": {
            "claimFrom": (now - DAY).isoformat(),
            "claimUntil": (now + 30 * DAY).isoformat(),
            "useUntil": (now + 60 * DAY).isoformat(),
        },
        "quota": {"total": 1},
        "money": {"capFen": 500},
        "places": [place],
    }


def offer(server: str, shop: Shop, title: str) -> str:
    """One officer proposes, another approves; the public id of the running perk."""
    with account(server, "officer") as first:
        body = {"provider": shop.uscc, "terms": terms(shop.uscc, title)}
        made = first.post("/api/perks", json=body, headers=fresh_key("offer"))
        perk = str(made.raise_for_status().json()["card"]["id"])
        own = first.post(f"/api/perks/{perk}/decision", json={"decision": "approve"})
        assert own.status_code == 403  # never one person alone
    with account(server, "reviewer") as second:
        second.post(f"/api/perks/{perk}/decision", json={"decision": "approve"}).raise_for_status()
    return perk


def fresh_key(what: str) -> dict[str, str]:
    """An idempotency key of this moment."""
    return {"idempotency-key": f"story-{what}-{time.time_ns()}"}


@contextmanager
def holder(play: Playwright, chromium: str, server: str, login: str) -> Iterator[Page]:
    """A citizen's phone with the app installed."""
    with phone(play, chromium, service_worker=True) as context:
        page = open_page(context, server)
        await_worker(page)
        sign_in(page, server, login, PASSWORD)
        yield page


def test_the_last_voucher_is_claimed_redeemed_and_reversed(
    play: Playwright, chromium: str, server_url: str, shop: Shop, tmp_path: Path
) -> None:
    title = f"故事券 {time.time_ns() % 1_000_000}"
    perk = offer(server_url, shop, title)
    camera = tmp_path / "voucher.mjpeg"
    with holder(play, chromium, server_url, "citizen") as mine:
        with phone(play, chromium) as context:
            theirs = open_page(context, server_url)
            sign_in(theirs, server_url, "citizen2", PASSWORD)
            theirs.goto(f"{server_url}/perks/{perk}")
            expect(theirs.get_by_role("button", name="领取", exact=True)).to_be_visible()
            one_claims_through_a_lost_reply(mine, server_url, perk)
            the_other_is_told_honestly(theirs)
            check_quiet(theirs)
        with phone(play, chromium, camera=camera) as context:
            till = open_page(context, server_url)
            sign_in(till, server_url, "milk", PASSWORD)
            film_the_screen(mine, camera)
            the_till_redeems(till, server_url, shop, title)
            the_holder_sees_it(mine, shop)
            the_till_reverses(till, server_url, shop, title)
            check_quiet(till)
        expect(mine.get_by_text("店家已冲正，这张又能用了")).to_be_visible(timeout=20_000)
        expect(mine.locator("svg[data-step]")).to_be_visible()
        shoot(mine, "perk-voucher-back")
        mine.context.set_offline(True)
        mine.goto(mine.url)  # from the phone alone
        expect(mine.get_by_text("没有网络，码照样能用")).to_be_visible()
        expect(mine.locator("svg[data-step]")).to_be_visible()
        shoot(mine, "perk-voucher-offline")
        mine.context.set_offline(False)
        check_quiet(mine)
    the_books_balance(server_url, perk)


def one_claims_through_a_lost_reply(mine: Page, server: str, perk: str) -> None:
    """Two taps and a reply lost after the commit are still one voucher."""
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        lost.append(route.request.headers["idempotency-key"])
        if len(lost) > 1:
            return route.continue_()
        route.fetch()
        return route.abort("connectionreset")

    mine.context.route("**/api/perks/*/claims", lose_first)
    mine.goto(f"{server}/perks/{perk}")
    expect(mine.get_by_role("button", name="领取", exact=True)).to_be_visible()
    check_accessible(mine)
    check_no_sideways_scroll(mine)
    mine.get_by_role("button", name="领取", exact=True).dblclick()
    expect(mine.get_by_text("再点一次不会重复办")).to_be_visible()
    shoot(mine, "perk-claim-unsure")
    mine.get_by_role("button", name="再试一次").click()
    expect(mine.get_by_text("领到了，现在就能用")).to_be_visible()
    expect(mine.locator("svg[data-step]")).to_be_visible()
    assert len(set(lost)) == 1, "one wish, one key"
    check_accessible(mine)
    check_no_sideways_scroll(mine)
    shoot(mine, "perk-voucher")


def the_other_is_told_honestly(theirs: Page) -> None:
    """Who comes a moment later reads that it is gone, and has lost nothing."""
    theirs.get_by_role("button", name="领取", exact=True).click()
    expect(theirs.get_by_text("刚刚领完了")).to_be_visible()
    check_accessible(theirs)
    shoot(theirs, "perk-sold-out")


def film_the_screen(mine: Page, camera: Path) -> None:
    """The code as it stands now, early in its twenty seconds, for the till's camera."""
    picture = mine.locator("svg[data-step]")
    step = picture.get_attribute("data-step") or ""
    expect(picture).not_to_have_attribute("data-step", step, timeout=25_000)
    shot = Image.open(BytesIO(picture.screenshot())).convert("RGB")
    size = (round(shot.width * CODE_SCALE), round(shot.height * CODE_SCALE))
    film(shot.resize(size, Image.Resampling.NEAREST), camera)


def the_till_redeems(till: Page, server: str, shop: Shop, title: str) -> None:
    """Scan, see only what is needed, confirm, done with its time; then the camera again."""
    till.goto(f"{server}/shops/{shop.uscc}/till")
    sheet = till.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name=title)).to_be_visible(timeout=20_000)
    assert "李晓明" not in till.content()
    sheet.get_by_label("账单金额").fill("18.80")
    check_accessible(till)
    shoot(till, "perk-till-confirm")
    sheet.get_by_role("button", name="确认核销").click()
    done = till.get_by_role("status").filter(has_text="已核销")
    expect(done).to_be_visible()
    till.get_by_role("button", name="停在这里").click()
    expect(done).to_contain_text("减 5 元")
    check_accessible(till)
    shoot(till, "perk-till-done")
    till.get_by_role("button", name="扫下一张").click()
    expect(till.get_by_text("对准顾客屏幕上的权益码")).to_be_visible()


def the_holder_sees_it(mine: Page, shop: Shop) -> None:
    """The holder's own screen says so by itself, with the shop and how to take it back."""
    expect(mine.get_by_role("heading", name="已核销")).to_be_visible(timeout=20_000)
    expect(mine.get_by_text("省了 5 元")).to_be_visible()
    expect(mine.get_by_text("前找店家冲正")).to_be_visible()
    assert mine.locator("svg[data-step]").count() == 0
    check_accessible(mine)
    shoot(mine, "perk-receipt")


def the_till_reverses(till: Page, server: str, shop: Shop, title: str) -> None:
    """A reversal with its reason; list and statement show both."""
    till.goto(f"{server}/shops/{shop.uscc}/uses")
    row = till.get_by_role("listitem").filter(has_text=title)
    row.get_by_role("button", name="冲正").click()
    sheet = till.get_by_role("dialog")
    sheet.get_by_label("原因").fill("顾客退货")
    check_accessible(till)
    sheet.get_by_role("button", name="确认冲正").click()
    expect(row.get_by_text("已冲正")).to_be_visible()
    check_accessible(till)
    check_no_sideways_scroll(till)
    shoot(till, "perk-uses")
    till.get_by_role("link", name="每日结算单").click()
    lines = till.get_by_role("listitem").filter(has_text=title)
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("+5")
    expect(lines.nth(1)).to_contain_text("−5")
    check_accessible(till)
    shoot(till, "perk-statement")


def the_books_balance(server: str, perk: str) -> None:
    """Every voucher is somewhere, no money is lost, no law is broken."""
    with account(server, "officer") as officer:
        books = officer.get("/api/perk-books").raise_for_status().json()
    assert books["balanced"]
    assert books["faults"] == []
    own = next(one for one in books["perks"] if one["perk"] == perk)
    assert (own["issued"], own["claimed"], own["redeemed"], own["spentFen"]) == (1, 1, 0, 0)
