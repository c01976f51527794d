"""JPEG: segments up to the first scan, then scans up to the end of the first picture.

What comes after the end of the first picture (a second view, a film clip, a hidden archive) is never looked
at: phones add such tails, and so do attackers."""

import re
import struct
from collections.abc import Iterator

from field.kit.heads.parts import MAX_PARTS, Head

SOS, EOI, DQT, DHT = 0xDA, 0xD9, 0xDB, 0xC4
# SOF0-SOF15 without DHT, JPG and DAC, which share the range.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EXIF = b"Exif\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
# Within a scan FF is followed by 00, a restart mark or another FF; anything else is a real marker.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Markers that stand alone, without a length: TEM and a second SOI (restart marks are passed over as part of
# the scan).
_ALONE = frozenset({0x01, 0xD8})

Segment = tuple[int, int, int]


def segments(data: bytes) -> Iterator[Segment]:
    """(marker, start, end) of each segment's content in the first picture; after a scan's header the walk
    goes on behind its coded data.

    Ends with (EOI, n, n), or without it where the file stops early. A segment that claims to reach beyond the
    file ends with the file."""
    at = 2
    for _ in range(MAX_PARTS):
        found = _MARKER.search(data, at)
        if found is None:
            return
        marker, at = data[found.end() - 1], found.end()
        if marker == EOI:
            yield EOI, at, at
            return
        if marker in _ALONE:
            yield marker, at, at
            continue
        if at + 2 > len(data):
            return
        end = at + max(2, int.from_bytes(data[at : at + 2], "big"))
        yield marker, at + 2, min(end, len(data))
        at = end


def look(data: bytes) -> Head:
    """The first frame's size and the first EXIF and XMP segments."""
    width = height = exif = xmp = None
    for marker, start, end in segments(data):
        if marker == SOS:
            break
        if marker in FRAMES and width is None:
            height, width = struct.unpack_from(">HH", data, start + 1)
        elif marker == 0xE1 and exif is None and data.startswith(_EXIF, start):
            exif = data[start + 6 : end]
        elif marker == 0xE1 and xmp is None and data.startswith(_XMP, start):
            xmp = data[start + len(_XMP) : end]
    return Head("image/jpeg", width, height, exif, xmp)
