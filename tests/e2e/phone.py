"""A phone-sized Chromium and the few things that every story does with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, expect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREEN = {"width": 390, "height": 844}
AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# wait_for_function would need eval, which the content security policy refuses.
CONTROLLED = """async () => {
  await navigator.serviceWorker.ready
  while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 50))
}"""
AXE_RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`)}`)
}"""


@contextmanager
def phone(
    play: Playwright,
    executable: str,
    *,
    camera: Path | None = None,
    prefs: dict[str, Any] | None = None,
    screen: dict[str, int] = SCREEN,
    service_worker: bool = False,
) -> Iterator[BrowserContext]:
    """A fresh phone. `camera` is the film its camera sees; without it there is none."""
    flags = list(FLAGS)
    if camera:
        flags += [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
    browser = play.chromium.launch(executable_path=executable, args=flags)
    context = browser.new_context(
        viewport=screen,  # type: ignore[arg-type]  # the TypedDict of the same two keys
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["camera"] if camera else [],
        service_workers="allow" if service_worker else "block",
        reduced_motion="reduce",
    )
    if prefs:
        stored = json.dumps(json.dumps(prefs))
        context.add_init_script(
            f"localStorage.getItem('prefs') ?? localStorage.setItem('prefs', {stored})"
        )
    try:
        yield context
    finally:
        browser.close()


def open_page(context: BrowserContext, address: str) -> Page:
    """A tab at an address, with the faults that it reports collected for `check_quiet`."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: _note(faults, message.type, message.text))
    page.faults = faults  # type: ignore[attr-defined]  # carried along for check_quiet
    page.goto(address)
    return page


def _note(faults: list[str], kind: str, text: str) -> None:
    """Scripts' own errors and refused content count; the browser's report of a 4xx does not."""
    if kind == "error" and not text.startswith("Failed to load resource"):
        faults.append(text)


def check_quiet(page: Page) -> None:
    """No script failed, nothing was refused by the content security policy."""
    faults: list[str] = page.faults  # type: ignore[attr-defined]
    assert faults == [], "\n".join(faults)


def check_accessible(page: Page) -> None:
    """axe-core finds nothing on the screen as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = page.evaluate(AXE_RUN, AXE_TAGS)
    assert faults == [], "\n".join(faults)


def check_no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the phone."""
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, f"{page.url} is {width} px too wide"


def await_worker(page: Page) -> None:
    """The service worker is installed and controls this page."""
    page.evaluate(CONTROLLED)


def sign_in(page: Page, server: str, login: str, password: str) -> None:
    """Sign in as one of the demo accounts and land on its first screen."""
    page.goto(f"{server}/sign-in")
    page.get_by_role("textbox", name="账号").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).not_to_have_url(f"{server}/sign-in")


def open_in_app(page: Page, path: str) -> None:
    """Go to an address as the app itself does, without the server's own page for it."""
    page.evaluate(
        """(path) => {
          const link = document.createElement('a')
          link.href = path
          document.body.append(link)
          link.click()
          link.remove()
        }""",
        path,
    )
