"""Hateful graffiti: its photo is in no letter, protocol, owner's or public page, whatever was ticked before; its words and place are."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlmodel import select

from field import doctor, kinds, loading, work
from field.findings import Finding
from field.letters import Letter
from field.lifecycle import clearing
from field.paper import matching
from field.photos import Photo
from field.protocol import draw_up, formats
from field.walks import Walk
from tests import pictures
from tests.phones import Phone
from tests.web.desk import verbs, with_photo
from tests.web.visits import visit
from tests.world import ACTOR, DEMO, NOW, ZONE, World, said

OWNER = "trafikkontoret"


def ticked(world: World, walk: Walk, **changes: object) -> Photo:
    """A photo of harmless graffiti that a person has ticked."""
    row = world.note(walk, **{"kind": "graf_tag", "text": "Klotter på muren"} | changes)
    photo = with_photo(world, walk, row)
    with world.writing() as db:
        clearing.review_photo(db, db.get_one(Photo, photo.id), "approved", NOW, ACTOR)
    work.develop_photos(world.database, world.storage, world.settings, 10)
    return photo


def by_the_coordinator(world: World, photo: Photo) -> None:
    with world.writing() as db:
        row = db.get_one(Finding, photo.finding_id)
        clearing.edit(db, row, clearing.Edit("defect", "graf_hate", {}), NOW, ACTOR)


def by_the_phone(world: World, photo: Photo) -> None:
    with world.reading() as db:
        row = db.get_one(Finding, photo.finding_id)
        walk = db.get_one(Walk, row.walk_id)
    phone: Phone = world.phone(walk, leader=True)
    assert phone.put_finding(said(kind="graf_hate", revision=row.revision + 1), row.id).status_code == 200


def by_the_taxonomy(world: World, photo: Photo) -> None:
    """The district decides that photos of this kind are never shown."""
    with world.reading() as db:
        kind = db.get_one(Finding, photo.finding_id).kind
    assert kind
    text = re.sub(
        rf"(code: {kind},[^}}]*)}}", r"\1, publish_photo: false}", (DEMO / "kinds.yaml").read_text()
    )
    with world.writing() as db:
        assert loading.load_kinds(db, text.encode(), NOW, ACTOR).changed == 1
        assert kinds.load(db).value(kind, "publish_photo") is False


@pytest.mark.parametrize("how", [by_the_coordinator, by_the_phone, by_the_taxonomy])
def test_a_tick_is_taken_back_when_the_kind_becomes_one_that_is_never_shown(
    world: World, how: Callable[[World, Photo], None]
) -> None:
    photo, other = ticked(world, world.plan()), ticked(world, world.plan(), kind="veg_sight")
    how(world, photo)
    assert (world.get(photo).state, world.get(other).state) == ("awaits", "approved")
    assert verbs(world, photo.id)[-2:] == ["photo-approved", "photo-awaits"]
    with world.reading() as db:
        assert not clearing.may_be_approved(db, db.get_one(Photo, photo.id))
    assert not [
        fault for fault in doctor.examine(world.database, world.storage, NOW) if "nobody may see" in fault
    ]


def test_a_tick_does_not_follow_a_photo_to_a_point_that_is_never_shown(world: World) -> None:
    walk = world.plan()
    plain, hateful = world.note(walk), world.note(walk, kind="graf_hate")
    with world.writing() as db:
        here = db.get_one(Walk, walk.id)
        photo, _new = matching.keep_shot(db, world.storage, here, "image/jpeg", pictures.photo(), NOW, ACTOR)
        matching.place(db, here, photo, db.get_one(Finding, plain.id), timedelta(), NOW, ACTOR)
        clearing.review_photo(db, photo, "approved", NOW, ACTOR)
        matching.place(db, here, photo, db.get_one(Finding, hateful.id), timedelta(), NOW, ACTOR)
    assert world.get(photo).state == "awaits"


def test_what_nobody_has_ticked_awaits_in_the_protocol_and_its_bytes_are_not_to_be_had(world: World) -> None:
    walk = world.plan()
    row = world.note(walk)
    photo = with_photo(world, walk, row)
    work.develop_photos(world.database, world.storage, world.settings, 10)
    world.give(row, OWNER)
    world.hand_over(walk, everything=True)

    def drawn() -> tuple[list[str], bool]:
        with world.reading() as db:
            (line,) = draw_up.document(db, walk, ZONE)["lines"]
            return [each["state"] for each in line["photos"]], draw_up.picture_source(db, world.storage)(
                str(photo.id)
            ) is not None

    seen = [drawn()]
    for to in ("approved", "awaits", "rejected"):
        with world.writing() as db:
            clearing.review_photo(db, db.get_one(Photo, photo.id), to, NOW, ACTOR)
        seen.append(drawn())
    assert seen == [(["awaits"], False), (["approved"], True), (["awaits"], False), ([], False)]


def test_the_doctor_sees_a_tick_that_should_not_be(world: World) -> None:
    photo = ticked(world, world.plan())
    with world.writing() as db:
        db.get_one(Finding, photo.finding_id).kind = "graf_hate"
    assert [
        fault
        for fault in doctor.examine(world.database, world.storage, NOW)
        if str(photo.id) in fault and "nobody may see" in fault
    ]


def seen_outside(world: World, walk: Walk, photo: Photo, links: dict[str, str]) -> set[str]:
    """Where the photo is met by those outside; its public address is remembered in `links`."""
    with world.reading() as db:
        row = db.get_one(Finding, photo.finding_id)
        html, docx = (
            formats.make(db, world.storage, walk, name, ZONE).decode("latin-1") for name in ("html", "docx")
        )
        letter = db.exec(select(Letter).where(Letter.kind == "handover", Letter.walk_id == walk.id)).one()
    page, client = visit(world, walk, OWNER).open(), world.app.test_client()
    public = client.get(f"/finding/{row.number}").text
    picture = links["public"] = (
        links.get("public") or re.findall(rf'src="([^"]*{photo.public_id}[^"]*)"', public)[0]
    )
    assert "Klotter på muren" in letter.text
    assert "Klotter på muren" in page
    found = {
        "protocol": "data:image/jpeg" in html, "word": "word/media/image" in docx, "letter": "<img" in letter.html,
        "owner": f"/photo/{photo.id}/" in page, "public": str(photo.public_id) in public,
        "picture": client.get(picture).status_code == 200,
    }  # fmt: skip
    return {name for name, is_there in found.items() if is_there}


def test_what_was_sent_with_a_photo_is_shown_without_it_from_then_on(world: World) -> None:
    walk = world.plan()
    photo = ticked(world, walk)
    with world.reading() as db:
        row = db.get_one(Finding, photo.finding_id)
    world.give(row, OWNER)
    world.release(row)
    world.hand_over(walk)
    owner = visit(world, walk, OWNER)
    owner.answer(str(world.get(row).number), "fixed", photo=(BytesIO(pictures.photo()), "efter.jpg"))
    with world.writing() as db:
        clearing.review_photo(
            db, db.exec(select(Photo).where(Photo.state == "awaits")).one(), "approved", NOW, ACTOR
        )
    links: dict[str, str] = {}
    assert seen_outside(world, walk, photo, links) == {"protocol", "word", "owner", "public", "picture"}
    by_the_coordinator(world, photo)
    assert seen_outside(world, walk, photo, links) == set()
    with world.reading() as db:
        assert db.exec(select(Photo.state)).all() == ["awaits", "awaits"], "the owner's own picture too"
