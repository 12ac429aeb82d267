"""How many public photographs of QR codes our scanner reads, and what it sees where none is.

    .venv/bin/python tests/bench/scanner_bench.py FOLDER [--misses]

FOLDER holds `jsqr/N/{input.png,output.json}` (cozmo/jsQR, tests/end-to-end) and
`zxing-cpp/{qrcode-1…7,falsepositives-1…2}` (zxing-cpp/zxing-cpp, test/samples); both sets
are Apache-2.0 and not part of this repository. Each picture is scaled as the app scales a
chosen photo (long side 1,280) and read once by the app's own modules, `zxing-read.ts` and
`qr-read.ts`, under Node. A hit is the very text where the set gives one, any text where
not: the truth of the first set is what one decoder once read.

Aims for zxing: ≥ 227 of 254, ≥ 123 of 137 (qrcode-1…6), 0 of 46 false.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageOps

PWA = Path(__file__).parents[2] / "pwa"
LONG_SIDE = 1280  # as pwa/src/features/codes/camera.ts
ENGINES = ("zxing", "qr")
AIMS = {"jsqr": 227, "zxing-cpp": 123, "false positives": 0}


class Photo(NamedTuple):
    """A picture of a set; ``text`` None: any text counts."""

    group: str
    path: Path
    text: str | None


def list_photos(folder: Path) -> Iterator[Photo]:
    """Every picture with its truth, set by set."""
    for path in sorted((folder / "jsqr").glob("*/input.png")):
        yield Photo("jsqr", path, None)
    for group in sorted((folder / "zxing-cpp").iterdir()):
        for path in sorted(group.iterdir()):
            if path.suffix == ".txt":
                continue
            truth = path.with_suffix(".txt")
            text = truth.read_text("utf-8", "replace") if truth.exists() else None
            yield Photo(set_name(group.name), path, text)


def set_name(folder: str) -> str:
    if folder.startswith("falsepositives"):
        return "false positives"
    return "zxing-cpp" if folder[-1] in "123456" else "qrcode-7 (not in the aim)"


def pixels_of(path: Path) -> Image.Image:
    """The picture as the app's canvas holds it: upright, no larger than the long side."""
    picture = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    picture = Image.alpha_composite(white, picture)
    scale = LONG_SIDE / max(picture.size)
    if scale < 1:
        size = (round(picture.width * scale), round(picture.height * scale))
        picture = picture.resize(size, Image.Resampling.BILINEAR)
    return picture


def read_all(photos: list[Photo]) -> Iterator[tuple[Photo, dict[str, Any]]]:
    """What each engine says to each picture."""
    script = ["node", str(PWA / "scripts" / "read-photos.mjs")]
    with subprocess.Popen(
        script, cwd=PWA, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for photo in photos:
            picture = pixels_of(photo.path)
            head = json.dumps({"width": picture.width, "height": picture.height})
            process.stdin.write(head.encode() + b"\n" + picture.tobytes())
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"the decoders died at {photo.path}")
            yield photo, json.loads(line)
        process.stdin.close()


def is_hit(photo: Photo, texts: list[str]) -> bool:
    """Something was read, and it is the truth where that is known."""
    if photo.text is None or photo.group == "jsqr":
        return bool(texts)
    return any(plain(one) == plain(photo.text) for one in texts)


def plain(text: str) -> str:
    """Line ends as they are written on one machine or another are the same text."""
    return text.replace("\r\n", "\n").strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="name what zxing did not read")
    options = parser.parse_args()
    photos = list(list_photos(options.folder))
    totals = {group: sum(photo.group == group for photo in photos) for group in order(photos)}
    hits = {(group, engine): 0 for group in totals for engine in ENGINES}
    spent = dict.fromkeys(ENGINES, 0.0)
    for photo, said in read_all(photos):
        for engine in ENGINES:
            hit = is_hit(photo, said[engine])
            hits[photo.group, engine] += hit
            spent[engine] += said[f"{engine}Ms"]
            if options.misses and engine == "zxing" and not hit and photo.text is not None:
                print(f"missed {photo.path.relative_to(options.folder)}: {said[engine]}")
    print(f"{'set':<28}{'of':>5}" + "".join(f"{engine:>8}" for engine in ENGINES) + "   aim")
    for group, total in totals.items():
        counts = "".join(f"{hits[group, engine]:>8}" for engine in ENGINES)
        print(f"{group:<28}{total:>5}{counts}   {AIMS.get(group, '')}")
    mean = "".join(f"{spent[engine] / len(photos):>8.0f}" for engine in ENGINES)
    print(f"{'ms a picture, mean':<33}{mean}")


def order(photos: list[Photo]) -> list[str]:
    """The sets in the order in which they came."""
    return list(dict.fromkeys(photo.group for photo in photos))


if __name__ == "__main__":
    main()
