"""The main story: a phone films the poster on a shop's door and reads the verdict."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.conftest import Shop
from e2e.film import draw_code, film, png, render_pdf, side_by_side
from e2e.phone import check_accessible, check_quiet, open_in_app, open_page, phone

pytestmark = pytest.mark.browser
IN_TIME = 15_000


def see_verdict(page: Page, shop: Shop) -> None:
    """The verdict explains itself: valid, which shop, what grade and why, how to object."""
    expect(page).to_have_url(re.compile(f"/v/{shop.digits}$"), timeout=IN_TIME)
    expect(page.get_by_text("有效", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1, name=shop.name)).to_be_visible()
    expect(page.get_by_text(shop.address).first).to_be_visible()
    expect(page.get_by_role("heading", name="优 · 守信")).to_be_visible()
    expect(page.get_by_text("主要因为")).to_be_visible()
    expect(page.get_by_role("heading", name="它公开承诺")).to_be_visible()
    expect(page.get_by_role("heading", name="觉得哪里不对？")).to_be_visible()
    expect(page.get_by_text("示例数据").first).to_be_visible()


def test_the_camera_reads_the_poster_and_the_verdict_explains_itself(
    play: Playwright, chromium: str, server_url: str, shop: Shop, poster: bytes, tmp_path: Path
) -> None:
    camera = film(render_pdf(poster, width=620), tmp_path / "poster.mjpeg")
    with phone(play, chromium, camera=camera) as context:
        page = open_page(context, server_url)
        page.get_by_role("link", name="扫商户码").click()
        see_verdict(page, shop)
        check_accessible(page)
        page.get_by_role("link", name="怎么算的").click()
        expect(page.get_by_role("heading", name="哪些记录在起作用")).to_be_visible()
        check_quiet(page)
        page.go_back()
        see_verdict(page, shop)
        page.get_by_role("button", name="不是这家").click()
        expect(page.get_by_role("link", name="打 12315").first).to_be_visible()


def test_a_photo_does_when_there_is_no_camera(
    play: Playwright, chromium: str, server_url: str, shop: Shop, poster: bytes
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/scan")
        page.get_by_role("button", name="打开相机").click()
        expect(page.get_by_role("alert")).to_contain_text("没有可用的相机")
        check_accessible(page)
        photo = {"name": "poster.png", "mimeType": "image/png"}
        page.get_by_label("选照片").set_input_files(
            {**photo, "buffer": png(render_pdf(poster, width=900))}  # type: ignore[arg-type]
        )
        see_verdict(page, shop)


def test_typing_the_code_does_too_and_a_slip_is_caught_at_once(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/scan?typed=1")
        box = page.get_by_label("9 位编码")
        slip = "A" if shop.short_code[3] != "A" else "B"
        box.fill(f"{shop.short_code[:3]}{slip}{shop.short_code[4:]}".lower())
        page.get_by_role("button", name="核验").click()
        expect(page.get_by_text("有一位抄错了")).to_be_visible()
        check_accessible(page)
        box.fill(shop.short_code.lower())
        page.get_by_role("button", name="核验").click()
        expect(page.get_by_role("heading", level=1, name=shop.name)).to_be_visible()
        check_quiet(page)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("134512345678901234", "这是付款码，本页不收款"),
        ("https://evil.example/v/123", "这不是信用青海的码"),
        ("你好", "这个码里没有商户信息"),
    ],
    ids=["payment", "foreign", "text"],
)
def test_other_codes_are_named_and_never_opened(
    play: Playwright, chromium: str, server_url: str, text: str, answer: str, tmp_path: Path
) -> None:
    camera = film(draw_code(text), tmp_path / "other.mjpeg")
    with phone(play, chromium, camera=camera) as context:
        page = open_page(context, f"{server_url}/scan")
        expect(page.get_by_role("dialog")).to_contain_text(answer, timeout=IN_TIME)
        assert page.url == f"{server_url}/scan"
        check_accessible(page)


@pytest.mark.parametrize("beside", ["another badge", "a foreign code"])
def test_two_codes_in_the_picture_are_a_warning(
    play: Playwright, chromium: str, server_url: str, shop: Shop, other_badge: str, beside: str
) -> None:
    second = other_badge if beside == "another badge" else "https://evil.example/"
    both = side_by_side(draw_code(shop.url, box=6), draw_code(second, box=6))
    with phone(play, chromium) as context:
        page = open_page(context, f"{server_url}/scan")
        # The small first decoder sees one code only; zxing, waited for, sees both.
        page.get_by_label("选照片").set_input_files(
            {"name": "two.png", "mimeType": "image/png", "buffer": png(both)}
        )
        expect(page.get_by_role("dialog")).to_contain_text("画面里不止一个码", timeout=IN_TIME)
        expect(page.get_by_role("dialog")).to_contain_text("小心盖在上面的假码")
        assert page.url == f"{server_url}/scan"
        check_accessible(page)
        check_quiet(page)


@pytest.mark.parametrize("change", ["digit", "cut"])
def test_a_tampered_badge_is_invalid_and_says_why(
    play: Playwright, chromium: str, server_url: str, shop: Shop, change: str
) -> None:
    last = str((int(shop.digits[-1]) + 1) % 10)
    digits = shop.digits[:-1] + last if change == "digit" else shop.digits[:-40]
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        open_in_app(page, f"/v/{digits}")
        expect(page.get_by_role("heading", level=1, name="无效")).to_be_visible()
        expect(page.get_by_text("现在可以怎么办")).to_be_visible()
        check_accessible(page)
        check_quiet(page)
