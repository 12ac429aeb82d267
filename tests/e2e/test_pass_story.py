"""A citizen opts in, shows a pass, sees who looked, and leaves; a shop verifies, both offline."""

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from e2e.citizens import (
    citizen_phone,
    fetch_lists,
    opt_in,
    picture,
    set_clock,
    shown_text,
    verdict_on,
    verifier_phone,
    withdraw,
)
from e2e.conftest import Shop
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
)

pytestmark = pytest.mark.browser
VERSION_9 = 53
# Nothing of a pass may lie in Cache Storage, in the address or in localStorage.
TRACES = """async () => {
  const cached = []
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) cached.push(one.url)
  return { cached: cached.filter((url) => url.includes('/api/')), address: location.href,
           stored: JSON.stringify(localStorage) }
}"""


def test_a_pass_is_shown_and_verified_offline_and_a_screenshot_dies(
    play: Playwright, chromium: str, server_url: str, owner: httpx.Client, shop: Shop
) -> None:
    with (
        citizen_phone(play, chromium, server_url, "citizen") as mine,
        verifier_phone(play, chromium, server_url) as theirs,
    ):
        opt_in(mine, server_url)
        expect(mine.get_by_text("离线可用至 明天")).to_be_visible()
        mine.context.set_offline(True)
        mine.goto(f"{server_url}/pass")  # from the phone alone
        expect(mine.get_by_text("没有网络，码照样能用")).to_be_visible()
        expect(picture(mine)).to_be_visible()
        assert int(picture(mine).get_attribute("data-modules") or 99) <= VERSION_9
        taken = time.time()
        text = shown_text(mine)
        assert text.startswith(f"{server_url}/v#")

        requests: list[str] = []
        theirs.on("request", lambda request: requests.append(request.url))
        set_clock(theirs.context, taken)
        verdict, words = verdict_on(theirs, text)
        assert verdict == "valid", words
        assert "可以享受" in words  # the courtesy, and nothing of the person:
        assert "没有出示" in words
        assert "李" not in words
        assert not [url for url in requests if "/api/" in url]
        check_accessible(theirs)

        set_clock(theirs.context, taken + 29)  # a slow hand
        assert verdict_on(theirs, text)[0] == "valid"
        set_clock(theirs.context, taken + 90)  # a screenshot
        verdict, words = verdict_on(theirs, text)
        # Its step is over; at the turn of a quarter hour, the pass itself.
        assert verdict == "invalid"
        assert re.search("动态码已过时|已经过期", words), words

        step = picture(mine).get_attribute("data-step") or ""
        expect(picture(mine)).not_to_have_attribute("data-step", step, timeout=40_000)
        again = shown_text(mine)
        assert again != text
        set_clock(theirs.context, time.time())
        assert verdict_on(theirs, again)[0] == "valid"

        mine.context.set_offline(False)
        the_citizen_sees_who_looked(mine, server_url, owner, shop)
        a_withdrawal_ends_it(mine, theirs, server_url)
        check_quiet(mine)
        check_quiet(theirs)


def the_citizen_sees_who_looked(
    mine: Page, server_url: str, owner: httpx.Client, shop: Shop
) -> None:
    """An online verification stands in 谁看过我 with its shop and purpose."""
    mine.goto(f"{server_url}/pass")
    expect(picture(mine)).to_be_visible()
    digits = shown_text(mine).split("#")[1]
    body = {"digits": digits, "purpose": "courtesy_perk"}
    seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
    assert (seen["verdict"], seen["courtesy"], seen["maskedName"]) == ("valid", True, None)
    mine.get_by_role("link", name="谁看过我").click()
    row = mine.get_by_role("listitem").filter(has_text=shop.name).first
    expect(row).to_contain_text("给予守信礼遇")
    expect(row).to_contain_text("有效")
    check_accessible(mine)


def a_withdrawal_ends_it(mine: Page, theirs: Page, server_url: str) -> None:
    """A code that was valid a moment ago is refused after the next fetch of the lists."""
    mine.goto(f"{server_url}/pass")
    expect(picture(mine)).to_be_visible()
    taken = time.time()
    text = shown_text(mine)
    set_clock(theirs.context, taken)
    assert verdict_on(theirs, text)[0] == "valid"
    withdraw(mine, server_url)
    mine.goto(f"{server_url}/pass")
    expect(mine.get_by_role("link", name="看说明，再决定")).to_be_visible()
    assert picture(mine).count() == 0

    for _ in range(20):
        set_clock(theirs.context, time.time())
        theirs.context.set_offline(False)
        fetch_lists(theirs, server_url)
        theirs.context.set_offline(True)
        set_clock(theirs.context, taken)
        verdict, words = verdict_on(theirs, text)
        if verdict == "invalid":
            break
        time.sleep(1)
    assert (verdict, "吊销" in words or "停用" in words) == ("invalid", True), words


