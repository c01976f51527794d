"""Icons (symboler): makes the sprites and the app icons from the files beside it; run `python
static/icons/make.py` after a change.

The single SVG files are the source. Two sprites leave here (`ui.svg`, `kinds.svg`), so that a page asks for
two files and not for eighty, and the lamp of the home screen is drawn in the sizes that phones want as PNG.
"""

import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

HERE = Path(__file__).resolve().parent
DUSK, RAISED, LAMP, POLE = (14, 23, 38), (30, 47, 77), (255, 200, 61), (244, 246, 251)
OVERSAMPLE = 4


def sprite(folder: str) -> str:
    """All SVG files of a folder as `<symbol id="file name">`, drawn with the colour of the text around
    them.
    """
    symbols = []
    for file in sorted((HERE / folder).glob("*.svg")):
        inner = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
        if inner is None:
            raise SystemExit(f"{file.name}: no svg element")
        shapes = re.sub(r"\s+", " ", inner[1]).replace("> <", "><").replace(" />", "/>").strip()
        symbols.append(f'<symbol id="{file.stem}" viewBox="0 0 24 24">{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def lamp(size: int, *, inset: float, corner: float) -> Image.Image:
    """A lit street lamp over a path. `inset` is the empty share at each edge: a maskable icon may lose a
    fifth.
    """
    side = size * OVERSAMPLE
    picture = Image.new("RGBA", (side, side), (*DUSK, 255))

    def at(x: float, y: float) -> tuple[float, float]:
        return side * (inset + x * (1 - 2 * inset)), side * (inset + y * (1 - 2 * inset))

    unit = side * (1 - 2 * inset)
    glow = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    centre = at(0.60, 0.34)
    ImageDraw.Draw(glow).ellipse(_round(centre, 0.30 * unit), fill=(*LAMP, 110))
    picture.alpha_composite(glow.filter(ImageFilter.GaussianBlur(unit * 0.07)))
    draw = ImageDraw.Draw(picture)
    width = round(unit * 0.062)
    draw.line([at(0.34, 0.90), at(0.34, 0.24)], fill=POLE, width=width)
    draw.arc([*at(0.34, 0.12), *at(0.60, 0.36)], 180, 360, fill=POLE, width=width)
    for number, (x, y) in enumerate([(0.50, 0.88), (0.64, 0.83), (0.77, 0.76), (0.88, 0.67)]):
        draw.ellipse(_round(at(x, y), unit * (0.036 - number * 0.004)), fill=(*LAMP, 255))
    draw.ellipse(_round(centre, unit * 0.105), fill=(*LAMP, 255))
    if corner:
        mask = Image.new("L", (side, side), 0)
        ImageDraw.Draw(mask).rounded_rectangle([0, 0, side - 1, side - 1], radius=side * corner, fill=255)
        picture.putalpha(mask)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _round(centre: tuple[float, float], radius: float) -> list[float]:
    return [centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius]


def main() -> None:
    for folder in ("ui", "kinds"):
        (HERE / f"{folder}.svg").write_text(sprite(folder), encoding="utf-8")
    for size in (192, 512):
        lamp(size, inset=0.06, corner=0.22).quantize(128, method=Image.Quantize.FASTOCTREE).save(
            HERE / f"app-{size}.png", optimize=True
        )
    lamp(512, inset=0.19, corner=0).convert("RGB").quantize(128).save(
        HERE / "app-maskable-512.png", optimize=True
    )
    lamp(180, inset=0.12, corner=0).convert("RGB").quantize(128).save(
        HERE / "app-apple-180.png", optimize=True
    )


if __name__ == "__main__":
    main()
