"""Installed, the app opens without a network; without an offline list it cannot verify."""

import pytest
from playwright.sync_api import Playwright, expect

from e2e.conftest import Shop
from e2e.phone import await_worker, check_accessible, check_quiet, open_page, phone

pytestmark = pytest.mark.browser
# The verdict was written down on the phone (idb-keyval's store), which happens after it is shown.
SAVED = """async () => {
  const open = (name) => new Promise((done, fail) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
  const keys = (db) => new Promise((done) => {
    const request = db.transaction('keyval').objectStore('keyval').getAllKeys()
    request.onsuccess = () => done(request.result)
  })
  const isThere = async () => {
    if (!(await indexedDB.databases()).some((one) => one.name === 'keyval-store')) return false
    const db = await open('keyval-store')
    const found = db.objectStoreNames.contains('keyval') ? await keys(db) : []
    db.close()
    return found.some((key) => String(key).startsWith('seen:'))
  }
  while (!(await isThere())) await new Promise((done) => setTimeout(done, 50))
}"""


def test_without_network_and_list_a_code_is_neither_valid_nor_invalid(
    play: Playwright, chromium: str, server_url: str, shop: Shop
) -> None:
    with phone(play, chromium, service_worker=True) as context:
        context.route("**/api/trust/**", lambda route: route.abort())  # the list never came
        page = open_page(context, server_url)
        await_worker(page)
        page.goto(f"{server_url}/v/{shop.digits}")  # the app takes the public page over
        expect(page.get_by_text("有效", exact=True)).to_be_visible()
        expect(page.get_by_role("heading", level=1, name=shop.name)).to_be_visible()
        page.evaluate(SAVED)  # before the network goes

        context.set_offline(True)
        page.goto(f"{server_url}/v/{shop.digits}")
        expect(page.get_by_role("heading", level=1, name="无法离线核验")).to_be_visible()
        expect(page.get_by_text("有效", exact=True)).to_have_count(0)
        expect(page.get_by_text("这不是说码是假的")).to_be_visible()
        check_accessible(page)

        page.get_by_role("link", name="上次看到的内容").click()
        expect(page.get_by_text("不是核验结果")).to_be_visible()
        expect(page.get_by_role("heading", name=shop.name)).to_be_visible()

        page.goto(server_url)
        expect(page.get_by_text("没有网络")).to_be_visible()
        expect(page.get_by_role("link", name=shop.name)).to_be_visible()
        check_accessible(page)
        page.goto(f"{server_url}/search?q={shop.name}")
        expect(page.get_by_role("alert")).to_contain_text("现在没有网络")

        context.set_offline(False)
        expect(page.get_by_role("link", name=shop.name).first).to_be_visible()
        check_quiet(page)


def test_it_can_be_installed(play: Playwright, chromium: str, server_url: str) -> None:
    with phone(play, chromium, service_worker=True) as context:
        page = open_page(context, server_url)
        await_worker(page)
        session = context.new_cdp_session(page)
        manifest = session.send("Page.getAppManifest")
        faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        # A fresh test profile is an incognito one; nothing else may stand in the way.
        assert [f["errorId"] for f in faults if f["errorId"] != "in-incognito"] == []
        assert manifest["errors"] == []
        assert manifest["url"].endswith("/manifest.webmanifest")
