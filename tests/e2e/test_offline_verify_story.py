"""A printed poster is verified with the network cut, and refused once it was revoked."""

import base64
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from e2e.conftest import Shop
from e2e.film import film, render_pdf
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_in_app,
    open_page,
    phone,
)
from e2e.verifying import IN_TIME, make_known, make_ready, verdict

pytestmark = pytest.mark.browser
VECTORS = Path(__file__).parents[1] / "vectors" / "codes.json"
PUBLISHED_IN = 60.0
HOURS = 3_600_000
TOOK = """() => {
  const last = (name) => performance.getEntriesByName(name).at(-1).startTime
  return last('verdict-shown') - last('code-decoded')
}"""
SHIFTED = """
const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + SHIFT) }
  static now() { return Real.now() + SHIFT }
}"""


class Target(NamedTuple):
    """A shop whose codes this story may revoke; no other story looks at it."""

    uscc: str
    name: str
    digits: str
    poster: bytes


@pytest.fixture(scope="module")
def officer(server_url: str) -> Iterator[httpx.Client]:
    """The API as the demo account `officer` uses it."""
    with httpx.Client(base_url=server_url, trust_env=False, timeout=60) as api:
        answer = api.post("/api/sessions", json={"login": "officer", "password": "qinghai2026"})
        token = answer.raise_for_status().json()["accessToken"]
        api.headers["authorization"] = f"Bearer {token}"
        yield api


@pytest.fixture
def target(officer: httpx.Client) -> Target:
    """A shop of grade B with its present badge and printed poster."""
    found = officer.get("/api/subjects", params={"grade": "B", "limit": 3}).raise_for_status()
    uscc = found.json()["items"][-1]["uscc"]
    badge = officer.get(f"/api/subjects/{uscc}/badge").raise_for_status().json()
    poster = officer.get(f"/api/subjects/{uscc}/poster.pdf", params={"size": "A5"})
    return Target(uscc, badge["shortName"], badge["digits"], poster.raise_for_status().content)


