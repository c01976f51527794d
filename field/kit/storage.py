"""Storage (förvaret): bytes under a key, in a folder or an S3 bucket, through one small seam.

In a folder the order is write → fsync → rename → fsync of the folder, so that a `put` that returned survives a power cut; the row that
names the bytes is written after it.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit


class Storage(Protocol):
    """Keys look like `photos/ab/abcd…`. `get` raises FileNotFoundError; `put` and `delete` may be repeated."""

    def put(self, key: str, data: bytes) -> None: ...
    def get(self, key: str) -> bytes: ...
    def size(self, key: str) -> int | None: ...
    def delete(self, key: str) -> None: ...
    def keys(self, prefix: str) -> Iterator[str]: ...


def open_storage(url: str) -> Storage:
    """A folder path, or `s3://bucket?endpoint=…&region=…` (keys from the usual AWS variables)."""
    return S3Storage(url) if url.startswith("s3://") else FolderStorage(Path(url))


class FolderStorage:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        path = self.folder / key
        _make_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def get(self, key: str) -> bytes:
        return (self.folder / key).read_bytes()

    def size(self, key: str) -> int | None:
        try:
            return (self.folder / key).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        (self.folder / key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        for path in sorted((self.folder / prefix).rglob("*")):
            if path.is_file() and not path.name.startswith(".part-"):
                yield path.relative_to(self.folder).as_posix()


def _make_folder(folder: Path) -> None:
    """A new folder's own entry must be on disk too, or its files are lost with it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class S3Storage:
    def __init__(self, url: str) -> None:
        from obstore.store import S3Store  # noqa: PLC0415 - costs a folder installation nothing

        parts = urlsplit(url)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        endpoint = options.get("endpoint", "")
        self.store = S3Store(
            parts.netloc,
            endpoint=endpoint or None,
            region=options.get("region", "us-east-1"),
            virtual_hosted_style_request=not endpoint,
            client_options={"allow_http": endpoint.startswith("http://")},
        )

    def put(self, key: str, data: bytes) -> None:
        self.store.put(key, data)

    def get(self, key: str) -> bytes:
        return bytes(self.store.get(key).bytes())

    def size(self, key: str) -> int | None:
        try:
            return int(self.store.head(key)["size"])
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        try:
            self.store.delete(key)
        except FileNotFoundError:
            return

    def keys(self, prefix: str) -> Iterator[str]:
        for chunk in self.store.list(prefix):
            for item in chunk:
                yield item["path"]
