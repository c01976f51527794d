"""The journal is append-only: the database itself refuses, whatever program asks it to."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from field import journal
from field.journal import Entry
from tests.town import NOW, Town

ATTEMPTS = {
    "sqlite": [
        "UPDATE journal SET actor = 'nobody'",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE id = 1",
        "INSERT OR REPLACE INTO journal SELECT id, at, 'nobody', verb, subject, subject_id, details FROM journal",
        "REPLACE INTO journal SELECT id, at, 'nobody', verb, subject, subject_id, details FROM journal LIMIT 1",
        "UPDATE OR REPLACE journal SET id = id + 1",
    ],
    "postgresql": [
        "UPDATE journal SET actor = 'nobody'",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE id = 1",
        "TRUNCATE journal",
        "TRUNCATE journal CASCADE",
        "UPDATE journal SET actor = 'nobody' WHERE false",
        "INSERT INTO journal SELECT * FROM journal ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
    ],
}


def lines(town: Town) -> list[tuple[int | None, str, str]]:
    with town.reading() as db:
        return [(row.id, row.actor, row.verb) for row in db.exec(select(Entry).order_by(Entry.id))]  # type: ignore[arg-type]


def test_no_line_is_changed_or_taken_away(town: Town) -> None:
    town.note(town.plan())
    before = lines(town)
    assert len(before) > 3
    for attempt in ATTEMPTS[town.database.engine.dialect.name]:
        with pytest.raises(Exception, match="append-only"), town.writing() as db:
            db.execute(text(attempt))
    assert lines(town) == before


def test_lines_come_in_order_and_are_found_by_what_they_are_about(town: Town) -> None:
    row = town.note(town.plan())
    town.release(row)
    with town.reading() as db:
        assert [line.verb for line in journal.of(db, "finding", row.id)] == ["noted", "released"]
        newest = journal.latest(db, limit=1)
        assert newest[0].verb == "released"
        assert [line.verb for line in journal.latest(db, limit=1, before=newest[0].id)] != ["released"]


def test_a_line_is_part_of_the_transaction_that_causes_it(town: Town) -> None:
    before = lines(town)

    def fail() -> None:
        with town.writing() as db:
            journal.write(db, NOW, "command", "tried", "walk", "1")
            db.flush()
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    assert lines(town) == before


def test_the_last_backup_is_known(town: Town) -> None:
    with town.writing() as db:
        assert journal.last_backup(db) is None
        journal.write(db, NOW, "command", "backed-up", "installation", "all")
    with town.reading() as db:
        assert journal.last_backup(db).at == NOW  # type: ignore[union-attr]
