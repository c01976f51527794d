"""Words (ord) for codes in a frozen document that mean the same everywhere. An unknown code is shown as it
is, never left out.
"""

from field import kinds
from field.kit.i18n import N_
from field.kit.i18n import gettext as _

PERSPECTIVES = kinds.PERSPECTIVES.words("staff")
WALKS = {
    "adult": N_("Trygghetsvandring"),
    "children": N_("Vandring med barn"),
    "women": N_("Vandring med kvinnor"),
    "senior": N_("Vandring med äldre"),
    "follow-up": N_("Uppföljande vandring"),
}
BANDS = {
    "children": N_("Barn"),
    "youth": N_("Unga"),
    "adults": N_("Vuxna"),
    "seniors": N_("Äldre"),
    "staff": N_("Tjänstepersoner"),
}
WEATHER = {"clear": N_("klart"), "cloudy": N_("mulet"), "rain": N_("regn"), "snow": N_("snöfall")}
LIGHT = {"daylight": N_("dagsljus"), "dusk": N_("skymning"), "dark": N_("mörkt")}
GROUND = {"bare": N_("barmark"), "wet": N_("vått"), "snow": N_("snö"), "ice": N_("is")}
LEAVES = {"on": N_("löv på träden"), "off": N_("inga löv på träden")}
SOURCES = {"device": N_("telefonens position"), "photo": N_("ur fotot"), "pin": N_("utsatt på karta")}
MOMENTS = {"before": N_("Före"), "after": N_("Efter")}


def word(words: dict[str, str], code: str | None) -> str:
    """The word for a code in the bound language; the code itself where there is none; empty for None."""
    return _(words[code]) if code in words else code or ""
