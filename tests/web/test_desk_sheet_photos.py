"""A camera's photos beside a typed sheet: safe at once, matched by the clock, placed by a person, and never doubled."""

import io
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from field.findings import Finding
from field.paper import matching, transcribing
from field.photos import Photo
from field.walks import Walk
from field.web.desk import sheet_photos
from tests import pictures
from tests.web.desk import Desk, at_desk, verbs
from tests.web.test_desk_sheet import form, typed
from tests.web.visits import words
from tests.world import World

LINES = (
    {"number": "1", "kind": "1", "where": "Rinkeby torg", "time": "18:12"},
    {"number": "2", "kind": "3", "where": "Tunneln", "time": "18:20"},
    {"number": "3", "kind": "4", "where": "Utan tid"},
)


@pytest.fixture
def desk(district: World) -> Desk:
    return at_desk(district)


@pytest.fixture
def walk(desk: Desk) -> Walk:
    made = desk.world.plan()
    desk.post(f"/desk/walks/{made.id}/sheet", **form(*LINES))
    return made


def path(walk: Walk) -> str:
    return f"/desk/walks/{walk.id}/sheet/photos"


def camera(
    clock: str, gps: pictures.Directory | None = None, width: int = 96, day: str = "2026:05:12"
) -> bytes:
    return pictures.photo(width, gps=gps, taken=f"{day} {clock}" if clock else "")


def batch(**files: bytes) -> dict[str, list[tuple[io.BytesIO, str]]]:
    return {"files": [(io.BytesIO(data), f"{name}.jpg") for name, data in files.items()]}


def taken(desk: Desk, walk: Walk) -> list[Photo]:
    with desk.world.reading() as db:
        return matching.camera_photos(db, walk)


def proposals(page: str) -> dict[str, str]:
    """Photo → what the page proposes."""
    cards = re.findall(r'<select id="to-([^"]+)"(.*?)</select>', page, re.DOTALL)
    return {key: (re.findall(r'value="([^"]*)" selected', body) or [""])[0] for key, body in cards}


def place(
    desk: Desk, walk: Walk, choices: dict[UUID, str], was: dict[UUID, str] | None = None, **more: str
) -> str:
    fields = {f"to-{photo}": to for photo, to in choices.items()} | {
        f"was-{photo}": (was or {}).get(photo, "") for photo in choices
    }
    return desk.after(f"{path(walk)}/places", **fields, **more)


def test_photos_are_kept_at_once_and_a_line_is_proposed_by_the_clock(desk: Desk, walk: Walk) -> None:
    page = desk.after(
        path(walk),
        **batch(a=camera("18:14:05"), b=camera("18:21:00"), c=camera("19:40:00"), d=camera("", width=97)),
    )
    assert "4 foton är sparade." in words(page)
    first, second, late, timeless = taken(desk, walk)
    rows = typed(desk, walk)
    assert proposals(page) == {
        str(first.id): str(rows[1].id),
        str(second.id): str(rows[2].id),
        str(late.id): "",
        str(timeless.id): "",
    }
    for each in (first, second, late, timeless):
        assert desk.world.storage.size(each.key) == each.size
        assert (each.finding_id, each.state) == (None, "awaits")
        assert desk.client.get(f"/desk/photos/{each.id}/small").status_code == 200
    assert "18:14:05" in page
    assert "ingen tid" in page


def test_a_batch_sent_again_and_a_file_twice_are_kept_once(desk: Desk, walk: Walk) -> None:
    one = camera("18:14:05")
    desk.post(path(walk), **batch(a=one, again=one))
    page = desk.after(path(walk), **batch(a=one, b=camera("18:21:00")))
    assert "1 foto är sparat." in words(page)
    assert "1 foto fanns redan." in words(page)
    assert len(taken(desk, walk)) == 2


def test_a_picture_that_a_phone_has_sent_is_not_kept_once_more(desk: Desk, walk: Walk) -> None:
    one, row = camera("18:14:05"), desk.world.note(walk)
    desk.world.phone(walk).put_photo(row.id, one)
    assert "1 foto fanns redan." in words(desk.after(path(walk), **batch(a=one)))
    assert taken(desk, walk) == []


