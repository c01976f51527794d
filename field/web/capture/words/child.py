"""The children's way: few words, all of them read aloud."""

from field.kit.i18n import N_

WORDS = {
    # children
    "child_how": N_("Hur känns det här?"),
    "child_good": N_("Bra"),
    "child_bad": N_("Inte bra"),
    "child_photo": N_("Ta en bild av platsen"),
    "child_no_people": N_("Inga människor på bilden"),
    "child_what": N_("Vad ser du?"),
    "child_thanks": N_("Tack! En lampa tändes."),
    "child_again": N_("Hitta mer"),
    "child_skip": N_("Ingen bild"),
    "child_other": N_("Något annat"),
    "child_grown_up": N_("För vuxna"),
    "child_sheet": N_("Blad att ta med hem"),
    "child_sheet_later": N_("Bladet gick inte att hämta. Försök igen där det finns nät."),
    "listen": N_("Lyssna"),
}
