"""Three phones: a shop signs a promise, a customer reports a breach, an officer upholds it, and the
shop repairs it.
"""

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, Playwright, expect

from e2e import shots
from e2e.desk import PASSWORD, account, subject_of
from e2e.film import film, png, render_pdf
from e2e.phone import (
    check_accessible,
    check_no_sideways_scroll,
    check_quiet,
    open_in_app,
    open_page,
    phone,
    sign_in,
)

pytestmark = pytest.mark.browser
SHOP, CUSTOMER, OFFICER = "huahai", "citizen2", "officer"
SHOP_NAME = "花海听风客栈"
FACTS = "退房时被多收了八十块，说是旺季加价，可墙上写着明码标价。"
REPLY = "前台算错了，已经把多收的八十块退给客人，附退款记录。"
REASON = "收费记录与价签不符，商户已退款，情节轻微。"
MENDED = "已退款并改正收费，价签和前台系统都核对过。"
CHECKED = "退款属实，已经改正。"
IN_TIME = 20_000
PUBLIC_SECONDS = 5.5


class Promise(NamedTuple):
    """What the story is about: the shop, and the promise that it signed."""

    uscc: str
    code: str
    name: str


@pytest.fixture(scope="module")
def owner(server_url: str) -> Iterator[httpx.Client]:
    """The API as the shop's owner uses it."""
    with account(server_url, SHOP) as client:
        yield client


@pytest.fixture(scope="module")
def shop_page(play: Playwright, chromium: str, server_url: str) -> Iterator[Page]:
    """The owner's phone, signed in."""
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, SHOP, PASSWORD)
        yield page
        check_quiet(page)


@pytest.fixture(scope="module")
def camera(owner: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's poster, as a camera films it."""
    answer = owner.get(f"/api/subjects/{subject_of(owner)}/poster.pdf", params={"size": "A5"})
    picture = render_pdf(answer.raise_for_status().content, width=620)
    return film(picture, tmp_path_factory.mktemp("camera") / "poster.mjpeg")


@pytest.fixture(scope="module")
def customer_page(play: Playwright, chromium: str, server_url: str, camera: Path) -> Iterator[Page]:
    """The customer's phone, signed in, its camera on the shop's poster."""
    with phone(play, chromium, camera=camera) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, CUSTOMER, PASSWORD)
        yield page
        check_quiet(page)


@pytest.fixture(scope="module")
def officer_page(play: Playwright, chromium: str, server_url: str) -> Iterator[Page]:
    """An officer's phone, signed in."""
    with phone(play, chromium) as context:
        page = open_page(context, server_url)
        sign_in(page, server_url, OFFICER, PASSWORD)
        yield page
        check_quiet(page)


@pytest.fixture(scope="module")
def promise(shop_page: Page, server_url: str, owner: httpx.Client) -> Promise:
    """Signed on the owner's phone: one that does not run yet."""
    uscc = subject_of(owner)
    running = {one["template"] for one in commitments(owner, uscc)}
    on_offer = owner.get("/api/commitment-templates").raise_for_status().json()["items"]
    template = next(one["template"] for one in on_offer if one["template"] not in running)
    before = {one["code"] for one in commitments(owner, uscc)}
    shop_page.goto(f"{server_url}/shops/{uscc}/sign/{template}")
    shop_page.get_by_role("button", name="下一步").click()
    shop_page.get_by_role("button", name="读完了，去签").click()
    shop_page.get_by_label("我看明白了").check()
    shop_page.get_by_label("输入登录密码").fill(PASSWORD)
    look(shop_page, "sign")
    shop_page.get_by_role("button", name="签下承诺").click()
    expect(shop_page.get_by_role("heading", name="承诺已公开")).to_be_visible()
    new = wait_for(lambda: [x for x in commitments(owner, uscc) if x["code"] not in before])
    look(shop_page, "signed")
    return Promise(uscc, new[0]["code"], new[0]["name"])


def commitments(api: httpx.Client, uscc: str) -> list[dict[str, Any]]:
    found = api.get(f"/api/subjects/{uscc}/commitments").raise_for_status().json()
    items: list[dict[str, Any]] = found["items"]
    return items


def moves_of(api: httpx.Client, uscc: str, title: str) -> list[dict[str, Any]]:
    """What counts in the shop's grade from now on because of this promise."""
    found = api.get(f"/api/subjects/{uscc}/evaluation").raise_for_status().json()
    return [one for one in found["moves"] if one["title"] == title and one["points"] < 0]


def wait_for(look_up: Any, seconds: float = 20) -> Any:
    """What the worker brings about, once it is there."""
    end = time.monotonic() + seconds
    while not (found := look_up()):
        assert time.monotonic() < end, "the worker did not bring it about"
        time.sleep(0.2)
    return found


