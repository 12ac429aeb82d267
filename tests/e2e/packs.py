"""Counties on a phone: the sheet that takes them, and what the browser really keeps."""

import re

from playwright.sync_api import Locator, Page, expect

# The service worker has the map's own files: without them data are of no use offline.
KEPT_APP = """async () => {
  const has = async () => {
    if (!(await caches.has('when-used-1'))) return false
    const cache = await caches.open('when-used-1')
    const names = (await cache.keys()).map((one) => new URL(one.url).pathname)
    const code = ['map-packs.worker', 'map-offline', 'district-'].map((name) => `assets/${name}`)
    const wanted = [...code, 'geo/qinghai']
    return wanted.every((start) => names.some((name) => name.startsWith(`/${start}`)))
  }
  while (!(await has())) await new Promise((done) => setTimeout(done, 50))
}"""
KEPT_COUNTIES = """() => new Promise((done, fail) => {
  const request = indexedDB.open('map-packs')
  request.onerror = () => fail(request.error)
  // Nothing was ever kept: do not leave an empty database without its store behind.
  request.onupgradeneeded = () => { request.transaction.abort(); done([]) }
  request.onsuccess = () => {
    const keys = request.result.transaction('packs').objectStore('packs').getAllKeys()
    keys.onsuccess = () => { request.result.close(); done(keys.result) }
  }
})"""


def kept_counties(page: Page) -> list[str]:
    """The counties in the phone's database, by code."""
    return [str(code) for code in page.evaluate(KEPT_COUNTIES)]


def sheet_of(page: Page) -> Locator:
    """The sheet of offline counties."""
    return page.get_by_role("dialog", name="离线地图")


def open_sheet(page: Page) -> Locator:
    """From the map's layers to the counties."""
    page.get_by_role("button", name="图层和说明").click()
    page.get_by_role("dialog").get_by_role("button", name="离线地图").click()
    expect(sheet_of(page)).to_be_visible()
    return sheet_of(page)


def begin(page: Page, county: str, prefecture: str = "西宁市") -> None:
    """Tap the download of a county."""
    sheet = sheet_of(page)
    name = f"下载{county}"
    if not sheet.get_by_role("button", name=name).first.is_visible():
        sheet.locator("summary").filter(has_text=prefecture).click()
    sheet.get_by_role("button", name=name).first.click()


def row_of(page: Page, county: str) -> Locator:
    """A county that is on the phone; a tap shows it on the map."""
    return sheet_of(page).get_by_role("button", name=re.compile(f"^{county}.*在地图上看$"))


def await_kept(page: Page, county: str) -> None:
    """It is on the phone, and says so."""
    sheet = sheet_of(page)
    expect(row_of(page, county)).to_be_visible()
    expect(sheet.get_by_role("button", name=f"删掉{county}")).to_be_visible()


def take(page: Page, county: str) -> None:
    """A county comes to the phone, with the app that shows it."""
    begin(page, county)
    await_kept(page, county)
    page.evaluate(KEPT_APP)


def close_sheet(page: Page) -> None:
    """Back to the map."""
    sheet_of(page).get_by_role("button", name="关闭").click()
    expect(sheet_of(page)).to_have_count(0)


def said_of(page: Page, way: str, county: str) -> Locator:
    """The honest line over the map: how it comes, of which county, of which day."""
    return page.get_by_text(re.compile(rf"^{way} · {county} · .*月.*日的数据$"))
