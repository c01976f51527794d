"""Every word of the walk's app in one language, as the book its scripts open: one JSON file, also kept on the phone.

Plural forms are sent under CLDR's own names (one, few, other …), since JavaScript picks by name and gettext by number: the two do not agree
on their order for Arabic. Which form belongs to a name is asked of the catalogue with a number that has that name.
"""

from functools import cache
from typing import Any

from babel import Locale

from field.kit import i18n
from field.kit.i18n import N_
from field.web.capture_words import WORDS
from field.web.capture_words_more import WORDS_MORE

PLURALS = {
    "kept": (N_("%(num)s sparad"), N_("%(num)s sparade")),
    "waiting": (N_("%(num)s väntar på den här telefonen"), N_("%(num)s väntar på den här telefonen")),
    "needs_you": (N_("%(num)s behöver dig"), N_("%(num)s behöver dig")),
    "earlier_here": (N_("%(num)s punkt här sedan förut – är den kvar?"), N_("%(num)s punkter här sedan förut – är de kvar?")),
    "pictures_chosen": (N_("%(num)s bild är vald."), N_("%(num)s bilder är valda. Hör de ihop?")),
    "many_points": (N_("%(num)s sak för sig"), N_("%(num)s olika saker")),
    "photo_count": (N_("%(num)s foto"), N_("%(num)s foton")),
    "checks_left": (N_("%(num)s plats kvar att titta på"), N_("%(num)s platser kvar att titta på")),
    "phone_holds": (N_("Telefon %(phone)s har %(num)s sak kvar att skicka"), N_("Telefon %(phone)s har %(num)s saker kvar att skicka")),
    "leave_unsent": (
        N_("%(num)s sak är inte skickad än. Den ligger kvar i mobilen och skickas när du öppnar Stråk med täckning."),
        N_("%(num)s saker är inte skickade än. De ligger kvar i mobilen och skickas när du öppnar Stråk med täckning."),
    ),
    "child_found": (N_("Du har hittat %(num)s sak"), N_("Du har hittat %(num)s saker")),
}


@cache
def book(language: str) -> dict[str, Any]:
    """`{language, direction, languages, texts, plurals}`; what a catalogue lacks is Swedish."""
    catalogue = i18n.catalogue(language)
    return {
        "language": language,
        "direction": "rtl" if i18n.is_rtl(language) else "ltr",
        "languages": i18n.LANGUAGES,
        "texts": {key: catalogue.gettext(words) for key, words in (WORDS | WORDS_MORE).items()},
        "plurals": {
            key: {name: catalogue.ngettext(*forms, num) for name, num in _numbers(language).items()} for key, forms in PLURALS.items()
        },
    }


@cache
def _numbers(language: str) -> dict[str, int]:
    """For each plural name of the language a whole number that has it: Arabic gives six, Swedish two."""
    rule = Locale.parse({"sv-easy": "sv"}.get(language, language)).plural_form
    found: dict[str, int] = {}
    for num in range(200):
        found.setdefault(rule(num), num)
    return found
