"""Public tables (öppna data): the published points as CSV and GeoJSON, with stable English names, nothing
that the pages do not show.
"""

import csv
import json
from collections.abc import Iterable
from io import StringIO

from field.protocol.csv import defused
from field.protocol.text import clean
from field.readings.public import PublicSighting

COLUMNS = (
    "number",
    "type",
    "kind",
    "kind_label",
    "area",
    "where",
    "season",
    "month",
    "words",
    "times_seen",
    "standing",
    "standing_words",
    "standing_date",
    "reason",
    "checked_month",
    "lat",
    "lon",
)


def make(wanted: str, seen: Iterable[PublicSighting]) -> tuple[bytes, str]:
    """(bytes, media type) of "csv" or "geojson"."""
    rows = [_row(each) for each in seen]
    return (_csv(rows), "text/csv") if wanted == "csv" else (_geojson(rows), "application/geo+json")


def _row(each: PublicSighting) -> dict[str, str | int | float | None]:
    standing = each.standing
    return {
        "number": each.number,
        "type": each.type,
        "kind": each.kind,
        "kind_label": each.label,
        "area": each.area.name,
        "where": clean(each.where),
        "season": each.season.short,
        "month": each.month.isoformat()[:7],
        "words": clean(each.words),
        "times_seen": each.times_seen,
        "standing": standing.code,
        "standing_words": standing.words,
        "standing_date": standing.day.isoformat() if standing.day else None,
        "reason": standing.reason or None,
        "checked_month": each.checked.isoformat()[:7] if each.checked else None,
        "lat": round(each.position[0], 6) if each.position else None,
        "lon": round(each.position[1], 6) if each.position else None,
    }


def _csv(rows: list[dict[str, str | int | float | None]]) -> bytes:
    """UTF-8 with a byte order mark; no cell can run as a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [row[name] for name in COLUMNS]
        writer.writerow(
            "" if cell is None else defused(cell) if isinstance(cell, str) else cell for cell in cells
        )
    return out.getvalue().encode("utf-8-sig")


def _geojson(rows: list[dict[str, str | int | float | None]]) -> bytes:
    """RFC 7946; `null` geometry where no place is shown."""
    features = [
        {
            "type": "Feature",
            "id": row["number"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
            if row["lat"] is not None
            else None,
            "properties": {name: row[name] for name in COLUMNS if name not in ("lat", "lon")},
        }
        for row in rows
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1
    ).encode()
