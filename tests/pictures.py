"""Test pictures, made on the spot: every turning, EXIF and its faults written byte by byte, bombs, and files that only seem to be pictures.

`photo(...)` is the one most tests want; the rest is for those that try what a file can do to us.
"""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageFont

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SIGNED_RATIONAL = 1, 2, 3, 4, 5, 7, 10
ORIENTATION, MAKE, EXIF_POINTER, GPS_POINTER = 0x0112, 0x010F, 0x8769, 0x8825
TAKEN, DIGITIZED, OFFSET, OFFSET_TAKEN = 0x9003, 0x9004, 0x9010, 0x9011
LAT_REF, LAT, LON_REF, LON, ALTITUDE_REF, ALTITUDE, TIME, DIRECTION, DATE = (
    0x01,
    0x02,
    0x03,
    0x04,
    0x05,
    0x06,
    0x07,
    0x11,
    0x1D,
)

# A tag's raw value: its type, and text, numbers or (numerator, denominator) pairs.
Value = tuple[int, bytes | Sequence[int] | Sequence[tuple[int, int]]]
Directory = Mapping[int, Value]
Ratio = tuple[int, int]

_SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1, SIGNED_RATIONAL: 8}
_CORNERS = ("#e00000", "#00c000", "#0000e0", "#ffffff")
_UNTURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

# ── pixels ──


