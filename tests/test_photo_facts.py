"""What a photo says about itself: true for every way of writing it, nothing for everything else, and never an error."""

import csv
import math
import random
import re
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from field.kit import heads
from field.kit.pictures import photo_facts
from field.kit.pictures.photo_facts import Facts
from tests import pictures as p
from tests.tools import data

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PLAIN = p.encoded(p.corners())
NOON = datetime(2026, 5, 12, 16, 30, 5, tzinfo=UTC)


def facts(block: bytes) -> Facts:
    return photo_facts.read(p.with_exif(PLAIN, block), STOCKHOLM)


def where(gps: p.Directory, *, big: bool = True) -> tuple[float | None, float | None]:
    found = facts(p.exif_block(gps, big=big))
    return found.lat, found.lon


def rounded(found: Facts) -> tuple[float, float] | None:
    return None if found.lat is None or found.lon is None else (round(found.lat, 6), round(found.lon, 6))


# ── where ──


@pytest.mark.parametrize("big", [True, False], ids=["big-endian", "little-endian"])
def test_a_phones_position_is_read(big: bool) -> None:
    found = facts(p.exif_block(p.RINKEBY_GPS, big=big))
    assert rounded(found) == p.RINKEBY
    assert found.gps_source == "exif"


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ([(59, 1), (23, 1), (1824, 100)], [(17, 1), (55, 1), (4260, 100)]),
        ([(593884, 10_000), (0, 1), (0, 1)], [(179285, 10_000), (0, 1), (0, 1)]),
        ([(59, 1), (23_304, 1000), (0, 1)], [(17, 1), (5_571, 100), (0, 1)]),
        ([(59, 1), (23, 1), (1_824_000, 100_000)], [(1700, 100), (5500, 100), (42_600_000, 1_000_000)]),
    ],
    ids=["seconds", "decimal degrees", "decimal minutes", "odd denominators"],
)
def test_every_way_of_writing_degrees_gives_the_same_place(lat: list[p.Ratio], lon: list[p.Ratio]) -> None:
    found = where({**p.RINKEBY_GPS, p.LAT: p.degrees(*lat), p.LON: p.degrees(*lon)})
    assert found == pytest.approx(p.RINKEBY, abs=1e-6)


@pytest.mark.parametrize(
    ("lat_ref", "lon_ref", "signs"),
    [("N", "E", (1, 1)), ("N", "W", (1, -1)), ("S", "E", (-1, 1)), ("S", "W", (-1, -1))],
)
def test_the_hemisphere_gives_the_sign(lat_ref: str, lon_ref: str, signs: tuple[int, int]) -> None:
    found = where({**p.RINKEBY_GPS, p.LAT_REF: p.text(lat_ref), p.LON_REF: p.text(lon_ref)})
    assert found == pytest.approx((signs[0] * p.RINKEBY[0], signs[1] * p.RINKEBY[1]))


def test_the_sign_is_kept_on_zero_degrees() -> None:
    _lat, lon = where(
        {**p.RINKEBY_GPS, p.LON_REF: p.text("W"), p.LON: p.degrees((0, 1), (19, 1), (441, 100))}
    )
    assert lon == pytest.approx(-0.317892, abs=1e-6)


def test_swapped_latitude_and_longitude_are_not_silently_put_right() -> None:
    swapped = {**p.RINKEBY_GPS, p.LAT: p.RINKEBY_GPS[p.LON], p.LON: p.RINKEBY_GPS[p.LAT]}
    assert where(swapped) == pytest.approx((p.RINKEBY[1], p.RINKEBY[0]))


def without(*tags: int) -> p.Directory:
    return {tag: value for tag, value in p.RINKEBY_GPS.items() if tag not in tags}


