"""The verdict as a page for any phone: rendered here, no JavaScript, no foreign host.

One inline style sheet, allowed by its hash in the Content-Security-Policy; everything that
comes from data is escaped. A whole page stays below 14 kB compressed, so that it arrives
within the first round trip.
"""

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from credit.codes.verdicts.hours_words import hours_words
from credit.codes.verdicts.schemas import Verdict
from credit.codes.verdicts.snapshot import FACTS_READ
from credit.evaluation.schemas import DimensionPoints
from credit.kit.clock import SHANGHAI

_FOLDER: Final = Path(__file__).with_name("templates")
_CSS: Final = (_FOLDER / "page.css").read_text(encoding="utf-8").replace("\n", "")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# What stands behind ``#`` never reaches a server: only a script can take a citizen's code on to
# the app, which verifies it on the phone. ``replace`` leaves no entry in the history.
_HANDOVER: Final = "location.hash.length>1&&location.replace('/person'+location.hash)"
_SCRIPT_HASH: Final = base64.b64encode(hashlib.sha256(_HANDOVER.encode()).digest()).decode()
SHELL_SECURITY_POLICY: Final = f"script-src 'sha256-{_SCRIPT_HASH}'; {CONTENT_SECURITY_POLICY}"
_FILES: Final = sorted(_FOLDER.iterdir())
PAGE_VERSION: Final = hashlib.sha256(b"".join(f.read_bytes() for f in _FILES)).digest()
# A comment in base.html; in what data says, "<" is escaped.
STALE_PLACE: Final = b"<!--stale-->"
STANCE: Final = {"A": "守信", "B": "较守信", "C": "信用一般", "D": "信用较差"}


def _signed(points: float) -> str:
    return f"{'+' if points > 0 else '−'}{abs(points):g}"


def _plain(points: float) -> str:
    return f"{points:g}"


def _share(dimension: DimensionPoints) -> str:
    full = dimension.max_points
    return f"{min(100, max(0, 100 * dimension.points / full)) if full else 0:.0f}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(signed=_signed, plain=_plain, share=_share, minute=_minute)
    environment.filters.update(hours=hours_words)
    environment.globals.update(css=Markup(_CSS), stance=STANCE, searched=FACTS_READ)  # noqa: S704 - our own file
    environment.globals.update(handover=Markup(_HANDOVER))  # noqa: S704 - our own line
    return environment


_PAGES: Final = _environment()


def verdict_page(verdict: Verdict, origin: str) -> bytes:
    """The HTML of a verdict; ``origin`` is the public origin, for the link preview."""
    name = "valid.html" if verdict.merchant else "invalid.html"
    return _PAGES.get_template(name).render(verdict=verdict, origin=origin).encode()


def stale_mark(as_of: datetime) -> bytes:
    """What stands in ``STALE_PLACE`` while the database is away."""
    text = f"数据截至 {_minute(as_of)}，暂时连不上数据库"
    return f'<p class="stale" role="status">{text}</p>'.encode()


def shell_page() -> bytes:
    """The page at ``/v``: where to type a code; a citizen's code goes on to the app by itself."""
    return _PAGES.get_template("shell.html").render().encode()
