"""Every word of the walk's app in one language, as the book its scripts open: one JSON file, also kept on the
phone.

Plural forms are sent under CLDR's own names (one, few, other …), since JavaScript picks by name and gettext
by number: the two do not agree on their order for Arabic. Which form belongs to a name is asked of the
catalogue with a number that has that name."""

from functools import cache
from typing import Any

from field.kit import i18n
from field.kit.i18n import NN_
from field.web.capture.words import WORDS

PLURALS = {
    "kept": NN_("%(num)s sparad", "%(num)s sparade"),
    "waiting": NN_("%(num)s väntar på den här telefonen", "%(num)s väntar på den här telefonen"),
    "needs_you": NN_("%(num)s behöver dig", "%(num)s behöver dig"),
    "earlier_here": NN_(
        "%(num)s punkt här sedan förut – är den kvar?", "%(num)s punkter här sedan förut – är de kvar?"
    ),
    "pictures_chosen": NN_("%(num)s bild är vald.", "%(num)s bilder är valda. Hör de ihop?"),
    "many_points": NN_("%(num)s sak för sig", "%(num)s olika saker"),
    "checks_left": NN_("%(num)s plats kvar att titta på", "%(num)s platser kvar att titta på"),
    "phone_holds": NN_(
        "Telefon %(phone)s har %(num)s sak kvar att skicka",
        "Telefon %(phone)s har %(num)s saker kvar att skicka",
    ),
    "leave_unsent": NN_(
        "%(num)s sak är inte skickad än. Den ligger kvar, så att nästa person inte ser den. Öppna Stråk med "
        "täckning, så skickas den.",
        "%(num)s saker är inte skickade än. De ligger kvar, så att nästa person inte ser dem. Öppna Stråk "
        "med täckning, så skickas de.",
    ),
    "left_behind": NN_(
        "%(num)s sak från förra användaren väntar på att skickas.",
        "%(num)s saker från förra användaren väntar på att skickas.",
    ),
    "left_stuck": NN_(
        "%(num)s sak från förra användaren kunde inte skickas.",
        "%(num)s saker från förra användaren kunde inte skickas.",
    ),
    "child_found": NN_("Du har hittat %(num)s sak", "Du har hittat %(num)s saker"),
}


@cache
def book(language: str) -> dict[str, Any]:
    """`{language, direction, languages, texts, plurals}`; what a catalogue lacks is Swedish."""
    catalogue = i18n.catalogue(language)
    return {
        "language": language,
        "direction": "rtl" if i18n.is_rtl(language) else "ltr",
        "languages": i18n.LANGUAGES,
        "texts": {key: catalogue.gettext(words) for key, words in WORDS.items()},
        "plurals": {
            key: {
                name: catalogue.ngettext(*forms, num) for name, num in i18n.plural_numbers(language).items()
            }
            for key, forms in PLURALS.items()
        },
    }