def test_a_bad_file_is_named_and_skipped(desk: Desk, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_photos, "PHOTO_MAX", 5_000)
    monkeypatch.setattr(sheet_photos, "FILES_MOST", 4)
    files = batch(
        bra=camera("18:14:05"),
        text=b"hej",
        stor=b"\xff\xd8" * 4_000,
        ljud=pictures.voice_mp4(b"soun"),
        femte=camera("18:15:00"),
    )
    page = words(desk.post(path(walk), 422, **files).text)
    assert "1 foto är sparat." in page
    assert "4 filer togs inte emot." in page
    for name, why in (
        ("text", "Den här sortens fil"),
        ("stor", "Filen är för stor."),
        ("ljud", "Den här sortens"),
        ("femte", "Högst 4 foton"),
    ):
        assert re.search(rf"{name}\.jpg ?: {why}", page), name
    assert len(taken(desk, walk)) == 1
    assert "Välj filer först." in words(desk.post(path(walk), 422).text)


def test_a_camera_that_was_wrong_is_set_right_by_two_clocks_or_a_pair(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **batch(a=camera("18:21:00")))
    photo, rows = taken(desk, walk)[0], typed(desk, walk)
    assert proposals(desk.page(path(walk))) == {str(photo.id): str(rows[2].id)}
    right = desk.page(f"{path(walk)}?camera=1842&real=18.40")
    assert proposals(right) == {str(photo.id): str(rows[1].id)}
    assert "18:19:00" in right
    assert "−0:02:00" in right
    pair = desk.page(f"{path(walk)}?photo={photo.id}&line={rows[1].id}")
    assert proposals(pair) == {str(photo.id): str(rows[1].id)}
    assert "18:12:00" in pair
    for query in (
        "camera=18:42",
        "camera=x&real=18:40",
        f"photo={photo.id}&line={rows[3].id}",
        "photo=x&line=y",
    ):
        assert 'id="clock-error"' in desk.page(f"{path(walk)}?{query}", 422), query


def test_a_placed_photo_gives_its_finding_a_place_and_awaits_review(desk: Desk, walk: Walk) -> None:
    desk.post(
        path(walk),
        **batch(
            a=camera("18:21:00", pictures.RINKEBY_GPS), b=camera("18:13:00", pictures.RINKEBY_GPS, width=97)
        ),
    )
    rows, (second, first) = typed(desk, walk), taken(desk, walk)
    pinned = rows[1].lat
    page = place(desk, walk, {second.id: str(rows[1].id), first.id: str(rows[2].id)})
    assert "2 foton har fått sin plats." in words(page)
    after = typed(desk, walk)
    assert (after[2].source, after[2].lat) == ("photo", pytest.approx(59.3884))
    assert (after[1].source, after[1].lat) == ("pin", pinned)
    assert desk.client.get(f"/desk/walks/{walk.id}/photos").headers["Location"].endswith(str(second.id))
    assert verbs(desk.world, first.id) == ["photo-kept", "photo-placed"]
    assert "Inget ändrades." in words(
        place(desk, walk, {first.id: str(rows[2].id)}, {first.id: str(rows[2].id)})
    )


def test_a_photo_becomes_a_new_finding_once(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **batch(a=camera("19:42:00", pictures.RINKEBY_GPS)))
    photo = taken(desk, walk)[0]
    for _again in range(2):
        place(desk, walk, {photo.id: "new"}, ahead="120")
    with desk.world.reading() as db:
        made = db.get_one(Finding, db.get_one(Photo, photo.id).finding_id)
        every = [row for row in matching.lines_with_time(db, walk) if row[0] == made.id]
    assert every == []
    assert made.noted_at == datetime.fromisoformat("2026-05-12T19:40:00+02:00")
    assert (made.kind, made.source, made.flags) == (None, "photo", ["complete"])
    assert len(typed(desk, walk)) == 3


