"""A picture's pixels made ready to show: eight bits, opaque, in sRGB, upright, of the size asked for and
painted over where a person said.

Used in the process that decodes strangers' pictures, and nowhere else: whatever a library does with them, it
does there."""

import contextlib
import io
import math
from functools import lru_cache

from PIL import Image, ImageCms, ImageDraw

QUALITY = 80
_PAINT = (74, 74, 74)


def averaged(picture: Image.Image, factor: int) -> Image.Image:
    return picture.reduce(factor) if factor > 1 else picture


def within(picture: Image.Image, longest: int) -> Image.Image:
    if max(picture.size) <= longest:
        return picture
    share = longest / max(picture.size)
    return picture.resize(
        (max(1, round(picture.width * share)), max(1, round(picture.height * share))),
        Image.Resampling.HAMMING,
    )


def eight_bits(picture: Image.Image) -> Image.Image:
    """In a mode of eight bits a channel without a palette: L, RGB, CMYK, or RGBA where anything is
    transparent.
    """
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if "transparency" in picture.info or picture.mode in {"LA", "PA"}:
        return picture.convert("RGBA")
    if picture.mode in {"L", "RGB", "RGBA", "CMYK"}:
        return picture
    return picture.convert("RGB")


def opaque(picture: Image.Image) -> Image.Image:
    """Transparency shown on white."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as browsers show them without a profile, so that no profile need be kept."""
    if profile:
        # A profile that is damaged, or made for other channels than these, says nothing.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            transform = _transform(profile, picture.mode)
            return picture.convert("RGB") if transform is None else transform.apply(picture)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None where the profile already is sRGB. Phones send the same profile with every picture."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
        return None
    return ImageCms.ImageCmsTransform(
        source, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")), mode, "RGB"
    )


_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(_TRANSPOSE[turn]) if turn in _TRANSPOSE else picture


def painted(picture: Image.Image, boxes: list[list[float]]) -> Image.Image:
    """Solid over each box, whole pixels outwards: what is painted over is nowhere in the copy, not even mixed
    into a neighbour.
    """
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for x0, y0, x1, y1 in boxes:
        draw.rectangle(
            (
                math.floor(x0 * width) - 1,
                math.floor(y0 * height) - 1,
                math.ceil(x1 * width),
                math.ceil(y1 * height),
            ),
            fill=_PAINT,
        )
    return picture


def grid(picture: Image.Image) -> str:
    """Four by three average colours, row by row, each as three hexadecimal digits."""
    colours = picture.resize((4, 3), Image.Resampling.BOX).tobytes()
    return "".join(f"{value >> 4:x}" for value in colours)


def jpeg(picture: Image.Image) -> bytes:
    """The pixels alone: Pillow would write along what else the picture carries (comment, resolution,
    profile).
    """
    picture.info = {}
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
