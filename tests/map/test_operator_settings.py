"""What the operator sets for the map: an approval number of its own, 天地图 tiles."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from credit.kit.webapp import WebApp
from credit.settings import SettingsError, get_settings, load_settings


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An operator with an approval number and a key."""
    monkeypatch.setenv("MAP_APPROVAL_NO", "青S(2026)001号")
    monkeypatch.setenv("TIANDITU_TK", "a1b2c3")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.asyncio(loop_scope="session")
async def test_the_head_hands_out_nothing_by_default(client: httpx.AsyncClient) -> None:
    head = (await client.get("/api/map/head")).json()
    assert (head["approvalNo"], head["tianditu"]) == ("", None)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.usefixtures("told")
async def test_the_head_hands_out_what_is_set(client: httpx.AsyncClient) -> None:
    head = (await client.get("/api/map/head")).json()
    assert (head["approvalNo"], head["tianditu"]) == ("青S(2026)001号", {"key": "a1b2c3"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("MAP_APPROVAL_NO", "一\n二"), ("MAP_APPROVAL_NO", "号" * 61), ("TIANDITU_TK", "a b")],
)
def test_nonsense_is_named_at_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"CREDIT_PROFILE": "test", name: value})


@pytest.mark.parametrize(
    ("host", "images"),
    [("", "img-src 'self' data: blob:;"), ("https://*.t.cn", "data: blob: https://*.t.cn;")],
)
def test_images_come_from_one_other_host_at_most(tmp_path: Path, host: str, images: str) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>", encoding="utf-8")
    routes = WebApp(tmp_path, image_host=host).routes
    with TestClient(Litestar(route_handlers=routes, openapi_config=None)) as browser:
        assert images in browser.get("/map").headers["content-security-policy"]
