"""Starts the real provider of the tests as a process of its own, and walks through its pages."""

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from credit.cli.pwa import _find_node
from credit.kit.oidc_config import OidcProvider, parse_providers

SCRIPT = Path(__file__).parent / "provider.mjs"
PASSWORD = "letmein"
PROVIDER_PORT = 8199
"""Where the browser stories' service expects the provider; a story starts it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def config(port: int) -> str:
    """CREDIT_OIDC_PROVIDERS for the provider on this port."""
    one = {
        "id": "gov",
        "name": "统一身份（测试）",
        "issuer": f"http://127.0.0.1:{port}",
        "client_id": "credit-qinghai",
        "client_secret": "a-secret-of-the-test-only-0123456789",
        "scope": "openid real_name",
        "levels": {"level2": "real_name", "level3": "real_person"},
        "number_claim": "id_number",
    }
    return json.dumps([one], ensure_ascii=False)


@contextmanager
def running_provider(origin: str, port: int | None = None) -> Iterator[OidcProvider]:
    """The provider, ready; ended afterwards."""
    port = port or free_port()
    node, _ = _find_node()
    command = [node, SCRIPT, str(port), origin]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            assert b"ready" in process.stdout.readline(), "the provider did not start"
            yield parse_providers(config(port))[0]
        finally:
            process.terminate()
            process.wait(10)


async def sign_in_there(url: str, login: str, *, do: str = "enter") -> dict[str, str]:
    """Follow the address, fill the login page in, and give what comes back for us."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url)
        while answer.is_redirect:
            answer = await browser.get(urljoin(str(answer.url), answer.headers["location"]))
        assert "统一身份（测试）" in answer.text, answer.text
        form = {"login": login, "password": PASSWORD, "do": do}
        answer = await browser.post(str(answer.url), data=form)
        for _ in range(5):
            target = urljoin(str(answer.url), answer.headers["location"])
            if re.search(r"/sign-in/return\?", target):
                found = dict(parse_qsl(urlsplit(target).query))
                return {k: v for k, v in found.items() if k in ("state", "code", "error", "iss")}
            answer = await browser.get(target)
    raise AssertionError("the provider did not send the browser back")
