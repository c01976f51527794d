"""Restricted notes: for those with the right alone, opened by a button, and every opening in the journal."""

import re
from uuid import uuid4

from field import journal
from field.walks import Walk
from tests.web.desk import PLAIN, Desk, at_desk, everything, verbs
from tests.web.visits import words
from tests.world import NOW, World


def noted(world: World) -> tuple[Walk, str]:
    walk = world.plan()
    world.note(
        walk, type="behaviour", kind="s_noise", text="Motorljud om kvällarna", landmark="bakom garaget"
    )
    return walk, f"/desk/walks/{walk.id}/restricted"


def test_only_those_with_the_right_come_in(world: World) -> None:
    walk, path = noted(world)
    newcomer = at_desk(world, PLAIN)
    newcomer.page(path, 403)
    newcomer.post(path, 403)
    assert path not in newcomer.page(f"/desk/walks/{walk.id}/clean-up")
    assert path in at_desk(world).page(f"/desk/walks/{walk.id}/clean-up")


def test_looking_at_the_door_opens_nothing(world: World) -> None:
    _walk, path = noted(world)
    desk = at_desk(world)
    before = everything(world)
    assert "Motorljud" not in desk.page(path)
    assert everything(world) == before


def test_each_opening_is_in_the_journal_and_shows_place_and_month_alone(world: World) -> None:
    walk, path = noted(world)
    desk = at_desk(world)
    for _time in range(2):
        page = desk.post(path, 200).text
    assert verbs(world, walk.id).count("restricted-opened") == 2
    said = words(page)
    for part in ("Motorljud om kvällarna", "bakom garaget", "maj 2026"):
        assert part in said
    main = words(page.partition("<main")[2].partition("</main>")[0])
    assert re.search(r"\d\d[:.]\d\d|12 maj|2026-05", main) is None
    assert "<img" not in page


def test_the_journal_does_not_tell_others_when_such_a_note_was_written(world: World) -> None:
    noted(world)
    plain = world.note(world.plan())
    assert at_desk(world, PLAIN).page("/desk/journal/journal.csv").count(',"noted",') == 1
    assert at_desk(world).page("/desk/journal/journal.csv").count(',"noted",') == 2
    assert str(plain.id) in at_desk(world, PLAIN).page("/desk/journal/journal.csv")


def test_what_the_journal_says_of_such_a_notes_picture_is_kept_apart_too(world: World) -> None:
    """A picture that came before its words were those of a note: its line tells the time as well."""
    walk = world.plan()
    note = world.note(walk, type="behaviour", kind="s_noise")
    with world.writing() as db:
        journal.write(db, NOW, "phone:1", "photo-kept", "photo", uuid4(), target=str(note.id))
    assert str(note.id) not in at_desk(world, PLAIN).page("/desk/journal/journal.csv")
    assert str(note.id) in at_desk(world).page("/desk/journal/journal.csv")


def test_a_walk_without_such_notes_says_so(world: World) -> None:
    desk: Desk = at_desk(world)
    assert "Inga skyddade anteckningar." in desk.post(f"/desk/walks/{world.plan().id}/restricted", 200).text
