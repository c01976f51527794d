"""The ground (kartunderlaget): what the maps lie on, as pages and phones are told of it; none without
FIELD_TILES_URL.
"""

from typing import Any

from flask import Flask, current_app

from field.kit import tiles
from field.kit.settings import Settings
from field.kit.tiles import Source


def init(app: Flask, settings: Settings) -> None:
    """Raises SettingError for a file that cannot be shown."""
    app.extensions["tiles"] = tiles.open_source(settings)
    app.jinja_env.globals["map_ground"] = told


def source() -> Source | None:
    made: Source | None = current_app.extensions["tiles"]
    return made


def told() -> dict[str, Any] | None:
    """`address` has {z}, {x} and {y} to be filled in, and is our own; None for maps on plain ground."""
    here = source()
    if here is None or (not here.is_far and here.fault()):
        return None
    return {
        "address": f"/tiles/{{z}}/{{x}}/{{y}}?v={here.version}",
        "vector": here.is_vector,
        "zooms": list(here.zooms),
        "credit": here.credit,
    }
