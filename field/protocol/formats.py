"""The formats a protocol can be read in, by name; each is made only when asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import cast
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field.kit.storage import Storage
from field.protocol import draw_up
from field.protocol.shape import Document, Picture
from field.walks import Walk

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpx": "application/gpx+xml",
}
NAMES = tuple(MEDIA)
Render = Callable[[Document, Picture], bytes]


def make(
    db: Session,
    storage: Storage,
    walk: Walk,
    wanted: str,
    zone: ZoneInfo,
    *,
    owner_id: str | None = None,
    version: int | None = None,
) -> bytes:
    """The protocol's bytes in a format of `NAMES`. Raises `Refusal("not-found")` before anything is handed
    over.
    """
    document = draw_up.document(db, walk, zone, owner_id=owner_id, version=version)
    render = cast("Render", import_module(f"field.protocol.{wanted}").render)
    return render(document, draw_up.picture_source(db, storage))
