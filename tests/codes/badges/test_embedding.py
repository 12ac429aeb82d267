"""The badge on other people's pages and on NFC tags: always the present grade, never a script."""

import base64
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.test_badges import graded, issued, set_grade
from credit.codes.badges.actions import end_badges
from credit.codes.badges.embedding import SCRIPT, embed_texts
from credit.codes.badges.jobs import reissue
from credit.codes.media.ndef import bytes_on_tag, fitting_tag, uri_message
from credit.codes.media.web_badge import COLOURS, WebBadge, web_badge_svg
from credit.kit import clock
from credit.kit.db import Connection
from factories.subjects import make_subject

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "rect", "g", "circle", "path", "text"}


def tree_of(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 - our own


def words(svg: str) -> str:
    return " ".join("".join(each.itertext()) for each in tree_of(svg).iter(f"{SVG}text"))


async def image(client: httpx.AsyncClient, uscc: str | None) -> httpx.Response:
    answer = await client.get(f"/api/subjects/{uscc}/web-badge.svg")
    assert answer.status_code == 200, answer.text
    return answer


async def test_it_shows_the_grade_of_this_minute(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    await issued(subject)
    shown = (await image(client, subject.uscc)).text
    minute = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:}"
    for text in ("信用等级 A · 优", "湟水源牦牛酸奶坊", minute, "示例"):
        assert text in words(shown)
    assert COLOURS["A"] in shown
    await set_grade(db, subject.id, "C")
    await reissue({"subject_ids": [subject.id]})
    assert "信用等级 C · 中" in words((await image(client, subject.uscc)).text)
    await end_badges(subject.id, "suspended", "冒用店名", actor="officer", basis="示例规定第八条")
    assert "现在没有有效信用码" in words((await image(client, subject.uscc)).text)


async def test_an_expired_or_missing_code_is_no_grade(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, none = await graded(db), await make_subject("青稞人家面馆")
    await issued(subject)
    with clock.frozen(clock.now() + timedelta(days=91)):
        assert "现在没有有效信用码" in words((await image(client, subject.uscc)).text)
    assert "现在没有有效信用码" in words((await image(client, none.uscc)).text)
    answer = await client.get("/api/subjects/91630000226593742X/web-badge.svg")
    assert answer.status_code == 404


async def test_it_may_stand_anywhere_but_not_grow_old(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    await issued(subject)
    headers = (await image(client, subject.uscc)).headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    found = re.fullmatch(r"public, max-age=(\d+), must-revalidate", headers["cache-control"])
    assert found and int(found[1]) <= 30
    for other in ("badge.svg", "badge", "web-badge"):
        answer = await client.get(f"/api/subjects/{subject.uscc}/{other}")
        assert "cross-origin-resource-policy" not in answer.headers, other


@given(st.text(max_size=20), st.sampled_from(["A", "B", "C", "D", "", "<"]), st.booleans())
def test_no_name_becomes_markup(name: str, grade: str, demo: bool) -> None:
    plain = "".join(c for c in name if c.isprintable())
    svg = web_badge_svg(WebBadge(grade, "优", plain, datetime.now(clock.SHANGHAI), demo))
    tree = tree_of(svg)
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= DRAWN
    names = {attribute for element in tree.iter() for attribute in element.attrib}
    assert not [n for n in names if n.startswith("on") or "href" in n or n == "style"]
    assert plain in words(svg)


def test_grades_differ_in_shape_too() -> None:
    now = datetime.now(clock.SHANGHAI)
    shapes = set()
    for grade in ("A", "B", "C", "D", ""):
        svg = web_badge_svg(WebBadge(grade, "优", "店", now, False))
        shapes.add(re.sub(r"#\w+|<text.*?</text>", "", svg.split("</title>")[1]))
    assert len(shapes) == 5


async def test_the_texts_to_paste(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    await issued(subject)
    body = (await client.get(f"/api/subjects/{subject.uscc}/web-badge")).json()
    base = f"http://127.0.0.1:8000/api/subjects/{subject.uscc}"
    tree = tree_of(body["html"].replace("</a>", "</img></a>"))
    assert tree.attrib["href"] == f"{base}/web-badge/verdict"
    assert tree.attrib["rel"] == "noopener"
    assert tree[0].attrib["src"] == f"{base}/web-badge.svg"
    assert tree[0].attrib["referrerpolicy"] == "no-referrer"
    assert "script" not in body["html"] and not re.search("[优良中差]", body["html"])
    assert body["htmlWithScript"].startswith(body["html"])
    path = re.search(r'src="http://127\.0\.0\.1:8000(/[^"]+\.js)"', body["htmlWithScript"])
    assert path
    answer = await client.get(path[1])
    assert answer.text == SCRIPT and len(SCRIPT.encode()) < 1000
    assert answer.headers["content-type"].startswith("text/javascript")


@given(st.text(max_size=30))
def test_a_name_cannot_break_out_of_the_text(name: str) -> None:
    html = embed_texts("https://h", "916300007105213377", name).html
    assert html.count("<") == 3 and html.count('"') == 16
    assert re.fullmatch(r"<a [^<>]+><img [^<>]+></a>", html)


def test_the_script_fetches_only_its_own_images() -> None:
    for word in ("fetch", "XMLHttp", "sendBeacon", "cookie", "localStorage", "eval", "innerHTML"):
        assert word not in SCRIPT


async def test_a_click_opens_the_present_verdict(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    first = await issued(subject)
    path = f"/api/subjects/{subject.uscc}/web-badge/verdict"
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/v/{first.digits}")
    assert answer.headers["cache-control"] == "no-store"
    await set_grade(db, subject.id, "B")
    await reissue({"subject_ids": [subject.id]})
    assert (await client.get(path)).headers["location"] == f"/v/{(await issued(subject)).digits}"
    await end_badges(subject.id, "revoked", "冒用店名", actor="officer", basis="示例规定第八条")
    assert (await client.get(path)).headers["location"] == f"/m/{subject.uscc}"


def read_uri(message: bytes) -> str:
    """An NDEF reader of one URI record, written from the specification's tables."""
    flags, type_length = message[0], message[1]
    assert flags & 0xE7 == 0xC1 and type_length == 1  # first and last, not chunked, well-known
    size_bytes = 1 if flags & 0x10 else 4
    size = int.from_bytes(message[2 : 2 + size_bytes], "big")
    assert message[2 + size_bytes : 3 + size_bytes] == b"U"
    payload = message[3 + size_bytes :]
    assert len(payload) == size
    return {0: "", 3: "http://", 4: "https://"}[payload[0]] + payload[1:].decode()


@pytest.mark.parametrize("url", ["https://h/v/1", "http://h/" + "1" * 400, "tel:12315"])
def test_ndef_round_trip(url: str) -> None:
    assert read_uri(uri_message(url)) == url


def test_known_record() -> None:
    assert uri_message("https://nfc-forum.org").hex() == "d1010e55046e66632d666f72756d2e6f7267"


def test_what_fits_no_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="fit no common tag"):
        fitting_tag(uri_message("https://h/" + "1" * 900))


async def test_nfc_carries_the_whole_code(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    body = (await client.get(f"/api/subjects/{subject.uscc}/badge/nfc")).json()
    message = base64.b64decode(body["messageBase64"])
    assert bytes.fromhex(body["messageHex"]) == message
    assert read_uri(message) == body["url"] == f"http://127.0.0.1:8000/v/{badge.digits}"
    assert body["size"] == bytes_on_tag(message) <= 504
    assert "NTAG215" in body["tag"]
    none = await make_subject("青稞人家面馆")
    assert (await client.get(f"/api/subjects/{none.uscc}/badge/nfc")).status_code == 404
