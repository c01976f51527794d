"""Paint for the demo's drawn pictures: the origin is the middle of the horizon, so one scene fits both a
lying and a standing picture.

Shapes are drawn at double size and halved for smooth edges; light is added afterwards, only inside each
glow's box, which keeps it quick."""

import math
import random
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

OVERSIZE = 2
COARSE = 8
GRAIN = 3


def rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of `other` in `one`, 0..1."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


NIGHT, MIDNIGHT, DUSK, SURFACE, RAISED, EDGE = (
    rgb("#0A101C"),
    rgb("#0B1322"),
    rgb("#0E1726"),
    rgb("#16233A"),
    rgb("#1E2F4D"),
    rgb("#2F4670"),
)
HAZE, BLUSH, PAPER, MUTED = rgb("#56648F"), rgb("#9C7C8C"), rgb("#F7F5F0"), rgb("#A9B7D0")
LAMP, CREAM, AMBER = rgb("#FFC83D"), rgb("#FFEBB0"), rgb("#E08A2E")
MINT, CORAL, BLUE, PLUM = rgb("#4CC38A"), rgb("#FF7A59"), rgb("#7CB7FF"), rgb("#B48CD8")
LEAF, MOSS, PINE = rgb("#3F7D5E"), rgb("#25523F"), rgb("#12302B")
WOOD, PLANK, STEEL, STONE = rgb("#8A5A34"), rgb("#B87D45"), rgb("#5C6E8E"), rgb("#46536E")


