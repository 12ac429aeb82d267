"""Pictures of what a story saw, for people to look at, numbered in their order."""

import os
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

_numbers = count(1)


def shoot(page: Page, name: str) -> None:
    """Keep the screen as `CREDIT_SHOTS/07-name.png`; without that variable nothing is kept."""
    if not (folder := os.environ.get("CREDIT_SHOTS")):
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(folder) / f"{next(_numbers):02d}-{name}.png")
