"""The disk has it before the phone hears of it: the order of the system calls, and what the databases are asked for."""

from pathlib import Path

import pytest
from sqlalchemy import text

from field.kit.db import Database
from tests.faults import traces
from tests.faults.bench import Bench
from tests.faults.order import (
    a_file_left_from_a_crash_is_made_safe_before_it_counts,
    in_words,
    the_disk_has_it_before_the_answer,
)
from tests.faults.traces import Step


@pytest.mark.strace
def test_the_disk_has_it_before_the_answer(bench: Bench) -> None:
    the_disk_has_it_before_the_answer(bench)


@pytest.mark.strace
def test_a_file_left_from_a_crash_is_made_safe_before_it_counts(bench: Bench) -> None:
    a_file_left_from_a_crash_is_made_safe_before_it_counts(bench)


def test_the_database_is_asked_for_full_safety(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as db:
        if database.is_sqlite:
            assert db.execute(text("PRAGMA synchronous")).scalar() == 2
            assert db.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        else:
            assert db.execute(text("SHOW synchronous_commit")).scalar() == "on"
    database.close()


def test_a_trace_is_read_in_the_order_of_what_is_done(tmp_path: Path) -> None:
    log = tmp_path / "trace"
    log.write_text(
        "1 fsync(9</a/photos/ab/.part-x> <unfinished ...>\n"
        '2 sendto(7<socket:[1]>, "HTTP/1.1 204 No Content\\r\\nX", 20, 0, NULL, 0) = 20\n'
        "1 <... fsync resumed>)             = 0\n"
        '1 rename("/a/photos/ab/.part-x", "/a/photos/ab/abcd") = 0\n'
        "1 fdatasync(5</a/strak.db-wal>)    = -1 EIO (Input/output error)\n"
        '1 sendto(8<socket:[2]>, "HTTP/1.1 201 Created\\r\\nX", 20, 0, NULL, 0) = 20\n'
    )
    told = traces.steps(log)
    assert told == [
        Step("answer", "HTTP/1.1 204 No Content"),
        Step("sync", "/a/photos/ab/.part-x"),
        Step("rename", "/a/photos/ab/abcd"),
        Step("answer", "HTTP/1.1 201 Created"),
    ]
    assert traces.before_answer(told, 201) == told[1:3]
    assert in_words(told[1:3]) == ["new file", "rename"]
