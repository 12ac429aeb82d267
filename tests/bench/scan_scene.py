"""A phone's camera looks at a printed code: perspective, optics, light and noise in one frame.

A pinhole camera of 1280×720 with a horizontal angle of 65° (f = 1,005 pixels), as phones
film in a browser. The code is 30 mm a side, quiet zone included, on a white label. Each
trial draws, seeded: tilt up to 25° about both axes, roll up to 15°, the place in the
picture, defocus of σ 0.5–1.0 pixels, a hand's motion of up to 0.8 pixels, light falling
off by up to 25 % across the label, grey ink on paper, sensor noise of σ 4–8 of 255. Defocus
and noise were chosen by a short calibration against both columns of `reference/codes.md` §9,
ours and the JWT's: compare the columns with each other, not with a real phone.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from credit.kit.paper.qr import Matrix

WIDTH, HEIGHT = 1280, 720
FOCAL: Final = WIDTH / 2 / math.tan(math.radians(65 / 2))
SIDE: Final = 30.0  # mm, quiet zone included
LABEL: Final = 40.0
TABLE: Final = 95.0  # brightness of what the label lies on
SUPER: Final = 3  # samples a pixel and axis: each pixel sees the mean of its area
Array = NDArray[np.float64]


class Look(NamedTuple):
    """How the phone is held, how sharp and how bright the picture is."""

    tilt: tuple[float, float, float]
    place: tuple[float, float]
    blur: float
    motion: tuple[float, float]
    ink: float
    paper: float
    falloff: tuple[float, float]
    noise: float


def draw_look(random: np.random.Generator) -> Look:
    """One way to hold a phone; radians, pixels, and brightness of 255."""
    turn, limit = random.uniform(-1, 1, 3), np.radians([25.0, 25.0, 15.0])
    angle, length = random.uniform(0, math.pi), random.uniform(0, 0.8)
    return Look(
        tilt=tuple(turn * limit),
        place=(random.uniform(-180, 180), random.uniform(-90, 90)),
        blur=random.uniform(0.5, 1.0),
        motion=(length * math.cos(angle), length * math.sin(angle)),
        ink=random.uniform(25, 60),
        paper=random.uniform(165, 225),
        falloff=(random.uniform(-0.25, 0.25), random.uniform(-0.25, 0.25)),
        noise=random.uniform(4, 8),
    )


def see(matrix: Matrix, distance: float, look: Look, random: np.random.Generator) -> Image.Image:
    """The grey frame that the camera takes of a code at a distance in mm."""
    plane = homography(distance, look)
    left, top, right, bottom = bounds(plane)
    x, y = plane_points(plane, left, top, right, bottom)
    lit = light(x, y, look) * shade(matrix, x, y, look)
    sharp = lit.reshape(bottom - top, SUPER, right - left, SUPER).mean(axis=(1, 3))
    frame = np.full((HEIGHT, WIDTH), TABLE, dtype=np.float32)
    frame[top:bottom, left:right] = defocus(smear(sharp, look.motion), look.blur)
    frame += look.noise * random.standard_normal(frame.shape, dtype=np.float32)
    return Image.fromarray(frame.clip(0, 255).astype(np.uint8))


def defocus(patch: Array, sigma: float) -> Array:
    """The lens: a Gaussian of so many pixels, along rows and then along columns."""
    reach = math.ceil(3 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    result = np.pad(patch, reach, mode="edge")
    for axis in (0, 1):
        result = np.apply_along_axis(np.convolve, axis, result, kernel, "valid")
    return result


def homography(distance: float, look: Look) -> Array:
    """Takes a point of the label (mm, origin in the middle) to pixels."""
    a, b, c = look.tilt
    about_x = np.array([[1, 0, 0], [0, math.cos(a), -math.sin(a)], [0, math.sin(a), math.cos(a)]])
    about_y = np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]])
    about_z = np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
    turned = about_x @ about_y @ about_z
    shift = np.array([look.place[0] * distance / FOCAL, look.place[1] * distance / FOCAL, distance])
    camera = np.array([[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1]])
    result: Array = camera @ np.column_stack((turned[:, 0], turned[:, 1], shift))
    return result


def bounds(plane: Array) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the label in the frame, in whole pixels."""
    half = LABEL / 2
    corners = np.array([[x, y, 1] for x in (-half, half) for y in (-half, half)]).T
    seen = plane @ corners
    u, v = seen[0] / seen[2], seen[1] / seen[2]
    left, top = max(0, int(u.min())), max(0, int(v.min()))
    return left, top, min(WIDTH, int(u.max()) + 1), min(HEIGHT, int(v.max()) + 1)


def plane_points(plane: Array, left: int, top: int, right: int, bottom: int) -> tuple[Array, Array]:
    """Where on the label, in mm, each sample of the patch looks."""
    u = left + (np.arange((right - left) * SUPER) + 0.5) / SUPER
    v = top + (np.arange((bottom - top) * SUPER) + 0.5) / SUPER
    across, down = np.meshgrid(u, v)
    h = np.linalg.inv(plane)
    depth = h[2, 0] * across + h[2, 1] * down + h[2, 2]
    x = (h[0, 0] * across + h[0, 1] * down + h[0, 2]) / depth
    y = (h[1, 0] * across + h[1, 1] * down + h[1, 2]) / depth
    return x, y


def shade(matrix: Matrix, x: Array, y: Array, look: Look) -> Array:
    """Ink, paper, or the table beside the label."""
    modules = np.asarray(matrix, dtype=bool)
    scale = len(modules) / SIDE
    column, row = ((x + SIDE / 2) * scale).astype(int), ((y + SIDE / 2) * scale).astype(int)
    within = (np.abs(x) < SIDE / 2) & (np.abs(y) < SIDE / 2)
    dark = np.zeros(x.shape, dtype=bool)
    dark[within] = modules[row[within], column[within]]
    table = (np.abs(x) > LABEL / 2) | (np.abs(y) > LABEL / 2)
    result: Array = np.where(table, TABLE, np.where(dark, look.ink, look.paper))
    return result


def light(x: Array, y: Array, look: Look) -> Array:
    """Brightness falls off across the label; 1 in the middle."""
    result: Array = 1 + (look.falloff[0] * x + look.falloff[1] * y) / LABEL
    return result.clip(0.5, 1.3)


def smear(patch: Array, motion: tuple[float, float]) -> Array:
    """The mean of the picture along the way of the hand during the exposure."""
    picture = Image.fromarray(patch.astype(np.float32))
    shifted = [
        picture.transform(
            picture.size,
            Image.Transform.AFFINE,
            (1, 0, motion[0] * at, 0, 1, motion[1] * at),
            Image.Resampling.BILINEAR,
        )
        for at in (-0.5, -0.25, 0.0, 0.25, 0.5)
    ]
    result: Array = np.mean([np.asarray(one, dtype=np.float64) for one in shifted], axis=0)
    return result
