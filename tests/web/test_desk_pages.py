"""Every page of the desk, rendered: valid HTML in both reading directions, one heading, and no address that leads nowhere."""

import re

import pytest
from sqlmodel import select

from field.letters import Letter
from field.setbacks import Setback
from tests.tools.pages import html_faults
from tests.web.desk import ADMIN, Desk, at_desk, everything, with_photo
from tests.web.visits import words
from tests.world import NOW, World


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world, ADMIN)


def pages(world: World) -> list[str]:
    """A path for each page, in a district where something has happened."""
    walk = world.plan()
    acute = world.note(
        walk, kind="light_damage", text="Luckan står öppen", landmark="vid trappan", perspective=["senior"]
    )
    photo = with_photo(world, walk, acute)
    inside = world.note(walk, kind="b_garage", building={"name": "Garaget"})
    done = world.plan()
    sent = world.note(done)
    world.release(sent, world.note(done, type="positive", kind="pos_light"))
    world.hand_over(done)
    world.release(world.note(done, text="Den andra"))
    visits = world.follow_up()
    with world.writing() as db:
        db.add(
            Setback(what="photo", about=str(photo.id), tries=3, first_at=NOW, next_at=NOW, error="KeyError")
        )
    with world.reading() as db:
        letter = db.exec(select(Letter).where(Letter.kind == "handover")).one()
    return [
        "/desk/", "/desk/season", "/desk/walks", "/desk/walks/new", f"/desk/walks/{walk.id}", f"/desk/walks/{walk.id}/edit",
        f"/desk/walks/{walk.id}/clean-up", f"/desk/walks/{walk.id}/clean-up?row={acute.id}", f"/desk/walks/{walk.id}/clean-up?row={inside.id}",
        f"/desk/walks/{walk.id}/photos/{photo.id}", f"/desk/walks/{walk.id}/send", f"/desk/walks/{done.id}/send", f"/desk/letters/{letter.id}",
        "/desk/owners?show=all", "/desk/owners/trafikkontoret", "/desk/follow-ups", f"/desk/follow-ups/{visits.id}", "/desk/places",
        "/desk/rules?lat=59.3884&lon=17.9285&kind=light_hidden", "/desk/journal", "/desk/people", "/desk/load", "/desk/setbacks",
        f"/desk/walks/{walk.id}/sheet", f"/desk/walks/{walk.id}/sheet/photos",
        f"/desk/walks/{visits.id}/sheet", f"/desk/walks/{done.id}/clean-up/{sent.id}/erratum",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "ar"])
def test_every_page_is_valid_html(desk: Desk, language: str) -> None:
    desk.client.get(f"/desk/?lang={language}")
    shown = {path: desk.page(path) for path in pages(desk.world)}
    shown["/desk/sign-in"] = desk.world.app.test_client().get(f"/desk/sign-in?lang={language}").text
    overtaken = next(path for path in shown if path.endswith("/erratum"))
    shown["overtaken"] = desk.post(
        overtaken, 409, seen="", text="Andra ord", type="defect", why="Fel ord"
    ).text
    assert html_faults(shown) == []
    for path, page in shown.items():
        assert page.count("<h1") == 1, path
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page, path


def test_each_reader_has_their_own_language_whoever_read_before(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk))
    paths = {
        f"/desk/walks/{walk.id}/clean-up": ("klar", "done"),
        "/desk/walks": ("planerad", "planned"),
        "/desk/journal": ("noterade", "noted"),
    }
    for path, (swedish, english) in paths.items():
        for language, word in (("sv", swedish), ("en", english), ("sv", swedish)):
            assert f" {word} " in words(desk.page(f"{path}?lang={language}")), (path, language)


@pytest.mark.slow
def test_every_address_a_page_names_is_there(desk: Desk) -> None:
    named = {
        link
        for path in pages(desk.world)
        for link in re.findall(r'(?:href|src)="(/desk[^"#]*)', desk.page(path))
    }
    assert len(named) > 60
    gone = {link: desk.client.get(link.replace("&amp;", "&")).status_code for link in named}
    assert {link: status for link, status in gone.items() if status not in (200, 303)} == {}


def test_nothing_of_the_desk_is_kept_by_browsers_or_proxies(desk: Desk) -> None:
    for path in pages(desk.world):
        assert desk.client.get(path).headers["Cache-Control"] == "no-store", path


def test_looking_changes_nothing(desk: Desk) -> None:
    paths = pages(desk.world)
    before = everything(desk.world)
    for path in paths:
        desk.page(path)
    assert everything(desk.world) == before
