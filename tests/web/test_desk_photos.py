"""Photo review: a person ticks each picture, boxes are painted over, and pictures of behaviour notes are nobody's."""

import io
import re
from uuid import uuid4

import pytest
from PIL import Image

from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.web.desk import Desk, at_desk, verbs, with_photo
from tests.web.visits import words
from tests.world import World

CORNERS = ("x0[]", "y0[]", "x1[]", "y1[]")


@pytest.fixture
def desk(district: World) -> Desk:
    return at_desk(district)


@pytest.fixture
def walk(district: World) -> Walk:
    return district.plan()


def pictured(desk: Desk, walk: Walk, **changes: object) -> Photo:
    return with_photo(desk.world, walk, desk.world.note(walk, **changes))


def review(walk: Walk, photo: Photo) -> str:
    return f"/desk/walks/{walk.id}/photos/{photo.id}"


def test_the_queue_begins_with_what_waits_and_ends_in_the_list(desk: Desk, walk: Walk) -> None:
    second = pictured(desk, walk, kind="veg_sight", noted_at="2026-05-12T18:20:00+02:00")
    first = pictured(desk, walk)
    queue = f"/desk/walks/{walk.id}/photos"
    assert desk.client.get(queue).headers["Location"] == review(walk, first)
    page = desk.page(review(walk, first))
    assert "Foto 1 av 2" in page
    assert review(walk, second) in page
    assert desk.post(review(walk, first), to="approved").headers["Location"] == review(walk, second)
    assert (
        desk.post(review(walk, second), to="rejected").headers["Location"]
        == f"/desk/walks/{walk.id}/clean-up"
    )
    assert (desk.world.get(first).state, desk.world.get(second).state) == ("approved", "rejected")
    assert verbs(desk.world, first.id) == ["photo-kept", "photo-approved"]
    assert desk.client.get(queue).headers["Location"] == f"/desk/walks/{walk.id}/clean-up"


def test_boxes_are_told_in_percent_and_painted_over_in_every_copy(desk: Desk, walk: Walk) -> None:
    plain = pictures.encoded(Image.new("RGB", (100, 80), (250, 250, 250)))
    photo = with_photo(desk.world, walk, desk.world.note(walk), plain)
    boxes = dict(zip(CORNERS, (["10", ""], ["20,5", ""], ["50", ""], ["150", ""]), strict=True))
    desk.post(review(walk, photo), to="approved", boxes="1", **boxes)
    assert desk.world.get(photo).boxes == [[0.1, 0.205, 0.5, 1.0]]
    shown = Image.open(io.BytesIO(desk.client.get(f"/desk/photos/{photo.id}/large").data))
    assert max(shown.getpixel((30, 40))) < 200
    assert min(shown.getpixel((80, 40))) > 240
    assert 'value="20.5"' in desk.page(review(walk, photo))


def test_a_form_that_cannot_paint_leaves_the_boxes(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    desk.post(
        review(walk, photo),
        to="rejected",
        boxes="1",
        **dict(zip(CORNERS, ("0", "0", "50", "50"), strict=True)),
    )
    desk.post(review(walk, photo), to="approved", back="/desk/walks")
    assert desk.world.get(photo).boxes == [[0.0, 0.0, 0.5, 0.5]]


def test_boxes_without_size_or_sense_are_left_out(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    odd = {
        "x0[]": ["10", "x", "nan", "60"],
        "y0[]": ["10", "0", "0", "0"],
        "x1[]": ["10", "5", "inf", "40"],
        "y1[]": ["40", "", "5", "9"],
    }
    desk.post(review(walk, photo), to="approved", boxes="1", **odd)
    assert desk.world.get(photo).boxes == [[0.0, 0.0, 1.0, 0.05]]


def test_a_review_is_taken_back(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    desk.post(review(walk, photo), to="approved")
    assert "Ångra granskningen" in desk.page(review(walk, photo))
    assert desk.post(review(walk, photo), to="awaits").headers["Location"] == review(walk, photo)
    assert desk.world.get(photo).state == "awaits"
    desk.post(review(walk, photo), 422, to="published")


def test_hateful_graffiti_is_never_approved(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk, kind="graf_hate")
    assert "kan inte godkännas" in desk.page(review(walk, photo))
    desk.post(review(walk, photo), 422, to="approved")


def test_what_a_model_saw_is_proposed_and_needs_a_look(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    with desk.world.writing() as db:
        db.get_one(Photo, photo.id).proposed = [[0.1, 0.2, 0.3, 0.4, "face"]]
    page = desk.page(review(walk, photo))
    assert "Datorn tror att det finns 1 ansikte" in words(page)
    assert re.search(r'name="x0\[\]"[^>]* value="10\.0"', page)
    panel = desk.page(f"/desk/walks/{walk.id}/clean-up?row={photo.target_id}")
    assert "1 ruta att se över" in panel
    assert f'id="approve-{photo.id}"' not in panel


def test_a_copy_is_private_and_can_run_nothing(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    for size in ("small", "large"):
        answer = desk.client.get(f"/desk/photos/{photo.id}/{size}")
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"].startswith("private")
    again = desk.client.get(
        f"/desk/photos/{photo.id}/large", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    desk.page(f"/desk/photos/{photo.id}/original", 404)


def test_a_behaviour_notes_picture_is_shown_to_nobody(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    photo = with_photo(desk.world, walk, row)
    fields = {
        "type": "behaviour",
        "kind": "s_noise",
        "urgency": "",
        "text": "",
        "landmark": "",
        "asset_ref": "",
    }
    desk.post(f"/desk/walks/{walk.id}/clean-up/{row.id}/edit", **fields)
    for path in (f"/desk/photos/{photo.id}/small", review(walk, photo), f"/desk/voices/{photo.id}"):
        desk.page(path, 404)
    desk.post(review(walk, photo), 404, to="approved")
    assert desk.client.get(f"/desk/walks/{walk.id}/photos").headers["Location"].endswith("/clean-up")


def test_a_photo_is_reached_by_its_own_walk_alone(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    desk.page(review(desk.world.plan(), photo), 404)
    desk.page(f"/desk/photos/{uuid4()}/small", 404)


def test_a_picture_is_no_voice_and_a_voice_no_picture(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    desk.page(f"/desk/voices/{photo.id}", 404)
    with desk.world.writing() as db:
        db.get_one(Photo, photo.id).mime = "audio/webm"
    assert desk.client.get(f"/desk/voices/{photo.id}").mimetype == "audio/webm"
    desk.page(f"/desk/photos/{photo.id}/small", 404)
    assert f"/desk/voices/{photo.id}" in desk.page(f"/desk/walks/{walk.id}/clean-up?row={photo.target_id}")


def test_a_picture_that_cannot_be_read_is_said_to_be_so(desk: Desk, walk: Walk) -> None:
    photo = with_photo(desk.world, walk, desk.world.note(walk), b"\xff\xd8\xff\xe0 no picture at all")
    desk.page(f"/desk/photos/{photo.id}/small", 404)
    assert "går inte att läsa" in desk.page(f"/desk/walks/{walk.id}/clean-up?row={photo.target_id}")
