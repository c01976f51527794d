"""Two coordinators at once: the later form saves nothing over what it has not seen, and loses nothing either."""

import re
from html import unescape
from typing import Any

import pytest

from field import staff, walks
from field.findings import Finding
from field.owners import Owner
from field.staff import Staff
from field.walks import Walk
from tests.web.desk import ADMIN, PLAIN, Desk, at_desk
from tests.world import World

FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<input\b([^>]*)>")


@pytest.fixture
def desk(district: World) -> Desk:
    return at_desk(district)


@pytest.fixture
def walk(district: World) -> Walk:
    return district.plan()


def seen_on(page: str, action: str) -> str:
    """What the form that goes to an address says its page had seen; one without an address is its page's."""
    for form in FORM.finditer(page):
        named = re.search(r'action="([^"]*)"', form["head"])
        token = re.search(r'name="seen" value="([^"]*)"', form["body"])
        if token and (unescape(named[1]) if named else "") == action:
            return unescape(token[1])
    raise AssertionError(f"no form to {action} says what was seen")


def sent_on(page: str) -> dict[str, Any]:
    """What the button of the page with both sends: hidden fields, and the choices that are made already."""
    body = next(form["body"] for form in FORM.finditer(page) if 'name="seen"' in form["body"])
    fields: dict[str, Any] = {}
    for each in INPUT.findall(body):
        kind, name, value = (
            unescape(found[1]) if (found := re.search(rf'\b{part}="([^"]*)"', each)) else ""
            for part in ("type", "name", "value")
        )
        if kind == "hidden" or "checked" in each:
            fields[name] = value
    return {name: value for name, value in fields.items() if name != "csrf_token"}


def panel(walk: Walk, row: Finding) -> str:
    return f"/desk/walks/{walk.id}/clean-up?row={row.id}"


def to(walk: Walk, row: Finding, verb: str) -> str:
    return f"/desk/walks/{walk.id}/clean-up/{row.id}/{verb}"


def said(row: Finding, **changed: str) -> dict[str, str]:
    return {
        "type": row.type,
        "kind": row.kind or "",
        "text": row.text,
        "urgency": row.urgency or "",
        "asset_ref": row.asset_ref,
        "landmark": row.landmark,
    } | changed


def test_an_old_form_does_not_undo_a_masking(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk, text="Ring Kim på 070-123 45 67", landmark="")
    seen = seen_on(desk.page(panel(walk, row)), to(walk, row, "edit"))
    desk.post(to(walk, row, "edit"), seen=seen, **said(row, text="Ring [maskat]", landmark="vid trappan"))
    page = desk.post(to(walk, row, "edit"), 409, seen=seen, **said(row, asset_ref="41-207")).text
    assert "vid trappan" in page
    assert 'data-both="text"' not in page
    assert (desk.world.get(row).text, desk.world.get(row).asset_ref) == ("Ring [maskat]", "")
    desk.post(to(walk, row, "edit"), **sent_on(page))
    now = desk.world.get(row)
    assert (now.text, now.landmark, now.asset_ref) == ("Ring [maskat]", "vid trappan", "41-207")


def test_both_words_stand_side_by_side_and_either_can_be_taken(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk, text="Lampan är trasig")
    seen = seen_on(desk.page(panel(walk, row)), to(walk, row, "edit"))
    desk.post(to(walk, row, "edit"), seen=seen, **said(row, text="Lampan är släckt"))
    page = desk.post(to(walk, row, "edit"), 409, seen=seen, **said(row, text="Glaset är\nkrossat")).text
    assert "Lampan är släckt" in page
    assert "Glaset är\nkrossat" in page
    assert 'value="Glaset är\nkrossat"' in page
    assert sent_on(page)["text"] == "Lampan är släckt"
    desk.post(to(walk, row, "edit"), **(sent_on(page) | {"text": "Glaset är\nkrossat"}))
    assert desk.world.get(row).text == "Glaset är\nkrossat"


