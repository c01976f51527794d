"""Faults of a file in the reader's words (fel i en fil): the loaders speak to programs in English, the page
to people.

A fault without words here is shown as the loader said it: nothing is left out.
"""

import re

from field.kit.i18n import N_
from field.kit.i18n import gettext as _

SAID = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"the file is not UTF-8", N_("Filen är inte sparad som UTF-8.")),
        (r"columns missing: (?P<what>.+)", N_("Kolumner saknas: %(what)s")),
        (r"not CSV: .*", N_("Raden går inte att läsa som CSV.")),
        (r"(?P<what>\d+) values for (?P<other>\d+) columns", N_("%(what)s värden för %(other)s kolumner.")),
        (r"not JSON", N_("Filen är inte JSON.")),
        (r"not YAML", N_("Filen är inte YAML.")),
        (r"not a GeoJSON FeatureCollection", N_("Filen är ingen FeatureCollection i GeoJSON.")),
        (
            r"(?:coordinates must be|.*the outline is not in) degrees.*",
            N_("Koordinaterna måste vara grader i WGS 84."),
        ),
        (r"the feature has no name", N_("Ytan eller punkten har inget namn.")),
        (r"the name is longer than (?P<what>\d+) characters", N_("Namnet är längre än %(what)s tecken.")),
        (r"(?P<what>.+) stands twice in the file", N_("%(what)s står två gånger i filen.")),
        (r"(?P<what>.+) has no geometry", N_("%(what)s har ingen yta eller punkt.")),
        (r"(?P<what>.+): the point is no position", N_("%(what)s: punkten är ingen plats.")),
        (r"(?P<what>.+): (?:geometry .*|the outline is empty)", N_("%(what)s: ytan går inte att läsa.")),
        (r"id and name are needed", N_("Både id och name behövs.")),
        (r"(?P<what>.+) is not an e-mail address", N_("%(what)s är ingen e-postadress.")),
        (r"(?P<what>role|area) is needed", N_("%(what)s behövs.")),
        (r"id is missing", N_("id saknas.")),
        (r"no owner '(?P<what>.*)'", N_("Ägaren %(what)s finns inte.")),
        (r"no kind '(?P<what>.*)'", N_("Sorten %(what)s finns inte.")),
        (r"no area or place '(?P<what>.*)'", N_("Området eller platsen %(what)s finns inte.")),
        (r"priority must be a whole number", N_("priority måste vara ett heltal.")),
        (r"the file has no list `kinds`", N_("Filen har ingen lista kinds.")),
        (r"a kind needs `code` and `sv`", N_("En sort behöver code och sv.")),
        (
            r"(?P<what>.+): urgency must be one of (?P<other>.+)",
            N_("%(what)s: urgency måste vara någon av %(other)s."),
        ),
        (r"lat and lon are no position", N_("lat och lon är ingen plats.")),
        (r"date must be like .*", N_("date skrivs som 2025-10-14.")),
        (r"the text is too long", N_("Texten är för lång.")),
    )
]


def in_words(why: str) -> str:
    for pattern, words in SAID:
        if match := pattern.fullmatch(why):
            return _(words, **match.groupdict()) if match.groupdict() else _(words)
    return why
