"""The badge as link, image and poster over HTTP, and who may have the poster."""

from io import BytesIO

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from codes.test_badges import graded, issued
from credit.kit.db import Connection
from factories.accounts import make_account
from factories.subjects import make_subject


async def test_badge_link(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    body = (await client.get(f"/api/subjects/{subject.uscc}/badge")).json()
    assert body["url"] == f"http://127.0.0.1:8000/v/{badge.digits}"
    assert body["shortCode"] == badge.short_code
    assert body["issuedOn"] < body["expiresOn"]


async def test_images_scan_to_the_link(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    png = await client.get(f"/api/subjects/{subject.uscc}/badge.png?size=400")
    assert png.headers["content-type"] == "image/png"
    found = zxingcpp.read_barcodes(Image.open(BytesIO(png.content)).convert("L"))
    assert found[0].text == f"http://127.0.0.1:8000/v/{badge.digits}"
    svg = await client.get(f"/api/subjects/{subject.uscc}/badge.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert svg.text.startswith("<svg")


@pytest.mark.parametrize("size", ["", "?size=A5"])
async def test_poster_for_who_acts_for_the_shop(
    client: httpx.AsyncClient, db: Connection, size: str
) -> None:
    subject = await graded(db)
    await issued(subject)
    path = f"/api/subjects/{subject.uscc}/poster.pdf{size}"
    for person in (await make_account(owns=subject.uscc or ""), await make_account("officer")):
        answer = await client.get(path, headers=person.headers)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "private, no-store"
        assert (
            subject.name in pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
        )


async def test_poster_is_not_for_everybody(client: httpx.AsyncClient, db: Connection) -> None:
    subject, other = await graded(db), await make_subject("别家")
    await issued(subject)
    path = f"/api/subjects/{subject.uscc}/poster.pdf"
    assert (await client.get(path)).status_code == 401
    for person in (await make_account("citizen"), await make_account(owns=other.uscc or "")):
        assert (await client.get(path, headers=person.headers)).status_code == 403


async def test_no_badge_is_said_clearly(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await make_subject("青稞人家面馆")
    for form in ("badge", "badge.svg", "badge.png"):
        answer = await client.get(f"/api/subjects/{subject.uscc}/{form}")
        assert answer.status_code == 404
        assert "信息不足" in answer.json()["detail"]


@pytest.mark.parametrize("query", ["?size=1", "?size=99999", "?size=x"])
async def test_bad_sizes(client: httpx.AsyncClient, db: Connection, query: str) -> None:
    subject = await graded(db)
    await issued(subject)
    answer = await client.get(f"/api/subjects/{subject.uscc}/badge.png{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_merchant_page_without_badge(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await make_subject("青稞人家面馆")
    body = (await client.get(f"/api/subjects/{subject.uscc}")).json()
    assert body["badge"] is None
    assert body["evaluation"]["gradeWord"] == "信息不足"
    assert (await client.get("/api/subjects/91630000226593742X")).status_code == 404
