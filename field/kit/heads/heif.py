"""HEIC, HEIF and AVIF: boxes within boxes (ISO/IEC 14496-12 and 23008-12); also tells them from sound in the
same container.

Turning is a property of the picture item (`irot`, `imir`), applied by every decoder; the EXIF beside it
repeats it and must not turn the picture twice."""

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from field.kit.heads.parts import MAX_BLOCK, MAX_PARTS, Head, tiff

_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_HEIF = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})
_SOUND = frozenset(
    {
        b"M4A ",
        b"M4B ",
        b"mp41",
        b"mp42",
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"iso8",
        b"dash",
        b"mp4a",
    }
)

# Of one item; real ones have five or six.
_MAX_PROPERTIES = 64

Span = tuple[int, int]


def kind(head: bytes) -> str | None:
    """The media type by the brands of `ftyp`: the main one first, then the compatible ones."""
    if head[4:8] != b"ftyp":
        return None
    end = min(len(head), int.from_bytes(head[:4], "big"))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    # The main brand decides, unless it only says "a picture of some codec": then the others name the codec.
    known = [brands[0]] if brands[0] not in _HEIF else brands[1:]
    for named, mime in ((_AVIF, "image/avif"), (_HEIC, "image/heic")):
        if not named.isdisjoint(known):
            return mime
    if not _HEIF.isdisjoint(brands):
        return "image/heif"
    return "audio/mp4" if brands[0] in _SOUND else None


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, end) of the content of each box that lies within the span."""
    for _ in range(MAX_PARTS):
        if start + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            size, body = struct.unpack_from(">Q", data, body)[0], body + 8
        stop = start + size if size else end
        if stop < body or stop > end:
            return
        yield name, body, stop
        start = stop


@dataclass(slots=True)
class _Meta:
    """What the `meta` box says about its items."""

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    extents: dict[int, list[Span]] = field(default_factory=dict)
    in_idat: set[int] = field(default_factory=set)
    idat: int = 0
    properties: list[tuple[bytes, int, int]] = field(default_factory=list)
    belongs: dict[int, list[int]] = field(default_factory=dict)


def look(data: bytes) -> Head:
    mime = kind(data[:64]) or "image/heif"
    span = next(((start, end) for name, start, end in boxes(data, 0, len(data)) if name == b"meta"), None)
    if span is None:
        return Head(mime)
    meta, readers = _Meta(), dict(_READERS)
    for name, start, end in boxes(data, span[0] + 4, span[1]):
        # Each kind of box stands once; more of them only cost time.
        if reader := readers.pop(name, None):
            with contextlib.suppress(ValueError, IndexError, struct.error):
                reader(data, start, end, meta)
    width, height, turn = _shape(data, meta)
    exif, xmp = _item(data, meta, b"Exif"), _item(data, meta, b"mime")
    # The item begins with the distance to the TIFF header.
    exif = tiff(exif[4 + int.from_bytes(exif[:4], "big") :]) if exif else None
    return Head(mime, width, height, exif, xmp, turn)


def _item(data: bytes, meta: _Meta, wanted: bytes) -> bytes | None:
    """The bytes of the first item of a kind, its pieces put together, as far as an honest one reaches."""
    for item, item_kind in meta.kinds.items():
        if item_kind == wanted and item in meta.extents:
            base = meta.idat if item in meta.in_idat else 0
            whole = bytearray()
            for at, size in meta.extents[item]:
                whole += data[base + at : base + at + min(size, MAX_BLOCK - len(whole))]
                if len(whole) >= MAX_BLOCK:
                    break
            return bytes(whole)
    return None


def _pitm(data: bytes, start: int, _end: int, meta: _Meta) -> None:
    meta.primary = struct.unpack_from(">I" if data[start] else ">H", data, start + 4)[0]


def _idat(_data: bytes, start: int, _end: int, meta: _Meta) -> None:
    meta.idat = start


def _iinf(data: bytes, start: int, end: int, meta: _Meta) -> None:
    for name, body, stop in boxes(data, start + (8 if data[start] else 6), end):
        if name == b"infe" and data[body] >= 2:
            wide = data[body] >= 3
            item, _protection, item_kind = struct.unpack_from(">IH4s" if wide else ">HH4s", data, body + 4)
            rest = data[body + (14 if wide else 12) : stop]
            if item_kind != b"mime" or b"rdf+xml" in rest:
                meta.kinds[item] = item_kind


def _iloc(data: bytes, start: int, end: int, meta: _Meta) -> None:
    version, sizes = data[start], struct.unpack_from(">H", data, start + 4)[0]
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    at, left = start + 6, MAX_PARTS

    def number(size: int) -> int:
        nonlocal at
        if at + size > end:
            raise ValueError
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(min(number(wide), MAX_PARTS)):
        item = number(wide)
        if version and number(2) & 15 == 1:
            meta.in_idat.add(item)
        number(2)
        base = number(base_size)
        spans = meta.extents[item] = []
        for _ in range(number(2)):
            number(index_size if version else 0)
            spans.append((base + number(offset_size), number(length_size)))
            left -= 1
            if not left:
                return


def _iprp(data: bytes, start: int, end: int, meta: _Meta) -> None:
    inner = list(boxes(data, start, end))
    meta.properties = next(
        (list(boxes(data, body, stop)) for name, body, stop in inner if name == b"ipco"), []
    )
    # One for each combination of its two widths.
    for body in [body for name, body, _stop in inner if name == b"ipma"][:4]:
        _ipma(data, body, meta)


def _ipma(data: bytes, at: int, meta: _Meta) -> None:
    wide_item, wide_index = bool(data[at]), bool(data[at + 3] & 1)
    count, at = struct.unpack_from(">I", data, at + 4)[0], at + 8
    for _ in range(min(count, MAX_PARTS)):
        item, many = struct.unpack_from(">IB" if wide_item else ">HB", data, at)
        at += 5 if wide_item else 3
        indexes = struct.unpack_from(f">{many}{'H' if wide_index else 'B'}", data, at)
        at += many * (2 if wide_index else 1)
        meta.belongs.setdefault(item, []).extend(
            index & (0x7FFF if wide_index else 0x7F) for index in indexes
        )


_READERS = {b"pitm": _pitm, b"iinf": _iinf, b"iloc": _iloc, b"iprp": _iprp, b"idat": _idat}

# Each EXIF orientation as the matrix that turns stored (x, y) upright, y pointing down.
_TURNS = {
    1: (1, 0, 0, 1),
    2: (-1, 0, 0, 1),
    3: (-1, 0, 0, -1),
    4: (1, 0, 0, -1),
    5: (0, 1, 1, 0),
    6: (0, -1, 1, 0),
    7: (0, -1, -1, 0),
    8: (0, 1, -1, 0),
}
_NUMBERS = {matrix: number for number, matrix in _TURNS.items()}
# irot counts quarter turns against the clock; imir names what changes place: 0 top and bottom, 1 left and
# right.
_IROT, _IMIR = (1, 8, 3, 6), (4, 2)


def _after(first: int, then: int) -> int:
    a, b, c, d = _TURNS[first]
    e, f, g, h = _TURNS[then]
    return _NUMBERS[e * a + f * c, e * b + f * d, g * a + h * c, g * b + h * d]


def _shape(data: bytes, meta: _Meta) -> tuple[int | None, int | None, int]:
    """Width, height and turn of the primary item: its properties in the order they are to be applied."""
    width = height = None
    turn = 1
    for index in meta.belongs.get(meta.primary, [])[:_MAX_PROPERTIES]:
        if not 0 < index <= len(meta.properties):
            continue
        name, start, _end = meta.properties[index - 1]
        if name == b"ispe":
            width, height = struct.unpack_from(">II", data, start + 4)
        elif name == b"clap":
            width, height = _cropped(data, start, width, height)
        elif name == b"irot":
            turn = _after(turn, _IROT[data[start] & 3])
        elif name == b"imir":
            turn = _after(turn, _IMIR[data[start] & 1])
    return width, height, turn


def _cropped(data: bytes, start: int, width: int | None, height: int | None) -> tuple[int | None, int | None]:
    """The clean aperture: what decoders show of the picture."""
    over_w, under_w, over_h, under_h = struct.unpack_from(">IIII", data, start)
    if not under_w or not under_h:
        return width, height
    return over_w // under_w, over_h // under_h