def test_the_same_form_sent_twice_is_no_quarrel(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    seen = seen_on(desk.page(panel(walk, row)), to(walk, row, "edit"))
    for _twice in range(2):
        desk.post(to(walk, row, "edit"), seen=seen, **said(row, text="Samma ord"))


def test_owners_that_two_have_set_are_shown_and_can_be_joined(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    seen = seen_on(desk.page(panel(walk, row)), to(walk, row, "owners"))
    desk.post(to(walk, row, "owners"), seen=seen, owner="polisen")
    page = desk.post(
        to(walk, row, "owners"), 409, seen=seen, owner="trafikkontoret", more="stadsdelen-kista"
    ).text
    for name in ("Polisen", "Trafikkontoret"):
        assert name in page
    assert page.count('name="owner"') == 3


@pytest.mark.parametrize("verb", ["hold", "release", "link", "place", "call"])
def test_a_press_on_a_page_that_was_overtaken_changes_nothing(desk: Desk, walk: Walk, verb: str) -> None:
    row, other = desk.world.note(walk, urgency="A"), desk.world.note(walk, kind="veg_sight", text="Buskar")
    read = desk.page(panel(walk, row))
    action = to(walk, row, "hold")
    seen = seen_on(read, action)
    overtaking = {
        "call": lambda: desk.post(
            to(walk, row, "call"),
            seen=seen,
            whom="112",
            outcome="coming",
            at="2026-05-01T10:00",
            words="ärende 7",
        ),
        "place": lambda: _move(desk, row),
    }.get(verb, lambda: desk.post(action, seen=seen, why="Hör inte hit"))
    overtaking()
    was = desk.world.get(row)
    fields = {"why": "Platsen är oklar", "main": str(other.id), "whom": "114 14", "outcome": "nobody"}
    page = desk.post(to(walk, row, verb), 409, seen=seen, **fields).text
    assert "Någon annan hann före" in page
    assert desk.world.get(row) == was
    for typed in fields.values():
        assert f'value="{typed}"' in page


def _move(desk: Desk, row: Finding) -> None:
    with desk.world.writing() as db:
        db.get_one(Finding, row.id).lat = 59.3881


def test_all_that_is_ready_is_what_the_page_listed(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    action = f"/desk/walks/{walk.id}/clean-up/release-all"
    seen = seen_on(desk.page(f"/desk/walks/{walk.id}/clean-up"), action)
    late = desk.world.note(walk, text="Kom till")
    desk.post(action, 409, seen=seen)
    assert {desk.world.get(each).state for each in (row, late)} == {"noted"}


def test_a_walk_that_two_have_planned_keeps_both_peoples_words(desk: Desk, walk: Walk) -> None:
    path = f"/desk/walks/{walk.id}/edit"
    page = desk.page(path)
    seen, fields = seen_on(page, ""), {"area": "Rinkeby", "kind": walk.kind, "title": walk.title}
    fields |= dict(re.findall(r'name="(day|time)"[^>]*?value="([^"]*)"', page))
    desk.post(path, seen=seen, **fields, meeting_place="Torget")
    page = desk.post(path, 409, seen=seen, **fields, invited="Alla som bor här").text
    desk.post(path, **sent_on(page))
    with desk.world.reading() as db:
        now = db.get_one(Walk, walk.id)
        assert (now.meeting_place, now.invited) == ("Torget", "Alla som bor här")


def test_a_walk_closed_meanwhile_is_not_cancelled(desk: Desk, walk: Walk) -> None:
    seen = seen_on(desk.page(f"/desk/walks/{walk.id}"), f"/desk/walks/{walk.id}/close")
    desk.post(f"/desk/walks/{walk.id}/close", seen=seen)
    desk.post(f"/desk/walks/{walk.id}/cancel", 409, seen=seen)


def test_a_contact_that_two_have_changed_shows_both(district: World) -> None:
    desk = at_desk(district, ADMIN)
    path = "/desk/owners/polisen"
    with district.reading() as db:
        owner = db.get_one(Owner, "polisen")
        fields = {"name": owner.name, "role": owner.role, "email": owner.email, "speaks": "sv"}
    seen = seen_on(desk.page(path), "")
    desk.post(path, seen=seen, **fields, phone="114 14")
    page = desk.post(path, 409, seen=seen, **(fields | {"phone": "112"})).text
    assert "114 14" in page
    assert 'value="112"' in page


def test_rights_that_were_taken_away_do_not_come_back_by_an_old_form(district: World) -> None:
    desk = at_desk(district, ADMIN)
    with district.reading() as db:
        person = staff.by_email(db, PLAIN)
        assert person
    path = f"/desk/people/{person.id}"
    seen = seen_on(desk.page("/desk/people"), path)
    desk.post(path, seen=seen, role="coordinator")
    page = desk.post(path, 409, seen=seen, role="coordinator", active="on", restricted="on").text
    assert "Någon annan hann före" in page
    with district.reading() as db:
        assert not db.get_one(Staff, person.id).active
    with district.writing() as db:
        db.get_one(Staff, person.id).active = True


def test_conditions_told_by_two_are_both_seen(desk: Desk, walk: Walk) -> None:
    path = f"/desk/walks/{walk.id}/conditions"
    seen = seen_on(desk.page(f"/desk/walks/{walk.id}"), path)
    desk.post(path, seen=seen, weather="rain")
    page = desk.post(path, 409, seen=seen, weather="clear", light="dark").text
    desk.post(path, **sent_on(page))
    with desk.world.reading() as db:
        now = db.get_one(walks.Finish, walk.id)
        assert (now.weather, now.light) == ("rain", "dark")


def test_who_says_nothing_of_what_it_saw_is_taken_at_its_word(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    desk.post(to(walk, row, "edit"), **said(row, text="Från en maskin"))
    desk.post(to(walk, row, "edit"), 409, seen="", **said(row, text="Från en trasig sida"))