def receipt_photo() -> Any:
    """A photo of a receipt, with a place in its EXIF."""
    made = Image.new("RGB", (1800, 1350), "#efe6d5")
    draw = ImageDraw.Draw(made)
    draw.rectangle((300, 120, 1500, 1230), fill="white", outline="#998877", width=6)
    for line in range(9):
        draw.line((400, 260 + 100 * line, 1400 - 110 * (line % 3), 260 + 100 * line), "#777", 16)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif)
    return {"name": "receipt.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def look(page: Page, name: str) -> None:
    """No fault of access, nothing to the right of the phone; a picture for people."""
    shots.shoot(page, name)
    check_accessible(page)
    check_no_sideways_scroll(page)


def test_the_whole_story(
    server_url: str,
    promise: Promise,
    owner: httpx.Client,
    customer_page: Page,
    shop_page: Page,
    officer_page: Page,
) -> None:
    scan_and_read(customer_page, server_url, promise)
    report(customer_page, promise)
    accept(officer_page, promise)
    reply(shop_page, promise)
    uphold(officer_page, promise)
    see_effect(customer_page, owner, promise)
    read_decision(shop_page, promise)
    apply_for_repair(shop_page, owner, promise)
    agree_to_repair(officer_page, owner, promise)
    see_effect_gone(customer_page, owner, promise)
    see_repaired(shop_page, promise)


def scan_and_read(page: Page, server: str, promise: Promise) -> None:
    """The customer films the poster and finds the fresh promise on the verdict."""
    page.goto(f"{server}/scan")
    expect(page).to_have_url(re.compile("/v/"), timeout=IN_TIME)
    summary = page.locator("summary").filter(has_text=promise.name).first
    expect(summary).to_be_visible()
    summary.click()
    look(page, "promise-on-the-verdict")
    page.get_by_role("link", name="没做到？举报").and_(
        page.locator(f'[href="/commitments/{promise.code}/report"]')
    ).click()


def report(page: Page, promise: Promise) -> None:
    """A photo, what happened; the answer is a receipt number."""
    expect(page.get_by_text("您的身份加密保存")).to_be_visible()
    look(page, "report-empty")
    page.get_by_label("发生了什么").fill(FACTS)
    page.get_by_label("涉及多少钱").fill("80")
    page.get_by_label("拍照或选照片").set_input_files(receipt_photo())
    expect(page.get_by_role("img", name="第 1 张照片")).to_be_visible()
    look(page, "report-filled")
    page.get_by_role("button", name="提交举报").click()
    expect(page.get_by_text("举报已收到")).to_be_visible()
    look(page, "receipt")
    page.get_by_role("link", name="看进展").click()
    expect(page.get_by_text("待受理").first).to_be_visible()
    expect(page.get_by_role("button", name="第 1 张照片")).to_be_visible()
    look(page, "my-report")


def card(page: Page, promise: Promise, shop: str = "") -> Locator:
    """The case in a list: of this promise, and on the desk of this shop."""
    rows = page.locator('a.row[href*="/breaches/"]').filter(has_text=promise.name)
    return rows.filter(has_text=shop).last


def accept(page: Page, promise: Promise) -> None:
    """The officer reads the case; who reported is not there."""
    open_in_app(page, "/office/breaches")
    expect(page.get_by_role("button", name="待办")).to_be_visible()
    page.get_by_role("button", name="全部在办").click()
    look(page, "desk")
    card(page, promise, SHOP_NAME).click()
    expect(page.get_by_text(FACTS)).to_be_visible()
    expect(page.get_by_text("才让")).to_have_count(0)
    page.get_by_role("button", name="受理", exact=True).click()
    look(page, "desk-case")
    page.get_by_role("button", name="确定：受理").click()
    expect(page.get_by_text("待商户答复").first).to_be_visible()


def reply(page: Page, promise: Promise) -> None:
    """The owner finds the report under the shop and answers with a proof."""
    open_in_app(page, f"/shops/{promise.uscc}/breaches")
    expect(card(page, promise)).to_be_visible()
    look(page, "shop-cases")
    card(page, promise).click()
    expect(page.get_by_text(FACTS)).to_be_visible()
    look(page, "shop-case")
    page.get_by_label("情况说明").fill(REPLY)
    page.get_by_label("问题已经解决").check()
    proof = {"name": "refund.png", "mimeType": "image/png"}
    picture = png(Image.new("RGB", (640, 480), "#dfe9f2"))
    page.get_by_label("拍照或选照片").set_input_files({**proof, "buffer": picture})  # type: ignore[arg-type]
    expect(page.get_by_role("img", name="第 1 张照片")).to_be_visible()
    look(page, "reply-form")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("审理中").first).to_be_visible()
    expect(page.get_by_text("商户说已经改正")).to_be_visible()


def uphold(page: Page, promise: Promise) -> None:
    """The law is there already; the severity says what follows and until when."""
    open_in_app(page, "/office/breaches")
    page.get_by_role("button", name="全部在办").click()
    card(page, promise, SHOP_NAME).click()
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.get_by_role("button", name="认定违诺").click()
    expect(page.get_by_label("法律依据")).not_to_have_value("")
    page.get_by_label("轻微").check()
    page.get_by_label("没有做到的").fill("多收房费八十元，与明码标价不符")
    page.get_by_label("认定单位").fill("门源县市场监督管理局（示例）")
    page.get_by_label("理由（各方都能看到）").fill(REASON)
    look(page, "decide")
    page.get_by_role("button", name="确定：认定违诺").click()
    expect(page.get_by_role("heading", name="带来的后果")).to_be_visible()
    look(page, "decided")


