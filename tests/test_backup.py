"""A copy of everything, taken while phones are sending, put back into an empty installation of either engine; and what the doctor finds."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from field import backup, doctor, handovers, journal, letters, migrations, participants, photos, work
from field.backup import NotEmpty, NotWhole
from field.findings import Finding
from field.handovers import OwnerLink
from field.kit.db import Database
from field.kit.storage import FolderStorage
from field.kit.tokens import uuid7
from field.lifecycle import clearing
from field.photos import Photo
from tests import pictures
from tests.phones import sha
from tests.tools.postgres import Postgres
from tests.tools.server import copy_installation
from tests.web.desk import at_desk
from tests.world import NOW, World, begin, of_its_own, said

LATER = NOW + timedelta(days=1)


def lived_in(world: World) -> World:
    """Findings with photos and a double, a protocol with handovers, letters sent and not, a follow-up walk."""
    walk = world.plan()
    phone = world.phone(walk)
    ids = [uuid7() for _ in range(3)]
    for nr, finding in enumerate(ids):
        photo = pictures.photo(96 + nr, 64)
        phone.put_finding(said(text=f'punkt {nr} "citat" \n 🔦', photos=[sha(photo)]), finding)
        phone.put_photo(finding, photo)
    double = world.note(walk, text="samma", building={"name": "Hinden"})
    with world.writing() as db:
        clearing.link_double(db, db.get_one(Finding, double.id), db.get_one(Finding, ids[0]), NOW, "command")
    work.develop_photos(world.database, world.storage, world.settings, 10)
    world.hand_over(walk, everything=True)
    letters.send_due(world.database, world.settings, NOW)
    world.note(walk, text="sen")
    world.hand_over(walk, everything=True, now=LATER)
    world.follow_up()
    return world


@pytest.fixture(scope="module")
def template(
    engine: str,
    request: pytest.FixtureRequest,
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Lived in once an engine; nobody is connected to it."""
    with of_its_own(engine, request, migrated_sqlite, tmp_path_factory.mktemp(f"lived-{engine}")) as made:
        lived_in(made)
        made.database.close()
        yield made


