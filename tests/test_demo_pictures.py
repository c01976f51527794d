"""The demo's drawn pictures: repeatable, quick, different when mended, and with EXIF that every reader understands."""

from datetime import UTC, datetime, tzinfo
from io import BytesIO
from statistics import median
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageChops, ImageStat

from field.demo import pictures

ZONE = ZoneInfo("Europe/Stockholm")


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg), formats=["JPEG"]).convert("RGB")


@pytest.mark.parametrize("scene", pictures.SCENES)
def test_a_mended_scene_is_another_picture(scene: str) -> None:
    before, after = opened(pictures.draw(scene, seed=7)), opened(pictures.draw(scene, seed=7, after=True))
    assert before.size == after.size == (1600, 1200)
    assert sum(ImageStat.Stat(ImageChops.difference(before, after)).mean) > 1


@pytest.mark.parametrize("scene", ["bench", "blossom", "dump", "lit_path"])
def test_a_scene_is_drawn_the_same_each_time(scene: str) -> None:
    assert pictures.draw(scene, seed=7) == pictures.draw(scene, seed=7)


def test_another_seed_is_another_view() -> None:
    assert pictures.draw("lamp", seed=1) != pictures.draw("lamp", seed=2)


def test_a_standing_picture_is_higher_than_wide() -> None:
    assert opened(pictures.draw("bench", seed=1, portrait=True)).size == (1200, 1600)


def test_a_mended_lamp_makes_the_picture_lighter() -> None:
    dark, lit = (
        ImageStat.Stat(opened(pictures.draw("tunnel", seed=3, after=after)).convert("L")).mean[0]
        for after in (False, True)
    )
    assert lit > dark


def test_a_picture_is_drawn_quickly() -> None:
    spent = []
    for scene in ("bench", "lamp", "lit_path", "market", "tunnel"):
        start = process_time()
        pictures.draw(scene, seed=5)
        spent.append(process_time() - start)
    assert median(spent) < 0.15


@pytest.mark.parametrize(("lat", "lon"), [(59.3884, 17.9285), (-33.8568, -70.65)])
def test_exif_carries_place_time_and_direction(lat: float, lon: float) -> None:
    plain = pictures.draw("bin", seed=1)
    taken = datetime(2026, 5, 12, 18, 9, 30, tzinfo=ZONE)
    tags = Image.open(
        BytesIO(pictures.with_exif(plain, lat, lon, taken, bearing=370.5, orientation=6))
    ).getexif()
    gps, camera = tags.get_ifd(0x8825), tags.get_ifd(0x8769)
    degrees = [sum(float(part) / 60**step for step, part in enumerate(gps[tag])) for tag in (2, 4)]
    assert degrees == pytest.approx([abs(lat), abs(lon)], abs=1e-7)
    assert (gps[1], gps[3]) == (("N", "E") if lat > 0 else ("S", "W"))
    assert float(gps[17]) == pytest.approx(10.5)
    assert (camera[0x9003], camera[0x9011]) == ("2026:05:12 18:09:30", "+02:00")
    assert tags[0x0112] == 6


def test_exif_leaves_the_picture_itself_alone() -> None:
    plain = pictures.draw("bin", seed=1)
    marked = pictures.with_exif(plain, 59.4, 17.9, datetime(2026, 5, 12, tzinfo=UTC))
    assert marked.startswith(b"\xff\xd8\xff\xe1")
    assert marked.endswith(plain[2:])
    assert not ImageChops.difference(opened(plain), opened(marked)).getbbox()


@pytest.mark.parametrize(
    ("jpeg", "lat", "zone"),
    [
        (b"GIF89a", 59.0, UTC),
        (b"\xff\xd8", 91.0, UTC),
        (b"\xff\xd8", float("nan"), UTC),
        (b"\xff\xd8", 59.0, None),
    ],
)
def test_exif_refuses_what_is_no_jpeg_no_position_and_no_certain_time(
    jpeg: bytes, lat: float, zone: tzinfo | None
) -> None:
    with pytest.raises(ValueError, match=r"not a|without zone"):
        pictures.with_exif(jpeg, lat, 17.9, datetime(2026, 5, 12, 12, tzinfo=zone))
