"""Evidence photos: only pixels come through, within bounds, whatever is handed in."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from credit.kit.crypto import SealBroken
from credit.kit.photos import (
    HEADERS,
    MAX_KEPT_BYTES,
    MAX_SENT_BYTES,
    PhotoRefused,
    clean_photo,
    open_photo,
    photo_response,
    seal_photo,
    take_photos,
)
from credit.kit.problems import Problem

SECRET = b"geo-secret-36.61"


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    made = Image.new(mode, size)
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=255)
    return made


def encoded(made: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def exif(**tags: object) -> Image.Exif:
    made = Image.Exif()
    made[0x010E] = SECRET.decode()  # description
    made.get_ifd(0x8825)[1] = "N"
    for tag, value in tags.items():
        made[int(tag.removeprefix("t"))] = value
    return made


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("JPEG",))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_was_attached_is_gone(kind: str) -> None:
    more = {"comment": SECRET} if kind == "JPEG" else {}
    sent = encoded(picture(), kind, exif=exif(), icc_profile=b"icc " + SECRET, **more)
    assert SECRET in sent
    photo = clean_photo(sent)
    made = opened(photo.data)
    assert SECRET not in photo.data
    assert (made.size, made.mode) == ((400, 300), "RGB")
    assert not set(made.info) & {"exif", "icc_profile", "comment", "xmp"}
    assert not made.getexif()


def test_a_turned_photo_stands_upright() -> None:
    photo = clean_photo(encoded(picture((400, 300)), exif=exif(t274=6)))
    assert (photo.width, photo.height) == (300, 400)
    made = opened(photo.data).convert("L")
    assert made.getpixel((290, 10)) > 50 > made.getpixel((10, 10))  # the mark went to the right


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_a_plain_photo(mode: str) -> None:
    made = (
        Image.new("RGBA", (200, 100), (0, 0, 0, 0))
        if mode == "RGBA"
        else Image.new(mode, (200, 100))
    )
    kind = "JPEG" if mode == "CMYK" else "PNG"
    found = opened(clean_photo(encoded(made, kind)).data)
    assert found.mode == "RGB"
    if mode == "RGBA":
        assert found.getpixel((50, 50)) == (255, 255, 255)  # what is clear becomes white


def test_a_large_and_noisy_photo_becomes_small() -> None:
    noise = Image.effect_noise((2400, 1800), 120).convert("RGB")
    sent = encoded(noise, quality=60)
    assert len(sent) < MAX_SENT_BYTES
    photo = clean_photo(sent)
    assert len(photo.data) <= MAX_KEPT_BYTES
    assert max(photo.width, photo.height) <= 1600


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


JPEG = encoded(picture())
HOSTILE = {
    "nothing": (b"", "不是能识别"),
    "too many bytes": (JPEG + bytes(MAX_SENT_BYTES), "文件太大"),
    "a bomb": (bomb(60_000, 60_000), "像素太多"),
    "a bomb in one direction": (bomb(2**31 - 1, 1), "像素太多"),
    "cut off": (JPEG[: len(JPEG) // 2], "损坏"),
    "too little in it": (bomb(2000, 2000), "损坏"),
    "a picture with scripts": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "不是"),
    "a page": (b"<html><script>alert(1)</script>", "不是能识别"),
    "a film": (encoded(picture(), "GIF"), "不是能识别"),
    "an old format": (encoded(picture(), "BMP"), "不是能识别"),
    "a program for printers": (b"%!PS-Adobe-3.0 EPSF-3.0\n(%stdin) (r) file", "不是能识别"),
    "a dot": (encoded(picture((3, 3))), "太小"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words(name: str) -> None:
    sent, why = HOSTILE[name]
    with pytest.raises(PhotoRefused, match=why):
        clean_photo(sent)


def test_what_hides_in_or_behind_a_photo_does_not_come_through() -> None:
    tail = b"PK\x03\x04<script>alert(1)</script><?php system('id') ?>"
    photo = clean_photo(encoded(picture(), comment=tail) + tail)
    assert b"script" not in photo.data
    assert b"php" not in photo.data
    assert photo.data.endswith(b"\xff\xd9")


@given(cut=st.integers(0, len(JPEG)), junk=st.binary(max_size=60), at=st.integers(0, len(JPEG)))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_refused_or_made_whole(cut: int, junk: bytes, at: int) -> None:
    sent = (JPEG[:at] + junk + JPEG[at + len(junk) :])[: cut or None]
    try:
        photo = clean_photo(sent)
    except PhotoRefused:
        return
    opened(photo.data).load()


async def test_the_place_of_a_refused_file_is_told() -> None:
    with pytest.raises(Problem) as refused:
        await take_photos([JPEG, b"no photo", JPEG, b""], field="evidence")
    assert [fault.field for fault in refused.value.errors] == ["evidence[1]", "evidence[3]"]
    assert "第 2 张" in refused.value.errors[0].message


async def test_photos_come_back_in_their_order() -> None:
    sent = [encoded(picture((100 + 20 * n, 100))) for n in range(4)]
    assert [one.width for one in await take_photos(sent)] == [100, 120, 140, 160]


def test_a_stored_photo_opens_for_its_row_only() -> None:
    photo = clean_photo(JPEG)
    sealed = seal_photo(photo, table="breach_photo", row="a")
    assert photo.data not in sealed
    assert open_photo(sealed, table="breach_photo", row="a") == photo.data
    with pytest.raises(SealBroken):
        open_photo(sealed, table="breach_photo", row="b")


def test_a_photo_is_kept_by_no_cache_and_taken_for_no_page() -> None:
    answer = photo_response(b"x")
    assert answer.media_type == "image/jpeg"
    assert HEADERS["cache-control"] == "private, no-store"
    assert HEADERS["x-content-type-options"] == "nosniff"