@pytest.fixture
def lived(
    template: World, request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[World]:
    """A world of the test's own in which people have lived."""
    copy_installation(template.folder, tmp_path)
    url = f"sqlite:///{tmp_path / 'strak.db'}"
    postgres: Postgres | None = None if template.database.is_sqlite else request.getfixturevalue("postgres")
    if postgres:
        url = postgres.create(template.settings.database_url)
    made = begin(tmp_path, url, migrated_sqlite)
    yield made
    made.database.close()
    if postgres:
        postgres.drop(url)


@pytest.fixture
def empty(empty_database_url: str, tmp_path: Path) -> Iterator[tuple[Database, FolderStorage]]:

    database = Database(empty_database_url.replace("strak.db", "restored.db"))
    migrations.upgrade(database)
    yield database, FolderStorage(tmp_path / "restored")
    database.close()


def rows(database: Database) -> dict[str, list[Any]]:
    """Every row of every table that is copied."""
    with database.reading() as db:
        return {
            table.name: sorted(
                (dict(row) for row in db.execute(select(table)).mappings()),
                key=lambda row: str(sorted(row.items(), key=str)),
            )
            for table in SQLModel.metadata.sorted_tables
            if table.name not in backup.LEFT_OUT
        }


@pytest.mark.slow
def test_a_copy_put_back_is_what_was_copied_on_either_engine(
    lived: World, empty: tuple[Database, FolderStorage], tmp_path: Path
) -> None:
    before = rows(lived.database)
    made = backup.backup(lived.database, lived.storage, tmp_path / "copy", NOW)
    database, storage = empty
    put_back = backup.restore(database, storage, lived.settings, tmp_path / "copy", NOW)
    after = rows(database)
    assert (put_back["rows"], put_back["files"], made["lost"]) == (made["rows"], 3, [])
    assert [line["verb"] for line in after["journal"] if line["id"] > len(before["journal"])] == ["restored"]
    after["journal"] = [line for line in after["journal"] if line["verb"] != "restored"]
    for photo in (*before["photo"], *after["photo"]):
        photo["copies"] = ""
    assert after == before
    assert doctor.examine(database, storage, NOW) == []


@pytest.mark.slow
def test_the_restored_goes_on_where_the_other_was(
    lived: World, empty: tuple[Database, FolderStorage], tmp_path: Path
) -> None:
    backup.backup(lived.database, lived.storage, tmp_path / "copy", NOW)
    database, storage = empty
    backup.restore(database, storage, lived.settings, tmp_path / "copy", NOW)
    with database.reading() as db:
        assert {row.copies for row in db.exec(select(Photo))} == {"new"}
        assert db.execute(text("SELECT count(*) FROM finding WHERE building IS NULL")).scalar() == 4
    done = work.turn(database, storage, replace(lived.settings, uploads=tmp_path / "restored"), LATER)
    assert (done["photos"], done["letters"]["sent"]) == (3, 1)


def test_what_lets_somebody_in_for_minutes_is_in_no_copy(world: World, tmp_path: Path) -> None:
    at_desk(world)
    with world.writing() as db:
        participants.count_try(db, "device:one", NOW)
    backup.backup(world.database, world.storage, tmp_path / "copy", NOW)
    copied = {
        json.loads(line)["table"] for line in (tmp_path / "copy" / "rows.jsonl").read_text().splitlines()
    }
    assert "staff" in copied
    assert copied & {"staff_session", "sign_in_link", "join_try"} == set()


def test_what_was_put_back_can_be_written_to(
    lived: World, empty: tuple[Database, FolderStorage], tmp_path: Path
) -> None:

    backup.backup(lived.database, lived.storage, tmp_path / "copy", NOW)
    database, storage = empty
    backup.restore(database, storage, lived.settings, tmp_path / "copy", NOW)
    with database.writing() as db:
        journal.write(db, NOW, "command", "went-on", "installation", "all")
    with pytest.raises(Exception, match="append-only"), database.writing() as db:
        db.execute(text("DELETE FROM journal"))


def test_links_in_letters_already_sent_work_and_those_not_sent_get_one_that_does(
    lived: World, empty: tuple[Database, FolderStorage], tmp_path: Path
) -> None:
    with lived.reading() as db:
        sent = next(each for each in letters.newest_first(db) if each.state == "sent")
        old = re.search(r"/o/(\S+)", letters.filled(sent, sent.text, lived.settings)).group(1)  # type: ignore[union-attr]
    backup.backup(lived.database, lived.storage, tmp_path / "copy", NOW)
    database, storage = empty
    other_key = replace(lived.settings, secret_key="another key, another installation")
    backup.restore(database, storage, other_key, tmp_path / "copy", NOW)
    with database.reading() as db:
        assert handovers.by_token(db, old, NOW) is not None
        waiting = next(each for each in letters.newest_first(db) if each.state == "written")
        new = re.search(r"/o/(\S+)", letters.filled(waiting, waiting.text, other_key)).group(1)  # type: ignore[union-attr]
        found = handovers.by_token(db, new, NOW)
        assert found is not None
        assert (found.owner_id, found.walk_id) == (waiting.owner_id, waiting.walk_id)
        assert len(handovers.of_link(db, found)) == 4


def test_a_copy_taken_while_phones_are_sending_is_whole(
    world: World, empty: tuple[Database, FolderStorage], tmp_path: Path
) -> None:
    walk = world.plan()
    stop, troubles = threading.Event(), []

    def send(nr: int) -> None:
        phone = world.phone(walk)
        for turn in range(1000):
            photo = pictures.photo(40 + nr, 40 + turn)
            finding = uuid7()
            statuses = [
                phone.put_finding(said(photos=[sha(photo)]), finding).status_code,
                phone.put_photo(finding, photo).status_code,
            ]
            troubles.extend(status for status in statuses if status != 201)
            if stop.is_set():
                return

    senders = [threading.Thread(target=send, args=(nr,)) for nr in range(3)]
    for sender in senders:
        sender.start()
    made = [backup.backup(world.database, world.storage, tmp_path / f"copy{nr}", NOW) for nr in range(3)]
    stop.set()
    for sender in senders:
        sender.join(30)
    assert troubles == []
    assert made[0]["rows"] < made[2]["rows"]
    database, storage = empty
    backup.restore(database, storage, world.settings, tmp_path / "copy2", NOW)
    assert doctor.examine(database, storage, NOW) == []
    assert doctor.examine(world.database, world.storage, NOW) == []


def test_a_phone_is_told_its_finding_is_in_the_copy_only_when_it_is(world: World, tmp_path: Path) -> None:
    phone, finding, photo = world.phone(world.plan()), uuid7(), pictures.photo()
    phone.put_finding(said(photos=[sha(photo)]), finding)
    assert phone.receipt(finding).json["backed_up"] is False
    backup.backup(world.database, world.storage, tmp_path / "one", NOW)
    assert phone.receipt(finding).json["backed_up"] is True
    phone.put_photo(finding, photo)
    assert phone.receipt(finding).json["backed_up"] is False
    backup.backup(world.database, world.storage, tmp_path / "two", NOW)
    assert phone.receipt(finding).json["backed_up"] is True
    phone.put_finding(said(revision=2), finding)
    assert phone.receipt(finding).json["backed_up"] is False


# ── refused ──


def test_a_copy_goes_into_an_empty_folder_and_back_into_an_empty_installation(
    world: World, empty: tuple[Database, FolderStorage], tmp_path: Path
) -> None:
    backup.backup(world.database, world.storage, tmp_path / "copy", NOW)
    with pytest.raises(NotEmpty, match="is not empty"):
        backup.backup(world.database, world.storage, tmp_path / "copy", NOW)
    before = rows(world.database)
    with pytest.raises(NotEmpty, match="already rows in"):
        backup.restore(world.database, world.storage, world.settings, tmp_path / "copy", NOW)
    assert rows(world.database) == before
    database, storage = empty
    backup.restore(database, storage, world.settings, tmp_path / "copy", NOW)


def cut_lines(copy: Path) -> None:
    lines = (copy / "rows.jsonl").read_text().splitlines(keepends=True)
    (copy / "rows.jsonl").write_text("".join(lines[:-1]))


def damage_row(copy: Path) -> None:
    """As many lines as promised, but one is no row of ours."""
    lines = (copy / "rows.jsonl").read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace('"row": {', '"row": {"nonesuch": 1, ', 1)
    (copy / "rows.jsonl").write_text("".join(lines))


def other_format(copy: Path) -> None:
    """All that was promised is there, as somebody else means it."""
    said = json.loads((copy / "whole.json").read_text())
    (copy / "whole.json").write_text(json.dumps({**said, "format": 99}))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no mark of the whole": lambda copy: (copy / "whole.json").unlink(),
    "a mark that is none": lambda copy: (copy / "whole.json").write_text("{"),
    "another format": other_format,
    "rows cut off": cut_lines,
    "a row damaged": damage_row,
    "bytes changed": lambda copy: next((copy / "bytes" / "photos").rglob("*/*")).write_bytes(
        b"something else"
    ),
    "a file gone": lambda copy: next((copy / "bytes" / "photos").rglob("*/*")).unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_copy_is_refused_and_no_row_is_kept(
    lived: World, empty: tuple[Database, FolderStorage], tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    backup.backup(lived.database, lived.storage, tmp_path / "copy", NOW)
    damage(tmp_path / "copy")
    database, storage = empty
    with pytest.raises(NotWhole):
        backup.restore(database, storage, lived.settings, tmp_path / "copy", NOW)
    assert {name: len(found) for name, found in rows(database).items() if found} == {}


def test_a_lost_photo_is_named_and_everything_else_is_copied(lived: World, tmp_path: Path) -> None:
    with lived.reading() as db:
        key = db.exec(select(Photo)).first().key  # type: ignore[union-attr]
    lived.storage.delete(key)
    made = backup.backup(lived.database, lived.storage, tmp_path / "copy", NOW)
    assert (made["lost"], made["files"]) == ([key], 2)


# ── the doctor ──


def sql(*statements: str) -> Callable[[World], None]:
    def run(world: World) -> None:
        with world.writing() as db:
            for statement in statements:
                db.execute(text(statement))

    return run


def some_photos(world: World) -> list[Photo]:
    with world.reading() as db:
        return list(db.exec(select(Photo).order_by(col(Photo.sha256))))


def flip(world: World) -> None:
    row = some_photos(world)[0]
    data = bytearray(world.storage.get(row.key))
    data[100] ^= 1
    world.storage.put(row.key, bytes(data))


def swap(world: World) -> None:
    one, other, *_rest = some_photos(world)
    first, second = world.storage.get(one.key), world.storage.get(other.key)
    world.storage.put(one.key, second)
    world.storage.put(other.key, first)


PLANTED: dict[str, tuple[Callable[[World], None], str, int]] = {
    "missing bytes": (
        lambda world: world.storage.delete(some_photos(world)[0].key),
        "bytes are missing or are not",
        1,
    ),
    "cut bytes": (
        lambda world: world.storage.put(some_photos(world)[0].key, b""),
        "bytes are missing or are not",
        1,
    ),
    "a flipped bit": (flip, "bytes are missing or are not", 1),
    "swapped files": (swap, "bytes are missing or are not", 2),
    "extra bytes": (
        lambda world: world.storage.put(photos.original_key("ab" * 32), b"x"),
        "belongs to no photo",
        1,
    ),
    "a letter never sent": (
        sql("UPDATE letter SET written_at = '2026-05-01 10:00:00' WHERE state = 'written'"),
        "not sent",
        1,
    ),
    "a letter sent at no time": (
        sql("UPDATE letter SET sent_at = NULL WHERE state = 'sent'"),
        "said to be sent",
        1,
    ),
    "a letter taken by nobody": (
        sql("UPDATE letter SET state = 'sending' WHERE state = 'written'"),
        "being sent by nobody",
        1,
    ),
    "a letter gone": (sql("DELETE FROM letter"), "no letter to trafikkontoret", 4),
    "no follow-up": (
        sql("DELETE FROM follow_up WHERE id = (SELECT min(CAST(id AS VARCHAR)) FROM follow_up)"),
        "no follow-up date",
        1,
    ),
    "no follow-ups": (sql("DELETE FROM follow_up"), "no follow-up date", 4),
    "a point without number": (
        sql("UPDATE finding SET number = NULL WHERE number = 'RI26V-001'"),
        "without a number",
        1,
    ),
    "a thawed line": (
        sql("UPDATE finding SET state = 'noted' WHERE number = 'RI26V-001'"),
        "finding is not frozen",
        1,
    ),
    "a visit seen by nobody": (sql("UPDATE follow_up SET state = 'done'"), "nothing was seen", 4),
    "a column too many": (sql("ALTER TABLE walk ADD COLUMN surprise VARCHAR"), "schema:", 1),
    "an index gone": (sql("DROP INDEX ix_finding_walk_change"), "schema:", 1),
}


def test_the_doctor_finds_nothing_where_all_is_well(lived: World) -> None:
    assert doctor.examine(lived.database, lived.storage, LATER) == []


@pytest.mark.parametrize("name", PLANTED)
def test_the_doctor_finds_what_was_planted(lived: World, name: str) -> None:
    plant, line, count = PLANTED[name]
    if name == "no follow-up" and not lived.database.is_sqlite:
        plant = sql("DELETE FROM follow_up WHERE id IN (SELECT id FROM follow_up LIMIT 1)")
    plant(lived)
    faults = doctor.examine(lived.database, lived.storage, LATER)
    assert [fault for fault in faults if line not in fault] == []
    assert len(faults) == count


def test_the_doctor_sees_a_journal_without_its_guard(world: World) -> None:
    drop = (
        "DROP TRIGGER journal_no_delete"
        if world.database.is_sqlite
        else "DROP TRIGGER journal_no_change ON journal"
    )
    sql(drop)(world)
    assert doctor.examine(world.database, world.storage, NOW) == [
        "journal: the database does not guard it, lines could be changed"
    ]
    with world.reading() as db:
        assert db.exec(select(OwnerLink)).all() == []
