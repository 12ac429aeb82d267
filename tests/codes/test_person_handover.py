"""``/v#…``: the server never sees the digits; its page hands them to the app, and no more."""

import base64
import hashlib
import re

import httpx
import pytest


async def test_the_page_takes_a_citizens_code_to_the_app(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v")
    scripts = re.findall(r"<script>(.*?)</script>", answer.text)
    assert scripts == ["location.hash.length>1&&location.replace('/person'+location.hash)"]
    allowed = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"script-src 'sha256-{allowed}'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["/v/1", "/v/" + "9" * 300])
async def test_a_verdict_page_has_no_script(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
