"""Golden letters: every kind as it reads in Swedish and English, kept as files. `python -m tests.letters.golden` makes them anew.

What changes from run to run (the link, its digits) stands as a word in brackets. Read the difference before you keep it.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from field import following, letters, staff, work
from field.findings import Finding
from field.followers import Follower
from field.handovers import OwnerLink
from field.kit import tokens
from field.letters import Letter
from field.lifecycle import answering, clearing, correcting
from field.photos import Photo
from field.readings import retold
from tests import pictures
from tests.tools.server import environment, flask
from tests.world import NOW, World, begin, load_district

FOLDER = Path(__file__).with_name("golden")
LANGUAGES = ("sv", "en")
LATE = NOW + timedelta(days=3)

POINTS: tuple[dict[str, Any], ...] = (
    {
        "text": "Lampans glas är trasigt.\nDen har varit släckt sedan i mars.",
        "landmark": "vid cykelstället",
        "asset_ref": "41-118",
    },
    {"kind": "light_weak", "text": "", "position": None, "landmark": "trappan vid Skårbygränd"},
    {
        "kind": "b_garage",
        "text": "Det är mörkt längst in.",
        "building": {"name": "Garaget Kvarnen", "entrance": "B", "floor": "-1"},
    },
)


def kept(name: str, language: str) -> Path:
    return FOLDER / f"{name}.{language}.txt"


def told(world: World) -> dict[tuple[str, str], str]:
    """(name, language) → the letter as text with its subject: a hand-over and all the letters that may follow it."""
    _story(world)
    with world.reading() as db:
        rows = list(db.exec(select(Letter).order_by(Letter.written_at, Letter.id)))
        return {
            (name, language): _as_text(row, retold.retell(db, row, language, world.settings))
            for name, row in _named(rows)
            for language in LANGUAGES
        }


def _story(world: World) -> None:
    walk = world.plan()
    for said in POINTS:
        world.give(world.note(walk, **said), "trafikkontoret")
    with world.reading() as db:
        first = db.exec(select(Photo)).first()
    assert first is None
    _photo(world, walk)
    world.hand_over(walk, everything=True)
    world.give(world.note(walk, text="Kom till senare.", now=LATE), "trafikkontoret", now=LATE)
    world.hand_over(walk, everything=True, now=LATE)
    place = world.place
    with world.writing() as db:
        found = db.exec(
            select(Finding).where(col(Finding.number).is_not(None)).order_by(col(Finding.number))
        ).first()
        assert found
        following.ask(db, world.settings, "granne@strak.example", "sv", found, LATE)
        follower = db.exec(select(Follower)).one()
        following.confirm(db, follower, world.settings, LATE)
        follower.told = {}  # as if it had been published since
    for days in (40, 190):
        work.turn(place.database, place.storage, place.settings, NOW + timedelta(days=days))
    with world.writing() as db:
        found = db.get_one(Finding, found.id)
        link = db.exec(select(OwnerLink)).one()
        token = tokens.derived_token(world.settings.secret_key, "owner-link", link.id)
        answering.send_new_link(db, world.settings, token, NOW + timedelta(days=200))
        moved = correcting.Correction("Nålen stod fel.", position=(59.3887, 17.9291))
        correcting.correct(db, found, moved, NOW + timedelta(days=202), world.settings, "command")
        # Undone, so that the letters before it are retold as they were.
        correcting.undo(db, found, NOW + timedelta(days=202, hours=1), world.settings, "command")
        staff.write_link(db, world.settings.secret_key, "samordnare@strak.example", NOW + timedelta(days=201))


def _photo(world: World, walk: Any) -> None:
    row = world.note(walk, kind="light_flicker", text="Lampan blinkar.")
    world.give(row, "trafikkontoret")
    world.name_photo(row.id, pictures.encoded(pictures.corners()))
    world.phone(walk).put_photo(row.id, pictures.encoded(pictures.corners()))
    with world.writing() as db:
        clearing.review_photo(db, db.exec(select(Photo)).one(), "approved", NOW, "command")


def _named(rows: list[Letter]) -> Iterator[tuple[str, Letter]]:
    """The first of each kind; the second hand-over is the supplement."""
    seen: set[str] = set()
    for row in rows:
        name = "supplement" if row.kind == "handover" and "handover" in seen else row.kind
        if name not in seen:
            seen.add(name)
            yield name, row


def _as_text(row: Letter, body: letters.Body) -> str:
    text = body.text
    for what in ("link", "digits"):
        text = text.replace(f"@@{what}:{row.id}@@", f"[{what}]")
    return f"{body.subject}\n\n{text}"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        flask(environment(folder), "migrate")
        (folder / ".static").mkdir(exist_ok=True)
        world = begin(folder, f"sqlite:///{folder / 'strak.db'}", folder)
        load_district(world.database)
        for (letter, language), text in told(world).items():
            kept(letter, language).write_text(text, encoding="utf-8")
        world.database.close()


if __name__ == "__main__":
    main()
