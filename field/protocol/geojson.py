"""The protocol as GeoJSON (RFC 7946): a feature per line, `null` geometry where there is no position that may
be shown.
"""

import json
from typing import Any

from field.findings import asked
from field.kit import i18n
from field.protocol import lines
from field.protocol.shape import Document, FrozenLine, Picture
from field.protocol.text import cleaned

COMPOSED = (
    "number",
    "kind",
    "kind_label",
    "place",
    "area",
    "urgency_label",
    "wanted_by",
    "owners",
    "noted_month",
    "seen_by",
    "also",
    "version",
    "check",
)
DECIMALS = 6  # a decimetre; RFC 7946 §11.2 asks for no more than is known


def render(document: Document, picture: Picture) -> bytes:
    """Members beside the standard's: `walk` (with the route as a geometry), `title`, `area`, `season`,
    `version`, `frozen_at`, `dnr`.
    """
    document = cleaned(document)
    with i18n.using(document["language"]):
        features = [_feature(line) for line in lines.listed(document)]
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        **{key: document[key] for key in ("title", "area", "season", "version", "frozen_at", "dnr")},
        "walk": {key: document["walk"][key] for key in ("id", "kind", "starts_at", "route")},
        **_bounds(features),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _feature(line: FrozenLine) -> dict[str, Any]:
    found = lines.position(line)
    point = (
        {"type": "Point", "coordinates": [round(found[1], DECIMALS), round(found[0], DECIMALS)]}
        if found
        else None
    )
    return {
        "type": "Feature",
        "id": line["finding"],
        "geometry": point,
        "properties": _properties(line, found is not None),
    }


def _properties(line: FrozenLine, placed: bool) -> dict[str, Any]:
    return {
        **{key: value for key, value in line.items() if key in COMPOSED},
        **{each.code: each.frozen(line) for each in asked.at("geojson")},
        "accuracy_m": line["accuracy_m"] if placed else None,
        "photos": sum(photo["state"] == "approved" for photo in line["photos"]),
    }


def _bounds(features: list[dict[str, Any]]) -> dict[str, list[float]]:
    points = [feature["geometry"]["coordinates"] for feature in features if feature["geometry"]]
    if not points:
        return {}
    lons, lats = zip(*points, strict=True)
    return {"bbox": [min(lons), min(lats), max(lons), max(lats)]}