def test_a_lost_answer_a_wrong_clock_and_a_pause(
    play: Playwright, chromium: str, server_url: str, owner: httpx.Client
) -> None:
    with citizen_phone(play, chromium, server_url, "citizen2", ahead_s=47) as page:
        lost: list[str] = []

        def lose_first(route: Route) -> None:
            """The server signs; its answer never arrives."""
            sent = route.request.post_data or ""
            lost.append(sent)
            if len(lost) > 1:
                return route.continue_()
            route.fetch()
            return route.abort("connectionreset")

        page.context.route("**/api/passes", lose_first)
        page.goto(f"{server_url}/pass/consent")
        page.get_by_role("button", name="我看明白了，同意开通").click()
        page.wait_for_url(f"{server_url}/pass")
        expect(picture(page)).to_be_visible()  # opening the pass asked again
        assert lost[1] == lost[0]

        expect(page.get_by_text("手机时间快了")).to_be_visible()
        digits = shown_text(page).split("#")[1]
        body = {"digits": digits, "purpose": "courtesy_perk"}
        seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
        assert (seen["verdict"], seen["courtesy"]) == ("valid", False), seen
        traces = page.evaluate(TRACES)
        assert traces["cached"] == []
        assert digits[:40] not in traces["address"] + traces["stored"]

        hide_and_enlarge(page)
        pause_and_resume(page, server_url, owner)
        withdraw(page, server_url)
        check_quiet(page)


def turn_away(page: Page, *, away: bool) -> None:
    """The person goes to another app, or comes back."""
    page.evaluate(
        """(away) => {
          Object.defineProperty(document, 'hidden', { value: away, configurable: true })
          document.dispatchEvent(new Event('visibilitychange'))
        }""",
        away,
    )


def hide_and_enlarge(page: Page) -> None:
    """Hidden, the code is not in the page; enlarged, it is still readable."""
    turn_away(page, away=True)
    expect(picture(page)).to_have_count(0)
    turn_away(page, away=False)
    expect(picture(page)).to_be_visible()
    page.get_by_role("button", name="隐藏码").click()
    expect(page.get_by_text("码已藏起")).to_be_visible()
    expect(picture(page)).to_have_count(0)
    page.get_by_role("button", name="点一下再亮出来").click()
    page.get_by_role("button", name="放大，给对方扫").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("请把屏幕调亮")
    check_accessible(page)
    side = dialog.locator("svg[data-step]").bounding_box()
    assert side is not None
    assert side["width"] >= 0.74 * 390
    dialog.get_by_role("button", name="收起").last.click()
    expect(dialog).to_have_count(0)


def pause_and_resume(page: Page, server_url: str, owner: httpx.Client) -> None:
    """A pause ends what is out there; what comes after it is new."""
    digits = shown_text(page).split("#")[1]
    page.goto(f"{server_url}/pass/settings")
    page.get_by_role("button", name="暂停信用码").click()
    expect(page.get_by_text("码已暂停")).to_be_visible()  # the server has heard of it
    expect(page.get_by_role("button", name="恢复信用码")).to_be_visible()
    body = {"digits": digits, "purpose": "courtesy_perk"}
    seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
    assert (seen["verdict"], seen["reason"]) == ("invalid", "revoked")
    page.goto(f"{server_url}/pass")
    expect(page.get_by_role("heading", name="码已暂停")).to_be_visible()
    check_accessible(page)
    check_no_sideways_scroll(page)
    page.get_by_role("button", name="恢复使用").click()
    expect(picture(page)).to_be_visible()
    body["digits"] = shown_text(page).split("#")[1]
    seen = owner.post("/api/pass-checks", json=body).raise_for_status().json()
    assert seen["verdict"] == "valid"


def test_withdrawn_without_a_network_the_code_is_gone_at_once(
    play: Playwright, chromium: str, server_url: str
) -> None:
    with citizen_phone(play, chromium, server_url, "citizen") as page:
        opt_in(page, server_url)
        page.context.set_offline(True)
        withdraw(page, server_url)
        expect(page.get_by_text("这部手机上的码已经删掉")).to_be_visible()
        page.goto(f"{server_url}/pass")
        expect(page.get_by_text("这部手机上的码已经删掉")).to_be_visible()
        assert picture(page).count() == 0

        page.context.set_offline(False)
        expect(page.get_by_text("这部手机上的码已经删掉")).to_have_count(0)
        expect(page.get_by_role("heading", name="亮一下，只说一句话")).to_be_visible()
        check_quiet(page)
