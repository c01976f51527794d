"""Voice notes (röstanteckningar): whether an MP4 or WebM holds sound and nothing else.

The containers are those of films as well, and a film shows people. Only a file whose every track is declared
as sound, and which has some of it, is one."""

import struct
from collections.abc import Collection, Iterator

from field.kit.heads.heif import boxes
from field.kit.heads.parts import MAX_PARTS

# Matroska's names (RFC 9559): what holds other elements, and what we read.
_SEGMENT, _TRACKS, _ENTRY, _TRACK_TYPE, _CLUSTER = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x1F43B675
_SOUND_TRACK = 2


def only_sound(data: bytes, mime: str) -> bool:
    """For audio/mp4 or audio/webm as `picture_head.kind` tells them. Never raises."""
    try:
        return _only_sound_mp4(data) if mime == "audio/mp4" else _only_sound_webm(data)
    except (IndexError, struct.error):
        return False


def _only_sound_mp4(data: bytes) -> bool:
    top = list(boxes(data, 0, len(data)))
    handlers = [data[start + 8 : start + 12] for name, start, _end in _within(data, top) if name == b"hdlr"]
    media = any(name == b"mdat" and end > start for name, start, end in top)
    return media and bool(handlers) and set(handlers) == {b"soun"}


def _within(data: bytes, top: list[tuple[bytes, int, int]]) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of each track's media description."""
    level = top
    for outer in (b"moov", b"trak", b"mdia"):
        level = [inner for name, start, end in level if name == outer for inner in boxes(data, start, end)]
    yield from level


def _only_sound_webm(data: bytes) -> bool:
    kinds: list[int] = []
    clusters = False
    for name, start, end in elements(data, {_SEGMENT, _TRACKS, _ENTRY}, MAX_PARTS):
        if name == _TRACK_TYPE:
            kinds.append(int.from_bytes(data[start:end], "big"))
        clusters = clusters or (name == _CLUSTER and end > start)
    return clusters and bool(kinds) and set(kinds) == {_SOUND_TRACK}


def elements(data: bytes, within: Collection[int], most: int) -> Iterator[tuple[int, int, int]]:
    """(name, start, end) of a WebM's elements, at most so many; of those named `within` also what they hold.
    Raises IndexError.

    A recorder that does not know the length beforehand leaves it open: then the element reaches to the end.
    """
    start, end = 0, len(data)
    for _ in range(most):
        if start >= end:
            return
        name, start = _number(data, start, marked=True)
        size, start = _number(data, start, marked=False)
        stop = end if size is None else min(start + size, end)
        yield name or 0, start, stop
        start = start if name in within else stop


def _number(data: bytes, at: int, *, marked: bool) -> tuple[int | None, int]:
    """EBML's variable number and where it ends: as it stands (a name), or without its length mark (a size;
    None where it is open).
    """
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise IndexError
    value = int.from_bytes(data[at : at + length], "big")
    if marked:
        return value, at + length
    bits = (1 << 7 * length) - 1
    return (None if value & bits == bits else value & bits), at + length