def corners(width: int = 96, height: int = 64) -> Image.Image:
    """Four fields: red at the top left, green at the top right, blue at the bottom left, white at the bottom right."""
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(_CORNERS):
        x, y = number % 2 * width // 2, number // 2 * height // 2
        draw.rectangle((x, y, x + width // 2 - 1, y + height // 2 - 1), fill=colour)
    return picture


def stored(upright: Image.Image, orientation: int) -> Image.Image:
    """The pixels as a camera stores them that notes this orientation."""
    return upright.transpose(_UNTURN[orientation]) if orientation in _UNTURN else upright


def is_upright(picture: Image.Image) -> bool:
    """Whether the four fields of `corners` stand where they should."""
    rgb, (width, height) = picture.convert("RGB"), picture.size
    found = [rgb.getpixel((width * x // 16, height * y // 16)) for y in (1, 15) for x in (1, 15)]
    return [_named(colour) for colour in found if isinstance(colour, tuple)] == [
        "red",
        "green",
        "blue",
        "white",
    ]


def _named(colour: tuple[int, ...]) -> str:
    bright = tuple(value > 110 for value in colour)
    names = {
        (True, False, False): "red",
        (False, True, False): "green",
        (False, False, True): "blue",
        (True, True, True): "white",
    }
    return names.get(bright[:3] if len(bright) > 2 else (False, False, False), "other")  # type: ignore[call-overload]


def textured(width: int, height: int) -> Image.Image:
    """Something like a photo: soft forms and grain, so that decoding and encoding cost what they cost."""
    soft = Image.effect_noise((max(2, width // 16), max(2, height // 16)), 90).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    grain = Image.effect_noise((width, height), 14)
    return Image.merge("RGB", (Image.blend(soft, grain, 0.3), soft, Image.blend(grain, soft, 0.8)))


def encoded(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


# ── EXIF, byte by byte ──


@dataclass(frozen=True)
class Tiff:
    """An EXIF block: IFD0 with its pointers, the Exif and the GPS directory; in either byte order."""

    image: Directory
    exif: Directory
    gps: Directory
    big: bool = True

    def __bytes__(self) -> bytes:
        order = ">" if self.big else "<"
        start = (b"MM\0*" if self.big else b"II*\0") + struct.pack(order + "I", 8)
        pointers = {
            tag: (LONG, [0]) for tag, held in ((EXIF_POINTER, self.exif), (GPS_POINTER, self.gps)) if held
        }
        exif_at = 8 + len(_directory(order, {**self.image, **pointers}, 8))
        exif = _directory(order, self.exif, exif_at) if self.exif else b""
        targets = {EXIF_POINTER: exif_at, GPS_POINTER: exif_at + len(exif)}
        placed: dict[int, Value] = {tag: (LONG, [targets[tag]]) for tag in pointers}
        gps = _directory(order, self.gps, exif_at + len(exif)) if self.gps else b""
        return start + _directory(order, {**self.image, **placed}, 8) + exif + gps


def _directory(order: str, tags: Directory, at: int) -> bytes:
    """One directory at offset `at`: entries in order of their tags, then the values that do not fit in four bytes."""
    entries, values = b"", b""
    after = at + 2 + 12 * len(tags) + 4
    for tag, (kind, value) in sorted(tags.items()):
        packed = _packed(order, kind, value)
        inline = packed.ljust(4, b"\0")
        if len(packed) > 4:
            inline = struct.pack(order + "I", after + len(values))
            values += packed
        entries += struct.pack(order + "HHI", tag, kind, len(packed) // _SIZES[kind]) + inline
    return struct.pack(order + "H", len(tags)) + entries + bytes(4) + values


def _packed(order: str, kind: int, value: bytes | Sequence[int] | Sequence[Ratio]) -> bytes:
    if isinstance(value, bytes):
        return value
    letter = {SHORT: "H", LONG: "I", RATIONAL: "II", SIGNED_RATIONAL: "ii"}[kind]
    return b"".join(
        struct.pack(order + letter, *(part if isinstance(part, tuple) else (part,))) for part in value
    )


def text(words: str) -> Value:
    return ASCII, words.encode() + b"\0"


def degrees(*parts: Ratio) -> Value:
    return RATIONAL, parts


# Rinkeby torg, as a phone writes it.
RINKEBY_GPS: Directory = {
    LAT_REF: text("N"),
    LAT: degrees((59, 1), (23, 1), (1824, 100)),
    LON_REF: text("E"),
    LON: degrees((17, 1), (55, 1), (4260, 100)),
}
RINKEBY = (59.3884, 17.9285)


def exif_block(
    gps: Directory | None = None,
    *,
    orientation: int | None = None,
    taken: str = "",
    offset: str = "",
    exif: Directory | None = None,
    big: bool = True,
) -> bytes:
    """A TIFF block with the tags a test is about, and none besides."""
    image = {} if orientation is None else {ORIENTATION: (SHORT, [orientation])}
    dates = {**({TAKEN: text(taken)} if taken else {}), **({OFFSET_TAKEN: text(offset)} if offset else {})}
    return bytes(Tiff(image, {**dates, **(exif or {})}, gps or {}, big))


# ── containers ──


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """The JPEG with one more segment, first of all."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def with_exif(jpeg: bytes, block: bytes) -> bytes:
    return with_segment(jpeg, 0xE1, b"Exif\0\0" + block)


def with_xmp(jpeg: bytes, packet: str) -> bytes:
    return with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet.encode())


def photo(
    width: int = 96,
    height: int = 64,
    *,
    orientation: int = 1,
    gps: Directory | None = None,
    taken: str = "",
    offset: str = "",
) -> bytes:
    """A JPEG of the four coloured fields, `width` by `height` when upright, stored and marked for `orientation`."""
    block = exif_block(gps, orientation=orientation, taken=taken, offset=offset)
    return with_exif(encoded(stored(corners(width, height), orientation), quality=90), block)


def xmp(*, attributes: str = "", elements: str = "") -> str:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" {attributes}>{elements}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *extra: bytes, pixels: bytes | None = None) -> bytes:
    """A black PNG of one bit a pixel, with further chunks after the pixels; `pixels` replaces the (unpacked) lines."""
    lines = bytes((width + 7) // 8 + 1) * height if pixels is None else pixels
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(lines, 9)) + b"".join(extra)
    return b"\x89PNG\r\n\x1a\n" + body + png_chunk(b"IEND", b"")


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, name) + body


def heif(
    width: int,
    height: int,
    *properties: bytes,
    brand: bytes = b"heic",
    compatible: bytes = b"mif1",
    exif: bytes | None = None,
    packet: str = "",
) -> bytes:
    """The boxes of a HEIF around no pixels: one picture item with its size and further properties, and items for EXIF and XMP."""
    shape = box(b"ispe", bytes(4), struct.pack(">II", width, height))
    numbers = bytes(range(1, len(properties) + 2))
    held = [content for content in (exif and bytes(4) + exif, packet.encode()) if content]
    names = [
        name for name, content in ((b"Exif\0", exif), (b"mime\0application/rdf+xml\0", packet)) if content
    ]
    entries = [
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), name)
        for number, name in enumerate((b"hvc1\0", *names), 1)
    ]
    first = box(b"ftyp", brand, bytes(4), compatible)

    def rest(at: int) -> bytes:
        places = b""
        for number, content in enumerate(held, 2):
            places += struct.pack(">HHHII", number, 0, 1, at, len(content))
            at += len(content)
        return box(
            b"meta",
            bytes(4),
            box(b"pitm", bytes(4), struct.pack(">H", 1)),
            box(b"iinf", bytes(4), struct.pack(">H", len(entries)), *entries),
            box(b"iloc", bytes(4), b"\x44\0", struct.pack(">H", len(held)), places),
            box(
                b"iprp",
                box(b"ipco", shape, *properties),
                box(b"ipma", bytes(4), struct.pack(">IHB", 1, 1, len(numbers)), numbers),
            ),
        )

    return first + rest(len(first) + len(rest(0)) + 8) + box(b"mdat", *held)


def quarter_turns(count: int) -> bytes:
    """`irot`: against the clock."""
    return box(b"irot", bytes([count]))


def mirrored(axis: int) -> bytes:
    """`imir`: 0 changes top and bottom, 1 left and right."""
    return box(b"imir", bytes([axis]))


# ── hostile ones ──


def many_scans(count: int, width: int = 64, height: int = 64) -> bytes:
    """A progressive JPEG whose last scan comes `count` times: small to send, and each time all of the picture is gone through."""
    whole = encoded(corners(width, height), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + whole[-2:]


def claims(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its header."""
    at = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2")) + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def looping_directory() -> bytes:
    """An EXIF block whose directory of directories is itself."""
    return (
        b"II*\0"
        + struct.pack("<IH", 8, 2)
        + struct.pack("<HHII", EXIF_POINTER, LONG, 1, 8)
        + struct.pack("<HHII", GPS_POINTER, LONG, 1, 8)
        + bytes(4)
    )


def endless_directory() -> bytes:
    """An EXIF block whose first directory claims 65,535 entries, each a pointer to the directory itself."""
    entry = struct.pack("<HHII", GPS_POINTER, LONG, 1, 8)
    return b"II*\0" + struct.pack("<IH", 8, 65_535) + entry * 5_000


# ── voice notes ──


def voice_mp4(*handlers: bytes, media: bytes = b"sound") -> bytes:
    """An MP4 of one track for each handler ("soun", "vide"), as phones record them."""
    tracks = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12)))) for handler in handlers]
    return (
        box(b"ftyp", b"isom", bytes(4), b"iso5mp41")
        + box(b"moov", box(b"mvhd", bytes(100)), *tracks)
        + box(b"mdat", media)
    )


def voice_webm(*track_types: int, media: bytes = b"\xe7\x81\x00") -> bytes:
    """A WebM of one track for each type (1 picture, 2 sound), its segment and cluster of open length, as browsers record them."""
    head = b"\x1a\x45\xdf\xa3\x88\x42\x82\x85webm\x00"
    entries = b"".join(b"\xae\x86\xd7\x81\x01\x83\x81" + bytes([kind]) for kind in track_types)
    tracks = b"\x16\x54\xae\x6b" + bytes([0x80 | len(entries)]) + entries
    open_length = b"\x01" + b"\xff" * 7
    return head + b"\x18\x53\x80\x67" + open_length + tracks + b"\x1f\x43\xb6\x75" + open_length + media


def mp4_of(seconds: float, *, header: bool = True, scale: int = 48_000, piece: int = 1024) -> bytes:
    """A voice note that says its length in its header, or only by the samples of its one fragment."""
    length = round(seconds * scale)
    said = struct.pack(">IIIII", 0, 0, 0, scale, length if header else 0) + bytes(80)
    track = box(b"trak", box(b"mdia", box(b"mdhd", said[:24]), box(b"hdlr", bytes(8), b"soun", bytes(12))))
    usual = box(b"mvex", box(b"trex", struct.pack(">IIIIII", 0, 1, 1, piece, 0, 0)))
    movie = box(b"moov", box(b"mvhd", said), track, *([] if header else [usual]))
    run = box(b"trun", struct.pack(">II", 0, length // piece))
    fragment = box(
        b"moof",
        box(b"traf", box(b"tfhd", struct.pack(">II", 0, 1)), box(b"tfdt", struct.pack(">II", 0, 0)), run),
    )
    return (
        box(b"ftyp", b"isom", bytes(4), b"iso5mp41")
        + movie
        + (b"" if header else fragment)
        + box(b"mdat", b"sound")
    )


def webm_of(seconds: float, *, header: bool = True, cluster_seconds: int = 30) -> bytes:
    """A voice note that says its length in its header, or only by the times of its blocks."""
    info = b"\x15\x49\xa9\x66\x87\x44\x89\x84" + struct.pack(">f", seconds * 1000) if header else b""
    blocks = b""
    for begin in range(0, int(seconds) + 1, cluster_seconds):
        blocks += b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7\x84" + struct.pack(">I", begin * 1000)
        for at in range(begin, min(begin + cluster_seconds, int(seconds) + 1)):
            blocks += b"\xa3\x87\x81" + struct.pack(">h", (at - begin) * 1000) + b"\x80opus"[:4]
    made = voice_webm(2, media=b"")
    tracks_end = made.index(b"\x1f\x43\xb6\x75")
    return made[:tracks_end] + info + blocks


# ── faces and number plates, drawn ──


def face(height: int, width: int = 600, *, sheet_height: int = 470) -> Image.Image:
    """A drawn head and shoulders in the middle of a grey-green sheet; the face is `height` pixels from chin to hairline."""
    picture = Image.new("RGB", (width, sheet_height), "#6d7a70")
    draw, unit = ImageDraw.Draw(picture), height / 165
    middle = width / 2, sheet_height / 2

    def place(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return middle[0] + x0 * unit, middle[1] + y0 * unit, middle[0] + x1 * unit, middle[1] + y1 * unit

    draw.rectangle(place(-110, 95, 110, 260), fill="#30405f")
    draw.rectangle(place(-28, 60, 28, 110), fill="#b98a6c")
    draw.ellipse(place(-70, -100, 70, 60), fill="#3a2a20")
    draw.ellipse(place(-58, -80, 58, 85), fill="#d9a883")
    for x in (-26, 26):
        draw.ellipse(place(x - 15, -22, x + 15, -6), fill="#f4f0ea")
        draw.ellipse(place(x - 7, -21, x + 7, -7), fill="#2a1c14")
        draw.rectangle(place(x - 16, -34, x + 16, -29), fill="#3a2a20")
    draw.ellipse(place(-10, 0, 10, 26), fill="#c4926f")
    draw.ellipse(place(-22, 40, 22, 54), fill="#a0524c")
    return picture.filter(ImageFilter.GaussianBlur(1.5 * unit))


def car(tilt: float = 0) -> Image.Image:
    """The back of a drawn car, its plate turned by so many degrees: 26 by 8 hundredths of the picture, about (0.5, 0.64)."""
    picture = Image.new("RGB", (1000, 700), "#7a8088")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((150, 150, 850, 600), fill="#203050")
    plate = Image.new("RGB", (260, 56), "white")
    marks = ImageDraw.Draw(plate)
    marks.rectangle((0, 0, 259, 55), outline="black", width=3)
    marks.text((130, 28), "ABC 12D", fill="black", font=ImageFont.load_default(46), anchor="mm")
    layer = Image.new("RGBA", picture.size)
    layer.paste(plate, (370, 420))
    layer = layer.rotate(tilt, center=(500, 448), resample=Image.Resampling.BICUBIC)
    picture.paste(layer, (0, 0), layer)
    return picture.resize((640, 448), Image.Resampling.LANCZOS)
