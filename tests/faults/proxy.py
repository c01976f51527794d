"""A bad network between a phone and the server: every request may meet a fault, drawn from a bag that is shuffled by a seed.

One request a connection. Nothing here knows the app but `is_upload`: what a phone sends, and the receipts that it asks for.
"""

import random
import socket
import socketserver
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests.tools.ports import free_port

FAULTS = (
    "offline",
    "cut-up",
    "cut-down",
    "slow",
    "413",
    "429",
    "500",
    "503",
    "portal",
    "twice",
    "late",
    "delay",
    "401",
)
CHUNK = 64 * 1024
LATER = 0.4  # seconds until a late message comes after all; longer than the phone needs for its next ones
PAGE = b"<!doctype html><title>Wi-Fi</title><h1>Welcome! Please log in.</h1>"
EXPIRED = b'{"type": "about:blank", "title": "", "status": 401, "code": "pass-expired"}'


@dataclass
class Request:
    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def is_upload(self) -> bool:
        """What the outbox sends, and the receipts it asks for; not the app's own files and lists."""
        if not self.path.startswith("/api/v1/") or self.path.startswith("/api/v1/join"):
            return False
        return self.method in ("PUT", "PATCH", "HEAD", "DELETE") or self.path.endswith("/receipt")

    @property
    def whole(self) -> bytes:
        return self.head + self.body


class Proxy:
    """`faults` go into the bag; while it is not empty an upload meets one with probability `share`.

    `hits` counts what really happened to a request. `down` and `portal` are weather for everything, also pages and files; `fated` gives
    all uploads of a kind, like "PUT /photos/", one fault.
    """

    def __init__(
        self, upstream: int, faults: Iterable[str] = (), *, seed: int = 0, share: float = 0.5
    ) -> None:
        self.upstream = upstream
        self.port = free_port()
        self.share = share
        self.hits: Counter[str] = Counter()
        self.down = False
        self.portal = False
        self.delay = 0.0
        self.fated: dict[str, str] = {}
        self.most_uploads_at_once = 0
        self.uploads: list[Request] = []
        self._random = random.Random(seed)
        self._bag = deque(self._random.sample(list(faults), len(list(faults))))
        self._lock = threading.Lock()
        self._under_way = 0
        self._later: list[threading.Thread] = []
        self._server = _Listener(self)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def left(self) -> int:
        """Faults still in the bag."""
        return len(self._bag)

    def add(self, *faults: str) -> None:
        with self._lock:
            self._bag.extend(faults)

    def calm(self) -> None:
        """No more faults; what is late has come."""
        with self._lock:
            self._bag.clear()
        self.down = self.portal = False
        for thread in list(self._later):
            thread.join(10)

    def start(self) -> "Proxy":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def draw(self, request: Request) -> tuple[str, random.Random]:
        """The request's fate, and dice of its own: what happens to one does not depend on who came first to the dice."""
        with self._lock:
            dice = random.Random(self._random.random())
            if self.down:
                return "offline", dice
            if self.portal:
                return "portal", dice
            for kind, fault in self.fated.items():
                method, part = kind.split(" ")
                if request.is_upload and request.method == method and part in request.path:
                    return fault, dice
            if not request.is_upload or not self._bag or dice.random() > self.share:
                return "", dice
            return self._bag.popleft(), dice

    def count(self, name: str) -> None:
        with self._lock:
            self.hits[name] += 1

    @contextmanager
    def under_way(self, request: Request) -> Any:
        """Counts how many uploads there are at once: the phone is to send one at a time.

        Over before the answer goes out, since the phone may send the next one while this thread has not gone on yet.
        """
        is_sent = request.method in ("PUT", "PATCH", "DELETE")
        with self._lock:
            self._under_way += is_sent
            self.most_uploads_at_once = max(self.most_uploads_at_once, self._under_way)
            if request.is_upload:
                self.uploads.append(request)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= is_sent

    def deliver_later(self, request: Request) -> None:
        """The message the phone has given up on comes after the ones it sent since."""

        thread = threading.Timer(LATER, _ask_quietly, args=(self, request))
        thread.daemon = True
        self._later.append(thread)
        thread.start()

    def ask(self, request: Request) -> bytes:
        """The server's whole answer. Raises OSError when there is none."""
        with socket.create_connection(("127.0.0.1", self.upstream), 30) as server:
            server.sendall(request.whole)
            return _all(server)


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", proxy.port), _Handler)


