"""Lines (punkter): what every format asks of a frozen line, so that what may not be shown is left out in one
place.

Fail closed: a line of a type that has no place in a protocol is not listed, and a line indoors has no
position."""

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

from field.kit import geo
from field.kit.i18n import gettext as _
from field.protocol.shape import Building, Document, FrozenLine

LISTED = ("defect", "proposal", "feeling", "positive")


def listed(document: Document) -> list[FrozenLine]:
    """The lines that a protocol may show, by number."""
    return sorted(
        (line for line in document["lines"] if line["type"] in LISTED),
        key=lambda line: _order(line["number"]),
    )


def _order(number: str) -> tuple[tuple[int, str], ...]:
    """RI26V-99 before RI26V-100, and numbers of several series each together."""
    parts = re.findall(r"[0-9]+|[^0-9]+", number)
    return tuple((int(part[:18]), "") if part[0] in "0123456789" else (-1, part) for part in parts)


def position(line: FrozenLine) -> tuple[float, float] | None:
    """(lat, lon) in degrees WGS 84; None indoors and for what is no position."""
    return None if line["building"] else geo.position(line["lat"], line["lon"])


def coordinates(line: FrozenLine) -> str:
    """`59.38810, 17.93020`, to about a metre; empty without a position."""
    found = position(line)
    return f"{found[0]:.5f}, {found[1]:.5f}" if found else ""


def map_address(line: FrozenLine) -> str | None:
    """A public map page with a pin. Only an address: nothing is fetched before a person follows it."""
    found = position(line)
    if not found:
        return None
    lat, lon = (f"{degrees:.5f}" for degrees in found)
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}"


def building_of(kept: Mapping[str, Any]) -> Building:
    """A finding's building as a line has it."""
    return {"name": str(kept.get("name") or ""), "entrance": kept.get("entrance"), "floor": kept.get("floor")}


def indoors(building: Building) -> str:
    """What a phone sent may lack parts. "B" becomes "ingång B"; "infarten mot parken" says enough by
    itself.
    """
    name, entrance, floor = (str(building.get(part) or "").strip() for part in ("name", "entrance", "floor"))
    entrance = _("ingång %(entrance)s", entrance=entrance) if _is_mark(entrance) else entrance
    floor = _("plan %(floor)s", floor=floor) if _is_mark(floor) else floor
    return ", ".join(part for part in (name, entrance, floor) if part)


def _is_mark(text: str) -> bool:
    """A letter or a number without a word of its own."""
    return bool(text) and not re.search(r"[^\W\d_]{3}", text)


def where(line: FrozenLine) -> str:
    """Place, landmark and area in words, each once."""
    inside = [indoors(line["building"])] if line["building"] else []
    parts = chain(inside, (line[key] for key in ("place", "landmark", "area")))
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))


def owners(line: FrozenLine) -> str:
    return ", ".join(owner["name"] for owner in line["owners"])
