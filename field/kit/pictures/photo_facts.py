"""What a photo (foto) says about itself: where and when it was taken and which way up it is.

Reads the raw values and believes little: a position is three finite numbers within range with its hemisphere
named, or it is none. The clock of a camera without a stated offset is taken to show the installation's time,
and the answer says that this was assumed."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from field.kit import heads
from field.kit.pictures import exif, xmp

TakenZone = Literal["gps", "offset", "assumed"]


@dataclass(frozen=True, slots=True)
class Facts:
    """lat, lon in degrees WGS 84 (both or neither) with their accuracy in metres where the camera tells it,
    altitude in metres above the sea, bearing in degrees from north, `taken_at` in UTC.

    `taken_zone` tells how the moment is known: satellite time, a stated offset, or the installation's zone
    assumed. `orientation` is what
    EXIF says, 1 to 8; width and height in pixels are of the upright picture, None where the file does not
    tell. `gps_source`: where the
    position was read.
    """

    lat: float | None = None
    lon: float | None = None
    altitude_m: float | None = None
    bearing_deg: float | None = None
    taken_at: datetime | None = None
    taken_zone: TakenZone | None = None
    orientation: int = 1
    width: int | None = None
    height: int | None = None
    gps_source: Literal["exif", "xmp"] | None = None
    accuracy_m: float | None = None


def read(data: bytes, zone: ZoneInfo) -> Facts:
    """The facts of a JPEG, PNG, WebP, HEIC, HEIF or AVIF. Never raises; what is missing, damaged or
    impossible is None.
    """
    head = heads.look(data)
    if head is None:
        return Facts()
    tags = exif.tags(head.exif or b"")
    packet = xmp.properties(head.xmp) if head.xmp else {}
    lat, lon, source = _position(tags, packet)
    taken_at, taken_zone = _taken(tags, packet, zone, located=source == "exif")
    orientation = _orientation(tags)
    width, height = upright(head, orientation if head.turn is None else head.turn)
    accuracy = _accuracy(tags) if source == "exif" else None
    return Facts(
        lat,
        lon,
        _altitude(tags),
        _bearing(tags),
        taken_at,
        taken_zone,
        orientation,
        width,
        height,
        source,
        accuracy,
    )


def turn(head: heads.Head) -> int:
    """The EXIF orientation number that turns the stored pixels upright: the container's own turning where it
    has one, else EXIF's.
    """
    return head.turn if head.turn is not None else _orientation(exif.tags(head.exif or b""))


def upright(head: heads.Head, turn: int) -> tuple[int | None, int | None]:
    """Width and height after turning; None where the file does not tell."""
    width, height = (head.height, head.width) if turn >= 5 else (head.width, head.height)
    return width or None, height or None


# ── where ──


def _position(
    tags: exif.Tags, packet: dict[str, str]
) -> tuple[float | None, float | None, Literal["exif", "xmp"] | None]:
    lat, lon = _degrees(tags, "Latitude", "NS"), _degrees(tags, "Longitude", "EW")
    if lat is not None and lon is not None and _possible(lat, lon):
        return lat, lon, "exif"
    found = xmp.position(packet)
    if found is not None and _possible(*found):
        return *found, "xmp"
    return None, None, None


def _possible(lat: float, lon: float) -> bool:
    """On the globe, and not the 0,0 that a receiver without a fix writes."""
    return abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0)


def _degrees(tags: exif.Tags, name: str, marks: str) -> float | None:
    """Degrees from three rationals and their hemisphere; a coordinate without a hemisphere is none."""
    parts = _numbers(tags, name, 3)
    mark = _text(tags, f"Gps {name}Ref")
    if parts is None or len(mark) != 1 or mark not in marks:
        return None
    degrees, minutes, seconds = parts
    if not (0 <= degrees <= 180 and 0 <= minutes < 60 and 0 <= seconds < 60):
        return None
    return math.copysign(degrees + minutes / 60 + seconds / 3600, -1 if mark in "SW" else 1)


def _altitude(tags: exif.Tags) -> float | None:
    """Metres; between the bottom of the Dead Sea and where airliners fly."""
    value = _numbers(tags, "Altitude", 1)
    below = tags.get("Gps AltitudeRef") in ([1], "1")
    metres = None if value is None else math.copysign(value[0], -1 if below else value[0])
    return metres if metres is not None and -500 <= metres <= 20_000 else None


def _accuracy(tags: exif.Tags) -> float | None:
    """Metres; what is no distance on Earth is none."""
    value = _numbers(tags, "HPositioningError", 1)
    return value[0] if value is not None and 0 < value[0] <= 100_000 else None


def _bearing(tags: exif.Tags) -> float | None:
    value = _numbers(tags, "ImgDirection", 1)
    return value[0] % 360 if value is not None and 0 <= value[0] <= 360 else None


def _numbers(tags: exif.Tags, name: str, count: int) -> list[float] | None:
    """Exactly `count` rationals of a GPS tag; None when one has no value (x/0) or they are of another
    type.
    """
    values = tags.get(f"Gps {name}")
    if not isinstance(values, list) or len(values) != count:
        return None
    if not all(isinstance(value, exif.Ratio) and value.den for value in values):
        return None
    return [value.num / value.den for value in values]


# ── when ──

_MOMENT = re.compile(
    r"([0-9]{4})[:/.-]([0-9]{2})[:/.-]([0-9]{2})[ "
    r"T]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?\s?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DAY = re.compile(r"([0-9]{4})[:/.-]([0-9]{2})[:/.-]([0-9]{2})")
_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
# Satellite navigation has no earlier moments, and no camera writes later ones in good faith.
_FIRST_YEAR, _LAST_YEAR, _FIRST_GPS_YEAR = 1900, 2199, 1980


def _taken(
    tags: exif.Tags, packet: dict[str, str], zone: ZoneInfo, *, located: bool
) -> tuple[datetime | None, TakenZone | None]:
    """Satellite time where there was a fix (without one the receiver writes its own idea of the time), else
    the camera's clock.
    """
    if located and (moment := _satellite_time(tags)) is not None:
        return moment, "gps"
    clocks = [
        (_text(tags, f"Exif DateTime{name}"), _text(tags, f"Exif OffsetTime{name}"))
        for name in ("Original", "Digitized")
    ]
    for shown, offset in (*clocks, (packet.get("DateTimeOriginal", ""), "")):
        taken_at, taken_zone = _camera_time(shown, (offset, _text(tags, "Exif OffsetTime")), zone)
        if taken_at is not None:
            return taken_at, taken_zone
    return None, None


def _camera_time(
    shown: str, offsets: tuple[str, ...], zone: ZoneInfo
) -> tuple[datetime | None, TakenZone | None]:
    """The moment a camera's clock showed; in an hour that the clocks skip or repeat, the reading before the
    change.
    """
    found = _MOMENT.fullmatch(shown)
    local = _moment(*map(int, found.group(1, 2, 3, 4, 5, 6))) if found else None
    if found is None or local is None:
        return None, None
    for text in (found[7] or "", *offsets):
        if (offset := _offset(text)) is not None:
            return local.replace(tzinfo=offset).astimezone(UTC), "offset"
    return local.replace(tzinfo=zone).astimezone(UTC), "assumed"


def _satellite_time(tags: exif.Tags) -> datetime | None:
    day, clock = _DAY.fullmatch(_text(tags, "Gps DateStamp")), _numbers(tags, "TimeStamp", 3)
    if (
        day is None
        or clock is None
        or not all(0 <= part < 60 for part in clock)
        or int(day[1]) < _FIRST_GPS_YEAR
    ):
        return None
    moment = _moment(*map(int, day.groups()), *map(int, clock))
    return moment.replace(tzinfo=UTC) if moment else None


def _moment(*parts: int) -> datetime | None:
    """A naive moment to the second, or None for the thirtieth of February and its like."""
    try:
        moment = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone is the caller's question
    except ValueError:
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _offset(text: str) -> timezone | None:
    """A zone from "+02:00" or "Z"; no place on Earth is further than fourteen hours from Greenwich."""
    if text == "Z":
        return UTC
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes > 14 * 60 or int(found[3]) >= 60:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


# ── which way up ──


def _orientation(tags: exif.Tags) -> int:
    values = tags.get("Image Orientation")
    value = values[0] if isinstance(values, list) and values else 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _text(tags: exif.Tags, name: str) -> str:
    value = tags.get(name)
    return value.strip("\0 ") if isinstance(value, str) else ""