class _Handler(socketserver.BaseRequestHandler):
    server: _Listener
    request: socket.socket

    def handle(self) -> None:
        with suppress(OSError):
            request = self._read()
            if request:
                self._meet(request)

    def _read(self) -> Request | None:
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = self.request.recv(CHUNK)
            if not chunk:
                return None
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        kept = [
            line
            for line in lines
            if not line.lower().startswith((b"connection:", b"proxy-connection:", b"expect:"))
        ]
        method, path, _version = lines[0].decode("latin-1").split(" ", 2)
        length = next(
            (int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            chunk = self.request.recv(CHUNK)
            if not chunk:
                return None
            body += chunk
        return Request(method, path, b"\r\n".join([*kept, b"Connection: close"]) + b"\r\n\r\n", body)

    def _meet(self, request: Request) -> None:
        proxy = self.server.proxy
        fault, dice = proxy.draw(request)
        with proxy.under_way(request):
            if proxy.delay and request.is_upload:
                time.sleep(proxy.delay)
            answer = b"" if fault else proxy.ask(request)
        if fault:
            FATES[fault](self, request, dice)
            proxy.count(fault)
        else:
            self.request.sendall(answer)

    def answer(self, status: str, body: bytes = b"", kind: str = "text/html", **headers: str) -> None:
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
        self.request.sendall(head.encode() + body)

    def reset(self) -> None:
        """The connection breaks: no goodbye, and what was not read yet is gone."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()


def _all(connection: socket.socket) -> bytes:
    parts = []
    while chunk := connection.recv(CHUNK):
        parts.append(chunk)
    return b"".join(parts)


def _offline(here: _Handler, _request: Request, _dice: random.Random) -> None:
    here.reset()


def _cut_up(here: _Handler, request: Request, dice: random.Random) -> None:
    """The server gets the beginning of the message and then nothing more."""
    size = dice.randrange(max(1, len(request.whole)))
    with suppress(OSError), socket.create_connection(("127.0.0.1", here.server.proxy.upstream), 30) as server:
        server.sendall(request.whole[:size])
    here.reset()


def _cut_down(here: _Handler, request: Request, dice: random.Random) -> None:
    """The server has done it, and the phone gets the beginning of the answer."""
    whole = here.server.proxy.ask(request)
    here.request.sendall(whole[: dice.randrange(max(1, len(whole)))])
    here.reset()


def _slow(here: _Handler, request: Request, dice: random.Random) -> None:
    """In eight pieces each way."""
    pause = dice.uniform(0.01, 0.04)
    with socket.create_connection(("127.0.0.1", here.server.proxy.upstream), 30) as server:
        _trickle(server, request.whole, pause)
        whole = _all(server)
    _trickle(here.request, whole, pause)


def _trickle(to: socket.socket, whole: bytes, pause: float) -> None:
    size = max(1, len(whole) // 8)
    for start in range(0, len(whole), size):
        to.sendall(whole[start : start + size])
        time.sleep(pause)


def _too_large(here: _Handler, _request: Request, _dice: random.Random) -> None:
    """A gateway's, not ours."""
    here.answer("413 Request Entity Too Large", b"<h1>413</h1>")


def _too_many(here: _Handler, _request: Request, dice: random.Random) -> None:
    here.answer(
        "429 Too Many Requests", b"<h1>429</h1>", **({"Retry_After": "1"} if dice.random() < 0.5 else {})
    )


def _broken(here: _Handler, request: Request, dice: random.Random) -> None:
    """Half of the time the server has done it all the same."""
    if dice.random() < 0.5:
        here.server.proxy.ask(request)
    here.answer("500 Internal Server Error", b"<h1>500</h1>")


def _busy(here: _Handler, request: Request, dice: random.Random) -> None:
    if dice.random() < 0.5:
        here.server.proxy.ask(request)
    here.answer("503 Service Unavailable", b"", **({"Retry_After": "1"} if dice.random() < 0.5 else {}))


def _portal(here: _Handler, _request: Request, dice: random.Random) -> None:
    """A café's login page in its four ways: a page, an empty page, no content, a page elsewhere."""
    way = dice.randrange(4)
    if way == 0:
        here.answer("200 OK", PAGE)
    elif way == 1:
        here.answer("200 OK")
    elif way == 2:
        here.answer("204 No Content")
    else:
        here.answer("302 Found", Location="/login")


def _twice(here: _Handler, request: Request, dice: random.Random) -> None:
    """The same message two times, one after the other or both at once."""
    proxy = here.server.proxy
    other = threading.Thread(target=_ask_quietly, args=(proxy, request), daemon=True)
    other.start()
    if dice.random() < 0.5:
        other.join()
    answer = proxy.ask(request)
    other.join()
    here.request.sendall(answer)


def _ask_quietly(proxy: Proxy, request: Request) -> None:
    with suppress(OSError):
        proxy.ask(request)


def _late(here: _Handler, request: Request, _dice: random.Random) -> None:
    here.server.proxy.deliver_later(request)
    here.reset()


def _delay(here: _Handler, request: Request, dice: random.Random) -> None:
    whole = here.server.proxy.ask(request)
    time.sleep(dice.uniform(0.2, 0.8))
    here.request.sendall(whole)


def _expired(here: _Handler, _request: Request, _dice: random.Random) -> None:
    here.answer("401 Unauthorized", EXPIRED, "application/problem+json")


FATES = {
    "offline": _offline,
    "cut-up": _cut_up,
    "cut-down": _cut_down,
    "slow": _slow,
    "413": _too_large,
    "429": _too_many,
    "500": _broken,
    "503": _busy,
    "portal": _portal,
    "twice": _twice,
    "late": _late,
    "delay": _delay,
    "401": _expired,
}
