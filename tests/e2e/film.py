"""What the fake camera films: a badge or poster held by a hand that is not quite still."""

import io
import math
from pathlib import Path

import pypdfium2
import qrcode
from PIL import Image, ImageFilter

FRAME = (1280, 720)
FRAMES = 30
TABLE = (122, 104, 86)  # a wooden counter


def render_pdf(data: bytes, *, width: int) -> Image.Image:
    """The first page of a PDF as a picture."""
    page = pypdfium2.PdfDocument(data)[0]
    picture: Image.Image = page.render(scale=width / page.get_width()).to_pil()
    return picture.convert("RGB")


def draw_code(text: str, *, box: int = 8) -> Image.Image:
    """A plain QR picture of any text: a pay code, a foreign link, a damaged badge."""
    code = qrcode.QRCode(box_size=box, border=4)
    code.add_data(text)
    code.make(fit=True)
    picture: Image.Image = code.make_image().get_image()
    return picture.convert("RGB")


def side_by_side(*pictures: Image.Image) -> Image.Image:
    """Several codes in one picture, as with a sticker beside the real one."""
    width = sum(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures)
    sheet = Image.new("RGB", (width, height), "white")
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width
    return sheet


def png(picture: Image.Image) -> bytes:
    """The picture as a PNG file."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def film(picture: Image.Image, target: Path) -> Path:
    """Chromium's fake camera file (.mjpeg): JPEG frames in a row, slightly turned and shaken."""
    with target.open("wb") as out:
        for number in range(FRAMES):
            _frame(picture, number).save(out, "JPEG", quality=88)
    return target


def _frame(picture: Image.Image, number: int) -> Image.Image:
    """One frame: the hand sways by 3 degrees and a few pixels, the focus by a little."""
    phase = 2 * math.pi * number / FRAMES
    held = picture.rotate(
        3 * math.sin(phase), expand=True, resample=Image.Resampling.BICUBIC, fillcolor=TABLE
    )
    scene = Image.new("RGB", FRAME, TABLE)
    left = (FRAME[0] - held.width) // 2 + round(14 * math.cos(phase))
    top = (FRAME[1] - held.height) // 2 + round(9 * math.sin(2 * phase))
    scene.paste(held, (left, top))
    return scene.filter(ImageFilter.GaussianBlur(0.6 + 0.4 * math.cos(phase)))
