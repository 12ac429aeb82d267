"""A genuine code in the wrong place: a poster hung elsewhere, a sticker over a sticker."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Playwright, expect

from e2e.conftest import Shop
from e2e.film import draw_code, film, side_by_side
from e2e.phone import check_accessible, check_quiet, open_in_app, open_page, phone
from e2e.verifying import IN_TIME, make_ready, verdict

pytestmark = pytest.mark.browser
ZXING_KEPT = """async () => {
  const kept = async () => (await (await caches.open('zxing-1')).keys()).length > 1
  while (!(await kept())) await new Promise((done) => setTimeout(done, 50))
}"""


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
