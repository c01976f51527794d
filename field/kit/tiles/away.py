"""Tiles from somebody's server (kartor utifrån): fetched by us, one by one as they are asked for, and kept:
no visitor meets a third party.

The address may hold a key: it is told to nobody and stands in no log line. A server that fails is left in
peace for a while, and what was kept is shown however old it is."""

import hashlib
import threading
import time
from datetime import datetime, timedelta
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog

from field.kit.settings import Settings
from field.kit.tiles import shelf
from field.kit.tiles.shelf import TileShelf
from field.kit.tiles.words import VECTOR, Away, Busy, Tile

log = structlog.get_logger()

FRESH = timedelta(days=30)
EMPTY_FRESH = timedelta(days=1)
LARGEST = 1024 * 1024
WAIT_S = 5.0
WHOLE_S = 10.0
REST_S = 60.0
AT_ONCE = 3  # of eight threads: phones must always find one free
VECTOR_ZOOMS = (8, 14)
RASTER_ZOOMS = (8, 18)
OURS_TO_MEND = (401, 403, 407, 408, 429)  # of the 4xx, those that are not about this tile


class _NoTile(Away):
    """An answer, but not of the kind we asked for."""


class TileServer:
    is_far = True

    def __init__(self, settings: Settings) -> None:
        self._address = settings.tiles_url
        host = urlsplit(self._address).hostname or ""
        self.credit = settings.tiles_attribution or host
        self.version = hashlib.sha256(f"{settings.secret_key} {self._address}".encode()).hexdigest()[:8]
        self.is_vector = urlsplit(self._address).path.endswith((".pbf", ".mvt"))
        self.zooms = VECTOR_ZOOMS if self.is_vector else RASTER_ZOOMS
        self._kept = TileShelf(settings.uploads / ".tiles", self.version)
        self._agent = f"Strak ({settings.base_url})"
        self._opener = build_opener(_SameHost)
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._rests_until = 0.0

    def fault(self) -> str | None:
        return "the server of tiles does not answer" if time.monotonic() < self._rests_until else None

    def get(self, z: int, x: int, y: int, now: datetime) -> Tile | None:
        kept = self._kept.get(z, x, y)
        if kept and now - kept.at < (FRESH if kept.data else EMPTY_FRESH):
            return _tile(kept.data)
        try:
            data = self._fetch(z, x, y)
        except Away:
            if kept is None:
                raise
            return _tile(kept.data)
        self._kept.put(z, x, y, data, now)
        return _tile(data)

    def _fetch(self, z: int, x: int, y: int) -> bytes:
        """The tile's bytes, none where the server has none."""
        if time.monotonic() < self._rests_until:
            raise Away("the server of tiles did not answer a moment ago")
        if not self._free.acquire(blocking=False):
            raise Busy("enough is being fetched already")
        try:
            return self._ask(
                self._address.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
            )
        except (OSError, HTTPException, ValueError) as error:
            if not isinstance(error, _NoTile):
                self._rests_until = time.monotonic() + REST_S
            log.warning("tiles-away", problem=_briefly(error))
            raise Away("the server of tiles does not answer") from None
        finally:
            self._free.release()

    def _ask(self, address: str) -> bytes:
        headers = {"User-Agent": self._agent, "Accept": VECTOR if self.is_vector else "image/*"}
        request = Request(address, headers=headers)  # noqa: S310 - http(s) alone, by the setting
        try:
            with self._opener.open(request, timeout=WAIT_S) as answer:
                return _checked(_body(answer), self.is_vector)
        except HTTPError as error:
            with error:
                if 400 <= error.code < 500 and error.code not in OURS_TO_MEND:
                    return b""
                raise Away(f"HTTP {error.code}") from None


class _SameHost(HTTPRedirectHandler):
    """Another place on the same server may be meant; another server was never agreed to."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        same = new.hostname == old.hostname and (new.scheme, new.port) in (
            (old.scheme, old.port),
            ("https", None),
        )
        return super().redirect_request(req, fp, code, msg, headers, newurl) if same else None  # type: ignore[arg-type]


def _body(answer: HTTPResponse) -> bytes:
    """All of it, within `LARGEST` bytes and `WHOLE_S` seconds."""
    end, data = time.monotonic() + WHOLE_S, bytearray()
    while chunk := answer.read1(64 * 1024):
        data += chunk
        if len(data) > LARGEST or time.monotonic() > end:
            raise _NoTile("too large or too slow")
    if answer.length:
        raise _NoTile("cut short")
    return bytes(data)


def _checked(data: bytes, is_vector: bool) -> bytes:
    """What the bytes are counts, not what the server calls them: a page that says "log in" is no tile."""
    mime = shelf.mime_of(data)
    if data and (mime is None or (mime == VECTOR) != is_vector):
        raise _NoTile("an answer that is no tile")
    return data


def _tile(data: bytes) -> Tile | None:
    mime = shelf.mime_of(data) if data else None
    return Tile(data, mime, is_packed=data.startswith(b"\x1f\x8b")) if mime else None


def _briefly(error: Exception) -> str:
    """Without the address: of what the network says, only what kind of trouble it was."""
    if isinstance(error, Away):
        return str(error)
    return type(error.reason if isinstance(error, URLError) else error).__name__
