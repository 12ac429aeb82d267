"""Whatever stands after ``/v/`` or ``/api/verdicts/``: one clear verdict, never a 5xx."""

from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codes.keys import CLAIMS, KEY
from codes.test_badges import graded, issued
from credit.codes.core.digits import token_to_digits
from credit.codes.core.faults import REASON_OF
from credit.codes.core.merchant_token import issue_token
from credit.codes.core.short_code import ALPHABET
from credit.kit.db import Connection

GOOD = token_to_digits(issue_token(CLAIMS, 1, KEY))
LINKS = ["https://", "http://127.0.0.1:8000/v/", "//", "wxp://", "/../", "%00", "short/", "?", "#"]
texts = st.one_of(
    st.binary(min_size=1, max_size=80),
    st.text(min_size=1, max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from([*LINKS, GOOD, "1", "é", "店"]), min_size=1, max_size=4).map(
        lambda parts: "".join(parts).encode()
    ),
    st.text(ALPHABET, min_size=9, max_size=9).map(str.encode),
    st.binary(min_size=60, max_size=215).map(lambda token: token_to_digits(token).encode()),
    st.integers(0, len(GOOD) - 1).map(lambda n: (GOOD[:n] + "7" + GOOD[n + 1 :]).encode()),
)
many = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@many
@given(text=texts)
async def test_json_for_any_text(client: httpx.AsyncClient, text: bytes) -> None:
    answer = await client.get(f"/api/verdicts/{quote_from_bytes(text, safe='')}")
    if answer.status_code == 429:  # typed codes are limited
        return
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["verdict"] == "invalid", body
    assert body["reason"] in REASON_OF.values()
    assert body["message"]


@many
@given(text=texts)
async def test_page_for_any_text(client: httpx.AsyncClient, text: bytes) -> None:
    answer = await client.get(f"/v/{quote_from_bytes(text, safe='')}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "有效 · 本平台签发" not in answer.text


@pytest.mark.parametrize("path", ["/v", "/v/", "/v?code=", "/v//", "/v?code=%FF", "/v?x"])
async def test_the_shell_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "输入编号" in answer.text


async def test_the_form_leads_to_the_verdict(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    answer = await client.get("/v", params={"code": badge.short_code})
    assert subject.name in answer.text


async def test_very_long_paths(client: httpx.AsyncClient) -> None:
    for text in ("1" * 5000, "店" * 2000, "/" * 3000):
        assert (await client.get(f"/v/{text}")).status_code == 200