class Traffic:
    """What a page asked of the network; the service worker's own answers are none of it."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        page.on("requestfailed", lambda request: self.asked.append(request.url))
        page.on("requestfinished", self._finished)

    def _finished(self, request: Any) -> None:
        response = request.response()
        if response is not None and not response.from_service_worker:
            self.asked.append(request.url)


def await_list_without(officer: httpx.Client, before: dict[str, str]) -> None:
    """Wait until the server has published another version of some status list."""
    end = time.monotonic() + PUBLISHED_IN
    while list_tags(officer) == before:
        assert time.monotonic() < end, "the revocation was not published"
        time.sleep(0.5)


def list_tags(officer: httpx.Client) -> dict[str, str]:
    """The ETag of each merchant list that the server has."""
    answers = {f"m{n}": officer.get(f"/api/trust/lists/m{n}") for n in range(24)}
    return {name: one.headers["etag"] for name, one in answers.items() if one.status_code == 200}


def test_a_poster_is_verified_without_a_network_until_it_is_revoked(
    play: Playwright,
    chromium: str,
    server_url: str,
    officer: httpx.Client,
    target: Target,
    tmp_path: Path,
) -> None:
    camera = film(render_pdf(target.poster, width=620), tmp_path / "poster.mjpeg")
    with phone(play, chromium, camera=camera, service_worker=True) as context:
        page = make_ready(context, server_url)

        context.set_offline(True)
        traffic = Traffic(page)
        page.get_by_role("link", name="扫一扫").click()
        verdict(page, kind="valid", by="phone")
        expect(page).to_have_url(re.compile(f"/v/{target.digits}$"))
        expect(page.get_by_role("heading", level=1, name=target.name)).to_be_visible()
        expect(page.get_by_text("离线核验 · 清单")).to_be_visible()
        expect(page.get_by_role("heading", name="没有网，这些还看不到")).to_be_visible()
        assert traffic.asked == []
        took = page.evaluate(TOOK)
        print(f"\noffline verdict {took:.0f} ms after the decoded frame, 0 requests")
        assert took < 3000  # 300 ms on a quiet machine; this one may be busy
        check_accessible(page)
        check_no_sideways_scroll(page)

        tags = list_tags(officer)
        reason = {"reason": "海报已被复制到别处张贴", "legalBasis": "《示例管理规定》第八条"}
        officer.post(
            f"/api/subjects/{target.uscc}/badge/revocation", json=reason
        ).raise_for_status()
        await_list_without(officer, tags)
        page.reload()
        verdict(page, kind="valid", by="phone")  # nobody could have told the phone

        context.set_offline(False)
        verdict(page, kind="invalid", by="server")
        expect(page.get_by_text("已被吊销")).to_be_visible()
        page.goto(f"{server_url}/me")
        page.get_by_role("button", name="手动更新").click()
        expect(page.get_by_text("已是最新")).to_be_visible()

        context.set_offline(True)
        page.goto(f"{server_url}/v/{target.digits}")
        verdict(page, kind="invalid", by="phone")
        expect(page.get_by_text("已被吊销")).to_be_visible()
        expect(page.get_by_text("离线核验 · 清单")).to_be_visible()
        check_accessible(page)
        check_quiet(page)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(96, "离线清单太旧了"), (-24, "手机的时间好像不对")],
    ids=["four days later", "a day back"],
)
def test_with_a_stale_list_or_a_wrong_clock_nothing_is_called_invalid(
    play: Playwright, chromium: str, server_url: str, shop: Shop, hours: int, words: str
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        page = make_ready(context, server_url)
        context.set_offline(True)
        page.add_init_script(SHIFTED.replace("SHIFT", str(hours * HOURS)))
        page.goto(f"{server_url}/v/{shop.digits}")
        verdict(page, kind="unverifiable", by="phone")
        expect(page.get_by_role("heading", level=1, name="无法离线核验")).to_be_visible()
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_text("这不是说码是假的")).to_be_visible()
        expect(page.get_by_text("无效", exact=True)).to_have_count(0)
        check_accessible(page)
        check_quiet(page)


def test_an_older_bundle_is_refused_and_the_newer_one_stays(
    play: Playwright, chromium: str, server_url: str
) -> None:
    vectors = json.loads(VECTORS.read_bytes())
    point = bytes.fromhex(vectors["root"]["x"] + vectors["root"]["y"])
    key = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
    served = ["newer"]

    def answer(route: Route) -> None:
        if route.request.url.endswith("/root"):
            route.fulfill(json={"kid": vectors["root"]["kid"], "publicKey": key})
        elif route.request.url.endswith("/bundle"):
            body = bytes.fromhex(vectors["bundles"][served[-1]])
            route.fulfill(body=body, content_type="application/cose")
        else:
            route.fulfill(status=404)

    with phone(play, chromium) as context:
        context.route("**/api/trust/**", answer)
        page = open_page(context, f"{server_url}/me")
        row = page.locator(".row", has_text="离线核验清单")
        button = row.get_by_role("button", name="手动更新")
        expect(row).to_contain_text("离线清单更新于", timeout=IN_TIME)
        made = row.locator(".sub").first.inner_text()

        served.append("older")
        button.click()
        expect(row).to_contain_text("没通过核对，没有采用，仍用原来的（rollback）")
        expect(row).to_contain_text(made)
        check_accessible(page)

        page.reload()
        expect(row).to_contain_text(made)
        served.append("newer")
        button.click()
        expect(row).to_contain_text("已是最新")
        check_quiet(page)


def test_when_the_server_is_away_the_phone_answers_and_asks_again(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with phone(play, chromium) as context:
        page = make_known(open_page(context, f"{server_url}/me"))
        context.route("**/api/verdicts/**", lambda route: route.abort())
        open_in_app(page, f"/v/{shop.digits}")
        verdict(page, kind="valid", by="phone")
        expect(page.get_by_text("联系不上核验服务")).to_be_visible()
        check_accessible(page)
        context.unroute("**/api/verdicts/**")
        page.get_by_role("button", name="再试一次").click()
        verdict(page, kind="valid", by="server")
        check_quiet(page)
