"""Tiles (kartbitar): what lies beneath a map, square by square (Web Mercator, z/x/y counted from the
north-west), through one small seam.

A source is a file of our own or somebody's server. Visitors only ever ask us; what a source cannot give
leaves plain ground, never a fault.
"""

from field.kit.settings import SettingError, Settings
from field.kit.tiles.archive import NotShown, TileFile
from field.kit.tiles.away import TileServer
from field.kit.tiles.shelf import unpacked
from field.kit.tiles.words import VECTOR, Away, Box, Busy, Source, Tile, edges, exists, touches

__all__ = [
    "VECTOR",
    "Away",
    "Box",
    "Busy",
    "Source",
    "Tile",
    "edges",
    "exists",
    "open_source",
    "touches",
    "unpacked",
]


def open_source(settings: Settings) -> Source | None:
    """None without FIELD_TILES_URL. Raises SettingError for a file that cannot be shown; asks no network."""
    if settings.tiles_url.startswith(("http://", "https://")):
        return TileServer(settings)
    try:
        return TileFile(settings.tiles_url, settings.tiles_attribution) if settings.tiles_url else None
    except NotShown as error:
        raise SettingError(f"FIELD_TILES_URL: {error}") from None