IMPOSSIBLE: dict[str, p.Directory] = {
    "nothing": {},
    "0,0": {
        **p.RINKEBY_GPS,
        p.LAT: p.degrees((0, 1), (0, 1), (0, 1)),
        p.LON: p.degrees((0, 1), (0, 1), (0, 1)),
    },
    "latitude 91": {**p.RINKEBY_GPS, p.LAT: p.degrees((91, 1), (0, 1), (0, 1))},
    "latitude 90 and a second": {**p.RINKEBY_GPS, p.LAT: p.degrees((90, 1), (0, 1), (1, 1))},
    "longitude 181": {**p.RINKEBY_GPS, p.LON: p.degrees((181, 1), (0, 1), (0, 1))},
    "metres": {**p.RINKEBY_GPS, p.LAT: p.degrees((6_580_822, 1), (0, 1), (0, 1))},
    "minutes 75": {**p.RINKEBY_GPS, p.LAT: p.degrees((59, 1), (75, 1), (0, 1))},
    "seconds 60": {**p.RINKEBY_GPS, p.LAT: p.degrees((59, 1), (23, 1), (60, 1))},
    "0/0": {**p.RINKEBY_GPS, p.LAT: p.degrees((0, 0), (0, 0), (0, 0))},
    "a degree without denominator": {**p.RINKEBY_GPS, p.LAT: p.degrees((59, 0), (23, 1), (0, 1))},
    "a second without denominator": {**p.RINKEBY_GPS, p.LAT: p.degrees((59, 1), (23, 1), (0, 0))},
    "largest numbers": {**p.RINKEBY_GPS, p.LAT: p.degrees((2**32 - 1, 1), (2**32 - 1, 1), (2**32 - 1, 1))},
    "negative degrees": {**p.RINKEBY_GPS, p.LAT: (p.SIGNED_RATIONAL, [(-59, 1), (23, 1), (0, 1)])},
    "negative denominator": {**p.RINKEBY_GPS, p.LAT: (p.SIGNED_RATIONAL, [(59, 1), (23, -1), (0, 1)])},
    "two values": {**p.RINKEBY_GPS, p.LAT: p.degrees((59, 1), (23, 1))},
    "four values": {**p.RINKEBY_GPS, p.LAT: p.degrees((59, 1), (23, 1), (1, 1), (1, 1))},
    "text": {**p.RINKEBY_GPS, p.LAT: p.text("59.3884")},
    "whole numbers of bytes": {**p.RINKEBY_GPS, p.LAT: (p.UNDEFINED, b"\x3b\x17\x12")},
    "no latitude": without(p.LAT),
    "no longitude": without(p.LON),
    "no hemispheres": without(p.LAT_REF, p.LON_REF),
    "no hemisphere for the longitude": without(p.LON_REF),
    "empty hemisphere": {**p.RINKEBY_GPS, p.LAT_REF: p.text("")},
    "small s": {**p.RINKEBY_GPS, p.LAT_REF: p.text("s")},
    "a word": {**p.RINKEBY_GPS, p.LAT_REF: p.text("North")},
    "both letters": {**p.RINKEBY_GPS, p.LAT_REF: p.text("NS")},
    "the other axis' letter": {**p.RINKEBY_GPS, p.LAT_REF: p.text("E")},
    "a number for a letter": {**p.RINKEBY_GPS, p.LAT_REF: (p.SHORT, [78])},
}


