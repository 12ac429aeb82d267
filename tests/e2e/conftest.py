"""The running service with its demo province, and a phone to look at it."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import msgspec
import pytest
from playwright.sync_api import Playwright, expect, sync_playwright
from redis import Redis

from credit.kit.services.home import Home
from credit.kit.services.valkey import EmbeddedValkey
from live_server import live_server
from oidc.running import PROVIDER_PORT, config
from system_packages import require_chromium

# A busy machine is slow, not wrong; what is there at once costs nothing.
expect.set_options(timeout=15_000)


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
    with TemporaryDirectory(prefix="credit-live-") as folder:
        os.environ["CREDIT_E2E_DATA"] = folder  # for what only the machine itself can read
        os.environ["CREDIT_OIDC_PROVIDERS"] = config(PROVIDER_PORT)
        with live_server(data_dir=Path(folder)) as url:
            yield url


@pytest.fixture(scope="module", autouse=True)
def fresh_sign_ins() -> None:
    """All stories together sign in more often from one address than people may."""
    if folder := os.environ.get("CREDIT_E2E_DATA"):
        with Redis.from_url(EmbeddedValkey(Home(Path(folder))).url()) as cache:
            for key in cache.scan_iter("*:limit:sign-in-*"):
                cache.delete(key)


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
def owner(server_url: str) -> Iterator[httpx.Client]:
    """The API as the demo account `milk` uses it (one sign-in: they are counted)."""
    with httpx.Client(base_url=server_url, trust_env=False) as api:
        answer = api.post("/api/sessions", json={"login": "milk", "password": "qinghai2026"})
        token = answer.raise_for_status().json()["accessToken"]
        api.headers["authorization"] = f"Bearer {token}"
        yield api


@pytest.fixture(scope="session")
def shop(owner: httpx.Client) -> Shop:
    """The showcase shop of grade A that the demo account `milk` owns."""
    me = owner.get("/api/sessions/me").raise_for_status().json()
    uscc = me["subjects"][0]["uscc"]
    page = owner.get(f"/api/subjects/{uscc}").raise_for_status().json()
    badge = owner.get(f"/api/subjects/{uscc}/badge").raise_for_status().json()
    return Shop(
        uscc=uscc,
        name=page["shortName"] or page["name"],
        address=page["address"],
        digits=badge["digits"],
        short_code=badge["shortCode"],
        url=badge["url"],
    )


@pytest.fixture(scope="session")
def other_badge(owner: httpx.Client, shop: Shop) -> str:
    """What the code of another demo shop's badge says."""
    found = owner.get("/api/subjects", params={"grade": "B", "limit": 1}).raise_for_status()
    uscc = found.json()["items"][0]["uscc"]
    badge = owner.get(f"/api/subjects/{uscc}/badge").raise_for_status().json()
    assert badge["url"] != shop.url
    return str(badge["url"])


@pytest.fixture(scope="session")
def poster(owner: httpx.Client, shop: Shop) -> bytes:
    """The printed poster of that shop (PDF, A5)."""
    answer = owner.get(f"/api/subjects/{shop.uscc}/poster.pdf", params={"size": "A5"})
    return answer.raise_for_status().content
