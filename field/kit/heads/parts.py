"""What every container walk shares: the answer it gives, and the bounds it keeps."""

import zlib
from dataclasses import dataclass

# The largest phone cameras of today, with no room for bombs.
MAX_PIXELS = 50_000_000
# A real photo has some dozens of parts; ten thousand still take only milliseconds to pass.
MAX_PARTS = 10_000
# EXIF in a JPEG cannot exceed 64 kB; other containers may hold a thumbnail beside it, never megabytes.
MAX_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """Width and height in pixels as stored, before any turning.

    `turn` is the turning that the container itself orders (HEIC, AVIF), as an EXIF orientation number: where
    it is given, EXIF's own does
    not count.
    """

    mime: str
    width: int | None = None
    height: int | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    turn: int | None = None


def tiff(block: bytes) -> bytes:
    """An EXIF block without the `Exif\\0\\0` that some writers put before it in containers that have no use
    for it.
    """
    return block[6:] if block.startswith(b"Exif\0") else block


def inflated(packed: bytes) -> bytes:
    """zlib, stopped at the size no honest block reaches."""
    unpacker = zlib.decompressobj()
    return unpacker.decompress(packed, MAX_BLOCK)
