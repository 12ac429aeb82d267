"""Draw the launcher icons from icon.svg; run it by hand when that changes. Needs Chromium."""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ICONS = Path(__file__).parent.parent / "public" / "icons"
SIZES = {"icon-192.png": 192, "icon-512.png": 512}
# Maskable and Apple icons fill the square: the launcher cuts its own shape.
SQUARE = {"icon-maskable-512.png": (512, 0.82), "apple-touch-180.png": (180, 0.9)}


def draw() -> None:
    """Render every size; maskable ones keep the picture in the safe inner circle."""
    svg = (ICONS / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for name, size in SIZES.items():
            _shoot(page, svg, size, ICONS / name)
        for name, (size, scale) in SQUARE.items():
            _shoot(page, _squared(svg, scale), size, ICONS / name)
        browser.close()


def _squared(svg: str, scale: float) -> str:
    """The same picture without its round corners, a little smaller on a filled ground."""
    square = svg.replace(' rx="112"', "")
    for height in (400, 404):
        square = square.replace(f"a112 112 0 0 1-112 112H112A112 112 0 0 1 0 {height}Z", "v112H0Z")
    edge = 512 * (1 - scale) / 2
    group = f'<g transform="translate({edge} {edge}) scale({scale})">'
    return square.replace("<circle", f"{group}<circle").replace("</svg>", "</g></svg>")


def _shoot(page: Page, svg: str, size: int, target: Path) -> None:
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{size}px}}</style>{svg}")
    page.screenshot(path=target, omit_background=True)


if __name__ == "__main__":
    draw()
