"""Place and time in an XMP packet: what is left when a photo's EXIF was lost on the way through an editing
program.
"""

import math
import re
from xml.etree import ElementTree

_EXIF = "{http://ns.adobe.com/exif/1.0/}"
# A camera writes some kilobytes, an editor's history some hundred; parsed, a packet takes many times its
# size.
_MAX_PACKET = 300_000
_WANTED = frozenset({"GPSLatitude", "GPSLongitude", "DateTimeOriginal"})
# GPSCoordinate of the XMP specification, part 2: "DDD,MM,SSk" or "DDD,MM.mmk".
_COORDINATE = re.compile(
    r"([0-9]{1,3}),([0-9]{1,2}(?:\.[0-9]{1,12})?)(?:,([0-9]{1,2}(?:\.[0-9]{1,12})?))?([NSEW])"
)


def properties(packet: bytes) -> dict[str, str]:
    """GPSLatitude, GPSLongitude and DateTimeOriginal as the packet words them; those it lacks are left out.
    Never raises.
    """
    if len(packet) > _MAX_PACKET:
        return {}
    try:
        text = packet.decode("utf-8").strip("\0 \t\r\n\ufeff")
        # An honest packet declares no document type; without one there are no entities to expand.
        root = None if "<!" in text else ElementTree.fromstring(text)  # noqa: S314
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        return {}
    found: dict[str, str] = {}
    # RDF writes a simple property as an attribute or as an element.
    for element in () if root is None else root.iter():
        for name, value in (*element.items(), (element.tag, element.text or "")):
            if name.startswith(_EXIF) and name.removeprefix(_EXIF) in _WANTED:
                found.setdefault(name.removeprefix(_EXIF), value.strip())
    return found


def position(found: dict[str, str]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when either is missing or malformed. Their range is the
    caller's to judge.
    """
    lat = _degrees(found.get("GPSLatitude", ""), "NS")
    lon = _degrees(found.get("GPSLongitude", ""), "EW")
    return None if lat is None or lon is None else (lat, lon)


def _degrees(text: str, marks: str) -> float | None:
    parts = _COORDINATE.fullmatch(text)
    if parts is None or parts[4] not in marks:
        return None
    degrees, minutes, seconds = (float(part or 0) for part in parts.group(1, 2, 3))
    if minutes >= 60 or seconds >= 60:
        return None
    return math.copysign(degrees + minutes / 60 + seconds / 3600, -1 if parts[4] in "SW" else 1)
