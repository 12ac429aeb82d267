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
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from e2e.conftest import Shop
from e2e.film import draw_code, film, render_pdf, side_by_side
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
from e2e.test_pass_story import citizen_phone, opt_in, shown_text

pytestmark = pytest.mark.browser
VECTORS = Path(__file__).parents[1] / "vectors" / "codes.json"
IN_TIME = 15_000
PUBLISHED_IN = 60.0
HOURS = 3_600_000
TOOK = """() => {
  const last = (name) => performance.getEntriesByName(name).at(-1).startTime
  return last('verdict-shown') - last('code-decoded')
}"""
ZXING_KEPT = """async () => {
  const kept = async () => (await (await caches.open('zxing-1')).keys()).length > 1
  while (!(await kept())) await new Promise((done) => setTimeout(done, 50))
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


def test_two_codes_in_the_camera_are_named_and_not_followed(
    play: Playwright, chromium: str, server_url: str, shop: Shop, tmp_path: Path
) -> None:
    both = side_by_side(draw_code(shop.url, box=6), draw_code("wxp://f2f0a1b2c3d4e5", box=10))
    camera = film(both, tmp_path / "two.mjpeg")
    with phone(play, chromium, camera=camera, service_worker=True) as context:
        page = make_ready(context, server_url)
        page.goto(f"{server_url}/scan")
        page.evaluate(ZXING_KEPT)  # only the large decoder sees two; from now on it is at hand
        page.goto(f"{server_url}/scan")
        warning = page.get_by_role("dialog")
        expect(warning).to_contain_text("画面里不止一个码", timeout=IN_TIME)
        expect(warning).to_contain_text(f"「{shop.name}」的商户码")
        expect(warning).to_contain_text("微信付款码")
        assert page.url == f"{server_url}/scan"
        check_accessible(page)
        warning.get_by_role("button", name=f"只看「{shop.name}」").click()
        verdict(page, kind="valid", by="server")
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


@pytest.mark.parametrize(
    ("metres", "words"),
    [(300, "位置对得上"), (5_200, "离得远，请当心：约 5")],
    ids=["here", "away"],
)
def test_a_moved_poster_is_noticed_by_the_phone_alone(
    play: Playwright, chromium: str, server_url: str, shop: Shop, metres: int, words: str
) -> None:
    page_of = httpx.get(f"{server_url}/api/subjects/{shop.uscc}", trust_env=False).json()
    place = page_of["position"]
    with phone(play, chromium) as context:
        context.grant_permissions(["geolocation"])
        context.set_geolocation(
            {
                "latitude": place["lat"] + metres / 111_200,
                "longitude": place["lng"],
                "accuracy": 30,
            }
        )
        page = open_page(context, server_url)
        open_in_app(page, f"/v/{shop.digits}")
        verdict(page, kind="valid", by="server")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("button", name="核对位置").click()
        expect(page.get_by_text(words)).to_be_visible(timeout=IN_TIME)
        assert asked == []  # the position stays on the phone
        check_accessible(page)
        check_quiet(page)


def test_without_leave_to_locate_the_address_is_there_to_compare(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        open_in_app(page, f"/v/{shop.digits}")
        page.get_by_role("button", name="核对位置").click()
        expect(page.get_by_text("可以自己看看地址")).to_be_visible(timeout=IN_TIME)
        check_accessible(page)


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
