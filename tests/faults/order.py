"""The order of what the server asks of the system before it answers, and its proofs (which need strace)."""

import hashlib
from pathlib import Path
from uuid import uuid4

from tests.faults import traces
from tests.faults.bench import Bench
from tests.faults.clients import Client, Promises
from tests.faults.installation import Installation, Outing
from tests.faults.phone import jpeg
from tests.faults.traces import Step

PART = "application/offset+octet-stream"


class Watched:
    """A server under strace, and one phone that asks it one thing after the other."""

    def __init__(self, server: Installation, outing: Outing, log: Path) -> None:
        self.log = log
        server.watched_by = traces.watching(log)
        server.start(120)
        self.client = Client(server, outing, Promises(), 1)
        self.client.join_walk()

    def ask(
        self, method: str, path: str, body: bytes, kind: str, more: dict[str, str] | None = None
    ) -> tuple[int, list[str]]:
        """The status, and what the server did before that answer, in words; one for several of the same after each other."""
        before = len(traces.steps(self.log))
        status, _headers, _body = self.client.ask(method, path, body, kind, more)
        return status, in_words(traces.before_answer(traces.steps(self.log)[before:], status))


def in_words(done: list[Step]) -> list[str]:
    names: list[str] = []
    for step in done:
        if names[-1:] != [name := _word(step)]:
            names.append(name)
    return names


def _word(step: Step) -> str:
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


def is_safe(names: list[str]) -> bool:
    """A picture: its file, its name, its folder, then the database's log."""
    rest = iter(names)
    return all(name in rest for name in ["new file", "rename", "folder", "log"])


def the_disk_has_it_before_the_answer(bench: Bench) -> None:
    """Words: the database's log. A picture: all of it. A part: its file."""
    watched = Watched(bench.install(bench.root), bench.outing, bench.folder / "trace")
    picture, found = jpeg(1), str(uuid4())
    sha256 = hashlib.sha256(picture).hexdigest()
    assert watched.ask("PUT", f"/findings/{found}", watched.client.words(sha256, 1), "application/json") == (
        201,
        ["log"],
    ), "words not safe"
    status, done = watched.ask("PUT", f"/findings/{found}/photos/{sha256}", picture, "image/jpeg")
    assert status == 201
    assert is_safe(done), f"a picture not safe: {done}"
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(picture) + 1)}
    status, done = watched.ask(
        "PATCH", f"/findings/{found}/photos/{hashlib.sha256(b'x').hexdigest()}", picture, PART, headers
    )
    assert status == 204
    assert "part" in done, f"a part not safe: {done}"


def a_file_left_from_a_crash_is_made_safe_before_it_counts(bench: Bench) -> None:
    """It has its name, but the folder was not synced: the next power cut could take it."""
    server = bench.install(bench.root)
    server.dies_at = ("after-rename", 1)
    server.start()
    client = Client(server, bench.outing, Promises(), 1)
    client.join_walk()
    picture = jpeg(1)
    sha256 = hashlib.sha256(picture).hexdigest()
    path = f"/findings/{uuid4()}/photos/{sha256}"
    assert client.ask("PUT", path, picture, "image/jpeg")[0] == 0
    server.wait_until_dead()
    assert server.has_bytes(sha256)
    server.dies_at = None
    status, done = Watched(server, bench.outing, bench.folder / "trace").ask(
        "PUT", path, picture, "image/jpeg"
    )
    assert status == 201
    assert is_safe(done), f"a picture not safe: {done}"