def test_where_a_photo_is_can_be_changed_but_not_behind_anothers_back(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **batch(a=camera("18:14:00", pictures.RINKEBY_GPS)))
    photo, rows = taken(desk, walk)[0], typed(desk, walk)
    one, two = str(rows[3].id), str(rows[2].id)
    place(desk, walk, {photo.id: one})
    assert typed(desk, walk)[3].source == "photo"
    place(desk, walk, {photo.id: two})
    assert str(desk.world.get(photo).finding_id) == one, "the page did not know that it was placed"
    place(desk, walk, {photo.id: two}, {photo.id: one})
    assert str(desk.world.get(photo).finding_id) == two
    assert [typed(desk, walk)[line].source for line in (3, 2)] == [None, "photo"], "its place goes with it"
    place(desk, walk, {photo.id: ""}, {photo.id: two})
    assert desk.world.get(photo).finding_id is None


def test_a_photo_in_a_protocol_stays_and_one_of_behaviour_is_refused(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **batch(a=camera("18:14:00"), b=camera("18:15:00")))
    (one, two), rows = taken(desk, walk), typed(desk, walk)
    place(desk, walk, {one.id: str(rows[1].id)})
    desk.world.hand_over(walk, everything=True)
    desk.post(f"{path(walk)}/places", 409, **{f"to-{one.id}": "", f"was-{one.id}": str(rows[1].id)})
    assert desk.world.get(one).finding_id == rows[1].id
    note = desk.world.note(walk, type="behaviour", kind="social")
    assert str(note.id) not in desk.page(path(walk))
    desk.post(f"{path(walk)}/places", 404, **{f"to-{two.id}": str(note.id)})
    other = desk.world.note(desk.world.plan())
    desk.post(f"{path(walk)}/places", 404, **{f"to-{two.id}": str(other.id)})


def test_a_camera_years_behind_is_no_doubt_once_it_is_set_right(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **batch(a=pictures.photo(taken="2019:01:01 00:02:00")))
    photo, rows = taken(desk, walk)[0], typed(desk, walk)
    page = desk.page(f"{path(walk)}?photo={photo.id}&line={rows[2].id}")
    ahead = re.findall(r'name="ahead" value="(-?\d+)"', page)[0]
    assert timedelta(seconds=int(ahead)) < timedelta(days=-365)
    place(desk, walk, {photo.id: str(rows[2].id)}, ahead=ahead)
    assert typed(desk, walk)[2].flags == []
    place(desk, walk, {photo.id: str(rows[1].id)}, {photo.id: str(rows[2].id)})
    assert typed(desk, walk)[1].flags == ["photo-time"]


def test_without_a_sheet_photos_are_matched_with_what_phones_noted(desk: Desk) -> None:
    walk = desk.world.plan()
    row = desk.world.note(walk)
    desk.post(path(walk), **batch(a=camera("18:14:00")))
    assert list(proposals(desk.page(path(walk))).values()) == [str(row.id)]


def raw(token: str, *files: bytes) -> dict[str, Any]:
    """A form as it goes over the wire: the test client would lay it down in a file of its own."""
    parts = [b'name="csrf_token"\r\n\r\n' + token.encode()]
    parts += [b'name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + data for data in files]
    body = (
        b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    )
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def test_whole_memory_cards_fit_for_those_who_are_signed_in_alone(desk: Desk, walk: Walk) -> None:
    card = raw(desk.csrf, *(camera("18:14:00", width=width) + b"\0" * 17_000_000 for width in (96, 97)))
    assert desk.client.post(path(walk), **card).status_code == 303
    assert len(taken(desk, walk)) == 2
    assert desk.world.app.test_client().post(path(walk), **card).status_code == 413


def test_lines_without_a_time_are_no_targets(desk: Desk, walk: Walk) -> None:
    with desk.world.reading() as db:
        assert [row for row, _at in matching.lines_with_time(db, walk)] == [
            row.id for row in list(transcribing.typed(db, walk).values())[:2]
        ]
