"""WebP: RIFF chunks; the size is in `VP8X`, or in the first bytes of the pixels themselves."""

import struct
from collections.abc import Iterator

from field.kit.heads.parts import MAX_BLOCK, MAX_PARTS, Head, tiff


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, content) of each chunk; the content of the pixels is cut to the ten bytes that tell their
    size.
    """
    at = 12
    for _ in range(MAX_PARTS):
        if at + 8 > len(data):
            return
        name, size = struct.unpack_from("<4sI", data, at)
        shown = 10 if name in {b"VP8 ", b"VP8L", b"ANMF"} else MAX_BLOCK
        yield name, data[at + 8 : at + 8 + min(size, shown)]
        at += 8 + size + size % 2


def look(data: bytes) -> Head:
    width = height = exif = xmp = None
    for name, body in chunks(data):
        if name in _SIZES and width is None:
            width, height = _SIZES[name](body)
        elif name == b"EXIF" and exif is None:
            exif = tiff(body)
        elif name == b"XMP " and xmp is None:
            xmp = body
    return Head("image/webp", width, height, exif, xmp)


def _canvas(body: bytes) -> tuple[int, int]:
    return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1


def _lossy(body: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(body: bytes) -> tuple[int, int]:
    bits = int.from_bytes(body[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


_SIZES = {b"VP8X": _canvas, b"VP8 ": _lossy, b"VP8L": _lossless}