@pytest.mark.parametrize("gps", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_what_is_no_position_is_none(gps: p.Directory) -> None:
    found = facts(p.exif_block(gps, orientation=6))
    assert (found.lat, found.lon, found.gps_source) == (None, None, None)
    assert found.orientation == 6


def test_a_point_on_the_equator_or_on_greenwichs_meridian_is_a_position() -> None:
    assert where({**p.RINKEBY_GPS, p.LAT: p.degrees((0, 1), (0, 1), (0, 1))}) == pytest.approx(
        (0, p.RINKEBY[1])
    )
    assert where({**p.RINKEBY_GPS, p.LON: p.degrees((0, 1), (0, 1), (0, 1))}) == pytest.approx(
        (p.RINKEBY[0], 0)
    )
    poles = {
        **p.RINKEBY_GPS,
        p.LAT: p.degrees((90, 1), (0, 1), (0, 1)),
        p.LON: p.degrees((180, 1), (0, 1), (0, 1)),
    }
    assert where(poles) == (90, 180)


@pytest.mark.parametrize(
    ("gps", "metres"),
    [
        ({p.ALTITUDE: (p.RATIONAL, [(252, 10)]), p.ALTITUDE_REF: (p.BYTE, b"\0")}, 25.2),
        ({p.ALTITUDE: (p.RATIONAL, [(252, 10)]), p.ALTITUDE_REF: (p.BYTE, b"\1")}, -25.2),
        ({p.ALTITUDE: (p.RATIONAL, [(252, 10)])}, 25.2),
        ({p.ALTITUDE: (p.RATIONAL, [(252, 0)])}, None),
        ({p.ALTITUDE: (p.RATIONAL, [(99_999, 1)])}, None),
    ],
    ids=["above", "below", "unsaid", "x/0", "space"],
)
def test_altitude(gps: p.Directory, metres: float | None) -> None:
    assert facts(p.exif_block({**p.RINKEBY_GPS, **gps})).altitude_m == metres


@pytest.mark.parametrize(
    ("ratio", "bearing"),
    [((264, 1), 264), ((3600, 10), 0), ((0, 1), 0), ((361, 1), None), ((65_535, 0), None)],
)
def test_bearing(ratio: p.Ratio, bearing: float | None) -> None:
    assert facts(p.exif_block({**p.RINKEBY_GPS, p.DIRECTION: (p.RATIONAL, [ratio])})).bearing_deg == bearing


# ── XMP ──

XMP_AXES = 'exif:GPSLatitude="59,23.304N" exif:GPSLongitude="17,55,42.6E"'


@pytest.mark.parametrize(
    "packet",
    [
        p.xmp(attributes=XMP_AXES),
        p.xmp(
            elements="<exif:GPSLatitude>59,23.304N</exif:GPSLatitude><exif:GPSLongitude> 17,55.71E </exif:GPSLongitude>"
        ),
    ],
    ids=["attributes", "elements"],
)
def test_the_position_falls_back_on_xmp(packet: str) -> None:
    found = photo_facts.read(p.with_xmp(PLAIN, packet), STOCKHOLM)
    assert rounded(found) == p.RINKEBY
    assert found.gps_source == "xmp"


def test_exif_goes_before_xmp() -> None:
    both = p.with_exif(
        p.with_xmp(PLAIN, p.xmp(attributes=XMP_AXES.replace("59", "12"))), p.exif_block(p.RINKEBY_GPS)
    )
    assert photo_facts.read(both, STOCKHOLM).gps_source == "exif"


@pytest.mark.parametrize(
    "packet",
    [
        p.xmp(attributes='exif:GPSLatitude="59,23.304N"'),
        p.xmp(attributes='exif:GPSLatitude="59.3884" exif:GPSLongitude="17.9285"'),
        p.xmp(attributes='exif:GPSLatitude="91,0.0N" exif:GPSLongitude="17,55.71E"'),
        p.xmp(attributes='exif:GPSLatitude="59,75.0N" exif:GPSLongitude="17,55.71E"'),
        p.xmp(attributes='exif:GPSLatitude="0,0.0N" exif:GPSLongitude="0,0.0E"'),
        p.xmp(attributes='exif:GPSLatitude="59,23.304E" exif:GPSLongitude="17,55.71N"'),
        p.xmp(attributes='exif:GPSLatitude="nan,0N" exif:GPSLongitude="17,55.71E"'),
        '<!DOCTYPE x [<!ENTITY a "59,23.304N">]>'
        + p.xmp(attributes='exif:GPSLatitude="&a;" exif:GPSLongitude="17,55.71E"'),
        p.xmp(attributes=XMP_AXES)[:-30],
        "",
    ],
    ids=[
        "one axis",
        "no hemisphere",
        "91",
        "75 minutes",
        "0,0",
        "swapped letters",
        "nan",
        "entities",
        "cut",
        "empty",
    ],
)
def test_what_is_no_position_in_xmp_is_none(packet: str) -> None:
    assert rounded(photo_facts.read(p.with_xmp(PLAIN, packet), STOCKHOLM)) is None


def test_the_moment_falls_back_on_xmp() -> None:
    found = photo_facts.read(
        p.with_xmp(PLAIN, p.xmp(attributes='exif:DateTimeOriginal="2026-05-12T18:30:05+02:00"')), STOCKHOLM
    )
    assert (found.taken_at, found.taken_zone) == (NOON, "offset")


# ── when ──


def satellite(day: str, *clock: p.Ratio) -> p.Directory:
    return {**p.RINKEBY_GPS, p.DATE: p.text(day), p.TIME: p.degrees(*clock)}


def test_satellite_time_goes_before_the_cameras_clock() -> None:
    found = facts(
        p.exif_block(
            satellite("2026:05:12", (16, 1), (30, 1), (524, 100)),
            taken="2026:05:12 03:04:05",
            offset="+02:00",
        )
    )
    assert (found.taken_at, found.taken_zone) == (NOON, "gps")


@pytest.mark.parametrize(
    "gps",
    [
        satellite("2026:02:30", (16, 1), (30, 1), (5, 1)),
        satellite("", (16, 1), (30, 1), (5, 1)),
        satellite("2026:05:12", (24, 1), (30, 1), (5, 1)),
        satellite("2026:05:12", (16, 0), (30, 1), (5, 1)),
        satellite("1970:01:01", (0, 1), (0, 1), (0, 1)),
        {**satellite("2017:01:01", (0, 1), (0, 1), (0, 1)), p.LAT: p.degrees((0, 0), (0, 0), (0, 0))},
    ],
    ids=["30 February", "no day", "24 o'clock", "x/0", "before satellites", "without a fix"],
)
def test_doubtful_satellite_time_gives_way_to_the_cameras_clock(gps: p.Directory) -> None:
    found = facts(p.exif_block(gps, taken="2026:05:12 18:30:05", offset="+02:00"))
    assert (found.taken_at, found.taken_zone) == (NOON, "offset")


@pytest.mark.parametrize(
    ("taken", "exif", "zone"),
    [
        ("2026:05:12 18:30:05", {p.OFFSET_TAKEN: p.text("+02:00")}, "offset"),
        ("2026:05:12 16:30:05", {p.OFFSET_TAKEN: p.text("Z")}, "offset"),
        ("2026:05:12 12:00:05", {p.OFFSET_TAKEN: p.text("-04:30")}, "offset"),
        ("2026:05:12 18:30:05", {p.OFFSET: p.text("+02:00")}, "offset"),
        ("2026:05:12 18:30:05", {p.OFFSET_TAKEN: p.text("   :  ")}, "assumed"),
        ("2026:05:12 18:30:05", {p.OFFSET_TAKEN: p.text("+25:00")}, "assumed"),
        ("2026:05:12 18:30:05", {}, "assumed"),
        ("2026-05-12 18:30:05", {}, "assumed"),
        ("2026:05:12 18:30:05+02:00", {}, "offset"),
        ("", {p.DIGITIZED: p.text("2026:05:12 18:30:05")}, "assumed"),
    ],
)
def test_the_cameras_clock_with_a_stated_offset_or_the_installations_zone(
    taken: str, exif: p.Directory, zone: str
) -> None:
    found = facts(p.exif_block(taken=taken, exif=exif))
    assert (found.taken_at, found.taken_zone) == (NOON, zone)


@pytest.mark.parametrize(
    "taken",
    [
        "0000:00:00 00:00:00",
        "2025:02:30 10:00:00",
        "    :  :     :  :  ",
        "2025:05:20 24:00:00",
        "<b>2025:05:20 </b>",
        "0001:01:01 00:00:00",
        "nu",
    ],
)
def test_what_is_no_moment_is_none(taken: str) -> None:
    found = facts(p.exif_block(taken=taken))
    assert (found.taken_at, found.taken_zone) == (None, None)


def test_an_hour_that_the_clocks_skip_is_assumed_and_not_an_error() -> None:
    found = facts(p.exif_block(taken="2025:03:30 02:30:00"))
    assert (found.taken_at, found.taken_zone) == (datetime(2025, 3, 30, 1, 30, tzinfo=UTC), "assumed")


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    found = facts(p.exif_block(taken="2025:10:26 02:30:00", offset="+01:00"))
    assert found.taken_at == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


# ── which way up, in every container ──


@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_is_told_of_the_upright_picture(orientation: int) -> None:
    found = photo_facts.read(p.photo(96, 64, orientation=orientation), STOCKHOLM)
    assert (found.orientation, found.width, found.height) == (orientation, 96, 64)


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_impossible_orientation_is_one(orientation: int) -> None:
    assert facts(p.exif_block(orientation=orientation)).orientation == 1


BLOCK = p.exif_block(p.RINKEBY_GPS, orientation=6, taken="2026:05:12 18:30:05", offset="+02:00")
HEX = f"\nexif\n{len(BLOCK) + 6:>8}\n{(b'Exif' + bytes(2) + BLOCK).hex()}\n".encode()
CONTAINERS = {
    "jpeg": p.with_exif(PLAIN, BLOCK),
    "png": p.png(96, 64, p.png_chunk(b"eXIf", BLOCK)),
    "png with text profile": p.png(96, 64, p.png_chunk(b"tEXt", b"Raw profile type exif\0" + HEX)),
    "webp lossy": p.encoded(p.corners(), "WEBP", exif=b"Exif\0\0" + BLOCK),
    "webp lossless": p.encoded(p.corners(), "WEBP", exif=BLOCK, lossless=True),
    "heic": p.heif(96, 64, p.quarter_turns(3), exif=BLOCK),
    "avif": p.heif(96, 64, p.quarter_turns(3), brand=b"avif", exif=BLOCK),
}


@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_every_container_is_read(content: bytes) -> None:
    found = photo_facts.read(content, STOCKHOLM)
    assert rounded(found) == p.RINKEBY
    assert (found.taken_at, found.orientation, found.width, found.height) == (NOON, 6, 64, 96)


XMP_CONTAINERS = {
    "png": p.png(
        8, 8, p.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + p.xmp(attributes=XMP_AXES).encode())
    ),
    "webp": p.encoded(p.corners(), "WEBP", xmp=p.xmp(attributes=XMP_AXES).encode()),
    "heif": p.heif(8, 8, packet=p.xmp(attributes=XMP_AXES)),
}


