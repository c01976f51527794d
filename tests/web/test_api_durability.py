"""What was answered with 2xx survives `kill -9` right after the answer; what was not is simply sent again."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import pytest

from field.kit.tokens import uuid7
from tests import pictures
from tests.phones import sha
from tests.tools.server import LiveServer
from tests.world import DEMO, said

KILLS = 10


@dataclass
class Line:
    """A phone on a real connection. `kept` are ids and photos that were answered with 2xx."""

    server: LiveServer
    walk: str = ""
    token: str = ""
    findings: list[str] = field(default_factory=list)
    photos: list[tuple[str, bytes]] = field(default_factory=list)

    def call(
        self, method: str, path: str, body: bytes = b"", mime: str = "application/json", **headers: str
    ) -> tuple[int, Any]:
        parts = urlsplit(self.server.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            given = {
                "Content-Type": mime,
                **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
                **headers,
            }
            connection.request(method, f"/api/v1{path}", body, given)
            answer = connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if "json" in (
                answer.getheader("Content-Type") or ""
            ) and data else data
        finally:
            connection.close()

    def send_one(self, photo: bytes) -> None:
        """A finding and its photo; each is written down the moment it is answered for."""
        finding = str(uuid7())
        body = json.dumps({**said(photos=[sha(photo)]), "walk": self.walk}).encode()
        if self.call("PUT", f"/findings/{finding}", body)[0] == 201:
            self.findings.append(finding)
        if self.call("PUT", f"/findings/{finding}/photos/{sha(photo)}", photo, "image/jpeg")[0] == 201:
            self.photos.append((finding, photo))


def open_line(server: LiveServer) -> Line:
    server.flask("load", "areas", str(DEMO / "areas.geojson"))
    server.flask("load", "kinds", str(DEMO / "kinds.yaml"))
    planned = json.loads(
        server.flask("walk", "add", "--area", "Rinkeby", "--at", "2026-05-12T18:00:00+02:00").stdout
    )
    line = Line(server, planned["walk"])
    status, joined = line.call(
        "POST", "/join", json.dumps({"code": planned["code"], "mode": "adult"}).encode()
    )
    assert status == 201
    line.token = joined["pass"]
    return line


def lost(line: Line) -> list[str]:
    """Findings and photos that were answered for and are not there."""
    missing = [
        finding for finding in line.findings if line.call("GET", f"/findings/{finding}/receipt")[0] != 200
    ]
    for finding, photo in line.photos:
        status, receipt = line.call("GET", f"/findings/{finding}/receipt")
        if status != 404 and sha(photo) not in receipt["photos"]:
            missing.append(f"{finding} photo")
    return missing


def kill_while(line: Line, act: Callable[[], None], answers: int) -> None:
    """Ends the server as a power cut would, the moment so many things have been answered for."""

    def go_on() -> None:
        try:
            while True:
                act()
        except (OSError, HTTPException):
            return

    before = len(line.findings) + len(line.photos)
    sender = threading.Thread(target=go_on)
    sender.start()
    while len(line.findings) + len(line.photos) < before + answers:
        sender.join(0.001)
        assert sender.is_alive()
    line.server.kill9()
    sender.join(30)
    line.server.start()


def kill_often(server: LiveServer, kills: int) -> Line:
    line = open_line(server)
    shots = (pictures.photo(64 + n % 900, 48 + n // 900) for n in range(10_000))
    for nr in range(kills):
        kill_while(line, lambda: line.send_one(next(shots)), answers=nr % 5 + 1)
    return line


def check_all(line: Line) -> None:
    assert lost(line) == []
    faults = line.server.flask("doctor", check=False).stdout.splitlines()
    assert [
        each for each in faults if "photo" in each and not each.endswith("belongs to no photo")
    ] == []  # left by a kill before the row


def test_what_was_answered_survives_ten_kills(live_server: LiveServer) -> None:
    line = kill_often(live_server, KILLS)
    assert len(line.findings) >= KILLS
    check_all(line)


@pytest.mark.full
def test_what_was_answered_survives_two_hundred_kills(live_server: LiveServer) -> None:
    check_all(kill_often(live_server, 200))


def test_what_was_not_answered_is_sent_again_and_kept_once(live_server: LiveServer) -> None:
    line = open_line(live_server)
    finding, photo = str(uuid7()), pictures.photo(333, 222)
    body = json.dumps({**said(photos=[sha(photo)]), "walk": line.walk}).encode()
    path = f"/findings/{finding}/photos/{sha(photo)}"
    headers = {"Upload-Length": str(len(photo))}
    assert (
        line.call(
            "PATCH", path, photo[:500], "application/offset+octet-stream", **headers, **{"Upload-Offset": "0"}
        )[0]
        == 204
    )
    live_server.kill9()
    live_server.start()
    assert (
        line.call(
            "PATCH",
            path,
            photo[500:],
            "application/offset+octet-stream",
            **headers,
            **{"Upload-Offset": "500"},
        )[0]
        == 201
    )
    assert [line.call("PUT", f"/findings/{finding}", body)[0] for _ in range(2)] == [201, 200]
    assert line.call("GET", f"/findings/{finding}/receipt")[1]["photos"] == [sha(photo)]
    assert live_server.flask("doctor").returncode == 0
