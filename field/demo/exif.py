"""EXIF for the demo's drawn pictures, written byte by byte as a camera does, so that the demo walks the same
road as real photos.
"""

import struct
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

BYTE, ASCII, SHORT, LONG, RATIONAL = 1, 2, 3, 4, 5
START_OF_IMAGE, APP1 = b"\xff\xd8", b"\xff\xe1"


class ExifEntry(NamedTuple):
    """One row of an image file directory: `data` is the value in big-endian bytes, `amount` how many of
    `form` it holds.
    """

    tag: int
    form: int
    amount: int
    data: bytes


def with_exif(
    jpeg: bytes,
    lat: float,
    lon: float,
    taken_at: datetime,
    bearing: float | None = None,
    orientation: int = 1,
) -> bytes:
    """The JPEG with one EXIF block in front: orientation (1..8), DateTimeOriginal with its offset, and the
    place in degrees WGS 84.

    `taken_at` must be aware and is written as the local time of its zone; `bearing` is degrees from true
    north.
    Raises ValueError for what is no JPEG, no position, or a time without zone.
    """
    if not jpeg.startswith(START_OF_IMAGE):
        raise ValueError("not a JPEG")
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError("not a position")
    body = b"Exif\x00\x00" + _tiff(_time(taken_at), _place(lat, lon, bearing), orientation)
    return START_OF_IMAGE + APP1 + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def _tiff(time: Sequence[ExifEntry], place: Sequence[ExifEntry], orientation: int) -> bytes:
    """Header and three directories; the first points at the two others, so its own size has to be known
    before they are placed.
    """
    size_of_first = 2 + 3 * 12 + 4
    time_at = 8 + size_of_first
    time_block = _directory(time, time_at)
    place_at = time_at + len(time_block)
    first = [_short(0x0112, orientation), _long(0x8769, time_at), _long(0x8825, place_at)]
    return (
        b"MM\x00\x2a" + struct.pack(">L", 8) + _directory(first, 8) + time_block + _directory(place, place_at)
    )


def _directory(entries: Sequence[ExifEntry], at: int) -> bytes:
    """Rows of twelve bytes; values over four bytes follow after the rows and are pointed at from the start of
    the block.
    """
    rows, tail = struct.pack(">H", len(entries)), b""
    tail_at = at + 2 + len(entries) * 12 + 4
    for entry in entries:
        rows += struct.pack(">HHL", entry.tag, entry.form, entry.amount)
        if len(entry.data) <= 4:
            rows += entry.data.ljust(4, b"\x00")
        else:
            rows += struct.pack(">L", tail_at + len(tail))
            tail += entry.data + b"\x00" * (len(entry.data) % 2)
    return rows + struct.pack(">L", 0) + tail


def _time(taken_at: datetime) -> list[ExifEntry]:
    offset = taken_at.strftime("%z")
    if not offset:
        raise ValueError("a time without zone")
    return [
        _text(0x9003, taken_at.strftime("%Y:%m:%d %H:%M:%S")),
        _text(0x9011, f"{offset[:3]}:{offset[3:5]}"),
    ]


def _place(lat: float, lon: float, bearing: float | None) -> list[ExifEntry]:
    entries = [
        ExifEntry(0x0000, BYTE, 4, b"\x02\x03\x00\x00"),
        _text(0x0001, "N" if lat >= 0 else "S"),
        _rationals(0x0002, _degrees(lat)),
        _text(0x0003, "E" if lon >= 0 else "W"),
        _rationals(0x0004, _degrees(lon)),
    ]
    if bearing is not None:
        entries += [_text(0x0010, "T"), _rationals(0x0011, [Fraction(round(bearing % 360 * 100), 100)])]
    return entries


def _degrees(value: float) -> list[Fraction]:
    """Whole degrees, whole minutes and seconds to a ten-thousandth (3 mm)."""
    units = round(abs(value) * 36_000_000)
    return [Fraction(units // 36_000_000), Fraction(units // 600_000 % 60), Fraction(units % 600_000, 10_000)]


def _text(tag: int, value: str) -> ExifEntry:
    return ExifEntry(tag, ASCII, len(value) + 1, value.encode("ascii") + b"\x00")


def _short(tag: int, value: int) -> ExifEntry:
    return ExifEntry(tag, SHORT, 1, struct.pack(">H", value))


def _long(tag: int, value: int) -> ExifEntry:
    return ExifEntry(tag, LONG, 1, struct.pack(">L", value))


def _rationals(tag: int, values: Sequence[Fraction]) -> ExifEntry:
    return ExifEntry(
        tag,
        RATIONAL,
        len(values),
        b"".join(struct.pack(">LL", value.numerator, value.denominator) for value in values),
    )
