"""QR images of a code: explicit byte and numeric segments, level M, quiet zone 4. Pure.

One byte segment would decode just as well and cost five versions (V13 instead of V8), so
the tests assert the version, not only the text.
"""

from functools import lru_cache
from io import BytesIO

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

QUIET_ZONE = 4
Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=512)
def qr_matrix(url: str) -> Matrix:
    """Dark modules of ``prefix + digits``, quiet zone included; the smallest version that fits."""
    digits = url[len(url.rstrip("0123456789")) :]
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    prefix = url.removesuffix(digits)
    if prefix:
        code.add_data(QRData(prefix.encode(), MODE_8BIT_BYTE))
    if digits:
        code.add_data(QRData(digits.encode(), MODE_NUMBER))
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def qr_version(url: str) -> int:
    """The version (1–40) of the image for this text."""
    return (len(qr_matrix(url)) - 2 * QUIET_ZONE - 17) // 4


def qr_path(matrix: Matrix) -> str:
    """SVG path data in module units, one run of dark modules per sub-path."""
    parts: list[str] = []
    for y, row in enumerate(matrix):
        for start, length in dark_runs(row):
            parts.append(f"M{start} {y}h{length}v1h-{length}z")
    return "".join(parts)


def dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules in a row."""
    runs: list[tuple[int, int]] = []
    start = -1
    for x, dark in enumerate((*row, False)):
        if dark and start < 0:
            start = x
        elif not dark and start >= 0:
            runs.append((start, x - start))
            start = -1
    return runs


def qr_svg(url: str, title: str) -> str:
    """A whole SVG document: black on white at any scale, one path."""
    matrix = qr_matrix(url)
    size = len(matrix)
    label = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges" role="img" aria-label="{label}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{qr_path(matrix)}"/></svg>'
    )


def qr_png(url: str, pixels: int) -> bytes:
    """A 1-bit PNG of at most ``pixels`` a side, whole pixels per module (at least one)."""
    return _scaled_png(url, max(1, pixels // len(qr_matrix(url))))


@lru_cache(maxsize=512)  # some kB each; anybody may ask for any size
def _scaled_png(url: str, scale: int) -> bytes:
    matrix = qr_matrix(url)
    size = len(matrix)
    image = Image.new("1", (size, size), 1)
    image.putdata([0 if dark else 1 for row in matrix for dark in row])
    out = BytesIO()
    image.resize((size * scale, size * scale), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