@pytest.mark.parametrize("content", XMP_CONTAINERS.values(), ids=XMP_CONTAINERS.keys())
def test_xmp_is_found_in_every_container(content: bytes) -> None:
    assert rounded(photo_facts.read(content, STOCKHOLM)) == p.RINKEBY


@pytest.mark.parametrize(
    ("properties", "turn"),
    [
        ([], 1),
        ([p.quarter_turns(1)], 8),
        ([p.quarter_turns(2)], 3),
        ([p.quarter_turns(3)], 6),
        ([p.mirrored(0)], 4),
        ([p.mirrored(1)], 2),
        ([p.quarter_turns(1), p.mirrored(0)], 5),
        ([p.quarter_turns(1), p.mirrored(1)], 7),
        ([p.mirrored(1), p.quarter_turns(3)], 7),
    ],
)
def test_a_heics_turning_is_its_own_and_not_exifs(properties: list[bytes], turn: int) -> None:
    head = heads.look(p.heif(96, 64, *properties, exif=p.exif_block(orientation=6)))
    assert head is not None
    assert photo_facts.turn(head) == turn


def test_a_wrong_name_does_not_matter_and_what_is_no_picture_says_nothing() -> None:
    assert photo_facts.read(b"<html>59.3884</html>", STOCKHOLM) == Facts()
    assert photo_facts.read(b"", STOCKHOLM) == Facts()


