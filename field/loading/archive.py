"""A ZIP from a phone, or from somebody who says so: looked into without unpacking anything, every size
bounded before a byte is read.

A phone saves `findings.json`, a list of what it would have sent, and `<item>/<sha256>.<ending>` for each
picture and voice note. Somebody may have packed it anew, compressed or in a folder: that is still read. Names
are only compared, never used as paths."""

import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from field.kit.errors import Refusal

ZIP_MOST = 500_000_000
LIST_MOST = 20_000_000
PHOTO_MOST = 30 * 1024 * 1024
DIRECTORY_MOST = 4_000_000
ITEMS_MOST = 5_000
LIST = "findings.json"
ENTRY = re.compile(r"([^/]{1,100}/[0-9a-f]{64})\.[a-z0-9]{1,5}")
WAYS_OUT = re.compile(r"^/|^[A-Za-z]:|\\|\0|(^|/)\.\.(/|$)")
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, RecursionError)


@contextmanager
def opened(path: Path) -> Iterator["Archive"]:
    """Raises `Refusal`: "too-large" over 500 MB (packed or not), "not-saved-file" for anything a phone never
    saves.
    """
    if path.stat().st_size > ZIP_MOST:
        raise Refusal("too-large")
    with _Careful(path.open("rb", buffering=0)) as file:
        yield _look_into(file)


def _look_into(file: "_Careful") -> "Archive":
    try:
        found = zipfile.ZipFile(file)
        file.most = None
        return Archive(found)
    except BROKEN as fault:
        raise Refusal("not-saved-file") from fault


class _Careful(io.BufferedReader):
    """Until `most` is taken away, no larger piece is read at once: the list of contents comes in one."""

    most: int | None = DIRECTORY_MOST

    def read(self, size: int | None = -1, /) -> bytes:
        if self.most is not None and size is not None and size > self.most:
            raise zipfile.BadZipFile("the list of contents is too long")
        return super().read(size)


class Archive:
    """`items` are what the phone would have sent, as they stand there; `photo` gives bytes by item and
    sha256.
    """

    def __init__(self, found: zipfile.ZipFile) -> None:
        self._zip = found
        entries = [entry for entry in found.infolist() if not entry.is_dir()]
        names = [entry.filename for entry in entries]
        if len(set(names)) != len(names) or any(_odd(entry) for entry in found.infolist()):
            raise Refusal("not-saved-file")
        if sum(entry.file_size for entry in entries) > ZIP_MOST:
            raise Refusal("too-large")
        self._list, folder = _list_among(entries)
        inside = {
            entry.filename.removeprefix(folder): entry
            for entry in entries
            if entry.filename.startswith(folder)
        }
        self._photos = {match[1]: entry for name, entry in inside.items() if (match := ENTRY.fullmatch(name))}
        self.items = self._read_items()

    def _read_items(self) -> list[dict[str, Any]]:
        items = json.loads(self._read(self._list, LIST_MOST))
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Refusal("not-saved-file")
        if len(items) > ITEMS_MOST:
            raise Refusal("too-large")
        if len({str(item.get("id")) for item in items}) != len(items):  # a phone has each thing once
            raise Refusal("not-saved-file")
        return items

    def photo(self, item: str, sha256: str) -> bytes | None:
        """None where the file has none by that name. Raises `Refusal`: "too-large", "broken-picture" for
        bytes that cannot be unpacked.
        """
        entry = self._photos.get(f"{item}/{sha256}")
        try:
            return self._read(entry, PHOTO_MOST) if entry else None
        except BROKEN as fault:
            raise Refusal("broken-picture") from fault

    def _read(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        if entry.file_size > most:
            raise Refusal("too-large")
        with self._zip.open(entry) as file:
            return file.read(most + 1)


def _odd(entry: zipfile.ZipInfo) -> bool:
    """A way out of a folder, a link, a lock, or a packing that no phone uses."""
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return (
        bool(WAYS_OUT.search(entry.orig_filename))
        or is_link
        or bool(entry.flag_bits & ENCRYPTED)
        or entry.compress_type not in PLAIN
    )


def _list_among(entries: list[zipfile.ZipInfo]) -> tuple[zipfile.ZipInfo, str]:
    """The list and the folder it lies in, at most one deep."""
    found = [
        entry
        for entry in entries
        if entry.filename == LIST or re.fullmatch(rf"[^/]+/{re.escape(LIST)}", entry.filename)
    ]
    if len(found) != 1:
        raise Refusal("not-saved-file")
    return found[0], found[0].filename.removesuffix(LIST)
