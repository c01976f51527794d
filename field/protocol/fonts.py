"""Fonts (typsnitt) of the PDF: packed with the program, so that a protocol looks the same on every server and
nothing need be installed.

PDF/UA refuses a letter without a glyph. What the fonts lack is shown in its plainest form or as an empty box;
other formats have it all."""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
FAMILIES = ["Source Sans 3", "Vazirmatn", "Noto Sans Ethiopic", "Noto Emoji"]
MISSING = "□"
MARKS_A_LETTER = 4
UNSEEN = frozenset("\n\t\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060")
UNTONED = dict.fromkeys(range(0x1F3FB, 0x1F400))
WORD = re.compile("[^\\s\u1361-\u1368]{40,}")


@cache
def coverage() -> tuple[frozenset[int], ...]:
    """The code points of each family, in the order of `FAMILIES`."""
    files = sorted(FOLDER.glob("*regular.ttf"))
    order = ["source", "vazirmatn", "noto-sans", "noto-emoji"]
    return tuple(
        _code_points(next(file for file in files if file.name.startswith(name)).read_bytes())
        for name in order
    )


def _code_points(font: bytes) -> frozenset[int]:
    """The Unicode `cmap` of a TrueType file (OpenType specification, subtable formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(count))
    cmap = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    tables = (
        struct.unpack_from(">HHL", font, cmap + 4 + 8 * i)
        for i in range(struct.unpack_from(">H", font, cmap + 2)[0])
    )
    starts = {cmap + offset for platform, _encoding, offset in tables if platform == 3}
    return frozenset(point for start in starts for point in _subtable(font, start))


def _subtable(font: bytes, start: int) -> Iterator[int]:
    if struct.unpack_from(">H", font, start)[0] == 12:
        for i in range(struct.unpack_from(">L", font, start + 12)[0]):
            first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * i)
            yield from range(first, last + 1)
        return
    half = struct.unpack_from(">H", font, start + 6)[0]
    ends = struct.unpack_from(f">{half // 2}H", font, start + 14)
    begins = struct.unpack_from(f">{half // 2}H", font, start + 16 + half)
    for first, last in zip(begins, ends, strict=True):
        yield from (point for point in range(first, last + 1) if point != 0xFFFF)


def displayable(text: str) -> str:
    """The text with a glyph for every letter: composed, then compatible letters, then an empty box. Words
    that outgrow a line may break.
    """
    toneless = unicodedata.normalize("NFC", text).translate(
        UNTONED
    )  # the emoji font is one-coloured: skin tones have no glyph
    shown = WORD.sub(_breakable, "".join(_shown(cluster) for cluster in _clusters(toneless)))
    return shown or MISSING if text else ""


def _breakable(word: re.Match[str]) -> str:
    """A zero-width space after every 20 letters."""
    return "\u200b".join(word[0][i : i + 20] for i in range(0, len(word[0]), 20))


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that sit on them: one font must have them all."""
    cluster = ""
    for letter in text:
        if cluster and not _is_mark(letter):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


def _shown(cluster: str) -> str:
    if _has(cluster) and len(cluster) <= 1 + MARKS_A_LETTER:
        return cluster
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", cluster) if not _is_mark(letter))
    return plain if plain and all(_has(letter) for letter in plain) else MISSING


def _has(cluster: str) -> bool:
    return cluster in UNSEEN or any(all(ord(letter) in points for letter in cluster) for points in coverage())
