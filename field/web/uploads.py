"""Bytes coming in and pictures going out, for phones and owners alike: bounded, checked by content, durable,
and shown only as copies.
"""

import fcntl
import os
from pathlib import Path
from typing import IO
from uuid import UUID

import structlog
from flask import Response, request

from field import photos
from field.kit import pictures
from field.kit.errors import Refusal
from field.lifecycle import noting
from field.photos import Photo
from field.web import parts

log = structlog.get_logger()
IMAGES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif")
VOICES = ("audio/mp4", "audio/webm")
ACCEPTED = (*IMAGES, *VOICES)
CHUNK = 256 * 1024


def read(stream: IO[bytes], declared: int | None, most: int) -> bytes:
    """All of a body, or "too-large"; an honest length is refused before it is read."""
    if declared is not None and declared > most:
        raise _told("too-large", declared)
    found, size = [], 0
    while chunk := stream.read(max(declared or 0, CHUNK)):  # mostly all of it at once, and never copied again
        found.append(chunk)
        size += len(chunk)
        if size > most:
            raise _told("too-large", size)
    return b"".join(found)


def body(most: int) -> bytes:
    """The request's own body, as `read`; which keeps the bound, so that no wrapper need keep a second one and
    copy what goes through.
    """
    request.max_content_length = None
    return read(request.stream, request.content_length, most)


def check(data: bytes, claimed: str | None = None) -> str:
    """The media type by content. Raises "media-type", "too-large", "broken-picture" or "too-many-pixels".

    What a phone's camera makes is judged by its head; rarer formats are decoded once, in a helper with limits
    of its own."""

    if not data:
        raise _told("broken-picture", 0)
    try:
        mime = pictures.admit(data, claimed).mime
    except pictures.PictureRefused as refused:
        raise _told("media-type" if refused.code == "not-a-picture" else refused.code, len(data)) from None
    except pictures.Interrupted:
        raise Refusal("busy") from None
    if mime not in ACCEPTED:
        raise _told("media-type", len(data))
    return mime


def _told(code: str, size: int) -> Refusal:
    """Whoever runs the app sees in the log that something was refused and why; nothing of what was in it, nor
    its name.
    """
    log.warning("upload-refused", code=code, bytes=size)
    return Refusal(code)


def number(header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Refusal("invalid", field=header)
    return int(text)


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def stored(target_id: UUID, sha256: str) -> Photo | None:
    """A photo that is there for good: asked of the store itself, so that bytes lost there can be sent
    again.
    """
    with parts.reading() as db:
        row = photos.by_hash(db, target_id, sha256)
    return row if row is not None and photos.is_here(row, parts.storage()) else None


def append(path: Path, start: int, whole: int, stream: IO[bytes], declared: int | None) -> int | None:
    """Writes a part where the last one ended and syncs it: the new length, or None when `start` is not that
    place.
    """
    if size_of(path) != start:
        return None
    data = read(stream, declared, whole - start)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two copies of one part at once must not both be written
        if os.fstat(file.fileno()).st_size != start:
            return None
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return start + len(data)


def copy_now(photo: Photo, size: str) -> bytes | None:
    """A copy's bytes; made on the spot when the worker has not come to it yet."""
    data = photos.copy_bytes(photo, parts.storage(), size)
    if data is not None or photo.copies == "broken":
        return data
    place = parts.installation()
    noting.develop(place.database, place.storage, photo, place.settings.timezone)
    return photos.copy_bytes(photo, place.storage, size)


def picture(data: bytes, tag: str) -> Response:
    """A JPEG that can run nothing, kept by the reader's browser alone."""
    response = Response(data, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(tag)
    return response.make_conditional(request.environ)  # type: ignore[return-value]
