"""The running service with its demo province, and a phone to look at it."""

import os
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from playwright.sync_api import Playwright, sync_playwright

from live_server import live_server
from system_packages import require_chromium


class Shop(msgspec.Struct, frozen=True):
    """A demo merchant with a badge, as the public API shows it."""

    uscc: str
    name: str
    address: str
    digits: str
    short_code: str
    url: str


@pytest.fixture(scope="session")
def server_url(chromium: str) -> Iterator[str]:
    """A freshly started service, or the running one that CREDIT_E2E_URL names."""
    if running := os.environ.get("CREDIT_E2E_URL"):
        yield running
        return
    with live_server() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium with Chinese fonts, or a skip that says why."""
    return require_chromium()


# One per module, not per session: Playwright's own loop would stand in the way of async tests.
@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    """Playwright; browsers are started by the stories, each with its own flags."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def shop(server_url: str) -> Shop:
    """The showcase shop of grade A that the demo account `milk` owns."""
    with httpx.Client(base_url=server_url, trust_env=False) as api:
        session = api.post(
            "/api/sessions", json={"login": "milk", "password": "qinghai2026"}
        ).raise_for_status()
        uscc = session.json()["caller"]["subjects"][0]["uscc"]
        page = api.get(f"/api/subjects/{uscc}").raise_for_status().json()
        badge = api.get(f"/api/subjects/{uscc}/badge").raise_for_status().json()
    return Shop(
        uscc=uscc,
        name=page["shortName"] or page["name"],
        address=page["address"],
        digits=badge["digits"],
        short_code=badge["shortCode"],
        url=badge["url"],
    )


@pytest.fixture(scope="session")
def poster(server_url: str, shop: Shop) -> bytes:
    """The printed poster of that shop (PDF, A5)."""
    with httpx.Client(base_url=server_url, trust_env=False) as api:
        session = api.post(
            "/api/sessions", json={"login": "milk", "password": "qinghai2026"}
        ).raise_for_status()
        bearer = {"authorization": f"Bearer {session.json()['accessToken']}"}
        answer = api.get(
            f"/api/subjects/{shop.uscc}/poster.pdf", params={"size": "A5"}, headers=bearer
        )
    return answer.raise_for_status().content
