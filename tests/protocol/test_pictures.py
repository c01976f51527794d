"""Photos in a protocol: shown only when a person has approved them, never larger than printed, and nothing in the file but the picture."""

from io import BytesIO

import pytest
from PIL import Image

from field.protocol import pictures
from field.protocol.shape import Document, FrozenPhoto
from tests.protocol.documents import document, drawn, line, photo
from tests.protocol.formats import PICTURED, Render, texts

WORDS = "Foto väntar på granskning"


def one(state: str = "approved") -> Document:
    return document(line(1, photos=[photo("hidden", state)]))


def held(state: str = "approved") -> FrozenPhoto:
    return one(state)["lines"][0]["photos"][0]


def test_a_photo_is_made_as_small_as_it_is_printed() -> None:
    shown = pictures.shown(held(), lambda _id: drawn("x", (2016, 1512)))
    assert shown
    assert (shown.width, shown.height) == (420, 315)
    assert len(shown.jpeg) < 40_000


def test_a_small_photo_is_not_blown_up() -> None:
    shown = pictures.shown(held(), lambda _id: drawn("x", (60, 90)))
    assert shown
    assert (shown.width, shown.height) == (60, 90)


def test_nothing_but_the_picture_follows_along() -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.open(BytesIO(drawn("x", (60, 40)))).save(out, "JPEG", exif=exif, comment=b"secret note")
    shown = pictures.shown(held(), lambda _id: out.getvalue())
    assert shown
    assert b"secret" not in shown.jpeg


def test_bytes_are_not_even_asked_for_before_the_photo_is_approved() -> None:
    asked: list[str] = []
    assert pictures.shown(held("awaits"), lambda name: asked.append(name) or drawn(name)) is None
    assert pictures.shown(held("rejected"), lambda name: asked.append(name) or drawn(name)) is None
    assert asked == []


@pytest.mark.parametrize("broken", [None, b"", b"no picture", drawn("x")[:300], b"\x89PNG\r\n\x1a\n"])
def test_what_cannot_be_shown_is_no_picture(broken: bytes | None) -> None:
    assert pictures.shown(held(), lambda _id: broken) is None


@pytest.mark.parametrize("render", PICTURED)
@pytest.mark.parametrize("state", ["awaits", "rejected"])
def test_words_stand_where_a_photo_awaits_review(render: Render, state: str) -> None:
    made = render(one(state), drawn)
    assert WORDS in texts(made)
    assert pictures_in(made) == 0


@pytest.mark.parametrize("render", PICTURED)
def test_words_stand_where_there_are_no_bytes(render: Render) -> None:
    made = render(one(), lambda _id: None)
    assert WORDS in texts(made)
    assert pictures_in(made) == 0


@pytest.mark.parametrize("render", PICTURED)
def test_an_approved_photo_is_there(render: Render) -> None:
    made = render(one(), drawn)
    assert WORDS not in texts(made)
    assert pictures_in(made) == 1


def pictures_in(made: bytes) -> int:
    """How many pictures a web page, PDF or Word file holds."""
    if made.startswith(b"%PDF"):
        from pypdf import PdfReader

        return sum(len(page.images) for page in PdfReader(BytesIO(made)).pages)
    if made.startswith(b"PK"):
        from zipfile import ZipFile

        return sum(name.startswith("word/media/") for name in ZipFile(BytesIO(made)).namelist())
    return made.count(b"<img ")