def test_one_damaged_tag_costs_only_itself() -> None:
    block = bytearray(bytes(p.Tiff({p.MAKE: p.text("Camera")}, {}, p.RINKEBY_GPS)))
    # The maker's name becomes eight numbers of a type that no version of EXIF has.
    at = block.index(b"\x01\x0f\x00\x02")
    block[at + 2 : at + 4] = b"\x00\x10"
    assert rounded(facts(bytes(block))) == p.RINKEBY


# ── damage ──


def check(found: Facts) -> None:
    """What must hold for any file whatever."""
    assert (found.lat is None) == (found.lon is None) == (found.gps_source is None)
    if found.lat is not None and found.lon is not None:
        assert -90 <= found.lat <= 90
        assert -180 <= found.lon <= 180
        assert (found.lat, found.lon) != (0, 0)
    assert all(value is None or math.isfinite(value) for value in (found.altitude_m, found.bearing_deg))
    assert found.bearing_deg is None or 0 <= found.bearing_deg < 360
    assert (found.taken_at is None) == (found.taken_zone is None)
    assert found.taken_at is None or found.taken_at.utcoffset() is not None
    assert 1 <= found.orientation <= 8


def damaged(count: int) -> Iterator[bytes]:
    """EXIF blocks with some bytes changed, numbers made extreme, pieces cut out or doubled; the same ones every time."""
    chance = random.Random(59)
    whole = satellite("2026:05:12", (16, 1), (30, 1), (5, 1))
    extras: p.Directory = {p.ALTITUDE: (p.RATIONAL, [(25, 1)]), p.DIRECTION: (p.RATIONAL, [(264, 1)])}
    for number in range(count):
        block = bytearray(
            p.exif_block(
                {**whole, **extras},
                orientation=6,
                taken="2026:05:12 18:30:05",
                offset="+02:00",
                big=number % 2 == 0,
            )
        )
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            at, size = chance.randrange(len(block)), chance.choice((1, 2, 4, 8))
            match chance.randrange(4):
                case 0:
                    block[at] = chance.randrange(256)
                case 1:
                    block[at : at + size] = chance.choice((b"\0", b"\xff", b"\x80", b"\x7f")) * size
                case 2:
                    del block[at : at + size]
                case _:
                    block[at:at] = block[max(0, at - size) : at]
        yield bytes(block)