class Canvas:
    """World units are pixels of the finished picture; x grows to the right and y downwards from the middle of
    the horizon.
    """

    def __init__(self, seed: int, *, portrait: bool = False) -> None:
        self.width, self.height = (1200, 1600) if portrait else (1600, 1200)
        self.left, self.right = -self.width / 2, self.width / 2
        self.top, self.bottom = -self.height / 2, self.height / 2
        self.seed, self.chance = seed, random.Random(seed)  # noqa: S311 - a drawing has to be repeatable, not secret
        self._image = Image.new("RGB", (self.width * OVERSIZE, self.height * OVERSIZE))
        self._pen = ImageDraw.Draw(self._image)
        self._beams: list[tuple[Sequence[Point], Colour, float]] = []
        self._lights: list[tuple[float, float, float, float, Colour, float]] = []

    def _at(self, x: float, y: float) -> Point:
        return (x - self.left) * OVERSIZE, (y - self.top) * OVERSIZE

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self._pen.polygon([self._at(x, y) for x, y in points], fill=fill)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0) -> None:
        self._pen.rounded_rectangle([*self._at(x0, y0), *self._at(x1, y1)], radius * OVERSIZE, fill=fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self._pen.ellipse([*self._at(x - rx, y - ry), *self._at(x + rx, y + ry)], fill=fill)

    def stroke(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A line with round joints and ends."""
        self._pen.line(
            [self._at(x, y) for x, y in points], fill=fill, width=round(width * OVERSIZE), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, fill)

    def fade(
        self,
        top: float,
        bottom: float,
        colours: Sequence[Colour],
        far: Point | None = None,
        near: Point | None = None,
    ) -> None:
        """Rows from `top` to `bottom` running through `colours`; `far` and `near` are the left and right ends
        of the first and last row.

        Both left out means the whole width; `near` left out means as wide as `far` all the way.
        """
        (a, b), (c, d) = far or (self.left, self.right), near or far or (self.left, self.right)
        rows = max(1, round((bottom - top) * OVERSIZE))
        for row in range(rows):
            share = row / rows
            step = share * (len(colours) - 1)
            colour = mix(colours[int(step)], colours[min(int(step) + 1, len(colours) - 1)], step % 1)
            (x0, y), (x1, _) = (
                self._at(a + (c - a) * share, top + row / OVERSIZE),
                self._at(b + (d - b) * share, top),
            )
            self._pen.line([x0, y, x1, y], fill=colour)

    def light(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float | None = None,
        colour: Colour = LAMP,
        strength: float = 1.0,
    ) -> None:
        """A soft glow, added when the picture is finished."""
        self._lights.append((x, y, rx, ry or rx, colour, strength))

    def beam(self, points: Sequence[Point], colour: Colour = LAMP, strength: float = 0.3) -> None:
        """A cone of light in the air, soft at its sides and fading downwards."""
        self._beams.append((points, colour, strength))

    def finish(self) -> bytes:
        """The picture as JPEG."""
        image = ImageChops.multiply(self._image.reduce(OVERSIZE), _corners(self.width, self.height))
        if self._beams:
            image = ImageChops.screen(image, self._air().resize(image.size, Image.Resampling.BILINEAR))
        for light in self._lights:
            self._add(image, *light)
        image = ImageChops.add(image, _grain(*image.size), scale=1, offset=-GRAIN)
        out = BytesIO()
        image.save(out, "JPEG", quality=84)
        return out.getvalue()

    def _air(self) -> Image.Image:
        """All cones of light on black, at an eighth of the size: they are soft anyway."""
        air = Image.new("RGB", (self.width // COARSE, self.height // COARSE))
        for points, colour, strength in self._beams:
            corners = [((x - self.left) / COARSE, (y - self.top) / COARSE) for x, y in points]
            air = ImageChops.screen(air, _tinted(_cone(corners, air.size), colour, strength))
        return air.filter(ImageFilter.GaussianBlur(3))

    def _add(
        self, image: Image.Image, x: float, y: float, rx: float, ry: float, colour: Colour, strength: float
    ) -> None:
        size = round(rx * 2), round(ry * 2)
        left, top = round(x - rx - self.left), round(y - ry - self.top)
        seen = (max(0, left), max(0, top), min(image.width, left + size[0]), min(image.height, top + size[1]))
        if seen[0] >= seen[2] or seen[1] >= seen[3]:
            return
        mask = (
            _halo()
            .resize(size, Image.Resampling.BILINEAR)
            .crop((seen[0] - left, seen[1] - top, seen[2] - left, seen[3] - top))
        )
        image.paste(ImageChops.screen(image.crop(seen), _tinted(mask, colour, strength)), seen[:2])


def _tinted(mask: Image.Image, colour: Colour, strength: float) -> Image.Image:
    return Image.merge(
        "RGB",
        [
            mask.point([min(255, round(level * part * strength / 255)) for level in range(256)])
            for part in colour
        ],
    )


def _cone(corners: Sequence[Point], size: tuple[int, int]) -> Image.Image:
    mask, veil = Image.new("L", size), Image.new("L", size)
    ImageDraw.Draw(mask).polygon(corners, fill=255)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    fall = ImageChops.invert(Image.linear_gradient("L")).resize((size[0], max(1, round(bottom - top))))
    veil.paste(fall, (0, round(top)))
    return ImageChops.multiply(mask, veil)


@cache
def _halo() -> Image.Image:
    """Brightest in the middle, nothing at the rim, falling like a lamp in damp air."""
    inside = [max(0.0, 1 - level / 178) for level in range(256)]
    return Image.radial_gradient("L").point(
        [round(255 * (share**2 * (0.55 + 0.45 * share))) for share in inside]
    )


@cache
def _corners(width: int, height: int) -> Image.Image:
    """A veil that darkens the corners a little."""
    veil = Image.radial_gradient("L").point([round(255 - 70 * (level / 255) ** 2.4) for level in range(256)])
    return Image.merge("RGB", [veil.resize((width, height), Image.Resampling.BILINEAR)] * 3)


@cache
def _grain(width: int, height: int) -> Image.Image:
    """The same fine noise for all pictures, 0 to twice `GRAIN`; it hides the steps in the gradients."""
    specks = random.Random(7).randbytes(250_000)  # noqa: S311 - the same specks every time
    noise = Image.frombytes(
        "L", (500, 500), bytes(speck % (GRAIN + 1) + speck // 16 % (GRAIN + 1) for speck in specks)
    )
    sheet = Image.new("L", (width, height))
    for left in range(0, width, 500):
        for top in range(0, height, 500):
            sheet.paste(noise, (left, top))
    return Image.merge("RGB", [sheet] * 3)


def wave(start: Point, end: Point, height: float, bends: float, steps: int = 24) -> list[Point]:
    """Points of a wavy line; used for graffiti, cracks and wires."""
    (x0, y0), (x1, y1) = start, end
    return [
        (
            x0 + (x1 - x0) * i / steps,
            y0 + (y1 - y0) * i / steps + height * math.sin(bends * math.tau * i / steps),
        )
        for i in range(steps + 1)
    ]
