"""Kept tiles (sparade kartbitar): a folder with what was fetched, by z/x/y; the oldest go when it grows too
large.

It may be deleted at any time. An empty file says that the server had nothing there. A full disk keeps
nothing, and harms nobody."""

import os
import shutil
import tempfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from field.kit import heads
from field.kit.tiles.words import VECTOR

log = structlog.get_logger()

LARGEST_FOLDER = 200 * 1024 * 1024
LOOK_EVERY = 100
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/avif")  # never SVG: it can carry a script
UNPACKED_MOST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """`at`: when it was fetched."""

    data: bytes
    at: datetime


class TileShelf:
    """Tiles of one address; those of another are thrown away."""

    def __init__(self, folder: Path, version: str, most: int = LARGEST_FOLDER) -> None:
        self.folder = folder / version
        self.most = most
        self._put = 0
        for old in folder.iterdir() if folder.is_dir() else ():
            if old.name != version:
                shutil.rmtree(old, ignore_errors=True)

    def get(self, z: int, x: int, y: int) -> Found | None:
        path = self._path(z, x, y)
        try:
            return Found(path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC))
        except OSError:
            return None

    def put(self, z: int, x: int, y: int, data: bytes, now: datetime) -> None:
        path = self._path(z, x, y)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.utime(name, (now.timestamp(), now.timestamp()))
            Path(name).replace(path)
        except OSError as error:
            log.warning("tile-not-kept", problem=type(error).__name__)
            return
        self._put += 1
        if self._put % LOOK_EVERY == 0:
            self.tidy()

    def tidy(self) -> None:
        """Down to four fifths of the room, the oldest first."""
        found = []
        for path in self.folder.rglob("*"):
            if path.is_file():
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        size = sum(each[1] for each in found)
        for _when, weight, path in sorted(found) if size > self.most else ():
            if size <= self.most * 0.8:
                break
            path.unlink(missing_ok=True)
            size -= weight

    def _path(self, z: int, x: int, y: int) -> Path:
        return self.folder / str(z) / str(x) / str(y)


def mime_of(data: bytes) -> str | None:
    """By content: a picture a browser shows as a picture, or a vector tile, perhaps packed. None for anything
    else.
    """
    kind = heads.kind(data[:64])
    if kind in PICTURES:
        return kind
    start = unpacked(data, 1) if data.startswith(b"\x1f\x8b") else data[:1]
    return (
        VECTOR if start == b"\x1a" else None
    )  # a vector tile is a row of layers, each announced by this byte


def unpacked(data: bytes, most: int = UNPACKED_MOST) -> bytes:
    """What a gzip holds, at most so much of it; nothing where it is none."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, most)
    except zlib.error:
        return b""