@pytest.mark.parametrize("count", [1000, pytest.param(20_000, marks=pytest.mark.full)])
def test_no_damage_to_exif_gives_an_error_or_an_impossible_fact(count: int) -> None:
    for block in damaged(count):
        check(facts(block))
        check(photo_facts.read(p.heif(96, 64, exif=block), STOCKHOLM))


@pytest.mark.parametrize("count", [60, pytest.param(2_000, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", CONTAINERS)
def test_no_damage_to_a_container_gives_an_error(name: str, count: int) -> None:
    chance, whole = random.Random(name), CONTAINERS[name]
    for _ in range(count):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 3, 9))):
            at = chance.randrange(len(content))
            content[at : at + chance.choice((1, 4))] = chance.choice(
                (b"\0", b"\xff\xff", b"\x01", chance.randbytes(4))
            )
        check(photo_facts.read(bytes(content), STOCKHOLM))


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_file_cut_off_anywhere_gives_no_error(name: str) -> None:
    whole = CONTAINERS[name]
    for size in range(0, len(whole), 7):
        check(photo_facts.read(whole[:size], STOCKHOLM))


def test_a_directory_within_itself_is_read_once() -> None:
    found = facts(p.looping_directory())
    assert (found.lat, found.orientation) == (None, 1)


def heif_with(name: bytes, *content: bytes) -> bytes:
    return p.box(b"ftyp", b"heic", bytes(4)) + p.box(b"meta", bytes(4), p.box(name, *content))


XMP_BOMB = p.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(50_000_000)))
ENDLESS = {
    "a directory of 65,535 entries": p.with_exif(PLAIN, p.endless_directory()),
    "three million comments": PLAIN[:2] + b"\xff\xfe\x00\x02" * 3_000_000 + PLAIN[2:],
    "a million chunks": p.png(8, 8, p.png_chunk(b"teSt", b"") * 1_000_000),
    "inflating texts": p.png(8, 8, XMP_BOMB * 200),
    "deep XML": p.with_xmp(PLAIN, "<a>" * 20_000),
    "places without size": heif_with(b"iloc", bytes(4), b"\0\0\xff\xff", b"\0\1\0\0\xff\xff" * 1_000_000),
    "places upon places": heif_with(b"free", b"")
    + p.box(b"meta", bytes(4), p.box(b"iloc", bytes(6), b"\0\1\0\1\0\0\x27\x10") * 500_000),
    "properties of everything": heif_with(
        b"iprp", p.box(b"ipma", bytes(4), b"\0\0\x27\x10", b"\0\1\0" * 10_000) * 300
    ),
}


