"""PNG: chunks. EXIF may lie after the pixels, and older writers hide it as hexadecimal text."""

import struct
import zlib
from collections.abc import Iterator

from field.kit.heads.parts import MAX_BLOCK, MAX_PARTS, Head, inflated, tiff

_XMP = b"XML:com.adobe.xmp\0"
_RAW = (b"Raw profile type exif\0", b"Raw profile type APP1\0")

Chunk = tuple[bytes, int, int]


def chunks(data: bytes) -> Iterator[Chunk]:
    """(type, start, end) of each chunk's content that lies within the file."""
    at = 8
    for _ in range(MAX_PARTS):
        if at + 12 > len(data):
            return
        size, name = struct.unpack_from(">I4s", data, at)
        if at + 12 + size > len(data):
            return
        yield name, at + 8, at + 8 + size
        at += 12 + size


def look(data: bytes) -> Head:
    """IHDR's size; EXIF from `eXIf` or from ImageMagick's text profile; XMP from its international text."""
    width = height = exif = xmp = None
    for name, start, end in chunks(data):
        if name == b"IHDR" and width is None:
            width, height = struct.unpack_from(">II", data, start)
        elif end - start > MAX_BLOCK:
            continue
        elif name == b"eXIf" and not exif:
            exif = tiff(data[start:end])
        elif name == b"iTXt" and xmp is None and data.startswith(_XMP, start):
            xmp = _international(data[start + len(_XMP) : end])
        elif name in {b"zTXt", b"tEXt"} and exif is None and data[start:end].startswith(_RAW):
            exif = _profile(data[start:end], packed=name == b"zTXt")
    return Head("image/png", width, height, exif, xmp)


def _international(text: bytes) -> bytes:
    """iTXt after its keyword: compression flag and method, language, translated keyword, text. Empty where it
    is not so.
    """
    try:
        _language, _keyword, words = text[2:].split(b"\0", 2)
        return inflated(words) if text[0] else words
    except (ValueError, zlib.error):
        return b""


def _profile(text: bytes, *, packed: bool) -> bytes:
    """`\\nexif\\n   length\\nhexadecimal`, as ImageMagick wrote it before PNG had a chunk for EXIF. Empty
    where it is not so.
    """
    body = text.split(b"\0", 1)[1]
    try:
        lines = (inflated(body[1:]) if packed else body).split(b"\n", 3)
        return tiff(bytes.fromhex(lines[3].decode("ascii")))
    except (ValueError, IndexError, zlib.error):
        return b""
