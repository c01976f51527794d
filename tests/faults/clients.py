"""Phones without a screen: threads that send findings and pictures over plain HTTP, again and again until they are answered."""

import hashlib
import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.faults.installation import Installation, Outing
from tests.faults.phone import jpeg

# A server that does not even start shall fail the test, not stop the run.
PATIENCE_S = 120
PART = 4096


@dataclass
class Promises:
    """What the server has answered 2xx for; everything in here must be there for ever."""

    findings: dict[str, int] = field(default_factory=dict)
    photos: set[tuple[str, str]] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    ratings: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def finding(self, found: str, revision: int) -> None:
        with self.lock:
            self.findings[found] = max(revision, self.findings.get(found, 0))

    def photo(self, found: str, sha256: str) -> None:
        with self.lock:
            self.photos.add((found, sha256))

    def removal(self, found: str) -> None:
        with self.lock:
            self.removed.add(found)

    def rating(self, rating: str) -> None:
        with self.lock:
            self.ratings.add(rating)

    def __len__(self) -> int:
        with self.lock:
            return sum(map(len, (self.findings, self.photos, self.removed, self.ratings)))

    def broken(self, server: Installation) -> list[str]:
        """Those that are not kept: asked of the database and of the disk. What is promised while this looks is looked at next time."""
        with self.lock:
            findings, photos, removed, ratings = (
                dict(self.findings),
                set(self.photos),
                set(self.removed),
                set(self.ratings),
            )
        rows, held = server.findings(), server.photos()
        faults = [
            f"finding {found} {revision}"
            for found, revision in findings.items()
            if found not in rows or rows[found].revision < revision
        ]
        faults += [
            f"removal {found}" for found in removed if found not in rows or rows[found].state != "removed"
        ]
        faults += [f"rating {rating}" for rating in ratings - server.ratings()]
        faults += [
            f"photo {found} {sha256}"
            for found, sha256 in photos
            if (found, sha256) not in held or not server.has_bytes(sha256)
        ]
        return faults


class Client(threading.Thread):
    """One phone: its findings one after the other, words and picture in either order, pictures whole or in parts.

    Sometimes an edit, sometimes one is taken back, and sometimes a place is rated.
    """

    def __init__(self, server: Installation, outing: Outing, promises: Promises, number: int) -> None:
        super().__init__(name=f"phone-{number}", daemon=True)
        self.port = server.port
        self.walk = str(outing.walk)
        self.code = outing.code
        self.promises = promises
        self.dice = random.Random(number)
        self.number = number
        self.stop = threading.Event()
        self.ticket = ""
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            self.join_walk()
            for turn in range(1_000_000):
                if self.stop.is_set():
                    return
                self._one(jpeg(self.number * 1_000_000 + turn, self.dice.randrange(20, 80), 60))
        except Stopped:
            return
        except BaseException as error:  # noqa: BLE001 - told by the test that started it
            self.trouble = error

    def join_walk(self) -> None:
        self.ticket = self._until_ok(
            "POST", "/join", json.dumps({"code": self.code}).encode(), "application/json"
        )["pass"]

    def _one(self, picture: bytes) -> None:
        found, sha256 = (
            str(UUID(bytes=self.dice.randbytes(16), version=4)),
            hashlib.sha256(picture).hexdigest(),
        )
        send = self._in_parts if self.dice.random() < 0.3 else self._whole
        steps: list[Callable[[], None]] = [
            lambda: self._words(found, sha256, 1),
            lambda: send(found, sha256, picture),
        ]
        if self.dice.random() < 0.3:
            steps.reverse()
        for step in steps:
            step()
        if self.dice.random() < 0.2:
            self._words(found, sha256, 2)
        if self.dice.random() < 0.1:
            self._until_ok("DELETE", f"/findings/{found}")
            self.promises.removal(found)
        if self.dice.random() < 0.2:
            self._rate(str(UUID(bytes=self.dice.randbytes(16), version=4)))

    def words(self, sha256: str, revision: int) -> bytes:
        said = {
            "walk": self.walk,
            "type": "defect",
            "kind": "light_out",
            "noted_at": datetime.now(UTC).isoformat(),
            "text": f"{revision}",
        }
        said |= {"photos": [sha256], "revision": revision}
        return json.dumps(said).encode()

    def _words(self, found: str, sha256: str, revision: int) -> None:
        self._until_ok("PUT", f"/findings/{found}", self.words(sha256, revision), "application/json")
        self.promises.finding(found, revision)

    def _rate(self, rating: str) -> None:
        said = {
            "walk": self.walk,
            "questions_version": "1",
            "answers": {"overall": 2},
            "rated_at": datetime.now(UTC).isoformat(),
            "revision": 1,
        }
        self._until_ok("PUT", f"/ratings/{rating}", json.dumps(said).encode(), "application/json")
        self.promises.rating(rating)

    def _whole(self, found: str, sha256: str, picture: bytes) -> None:
        self._until_ok("PUT", f"/findings/{found}/photos/{sha256}", picture, "image/jpeg")
        self.promises.photo(found, sha256)

    def _in_parts(self, found: str, sha256: str, picture: bytes) -> None:
        path, status = f"/findings/{found}/photos/{sha256}", 0
        while status not in (200, 201):
            status, told, _body = self.ask("HEAD", path)
            at = int(told.get("upload-offset", 0))
            headers = {"Upload-Offset": str(at), "Upload-Length": str(len(picture))}
            status, _told, _body = self.ask(
                "PATCH", path, picture[at : at + PART], "application/offset+octet-stream", headers
            )
            self._breathe(status)
        self.promises.photo(found, sha256)

    def _until_ok(self, method: str, path: str, body: bytes = b"", kind: str = "") -> dict[str, Any]:
        patience = time.monotonic() + PATIENCE_S
        while time.monotonic() < patience:
            status, _headers, answer = self.ask(method, path, body, kind)
            if 200 <= status < 300:
                return dict(json.loads(answer)) if answer else {}
            assert status in (0, 503), f"{method} {path}: {status} {answer[:200]!r}"
            self._breathe(status)
        raise AssertionError(f"{method} {path}: no answer in {PATIENCE_S} s; does the server start?")

    def _breathe(self, status: int) -> None:
        """The server is away, or said "later"."""
        if self.stop.is_set():
            raise Stopped
        if status in (0, 503):
            time.sleep(0.02)

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", more: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status 0 when there was no whole answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Authorization": f"Bearer {self.ticket}",
            **({"Content-Type": kind} if kind else {}),
            **(more or {}),
        }
        try:
            connection.request(
                method, f"/api/v1{path}", body if method not in ("HEAD", "GET") else None, headers
            )
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()


class Stopped(Exception):
    """The test is over."""


class Crowd:
    """`with Crowd(server, outing) as crowd`: phones that send as long as the block lasts; `promises` is what they were told."""

    def __init__(self, server: Installation, outing: Outing, size: int = 4) -> None:
        self.promises = Promises()
        self.clients = [Client(server, outing, self.promises, number + 1) for number in range(size)]

    def __enter__(self) -> "Crowd":
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for client in self.clients:
            client.stop.set()
        for client in self.clients:
            client.join(30)
        for client in self.clients:
            if client.trouble:
                raise client.trouble

    def until_promised(self, more: int, seconds: float = 120) -> None:
        """The phones have been told of that many things more."""
        goal, end = len(self.promises) + more, time.monotonic() + seconds
        while len(self.promises) < goal:
            assert time.monotonic() < end, (
                f"only {len(self.promises)} of {goal} promises; {[client.trouble for client in self.clients]}"
            )
            time.sleep(0.005)
