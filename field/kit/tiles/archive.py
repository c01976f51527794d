"""Tiles from a file (kartfilen): a `.pmtiles` on our own disk, read where it lies.

The file is opened for every tile: it may be replaced while we run, and a mapped file that shrinks would take
the whole process with it."""

import gzip
import hashlib
import html
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import brotli
from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from field.kit.tiles.words import VECTOR, Away, Tile

MIMES = {
    TileType.MVT: VECTOR,
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
HEADER = 127
DEEPEST = 4
LARGEST = 4 * 1024 * 1024
LARGEST_DIRECTORY = 16 * 1024 * 1024
MARK = re.compile(r"<[^>]*>")

Stamp = tuple[int, int, int]


class NotShown(ValueError):
    """A file whose tiles cannot be shown; the text says why."""


@dataclass(frozen=True)
class ArchiveHead:
    """`stamp` tells one file from the next under the same name."""

    stamp: Stamp
    header: HeaderDict
    credit: str


class TileFile:
    is_far = False

    def __init__(self, path: str, credit: str = "") -> None:
        """Raises NotShown."""
        self.path = Path(path)
        self._said = credit
        try:
            with self.path.open("rb") as file:
                self._head = self._read(file)
                _directory(
                    self.path,
                    self._head.stamp,
                    self._head.header["root_offset"],
                    self._head.header["root_length"],
                )
        except OSError as error:
            raise NotShown(f"{path} cannot be read ({error.strerror or error})") from None

    @property
    def version(self) -> str:
        return hashlib.sha256(repr(self._head.stamp).encode()).hexdigest()[:8]

    @property
    def is_vector(self) -> bool:
        return self._head.header["tile_type"] is TileType.MVT

    @property
    def zooms(self) -> tuple[int, int]:
        return self._head.header["min_zoom"], self._head.header["max_zoom"]

    @property
    def credit(self) -> str:
        return self._said or self._head.credit

    def fault(self) -> str | None:
        try:
            with self._opened():
                return None
        except Away as error:
            return str(error)

    def get(self, z: int, x: int, y: int, now: datetime) -> Tile | None:
        with self._opened() as (file, head):
            found = self._find(head, zxy_to_tileid(z, x, y))
            data = (
                _bytes(file, head.header["tile_data_offset"] + found.offset, found.length) if found else b""
            )
            return _tile(data, head.header) if data else None

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, ArchiveHead]]:
        """The file as it is now, with its own head. A lost or broken one is Away."""
        try:
            with self.path.open("rb") as file:
                if _stamp(file) != self._head.stamp:
                    self._head = self._read(file)
                yield file, self._head
        except (OSError, NotShown) as error:
            raise Away(
                f"the file of tiles cannot be read ({getattr(error, 'strerror', None) or error})"
            ) from None

    def _read(self, file: BinaryIO) -> ArchiveHead:
        try:
            header = deserialize_header(file.read(HEADER))
        except (MagicNumberNotFound, SpecVersionUnsupported, UnicodeDecodeError, ValueError, IndexError):
            raise NotShown(f"{self.path} is not a whole PMTiles file") from None
        if header["tile_type"] not in MIMES or header["tile_compression"] is Compression.ZSTD:
            raise NotShown(
                f"{self.path} has tiles that cannot be shown ({header['tile_type'].name}, "
                f"{header['tile_compression'].name})"
            )
        return ArchiveHead(_stamp(file), header, _credit(file, header))

    def _find(self, head: ArchiveHead, number: int) -> Entry | None:
        offset, length = head.header["root_offset"], head.header["root_length"]
        for _ in range(DEEPEST):
            found = find_tile(_directory(self.path, head.stamp, offset, length), number)
            if found is None or found.run_length:
                return found
            offset, length = head.header["leaf_directory_offset"] + found.offset, found.length
        return None


def _stamp(file: BinaryIO) -> Stamp:
    now = os.fstat(file.fileno())
    return now.st_ino, now.st_size, now.st_mtime_ns


def _bytes(file: BinaryIO, offset: int, length: int, most: int = LARGEST) -> bytes:
    file.seek(offset)
    data = file.read(min(length, most + 1))
    if len(data) != length:
        raise NotShown("the file is cut short, or holds a tile that is far too large")
    return data


@lru_cache(maxsize=64)
def _directory(path: Path, stamp: Stamp, offset: int, length: int) -> list[Entry]:
    with path.open("rb") as file:
        try:
            return deserialize_directory(_bytes(file, offset, length, LARGEST_DIRECTORY))
        except (EOFError, ValueError, OSError) as error:
            raise NotShown(f"{path} has a broken list of tiles") from error


def _tile(data: bytes, header: HeaderDict) -> Tile:
    if header["tile_compression"] is Compression.BROTLI:
        try:
            data = brotli.decompress(data)
        except brotli.error as error:
            raise NotShown("a tile is broken") from error
    return Tile(data, MIMES[header["tile_type"]], is_packed=data.startswith(b"\x1f\x8b"))


def _credit(file: BinaryIO, header: HeaderDict) -> str:
    """Who made the map, as the file says it, without its links."""
    try:
        data = _bytes(file, header["metadata_offset"], header["metadata_length"])
        said = json.loads(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data or b"{}")
        text = said.get("attribution")
    except (NotShown, ValueError, EOFError, OSError, AttributeError):
        return ""
    return " ".join(html.unescape(MARK.sub(" ", text)).split())[:200] if isinstance(text, str) else ""
