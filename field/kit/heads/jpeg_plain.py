"""Whether a JPEG is of the plain sort that phones make: then its structure alone says that a decoder will get
through it, and at what cost.

Plain means baseline, eight bits, one or three components, every table there before the scan that needs it,
nothing between the segments, an end mark. In such a file wrong bits in the scans give wrong pixels and no
error. Anything else may be a good picture too; only decoding it tells."""

import struct
from dataclasses import dataclass, field

from field.kit.heads.jpeg import DHT, DQT, EOI, SOS, segments

# Nothing a phone writes needs more; each scan of a progressive picture is a whole pass over its pixels.
MAX_SCANS = 100

_APPLICATION = frozenset({*range(0xE0, 0xF0), 0xFE})
_RESTART_INTERVAL = 0xDD
_BASELINE = frozenset({0xC0, 0xC1})
# libjpeg's own limit (JPEG_MAX_DIMENSION).
_MAX_SIDE = 65_500
# A macroblock of an interleaved scan has at most ten blocks (ITU-T T.81, B.2.3).
_MAX_BLOCKS = 10


@dataclass(slots=True)
class _State:
    frame: dict[int, int] = field(default_factory=dict)
    quantisers: set[int] = field(default_factory=set)
    huffman: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)


def scans(data: bytes) -> int:
    """The number of scans in the first picture; counting stops above MAX_SCANS."""
    count = 0
    for marker, _start, _end in segments(data):
        count += marker == SOS
        if marker == EOI or count > MAX_SCANS:
            break
    return count


def plain(data: bytes) -> bool:
    """True only for a file that any decoder reads to its end."""
    state, expected = _State(), 2
    for marker, start, end in segments(data):
        if marker == EOI:
            return bool(state.frame) and state.shown >= state.frame.keys()
        # Outside the scans each segment follows directly upon the one before; within them anything up to the
        # next marker is picture data.
        if (not state.shown and start != expected + 4) or end - start + 2 != int.from_bytes(
            data[start - 2 : start], "big"
        ):
            return False
        if not _sound(marker, data[start:end], state):
            return False
        expected = end
    return False


def _sound(marker: int, body: bytes, state: _State) -> bool:
    if marker in _APPLICATION:
        return True
    reader = _READERS.get(marker)
    try:
        return reader is not None and reader(body, state)
    except (IndexError, struct.error):
        return False


def _frame(body: bytes, state: _State) -> bool:
    precision, height, width, count = struct.unpack_from(">BHHB", body)
    if not (0 < height <= _MAX_SIDE and 0 < width <= _MAX_SIDE):
        return False
    if state.frame or precision != 8 or count not in {1, 3} or len(body) != 6 + 3 * count:
        return False
    shares = [(body[at] >> 4, body[at] & 15) for at in range(7, len(body), 3)]
    state.frame = dict(zip(body[6::3], body[8::3], strict=True))
    return len(state.frame) == count and max(state.frame.values()) < 4 and _divisible(shares)


def _divisible(shares: list[tuple[int, int]]) -> bool:
    """Whether each component's share of a macroblock goes evenly into the largest, and the block is no larger
    than decoders take.
    """
    if not all(1 <= across <= 4 and 1 <= down <= 4 for across, down in shares):
        return False
    widest, tallest = max(across for across, _ in shares), max(down for _, down in shares)
    even = all(widest % across == 0 and tallest % down == 0 for across, down in shares)
    return even and (len(shares) == 1 or sum(across * down for across, down in shares) <= _MAX_BLOCKS)


def _quantisers(body: bytes, state: _State) -> bool:
    at = 0
    while at < len(body):
        wide, number = body[at] >> 4, body[at] & 15
        at += 1 + (128 if wide else 64)
        if wide > 1 or number > 3:
            return False
        state.quantisers.add(number)
    return at == len(body)


def _huffman(body: bytes, state: _State) -> bool:
    at = 0
    while at < len(body):
        kind, number, counts = body[at] >> 4, body[at] & 15, body[at + 1 : at + 17]
        # Codes of each length must fit beside the shorter ones, the all-ones code left free (T.81, C.2).
        room, fits = 1, True
        for many in counts:
            room = room * 2 - many
            fits = fits and room >= 1
        if len(counts) < 16 or not fits or kind > 1 or number > 3 or not sum(counts):
            return False
        at += 17 + sum(counts)
        # A table of DC differences holds their sizes in bits.
        if not kind and any(size > 15 for size in body[at - sum(counts) : at]):
            return False
        state.huffman.add(kind << 4 | number)
    return at == len(body)


def _scan(body: bytes, state: _State) -> bool:
    count = body[0]
    # Baseline: the whole spectrum, in one pass.
    if len(body) != 4 + 2 * count or body[-3:] != b"\x00\x3f\x00" or not 1 <= count <= 3:
        return False
    for at in range(1, 1 + 2 * count, 2):
        name, dc, ac = body[at], body[at + 1] >> 4, body[at + 1] & 15
        tables = {dc, 0x10 | ac} <= state.huffman and state.frame.get(name) in state.quantisers
        if not tables or name in state.shown:
            return False
        state.shown.add(name)
    return True


def _interval(body: bytes, _state: _State) -> bool:
    return len(body) == 2


_READERS = {
    DQT: _quantisers,
    DHT: _huffman,
    SOS: _scan,
    _RESTART_INTERVAL: _interval,
    **dict.fromkeys(_BASELINE, _frame),
}
