"""Photos that people hand in as evidence: taken apart to pixels and made anew.

What leaves here is a fresh JPEG of ours: the orientation is applied; places, times, devices, colour
profiles, comments and whatever was hidden before, behind or inside the file are gone (PIPL Art. 6:
no more than the purpose needs). A file that cannot be decoded whole is refused by name.

Keep the result sealed (`seal_photo`) and show it with `photo_response` to who may see it only.
"""

import asyncio
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
from litestar import Response
from PIL import Image, ImageOps, UnidentifiedImageError

from credit.kit.crypto import get_keyring
from credit.kit.problems import Problem

MAX_SENT_BYTES: Final = 4_000_000
# A body of JSON holds photos in base64, four characters for three bytes.
BODY_ALLOWANCE: Final = MAX_SENT_BYTES * 4 // 3
MAX_PIXELS: Final = 25_000_000
MIN_SIDE: Final = 64
_TOO_MANY: Final = f"像素太多，最多 {MAX_PIXELS // 10_000} 万"
MAX_KEPT_BYTES: Final = 300_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")
# Long side in pixels and JPEG quality, tried in turn until the file is small enough; the last one
# cannot be larger: 480 × 480 pixels at two bytes each.
_STEPS: Final = (
    (1600, 82), (1600, 68), (1280, 68), (1280, 52), (960, 50), (720, 40), (480, 30),
)  # fmt: skip
# Decoding takes memory: two at a time, in threads that never hold up a request.
_decoders = ThreadPoolExecutor(2, thread_name_prefix="photo")
HEADERS: Final = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-disposition": "inline",
    "content-security-policy": "default-src 'none'; sandbox",
}


class Photo(msgspec.Struct, frozen=True):
    """A photo of ours: JPEG bytes (at most 300 kB) and their size in pixels."""

    data: bytes
    width: int
    height: int


class PhotoRefused(ValueError):
    """Why a file is no photo that we keep, in words for the person."""


async def take_photos(sent: Sequence[bytes], *, field: str = "photos") -> list[Photo]:
    """The photos made anew; Problem invalid-input that names each file refused by its place."""
    loop = asyncio.get_running_loop()
    work = [loop.run_in_executor(_decoders, clean_photo, data) for data in sent]
    done = await asyncio.gather(*work, return_exceptions=True)
    faults = [
        (f"{field}[{place}]", f"第 {place + 1} 张：{fault}")
        for place, fault in enumerate(done)
        if isinstance(fault, PhotoRefused)
    ]
    if faults:
        raise Problem("invalid-input", errors=faults)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return [one for one in done if isinstance(one, Photo)]


def clean_photo(sent: bytes) -> Photo:
    """One photo made anew from its pixels; raises PhotoRefused. Slow: call it in a thread."""
    if len(sent) > MAX_SENT_BYTES:
        raise PhotoRefused(f"文件太大，最多 {MAX_SENT_BYTES // 1_000_000} MB")
    try:
        return _small(_pixels(sent))
    except PhotoRefused:
        raise
    except Image.DecompressionBombError:
        raise PhotoRefused(_TOO_MANY) from None
    except UnidentifiedImageError:
        raise PhotoRefused("不是能识别的照片，请用 JPG、PNG 或 WebP") from None
    except Exception:  # whatever a decoder stumbles over is a fault of the file
        raise PhotoRefused("照片损坏，无法读取") from None


def _pixels(sent: bytes) -> Image.Image:
    """The picture upright, in RGB on white, with nothing attached; its size is judged first."""
    with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PhotoRefused(_TOO_MANY)
        if min(opened.size) < MIN_SIDE:
            raise PhotoRefused("照片太小，看不清")
        opened.draft("RGB", (_STEPS[0][0], _STEPS[0][0]))  # JPEG: decode no finer than needed
        opened.load()
        opened.thumbnail((_STEPS[0][0], _STEPS[0][0]))
        turned = ImageOps.exif_transpose(opened)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        bare = Image.new("RGB", turned.size, "white")
        bare.paste(turned, mask=turned.getchannel("A"))
        return bare
    bare = Image.new("RGB", turned.size)
    bare.paste(turned.convert("RGB"))
    return bare


def _small(picture: Image.Image) -> Photo:
    """As a JPEG within the limit, as fine as fits."""
    for side, quality in _STEPS:
        picture.thumbnail((side, side))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
        if out.tell() <= MAX_KEPT_BYTES:
            break
    return Photo(out.getvalue(), picture.width, picture.height)


def seal_photo(photo: Photo, *, table: str, row: str) -> bytes:
    """The photo as it is stored in column `photo` of `table`."""
    return get_keyring().seal(photo.data, table=table, column="photo", row=row)


def open_photo(sealed: bytes, *, table: str, row: str) -> bytes:
    """The JPEG of a stored photo; raises SealBroken for another row's."""
    return get_keyring().unseal(bytes(sealed), table=table, column="photo", row=row)


def photo_response(data: bytes) -> Response[bytes]:
    """A photo for who may see it: kept by no cache, and never taken for a page."""
    return Response(data, media_type="image/jpeg", headers=HEADERS)
