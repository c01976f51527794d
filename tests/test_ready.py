"""Ready statements: they keep and read what a session does, all or nothing, and fail as a session fails, without the values."""

from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel

from field.kit.db import Database
from field.kit.ready import Driver, Ready
from field.participants import JoinTry
from tests.world import NOW, World

TABLE = SQLModel.metadata.tables["join_try"]
ADD = Ready(insert(TABLE).values({each.name: bindparam(each.name) for each in TABLE.c}))
FIND = Ready(select(TABLE.c.since, TABLE.c.count).where(TABLE.c.key == bindparam("key")))


@pytest.fixture
def database(world: World) -> Database:
    return world.database


def test_a_value_goes_through_its_columns_type_both_ways(database: Database) -> None:
    with database.changing() as driver:
        assert driver.change(ADD, key="a", since=NOW, count=3) == 1
    with database.asking() as driver:
        assert driver.rows(FIND, key="a") == [(NOW, 3)]
        assert driver.rows(FIND, key="b") == []
    with database.reading() as db:
        assert db.get_one(JoinTry, "a").since == NOW


def test_a_block_that_fails_keeps_nothing(database: Database) -> None:
    def fail() -> None:
        with database.changing() as driver:
            driver.change(ADD, key="a", since=NOW, count=1)
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    with database.changing() as driver:  # its lock is free again, and its connection clean
        assert driver.rows(FIND, key="a") == []


def test_what_a_session_has_flushed_is_seen_within_its_transaction(database: Database) -> None:
    with database.writing() as db:
        db.add(JoinTry(key="a", since=NOW, count=1))
        db.flush()
        assert Driver.of(db).rows(FIND, key="a") == [(NOW, 1)]
        db.rollback()
    with database.asking() as driver:
        assert driver.rows(FIND, key="a") == []


def test_a_failure_is_told_as_the_engine_tells_it_and_without_the_values(database: Database) -> None:
    with database.changing() as driver:
        driver.change(ADD, key="a", since=NOW, count=1)
    with pytest.raises(IntegrityError) as told, database.changing() as driver:
        driver.change(ADD, key="a", since=NOW, count=123_456)
    assert told.value.params is None
    assert "123456" not in str(told.value)


def test_a_missing_value_is_a_mistake_and_not_an_empty_one(database: Database) -> None:
    with pytest.raises(KeyError), database.changing() as driver:
        driver.change(ADD, key="a", since=NOW)


def test_a_database_that_another_process_holds_is_told_as_busy(tmp_path: Path) -> None:
    one, other = (Database(f"sqlite:///{tmp_path / 'strak.db'}") for _ in range(2))
    with one.asking() as driver:
        driver.change(Ready(text("PRAGMA busy_timeout=1")))
    with other.changing(), pytest.raises(OperationalError, match="locked"), one.changing():
        pass
    one.close()
    other.close()
