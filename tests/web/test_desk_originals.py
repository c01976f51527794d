"""Originals at the desk: opened by those with the right, with a reason, by POST alone; and the hold that stops their clock."""

import re

import pytest

from field import journal
from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.web.desk import ADMIN, PLAIN, Desk, at_desk, verbs, with_photo
from tests.world import NOW, World


@pytest.fixture
def desk(district: World) -> Desk:
    return at_desk(district)


@pytest.fixture
def walk(district: World) -> Walk:
    return district.plan()


DATA = pictures.photo(400, 300, gps=pictures.RINKEBY_GPS)


def pictured(desk: Desk, walk: Walk, **changes: object) -> Photo:
    return with_photo(desk.world, walk, desk.world.note(walk, **changes), DATA)


def original(walk: Walk, photo: Photo) -> str:
    return f"/desk/walks/{walk.id}/originals/{photo.id}"


def test_an_original_is_opened_with_a_reason_that_stands_in_the_journal(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    assert 'id="open-original"' in desk.page(f"/desk/walks/{walk.id}/photos/{photo.id}")
    answer = desk.post(original(walk, photo), 200, why="Polisen har begärt bilden")
    assert answer.data == DATA
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=original-{photo.id}.jpg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    with desk.world.reading() as db:
        row = journal.of(db, "photo", photo.id)[-1]
    assert row.verb == "original-opened"
    assert row.actor.startswith("staff:")
    assert row.details == {"walk": str(walk.id), "why": "Polisen har begärt bilden"}
    assert "Polisen har begärt bilden" in desk.page("/desk/journal")


def test_no_address_alone_leads_to_an_original(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    assert desk.client.get(original(walk, photo)).status_code == 405
    assert desk.client.post(original(walk, photo), data={"why": "utan kod"}).status_code == 400
    assert verbs(desk.world, photo.id) == ["photo-kept"]


@pytest.mark.parametrize("why", ["", "   ", "x" * 501])
def test_without_a_reason_nothing_is_opened(desk: Desk, walk: Walk, why: str) -> None:
    photo = pictured(desk, walk)
    page = desk.after(original(walk, photo), why=why)
    assert re.search("Skriv varför|Högst 500 tecken", page)
    assert verbs(desk.world, photo.id) == ["photo-kept"]


@pytest.mark.parametrize("who", [PLAIN, ADMIN])
def test_those_without_the_right_open_none(district: World, walk: Walk, who: str) -> None:
    desk = at_desk(district, who)
    photo = pictured(desk, walk)
    assert "open-original" not in desk.page(f"/desk/walks/{walk.id}/photos/{photo.id}")
    desk.post(original(walk, photo), 403, why="nyfiken")
    assert verbs(district, photo.id) == ["photo-kept"]


def test_other_walks_voices_and_behaviour_notes_have_no_original_here(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    desk.post(original(desk.world.plan(), photo), 404, why="fel vandring")
    with desk.world.writing() as db:
        db.get_one(Photo, photo.id).mime = "audio/webm"
    desk.post(original(walk, photo), 404, why="en röst")
    row = desk.world.note(walk)
    other = with_photo(desk.world, walk, row, DATA)
    fields = {
        "type": "behaviour",
        "kind": "s_noise",
        "urgency": "",
        "text": "",
        "landmark": "",
        "asset_ref": "",
    }
    desk.post(f"/desk/walks/{walk.id}/clean-up/{row.id}/edit", **fields)
    desk.post(original(walk, other), 404, why="ingens att se")


def test_what_is_destroyed_is_said_to_be_so(desk: Desk, walk: Walk) -> None:
    photo = pictured(desk, walk)
    with desk.world.writing() as db:
        row = db.get_one(Photo, photo.id)
        row.remains, row.destroyed_at = row.copy_key("large"), NOW
    page = desk.page(f"/desk/walks/{walk.id}/photos/{photo.id}")
    assert "Originalet förstördes" in page
    assert "open-original" not in page
    desk.post(original(walk, photo), 404, why="för sent")


def test_a_hold_is_set_and_lifted_with_reasons(desk: Desk, walk: Walk) -> None:
    pictured(desk, walk)
    place = f"/desk/walks/{walk.id}/originals"
    assert "Tills vidare" in desk.page(place)
    desk.post(f"{place}/hold", 422, why="")
    assert desk.world.get(walk).legal_hold == ""
    assert "<bdi>Rättsfall &amp; tillsyn</bdi>" in desk.after(f"{place}/hold", why="Rättsfall & tillsyn")
    assert "stoppad förstöring" in desk.page(f"/desk/walks/{walk.id}")
    desk.post(f"{place}/lift", 422, why="")
    assert "Stoppet är hävt" in desk.after(f"{place}/lift", why="Ärendet är avslutat")
    assert desk.world.get(walk).legal_hold == ""
    assert verbs(desk.world, walk.id)[-2:] == ["hold-set", "hold-lifted"]


def test_strangers_reach_neither(district: World, walk: Walk) -> None:
    client = district.app.test_client()
    for path in (f"/desk/walks/{walk.id}/originals", f"/desk/walks/{walk.id}/originals/{walk.id}"):
        assert client.get(path).status_code in (303, 405)
        assert client.post(path).status_code in (400, 405)
