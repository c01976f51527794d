"""Uploads: what a photo costs the server beside a bare handler under the same waitress, and how ten phones at once are answered.

A photo is 400 kB, as phones make them. Costs are the server's own processor time, so that whatever else runs on the machine counts little;
answers are timed at the phone. Rounds of ours and the bare ones take turns, and each is held against
its neighbours.
"""

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from field.kit.tokens import uuid7
from tests import pictures
from tests.faults.installation import settle_in
from tests.phones import sha
from tests.tools import ROOT
from tests.tools.ports import free_port
from tests.tools.server import LiveServer

WARM, ROUNDS, EACH = 400, 10, 40
PHONES, A_PHONE = 10, 12
SECONDS_A_PHOTO = 0.25  # four a second and core
ANSWER_WITHIN = 1.0


def run() -> Iterator[tuple[str, float, str]]:
    with (
        tempfile.TemporaryDirectory() as name,
        ours(Path(name) / "ours", worker="off") as server,
        bare(Path(name) / "bare") as plain,
        bare(Path(name) / "routed", "flask") as routed,
    ):
        for each in (server, plain, routed):
            each.send(WARM)  # until most of the store's 256 folders are there, as in one that is in use
        costs = [(server.send(EACH), plain.send(EACH), routed.send(EACH)) for _ in range(ROUNDS)]
    yield _beside("processor", [(cost[0], cost[1]) for cost in costs], "a bare handler")
    yield _beside(
        "processor_beside_flask", [(cost[0], cost[2]) for cost in costs], "the bare handler as a Flask route"
    )
    mine_s, theirs_s = (
        statistics.median(second for cost in costs for second in cost[n].answers) for n in (0, 1)
    )
    yield (
        "uploads.answer",
        mine_s / theirs_s,
        f"a bare handler, {theirs_s * 1000:.1f} ms from first byte to answer",
    )
    yield from _ten_phones()


def _beside(name: str, costs: "list[tuple[Cost, Cost]]", what: str) -> tuple[str, float, str]:
    ratio, theirs = (
        statistics.median(each)
        for each in zip(*((a.processor / b.processor, b.processor) for a, b in costs), strict=True)
    )
    return f"uploads.{name}", ratio, f"{what}, {theirs * 1000:.2f} ms a photo"


def _ten_phones() -> Iterator[tuple[str, float, str]]:
    """With the worker making copies meanwhile, as on an evening when a walk ends."""
    with tempfile.TemporaryDirectory() as folder, ours(Path(folder), worker="inline") as server:
        server.send(EACH)
        found: list[Cost] = []
        threads = [threading.Thread(target=lambda: found.append(server.send(A_PHONE))) for _ in range(PHONES)]
        begun, spent = time.perf_counter(), server.processor()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken, spent = time.perf_counter() - begun, server.processor() - spent
    answers = sorted(second for cost in found for second in cost.answers)
    late = answers[-(-99 * len(answers) // 100) - 1]
    yield "uploads.ten_phones.p99", late / ANSWER_WITHIN, f"{ANSWER_WITHIN:.0f} s"
    cores = spent / taken
    yield (
        "uploads.ten_phones.photo", spent / len(answers) / SECONDS_A_PHOTO,
        f"{SECONDS_A_PHOTO} processor seconds, {len(answers) / taken:.0f} a second with {cores:.1f} cores",
    )  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Processor seconds of the server for one photo, and how long each answer took."""

    processor: float
    answers: list[float]


@dataclass(frozen=True)
class Server:
    url: str
    process: int
    begin: Callable[[], tuple[str, dict[str, str]]]

    def processor(self) -> float:
        return time.clock_gettime(
            ~self.process << 3 | 2
        )  # that process's own clock, as clock_getcpuclockid(3) makes it; in nanoseconds

    def send(self, count: int) -> Cost:
        """One phone sends so many photos of one finding, over one connection."""
        path, headers = self.begin()
        shots = [another(i) for i in range(count)]
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        before, answers = self.processor(), []
        for shot in shots:
            begun = time.perf_counter()
            connection.request("PUT", f"{path}/{sha(shot)}", shot, headers | {"Content-Type": "image/jpeg"})
            answer = connection.getresponse()
            answer.read()
            answers.append(time.perf_counter() - begun)
            assert answer.status == 201, answer.status
        return Cost((self.processor() - before) / count, answers)


@cache
def _shot() -> bytes:
    """About 400 kB of 2048 pixels."""
    return pictures.encoded(pictures.textured(2048, 1536), quality=78)


def another(number: int) -> bytes:
    """The same picture under a hash of its own."""
    return pictures.with_segment(_shot(), 0xFE, f"{number} {uuid7()}".encode())


@contextmanager
def ours(folder: Path, worker: str) -> Iterator[Server]:
    server = LiveServer(folder, FIELD_WORKER=worker, FIELD_DATABASE_URL=f"sqlite:///{folder / 'strak.db'}")
    server.flask("migrate")
    outing = settle_in(server.env["FIELD_DATABASE_URL"])
    server.start()
    try:
        yield Server(server.url, _web(server), lambda: _joined(server.url, outing.code))
    finally:
        server.stop()


def _web(server: LiveServer) -> int:
    assert server._process
    return server._process.pid


def _joined(url: str, code: str) -> tuple[str, dict[str, str]]:
    """A phone of its own, and where the photos of the finding go that it has noted."""
    said = _ask(url, "POST", "/api/v1/join", {"code": code, "mode": "adult"})
    headers, finding = {"Authorization": f"Bearer {said['pass']}"}, uuid7()
    noted = {
        "walk": said["walk"],
        "type": "defect",
        "kind": "light_out",
        "noted_at": datetime.now(UTC).isoformat(),
        "revision": 1,
    }
    _ask(url, "PUT", f"/api/v1/findings/{finding}", noted, headers)
    return f"/api/v1/findings/{finding}/photos", headers


def _ask(
    url: str, method: str, path: str, body: dict[str, object], headers: dict[str, str] | None = None
) -> dict[str, Any]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"} | (headers or {}))
    answer = connection.getresponse()
    found: dict[str, Any] = json.loads(answer.read())
    assert answer.status == 201, found
    return found


@contextmanager
def bare(folder: Path, *how: str) -> Iterator[Server]:
    folder.mkdir()
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare_uploads", str(folder), str(port), *how], cwd=ROOT
    )
    try:
        _until_up(port)
        yield Server(f"http://127.0.0.1:{port}", process.pid, lambda: (f"/{uuid7()}", {}))
    finally:
        process.terminate()
        process.wait(10)


def _until_up(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the bare handler did not come up")
