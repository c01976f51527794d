"""EXIF tags from a TIFF block, by ExifRead's field decoder and our own bounded walk of the directories.

ExifRead's walk follows any chain of directories and lets one odd tag spoil all the others. Here three
directories are read, once each, only for the tags that tell where, when and which way up, and a tag that
cannot be decoded costs only itself."""

import io
import logging
from typing import Any

from exifread.core.exif_header import ExifHeader
from exifread.tags import DEFAULT_STOP_TAG
from exifread.utils import Ratio

__all__ = ["Ratio", "Tags", "tags"]

# Its warnings describe the sender's file, tag by tag: nothing for our log.
logging.getLogger("exifread").setLevel(logging.CRITICAL)

_MAX_ENTRIES = 500
_MAX_VALUES = 64
_EXIF, _GPS = 0x8769, 0x8825
_WANTED = {
    "Image": {0x0112: "Orientation", _EXIF: "Exif", _GPS: "Gps"},
    "Exif": {
        0x9003: "DateTimeOriginal",
        0x9004: "DateTimeDigitized",
        0x9010: "OffsetTime",
        0x9011: "OffsetTimeOriginal",
        0x9012: "OffsetTimeDigitized",
    },
    "Gps": {
        0x01: "LatitudeRef",
        0x02: "Latitude",
        0x03: "LongitudeRef",
        0x04: "Longitude",
        0x05: "AltitudeRef",
        0x06: "Altitude",
        0x07: "TimeStamp",
        0x10: "ImgDirectionRef",
        0x11: "ImgDirection",
        0x1D: "DateStamp",
        0x1F: "HPositioningError",
    },
}

# A tag's value: text, or a list of integers, `Ratio`s or one-tuples of floats. "Gps Latitude" and so on.
Tags = dict[str, str | list[Any]]


def tags(tiff: bytes) -> Tags:
    """The wanted tags of a TIFF block, named "Image Orientation", "Exif DateTimeOriginal", "Gps Latitude"
    ...; empty when it is none.
    """
    if tiff[:2] not in {b"II", b"MM"}:
        return {}
    header = _Header(io.BytesIO(tiff), tiff[:1].decode(), 0, 0, strict=False, detailed=False)
    found: Tags = {}
    header.collect(int.from_bytes(tiff[4:8], "little" if tiff[:1] == b"I" else "big"), "Image", found)
    for directory in ("Exif", "Gps"):
        pointer = found.get(f"Image {directory}")
        if isinstance(pointer, list) and pointer and isinstance(pointer[0], int):
            header.collect(pointer[0], directory, found)
    return found


class _Header(ExifHeader):
    """ExifRead's header, walked from outside."""

    def collect(self, ifd: int, directory: str, found: Tags) -> None:
        """Add one directory's wanted tags; where a tag stands twice the first one counts."""
        for entry in range(ifd + 2, ifd + 2 + 12 * min(self.s2n(ifd, 2), _MAX_ENTRIES), 12):
            tag = self.s2n(entry, 2)
            name = f"{directory} {_WANTED[directory].get(tag)}"
            if tag in _WANTED[directory] and name not in found:
                value = self._value(ifd, directory, entry, tag)
                if value is not None:
                    found[name] = value

    def _value(self, ifd: int, directory: str, entry: int, tag: int) -> str | list[Any] | None:
        """What ExifRead makes of one entry; None for what it cannot decode or no such tag ever holds."""
        self.tags.clear()
        if self.s2n(entry + 4, 4) > _MAX_VALUES:
            return None
        try:
            self._process_tag(ifd, directory, ("value", None), entry, tag, "value", False, DEFAULT_STOP_TAG)
        except Exception:  # noqa: BLE001 - made for well-formed files; on others it raises whatever comes first
            return None
        read = self.tags.get(f"{directory} value")
        return read.values if read is not None and isinstance(read.values, str | list) else None
