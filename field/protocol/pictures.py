"""Pictures (bilder) in a protocol: the one place that decides whether a photo is shown, and makes it no
larger than it is printed.

Fail closed: without a person's approval, without bytes or with bytes that cannot be read, there is no
picture, only words."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from field.protocol.shape import FrozenPhoto, Picture

PRINTED_PX = 420  # 52 mm at 205 dots an inch
QUALITY = 80


@dataclass(frozen=True)
class ShownPicture:
    jpeg: bytes
    width: int
    height: int


def shown(photo: FrozenPhoto, picture: Picture, longest: int = PRINTED_PX) -> ShownPicture | None:
    """The photo with its longest side at most `longest` pixels, or None where words must stand in its
    place.
    """
    held = picture(photo["id"]) if photo.get("state") == "approved" else None
    return _reduced(held, longest) if held else None


def _reduced(jpeg: bytes, longest: int) -> ShownPicture | None:
    """New bytes from the pixels, so that nothing else in the file follows along."""
    try:
        with Image.open(BytesIO(jpeg), formats=["JPEG"]) as image:
            image.draft("RGB", _fit(image.size, longest))
            pixels = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    pixels.thumbnail((longest, longest), Image.Resampling.HAMMING, reducing_gap=1.0)
    clean = Image.new("RGB", pixels.size)
    clean.paste(pixels)
    out = BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return ShownPicture(out.getvalue(), *clean.size)


def _fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    factor = min(1.0, longest / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
