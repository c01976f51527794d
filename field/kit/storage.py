"""Storage (förvaret): bytes under a key, in a folder or an S3 bucket, through one small seam.

In a folder the order is write → fsync → rename → fsync of the folder, so that a `put` that returned survives
a power cut; the row that names the bytes is written after it. Whatever keeps a store from answering is an
OSError, so that who asked is told to come back."""

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from field.kit.settings import SettingError

# Keys are made by ourselves, from hashes and plain words: anything else is a mistake, or somebody's attempt.
KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
KEY_MOST = 500


class StoreAway(OSError):
    """The store cannot be reached, or does not let us in; nothing was kept, and the same may be tried
    again.
    """


class Storage(Protocol):
    """Keys look like `photos/ab/abcd…`; others raise ValueError. `get` raises FileNotFoundError; `put` and
    `delete` may be repeated.

    `size` is None where there is nothing. `keys` are those in the folder `prefix`, in order. Any of them may
    raise OSError.
    """

    def put(self, key: str, data: bytes) -> None: ...
    def get(self, key: str) -> bytes: ...
    def size(self, key: str) -> int | None: ...
    def delete(self, key: str) -> None: ...
    def keys(self, prefix: str) -> Iterator[str]: ...


def open_storage(url: str) -> Storage:
    """A folder path, or `s3://bucket?endpoint=…&region=…` (keys from the usual AWS variables). Raises
    SettingError; asks no network.
    """
    if url.startswith("s3://"):
        return S3Storage(url)
    if "://" in url:
        raise SettingError(f"a store is a folder or s3://bucket?endpoint=…&region=…, not {url!r}")
    return FolderStorage(Path(url))


def checked(key: str) -> str:
    """The key itself. Raises ValueError for one that could lead out of the store or mean different things in
    a folder and a bucket.
    """
    if len(key) > KEY_MOST or not KEY.fullmatch(key):
        raise ValueError(f"not a key: {key[:80]!r}")
    return key


class FolderStorage:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _make_folder(folder)

    def put(self, key: str, data: bytes) -> None:
        path = self.folder / checked(key)
        _make_folder(path.parent)
        name = f"{path.parent}/.part-{secrets.token_hex(8)}"
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
        try:
            return (self.folder / checked(key)).read_bytes()
        except (IsADirectoryError, NotADirectoryError):
            raise FileNotFoundError(key) from None

    def size(self, key: str) -> int | None:
        try:
            found = (self.folder / checked(key)).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def delete(self, key: str) -> None:
        (self.folder / checked(key)).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        paths = (path for path in (self.folder / _folder_of(prefix)).rglob("*") if path.is_file())
        names = (path.relative_to(self.folder).as_posix() for path in paths)
        yield from sorted(name for name in names if KEY.fullmatch(name))


def _folder_of(prefix: str) -> str:
    return checked(prefix.removesuffix("/")) if prefix else ""


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
    """A few seconds of trying, not minutes: the phone that asks has everything still, and comes back."""

    def __init__(self, url: str) -> None:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - costs a folder installation nothing
        from obstore.store import S3Store  # noqa: PLC0415

        parts = urlsplit(url)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        endpoint = options.get("endpoint", "")
        if (
            not parts.netloc
            or parts.path.strip("/")
            or (endpoint and not endpoint.startswith(("http://", "https://")))
        ):
            raise SettingError(f"a bucket is s3://bucket?endpoint=https://…&region=…, not {url!r}")
        self.bucket = parts.netloc
        self.troubles = (BaseError, OSError)
        self.store = S3Store(
            parts.netloc,
            endpoint=endpoint or None,
            region=options.get("region", "us-east-1"),
            virtual_hosted_style_request=not endpoint,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": "3s",
                "timeout": "60s",
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)},
        )

    def put(self, key: str, data: bytes) -> None:
        with self._asking(key):
            self.store.put(checked(key), data)

    def get(self, key: str) -> bytes:
        with self._asking(key):
            return bytes(self.store.get(checked(key)).bytes())

    def size(self, key: str) -> int | None:
        try:
            with self._asking(key):
                return int(self.store.head(checked(key))["size"])
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        try:
            with self._asking(key):
                self.store.delete(checked(key))
        except FileNotFoundError:
            return

    def keys(self, prefix: str) -> Iterator[str]:
        folder = _folder_of(prefix)
        with self._asking(folder):
            for chunk in self.store.list(folder or None):
                yield from sorted(item["path"] for item in chunk if KEY.fullmatch(item["path"]))

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """One door for what the library raises: nothing there, or the store away."""
        try:
            yield
        except self.troubles as trouble:
            said = str(trouble)
            if "NoSuchBucket" in said:
                raise StoreAway(f"there is no bucket {self.bucket!r}") from None
            if isinstance(trouble, FileNotFoundError):
                raise FileNotFoundError(key) from None
            raise StoreAway(f"the bucket {self.bucket!r} does not answer: {_briefly(said)}") from trouble


def _briefly(said: str) -> str:
    """What the store said, without its page of XML, which may name whose key was used."""
    return said.partition("\n")[0].partition("<")[0].strip()[:300]
