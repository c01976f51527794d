"""The outside of a picture file: what kind it is, how large, and where its EXIF and XMP lie, without decoding
a pixel.

Own walks of the four containers on purpose: they take microseconds, run before anything is trusted to a
decoder, and answer the same for a damaged file as for a whole one. Every walk is bounded, and a reader that
runs off the end of the file gives up quietly."""

import struct
import zlib
from collections.abc import Callable

from field.kit.heads import heif, jpeg, png, webp
from field.kit.heads.parts import Head

__all__ = ["PICTURES", "Head", "kind", "look"]

# The still pictures we take in; everything else is refused by name.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif"})

_WALKS: dict[str, Callable[[bytes], Head]] = {
    "image/jpeg": jpeg.look,
    "image/png": png.look,
    "image/webp": webp.look,
    "image/heic": heif.look,
    "image/heif": heif.look,
    "image/avif": heif.look,
}


def kind(head: bytes) -> str | None:
    """The media type by the first bytes (64 are plenty), whatever name or header the sender gave; None for
    what we do not take.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return "audio/webm"
    return heif.kind(head)


def look(data: bytes) -> Head | None:
    """Size, EXIF and XMP of a picture; None for anything that is not one. Never raises: a damaged file gives
    what could be read of it.
    """
    mime = kind(data[:64])
    walk = _WALKS.get(mime or "")
    if mime is None or walk is None:
        return None
    try:
        return walk(data)
    except (ValueError, IndexError, struct.error, zlib.error):
        return Head(mime)
