"""How long a voice note (röstanteckning) is, by its container: what the header says, or where its last piece
begins, whichever is more.

Browsers record without knowing the length beforehand, so the header often says nothing: then WebM's blocks
and MP4's fragments carry times of their own. A container can lie; the number of bytes cannot, and is bounded
beside this."""

import math
import struct
from collections.abc import Iterator

from field.kit.heads.heif import boxes
from field.kit.sound.sound_head import elements

_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_CLUSTER, _GROUP, _TIME, _BLOCK, _SIMPLE_BLOCK = 0x1F43B675, 0xA0, 0xE7, 0xA1, 0xA3
_MOST = 60_000
Span = tuple[int, int]


def seconds(data: bytes, mime: str) -> float | None:
    """For what `sound_head.only_sound` takes; None where the container does not tell. Never raises."""
    try:
        found = _mp4(data) if mime == "audio/mp4" else _webm(data)
    except (IndexError, struct.error, ZeroDivisionError, OverflowError):
        return None
    return found if found and math.isfinite(found) else None


def _webm(data: bytes) -> float:
    scale, said, cluster, last = 1_000_000, 0.0, 0, 0
    for name, start, end in elements(data, {_SEGMENT, _INFO, _CLUSTER, _GROUP}, _MOST):
        if name == _SCALE:
            scale = int.from_bytes(data[start:end], "big")
        elif name == _DURATION:
            said = float(struct.unpack(">f" if end - start == 4 else ">d", data[start:end])[0])
        elif name == _TIME:
            cluster = int.from_bytes(data[start:end], "big")
        elif name in {_BLOCK, _SIMPLE_BLOCK}:
            # The track's number comes first, one byte long for the first 126 tracks, then when the block
            # begins within its cluster.
            last = max(last, cluster + struct.unpack_from(">h", data, start + 1)[0])
    return max(0.0 if math.isnan(said) else said, last) * scale / 1e9


def _mp4(data: bytes) -> float:
    top = [(name, (start, end)) for name, start, end in boxes(data, 0, len(data))]
    movie = _inside(data, [span for name, span in top if name == b"moov"])
    tracks = _inside(data, _named(movie, b"trak"))
    media = _inside(data, _named(tracks, b"mdia"))
    scales = [_told(data, span) for span in _named(media, b"mdhd")]
    whole = [_told(data, span) for span in _named(movie, b"mvhd")]
    lengths = [length / scale for scale, length in [*whole, *scales] if scale]
    fragments = _inside(data, [span for name, span in top if name == b"moof"])
    usual = [
        struct.unpack_from(">I", data, start + 12)[0]
        for start, _end in _named(_inside(data, _named(movie, b"mvex")), b"trex")
    ]
    ends = [_until(data, span, max(usual, default=0)) for span in _named(fragments, b"traf")]
    if ends and scales and scales[0][0]:
        lengths.append(max(ends) / scales[0][0])
    return max(lengths, default=0.0)


def _inside(data: bytes, spans: list[Span]) -> list[tuple[bytes, Span]]:
    return [(name, (start, end)) for outer in spans for name, start, end in boxes(data, *outer)]


def _named(found: list[tuple[bytes, Span]], wanted: bytes) -> list[Span]:
    return [span for name, span in found if name == wanted]


def _told(data: bytes, span: Span) -> tuple[int, int]:
    """(units a second, units) of a `mvhd` or `mdhd`; a length of all ones is one that nobody knew."""
    long = data[span[0]] == 1
    scale, length = struct.unpack_from(">IQ" if long else ">II", data, span[0] + (20 if long else 12))
    return scale, 0 if length == (1 << (64 if long else 32)) - 1 else length


def _until(data: bytes, fragment: Span, usual: int) -> int:
    """When a track's fragment ends, in the track's units."""
    parts = _inside(data, [fragment])
    begin = 0
    for start, _end in _named(parts, b"tfhd"):
        flags = int.from_bytes(data[start + 1 : start + 4], "big")
        at = start + 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
        usual = struct.unpack_from(">I", data, at)[0] if flags & 8 else usual
    for start, _end in _named(parts, b"tfdt"):
        begin = struct.unpack_from(">Q" if data[start] == 1 else ">I", data, start + 4)[0]
    return begin + sum(length for span in _named(parts, b"trun") for length in _samples(data, span, usual))


def _samples(data: bytes, run: Span, usual: int) -> Iterator[int]:
    flags, count = (
        int.from_bytes(data[run[0] + 1 : run[0] + 4], "big"),
        struct.unpack_from(">I", data, run[0] + 4)[0],
    )
    if not flags & 0x100:
        yield count * usual
        return
    wide = 4 * (flags & 0xF00).bit_count()
    at = run[0] + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    for place in range(at, min(at + wide * min(count, _MOST), run[1] - 3), wide):
        yield struct.unpack_from(">I", data, place)[0]
