"""The protocol as a web page: one file that can be kept, or a page of the site with its own style sheets and
photo addresses.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from field.kit import i18n
from field.protocol import pictures, reading
from field.protocol.shape import Document, Picture
from field.protocol.sketch import sketch
from field.protocol.text import cleaned

ROOT = Path(__file__).resolve().parents[2]
STYLES = ("tokens.css", "protocol.css")
KEPT_PX = 900

PhotoAddress = Callable[[str], str]


@dataclass(frozen=True)
class HtmlPicture:
    address: str
    width: int | None = None
    height: int | None = None


def render(
    document: Document,
    picture: Picture,
    *,
    stylesheets: Sequence[str] = (),
    photo_address: PhotoAddress | None = None,
) -> bytes:
    """Without `stylesheets` and `photo_address` the file holds its styles and photos itself and asks for
    nothing.

    With `photo_address` the photos' bytes are not read: an approved photo is linked to, and what the address
    answers decides."""
    document = cleaned(document)
    with i18n.using(document["language"]):
        page = reading.page(document)
        return (
            _templates()
            .get_template("protocol/page.html")
            .render(
                page=page,
                sketch=sketch(document),
                words=asdict(reading.words_of(page)),
                stylesheets=stylesheets or _kept_styles(),
                pictures=_linked(photo_address) if photo_address else _kept(picture),
            )
            .encode()
        )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _kept_styles() -> list[str]:
    return [_data("text/css", (ROOT / "static" / "css" / name).read_bytes()) for name in STYLES]


def _kept(picture: Picture) -> Callable[[reading.Picture], HtmlPicture | None]:
    def shown(held: reading.Picture) -> HtmlPicture | None:
        found = pictures.shown(held.photo, picture, KEPT_PX)
        return HtmlPicture(_data("image/jpeg", found.jpeg), found.width, found.height) if found else None

    return shown


def _linked(address: PhotoAddress) -> Callable[[reading.Picture], HtmlPicture | None]:
    return lambda held: HtmlPicture(address(held.photo["id"])) if held.photo["state"] == "approved" else None


def _data(mime: str, content: bytes) -> str:
    return f"data:{mime};base64,{b64encode(content).decode()}"
