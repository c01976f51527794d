"""The database's door: no update is lost among many writers, what is committed is on disk, and a block that fails keeps nothing."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from field.kit import storage as storage_of
from field.kit.db import Database, ensure
from field.kit.storage import FolderStorage
from field.participants import JoinTry
from field.places import Area, AreaOutline
from field.walks import Walk
from tests.tools import ROOT
from tests.tools.counting import KEY, count_up
from tests.world import NOW, World

WRITERS, TURNS = 12, 20


def begin_count(url: str) -> None:
    database = Database(url)
    with database.writing() as db:
        db.add(JoinTry(key=KEY, since=NOW, count=0))
    database.close()


def counted(url: str) -> int:
    database = Database(url)
    with database.reading() as db:
        count = db.get_one(JoinTry, KEY).count
    database.close()
    return count


def test_240_of_240_updates_by_threads_are_kept(database_url: str) -> None:
    begin_count(database_url)
    database = Database(database_url)
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _nr: count_up(database), range(WRITERS * TURNS)))
    database.close()
    assert counted(database_url) == WRITERS * TURNS


@pytest.mark.slow
def test_240_of_240_updates_by_processes_are_kept(database_url: str) -> None:
    begin_count(database_url)
    command = [sys.executable, "-m", "tests.tools.counting", database_url, str(WRITERS * TURNS // 4)]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
    assert [process.wait(120) for process in processes] == [0] * 4
    assert counted(database_url) == WRITERS * TURNS


def test_the_drivers_own_transactions_would_have_lost_one(tmp_path: Path) -> None:
    """What the measure is for: left to itself the driver begins no transaction for a SELECT, so two writers go by the same number."""
    writers = [sqlite3.connect(tmp_path / "plain.db") for _ in range(2)]
    writers[0].execute("CREATE TABLE counter (count)")
    writers[0].execute("INSERT INTO counter VALUES (0)")
    writers[0].commit()
    seen = [writer.execute("SELECT count FROM counter").fetchone()[0] for writer in writers]
    for writer, count in zip(writers, seen, strict=True):
        writer.execute("UPDATE counter SET count = ?", (count + 1,))
        writer.commit()
    assert writers[0].execute("SELECT count FROM counter").fetchone() == (1,)
    for writer in writers:
        writer.close()


def test_sqlite_syncs_before_it_answers_and_holds_foreign_keys(migrated_sqlite: Path, tmp_path: Path) -> None:
    (tmp_path / "strak.db").write_bytes((migrated_sqlite / "strak.db").read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'strak.db'}")
    with database.reading() as reader, database.writing() as writer:
        for session in (reader, writer):
            found = {
                name: session.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("synchronous", "journal_mode", "foreign_keys")
            }
            assert found == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
    database.close()


def test_the_sqlite_in_use_is_newer_than_the_corruption_of_reset_wals(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'strak.db'}")
    with database.reading() as db:
        version = str(db.execute(text("SELECT sqlite_version()")).scalar())
    database.close()
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


def test_writers_take_the_lock_at_once_and_readers_none(migrated_sqlite: Path, tmp_path: Path) -> None:
    (tmp_path / "strak.db").write_bytes((migrated_sqlite / "strak.db").read_bytes())
    database, other = (Database(f"sqlite:///{tmp_path / 'strak.db'}") for _ in range(2))
    with database.writing() as db, other.reading() as reader:
        db.add(JoinTry(key=KEY, since=NOW, count=1))
        db.flush()
        assert reader.get(JoinTry, KEY) is None
    with other.reading() as reader:
        assert reader.get_one(JoinTry, KEY).count == 1
    database.close()
    other.close()


def test_a_block_that_fails_keeps_nothing(database_url: str) -> None:
    database = Database(database_url)

    def fail() -> None:
        with database.writing() as db:
            db.add(JoinTry(key=KEY, since=NOW, count=1))
            db.flush()
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    with database.reading() as db:
        assert db.get(JoinTry, KEY) is None
    database.close()


def test_a_row_is_ensured_by_many_at_once(database_url: str) -> None:
    database = Database(database_url)

    def make(count: int) -> None:
        with database.writing() as db:
            ensure(db, JoinTry(key=KEY, since=NOW, count=count))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(1, 9)))
    with database.reading() as db:
        assert db.get_one(JoinTry, KEY).count in range(1, 9)
    database.close()


def test_moments_come_back_in_utc_whatever_their_offset(world: World) -> None:
    kept = world.get(
        world.plan(at=datetime(2026, 5, 12, 18, 0, tzinfo=timezone(timedelta(hours=2))))
    ).starts_at
    assert (kept, kept.tzinfo) == (NOW, UTC)


BAD_ROWS = [
    (lambda: JoinTry(key=KEY, since=datetime(2026, 5, 12, 18, 0), count=1), "a moment without offset"),  # noqa: DTZ001 - the mistake itself
    (lambda: AreaOutline(area_id=uuid4(), geometry={}, valid_from=NOW), "foreign key"),
    (lambda: Area(name="Rinkeby", name_key="rinkeby", prefix="XX"), "unique"),
    (
        lambda: Walk(inventory_id=uuid4(), area_id=uuid4(), title="", starts_at=NOW, kind="parade"),
        "check|foreign key",
    ),
]


@pytest.mark.parametrize(("make", "why"), BAD_ROWS, ids=[why for _make, why in BAD_ROWS])
def test_a_row_that_cannot_be_true_is_refused_by_the_database(
    world: World, make: Callable[[], SQLModel], why: str
) -> None:
    with pytest.raises(Exception, match=f"(?i){why}"), world.writing() as db:
        db.add(make())


def test_bytes_are_synced_before_they_get_their_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = storage_of.os.fsync, Path.replace
    monkeypatch.setattr(storage_of.os, "fsync", lambda handle: (steps.append("sync"), fsync(handle))[1])
    monkeypatch.setattr(
        Path, "replace", lambda self, target: (steps.append("name"), replace(self, target))[1]
    )
    storage = FolderStorage(tmp_path / "store")
    storage.put("photos/ab/first", b"one")
    steps.clear()
    storage.put("photos/ab/second", b"two")
    assert steps == ["sync", "name", "sync"]
    assert storage.get("photos/ab/second") == b"two"
