"""The sheet a class takes home: what it saw by kind, in its language, for the desk and for the tablet; nothing anybody wrote."""

from io import BytesIO

from pypdf import PdfReader

from field.findings import Finding
from field.lifecycle import clearing
from field.protocol.take_home import TakeHome
from field.readings import class_finds
from field.walks import Walk
from tests.web.desk import at_desk
from tests.world import NOW, ZONE, World

BASE = "https://strak.example"


def sheet(world: World, walk: Walk, language: str = "sv") -> TakeHome:
    with world.reading() as db:
        return class_finds.of_walk(db, walk, BASE, ZONE, language)


def childrens(world: World) -> Walk:
    walk = world.plan(kind="children")
    child = world.join(walk, mode="child_8_9")
    for changes in (
        {"kind": "pos_play", "type": "positive"},
        {"kind": "pos_play", "type": "positive"},
        {"kind": "positive", "type": "positive"},
    ):
        world.note(walk, child, **changes)
    for changes in (
        {"kind": "light", "type": "feeling"},
        {"kind": None, "type": "feeling"},
        {"kind": "social", "type": "behaviour"},
    ):
        world.note(walk, child, **changes)
    return walk


def test_it_counts_kinds_good_and_less_good_and_leaves_out_behaviour(district: World) -> None:
    told = sheet(district, childrens(district))
    assert [(each.label, each.count) for each in told.good] == [("Bra för barn", 2), ("Bra – behåll", 1)]
    assert [(each.label, each.count) for each in told.better] == [("Det känns inte bra", 1), ("Belysning", 1)]
    assert (told.total, told.day, told.address) == (5, "2026-05-12", f"{BASE}/results/rinkeby")


def test_what_is_held_back_or_taken_back_is_not_on_it_and_it_speaks_the_readers_language(
    district: World,
) -> None:
    walk = childrens(district)
    held, removed = district.note(walk), district.note(walk, kind="light_weak")
    with district.writing() as db:
        clearing.hold(db, db.get_one(Finding, held.id), "Fel plats", NOW, "desk")
        db.get_one(Finding, removed.id).move("removed")
    told = sheet(district, walk, "en")
    assert (told.total, [each.label for each in told.better]) == (5, ["It does not feel good", "Lighting"])


def test_the_desk_prints_it_in_the_language_asked_for(district: World) -> None:
    desk, walk = at_desk(district), childrens(district)
    assert f"/desk/walks/{walk.id}/take-home.pdf?language=so" in desk.page(f"/desk/walks/{walk.id}")
    for language, said in (("so", "so"), ("ar", "ar"), ("xx", "sv")):
        answer = desk.client.get(f"/desk/walks/{walk.id}/take-home.pdf?language={language}")
        assert answer.mimetype == "application/pdf"
        assert PdfReader(BytesIO(answer.data)).trailer["/Root"]["/Lang"] == said
    assert district.app.test_client().get(f"/desk/walks/{walk.id}/take-home.pdf").status_code == 303


def test_the_tablet_fetches_it_with_its_pass_and_no_other_walks(district: World) -> None:
    walk, other = childrens(district), district.plan()
    phone = district.phone(walk, mode="child_8_9", language="so")
    answer = phone.get(f"/walks/{walk.id}/take-home.pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert PdfReader(BytesIO(answer.data)).trailer["/Root"]["/Lang"] == "so"
    assert phone.get(f"/walks/{other.id}/take-home.pdf").status_code == 404
    assert district.app.test_client().get(f"/api/v1/walks/{walk.id}/take-home.pdf").status_code == 401