@pytest.mark.parametrize("content", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_has_no_end_is_left_after_a_while(content: bytes) -> None:
    before = time.process_time()
    check(photo_facts.read(content, STOCKHOLM))
    assert time.process_time() - before < 1


def test_a_text_that_only_seems_to_hold_exif_does_not_hide_the_size() -> None:
    for chunk in (
        b"Raw profile type exif\0\nexif\n 4\nxyz",
        b"Raw profile type exif\0",
        b"XML:com.adobe.xmp\0",
    ):
        found = photo_facts.read(
            p.png(8, 6, p.png_chunk(b"tEXt", chunk), p.png_chunk(b"iTXt", chunk)), STOCKHOLM
        )
        assert (found.width, found.height) == (8, 6)


# ── photos from many cameras ──


def rows(table: str) -> list[dict[str, str]]:
    path = data.folder()
    if path is None:
        return []
    with (path / table).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.data
@pytest.mark.parametrize("row", rows("photos_exif/FACIT.tsv"), ids=lambda row: row["fil"])
def test_photos_from_many_cameras(row: dict[str, str], test_data: Path) -> None:
    found = photo_facts.read((test_data / "photos_exif" / row["fil"]).read_bytes(), STOCKHOLM)
    check(found)
    lat, lon = (
        number(row[axis] if row["gps_status"] == "exif" else row["xmp_" + axis]) for axis in ("lat", "lon")
    )
    assert (found.lat, found.lon) == (pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6))
    assert found.orientation == int(row["orientering"] or 1)
    assert found.altitude_m == pytest.approx(number(row["hojd_moh"]), abs=0.01)
    assert found.bearing_deg == pytest.approx(number(row["riktning"]), abs=0.01)
    if row["tidszon"] and found.taken_zone == "offset":
        assert found.taken_at == datetime.strptime(row["tagen"] + row["tidszon"], "%Y:%m:%d %H:%M:%S%z")


@pytest.mark.data
@pytest.mark.parametrize(
    "row", [row for row in rows("photos_exif/harledda/FACIT.tsv") if row["lat"]], ids=lambda row: row["fil"]
)
def test_photos_whose_position_was_set_afterwards(row: dict[str, str], test_data: Path) -> None:
    found = photo_facts.read((test_data / "photos_exif" / "harledda" / row["fil"]).read_bytes(), STOCKHOLM)
    assert (found.lat, found.lon) == pytest.approx((float(row["lat"]), float(row["lon"])), abs=1e-6)
    assert found.orientation == int(row["orientering"])


@pytest.mark.data
@pytest.mark.parametrize("row", rows("photos_street/FACIT.tsv"), ids=lambda row: row["fil"])
def test_photos_from_a_walk(row: dict[str, str], test_data: Path) -> None:
    found = photo_facts.read((test_data / "photos_street" / row["fil"]).read_bytes(), STOCKHOLM)
    assert (found.lat, found.lon) == pytest.approx((float(row["lat"]), float(row["lon"])), abs=1e-6)
    assert found.taken_at == datetime.strptime(row["tagen"] + row["tidszon"], "%Y:%m:%d %H:%M:%S%z")


@pytest.mark.data
@pytest.mark.parametrize(
    "row",
    [row for row in rows("hostile/MANIFEST.tsv") if not row["file"].startswith(("mail", "payl"))],
    ids=lambda row: row["file"],
)
def test_hostile_files_say_what_they_are_known_to_say(row: dict[str, str], test_data: Path) -> None:
    found = photo_facts.read((test_data / "hostile" / row["file"]).read_bytes(), STOCKHOLM)
    check(found)
    expected = row["expected"]
    if place := re.match(r"lat=([-0-9.]+) lon=([-0-9.]+)", expected):
        assert (found.lat, found.lon) == pytest.approx((float(place[1]), float(place[2])), abs=1e-6)
    elif expected.startswith("none") or "gps=none" in expected:
        asked = found.taken_at if row["file"].startswith("generated/date") else found.lat
        assert asked is None or "none or" in expected
    if turned := re.search(r"orientation=([1-8])", expected):
        assert found.orientation == int(turned[1])
    if "capture time none" in expected:
        assert found.taken_at is None
    if taken := re.search(r"DateTimeOriginal=([0-9: ]+)", expected):
        assert found.taken_at == datetime.strptime(taken[1], "%Y:%m:%d %H:%M:%S").replace(tzinfo=STOCKHOLM)
