"""The disk has it before the phone hears of it: the order of the system calls, and what the databases are asked for."""

import hashlib
import json
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from field.kit.db import Database
from tests.faults import traces
from tests.faults.clients import Client, Promises
from tests.faults.conftest import Install
from tests.faults.installation import Outing, Installation
from tests.faults.phone import jpeg
from tests.faults.traces import Step
from tests.tools import ROOT


class Watched:
    """A server under strace, and one phone that asks it one thing after the other."""

    def __init__(self, server: Installation, outing: Outing, log: Path) -> None:
        self.log = log
        server.watched_by = traces.watching(log)
        server.start(120)
        self.client = Client(server, outing, Promises(), 1)
        self.client.join_walk()

    def ask(self, method: str, path: str, body: bytes, kind: str, more: dict[str, str] | None = None) -> tuple[int, list[Step]]:
        """The status, and what the server did before that answer."""
        before = len(traces.steps(self.log))
        status, _headers, _body = self.client.ask(method, path, body, kind, more)
        return status, traces.before_answer(traces.steps(self.log)[before:], status)


def prove_the_order(root: Path, install: Install, outing: Outing, log: Path) -> None:
    """Words: the database's log. A picture: its file, its name, its folder, then the database's log. A part: its file."""
    watched = Watched(install(root), outing, log)
    picture, found = jpeg(1), str(uuid4())
    sha256 = hashlib.sha256(picture).hexdigest()
    status, done = watched.ask("PUT", f"/findings/{found}", watched.client.words(sha256, 1), "application/json")
    assert status == 201
    assert _kinds(done) == ["log"]
    status, done = watched.ask("PUT", f"/findings/{found}/photos/{sha256}", picture, "image/jpeg")
    assert status == 201
    assert _in_order(_kinds(done), ["new file", "rename", "folder", "log"])
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(picture) + 1)}
    kind = "application/offset+octet-stream"
    status, done = watched.ask("PATCH", f"/findings/{found}/photos/{hashlib.sha256(b'x').hexdigest()}", picture, kind, headers)
    assert status == 204
    assert "part" in _kinds(done)


def _kinds(done: list[Step]) -> list[str]:
    """In words, one for several of the same after each other."""
    names: list[str] = []
    for step in done:
        name = _kind(step)
        if names[-1:] != [name]:
            names.append(name)
    return names


def _kind(step: Step) -> str:
    if step.what == "rename":
        return "rename"
    path = Path(step.of)
    if path.name.startswith(".part-"):
        return "new file"
    if path.name.endswith("-wal"):
        return "log"
    if path.parent.name == "parts":
        return "part"
    return "folder" if path.parent.name == "photos" else path.name


def _in_order(names: list[str], wanted: list[str]) -> bool:
    rest = iter(names)
    return all(name in rest for name in wanted)


@pytest.mark.strace
def test_the_disk_has_it_before_the_answer(install: Install, outing: Outing, tmp_path: Path) -> None:
    prove_the_order(ROOT, install, outing, tmp_path / "trace")


@pytest.mark.strace
def test_a_file_left_from_a_crash_is_made_safe_before_it_counts(install: Install, outing: Outing, tmp_path: Path) -> None:
    """It has its name, but the folder was not synced: the next power cut could take it."""
    server = install(ROOT)
    server.dies_at = ("after-rename", 1)
    server.start()
    client = Client(server, outing, Promises(), 1)
    client.join_walk()
    picture, found = jpeg(1), str(uuid4())
    path = f"/findings/{found}/photos/{hashlib.sha256(picture).hexdigest()}"
    assert client.ask("PUT", path, picture, "image/jpeg")[0] == 0
    server.wait_until_dead()
    assert server.has_bytes(path.rpartition("/")[2])
    server.dies_at = None
    watched = Watched(server, outing, tmp_path / "trace")
    status, done = watched.ask("PUT", path, picture, "image/jpeg")
    assert status == 201
    assert _in_order(_kinds(done), ["new file", "rename", "folder", "log"])


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
    assert json.dumps([_kind(step) for step in told[1:3]]) == '["new file", "rename"]'