def see_effect(page: Page, api: httpx.Client, promise: Promise) -> None:
    """How the grade comes about names the broken promise and the day on which it ends."""
    board = commitments(api, promise.uscc)
    assert next(one for one in board if one["code"] == promise.code)["performance"] == "partly"
    matter = next(one["matter"] for one in board if one["code"] == promise.code)
    move = wait_for(lambda: moves_of(api, promise.uscc, matter))[0]
    assert move["endsOn"]
    open_in_app(page, f"/m/{promise.uscc}/why")
    row = page.get_by_text(matter).first
    expect(row).to_be_visible()
    row.scroll_into_view_if_needed()
    expect(page.get_by_text(re.compile(move["endsOn"])).first).to_be_visible()
    look(page, "grade-with-the-effect")
    open_in_app(page, "/reports")
    page.locator("a.row").filter(has_text=promise.name).first.click()
    expect(page.get_by_text(REASON).first).to_be_visible()
    look(page, "my-report-decided")


def read_decision(page: Page, promise: Promise) -> None:
    """The shop reads decision, basis, end, and what it can do."""
    open_in_app(page, f"/shops/{promise.uscc}/breaches")
    card(page, promise).click()
    expect(page.get_by_text(REASON).first).to_be_visible()
    expect(page.get_by_role("button", name="申请复核")).to_be_visible()
    look(page, "shop-decided")


def apply_for_repair(page: Page, owner: httpx.Client, promise: Promise) -> None:
    """The shop repairs at once, as a minor breach allows: a proof, what was done, a pledge."""
    fact = wait_for(lambda: repairable(owner, promise))
    open_in_app(page, f"/shops/{promise.uscc}/repair")
    row = page.locator(f'a[href$="/repair/{fact}"]')
    expect(row).to_be_visible()
    look(page, "repairable")
    row.click()
    expect(page.get_by_role("heading", name="要满足的条件")).to_be_visible()
    page.get_by_role("button", name="开始申请修复").click()
    page.get_by_label("拍照或选文件").set_input_files({**receipt_photo(), "name": "退款记录.jpg"})
    expect(page.get_by_role("img", name="退款记录")).to_be_visible()
    page.get_by_label("您做了哪些改正").fill(MENDED)
    page.get_by_label("我承诺：材料真实").check()
    look(page, "repair-filled")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="已推送认定单位")).to_be_visible()
    look(page, "repair-submitted")


def repairable(owner: httpx.Client, promise: Promise) -> str:
    """The public id of the fact that the finding made, once it is there."""
    return str(entry(owner, promise).get("fact", {}).get("id", ""))


def entry(owner: httpx.Client, promise: Promise) -> dict[str, Any]:
    """The fact in the shop's repair book, with its case."""
    found = owner.get(f"/api/subjects/{promise.uscc}/repairs").raise_for_status().json()["items"]
    return next((one for one in found if one["fact"]["decisionNo"] == promise.code), {})


def agree_to_repair(page: Page, owner: httpx.Client, promise: Promise) -> None:
    """The officer accepts, checks and agrees, on the phone."""
    number = entry(owner, promise)["case"]["number"]
    open_in_app(page, "/office/repairs?status=forwarded")
    page.get_by_role("link").filter(has_text=number).click()
    for what, field in (("受理", ""), ("填写核查结果", "核查结果"), ("同意修复", "")):
        page.get_by_role("button", name=what, exact=True).click()
        if field:
            page.get_by_label(field).fill(CHECKED)
        look(page, f"desk-repair-{what}")
        page.get_by_role("button", name=f"确定：{what}").click()
        expect(page.get_by_role("button", name=f"确定：{what}")).to_be_hidden()
    expect(page.get_by_role("heading", name="办理", exact=True)).to_be_visible()


def see_effect_gone(page: Page, api: httpx.Client, promise: Promise) -> None:
    """Nothing of it counts any more, and the page that explains the grade says nothing of it."""
    board = commitments(api, promise.uscc)
    matter = next(one["matter"] for one in board if one["code"] == promise.code)
    wait_for(lambda: not moves_of(api, promise.uscc, matter))
    page.wait_for_timeout(PUBLIC_SECONDS * 1000)  # so old may a public answer be
    open_in_app(page, f"/m/{promise.uscc}/why")
    page.reload()
    expect(page.get_by_role("heading", name="哪些记录在起作用")).to_be_visible()
    expect(page.get_by_text(matter)).to_have_count(0)
    look(page, "grade-without-the-effect")


def see_repaired(page: Page, promise: Promise) -> None:
    """The case says that its consequences ended early."""
    open_in_app(page, f"/shops/{promise.uscc}/breaches")
    card(page, promise).click()
    expect(page.get_by_text("已修复，提前结束").first).to_be_visible()
    page.get_by_text("已修复，提前结束").first.scroll_into_view_if_needed()
    look(page, "shop-repaired")
