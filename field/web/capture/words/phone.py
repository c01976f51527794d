"""The phone: when the walk cannot be opened, what lies on it, and leaving."""

from field.kit.i18n import N_

WORDS = {
    # when the walk cannot be opened
    "no_store": N_("Webbläsaren låter oss inte spara något"),
    "no_store_help": N_("Stäng av privat läge och öppna sidan igen. Annars kan bilder gå förlorade."),
    "not_joined": N_("Gå med i vandringen först"),
    "not_joined_help": N_("Den här telefonen har inte skrivit koden till vandringen. Det går fort."),
    "pass_expired": N_("Koden har gått ut på den här telefonen."),
    "pass_expired_help": N_("Allt du har sparat finns kvar. Det skickas när koden är skriven igen."),
    "first_needs_network": N_("Första gången behövs täckning"),
    "first_needs_network_help": N_("Gå några steg och försök igen. Sedan klarar sig appen utan nät."),
    "went_wrong": N_("Något gick fel"),
    "went_wrong_help": N_("Det du har sparat finns kvar i mobilen."),
    "to_join": N_("Till kodsidan"),
    # the phone itself
    "on_this_phone": N_("Den här telefonen"),
    "offline_no": N_("Inte klart för att användas utan nät."),
    "offline_working": N_("Hämtar det som behövs utan nät …"),
    "offline_yes": N_("Klart för att användas utan nät."),
    "offline_failed": N_("Kunde inte hämta allt. Appen behöver täckning tills vidare."),
    "map_kept": N_("Kartan finns i mobilen. Den går att se utan nät."),
    "map_not_kept": N_("Kartan är inte sparad än. Utan nät visas vägen och punkterna ändå."),
    "storage_fast": N_("Mobilen har lovat att behålla det som sparas."),
    "storage_loose": N_(
        "Mobilen kan rensa webbläsarens lager. I privat läge försvinner allt när fliken stängs. Öppna appen "
        "med täckning samma dag."
    ),
    "waits_in_safari": N_(
        "Det som väntar ligger i Safari. Det skickas härifrån, även om du lägger Stråk på hemskärmen. "
        "Öppna sidan här tills allt är skickat."
    ),
    "new_version": N_("Det finns en ny version av appen."),
    "update_failed": N_(
        "En ny version gick inte att hämta helt. Den förra används så länge. Inget är förlorat."
    ),
    "new_version_now": N_("Byt nu"),
    "language": N_("Språk"),
    "theme": N_("Ljus skärm eller mörk"),
    "theme_auto": N_("Själv efter solen"),
    "theme_dusk": N_("Mörk"),
    "theme_paper": N_("Ljus"),
    "save_all_file": N_("Spara allt som en fil"),
    "save_all_help": N_("Om inget annat går: allt som inte är skickat, i en ZIP-fil."),
    "leave_walk": N_("Lämna vandringen på den här telefonen"),
    "leave_sure": N_("Allt är skickat. Vandringen tas bort från telefonen."),
    "leave_yes": N_("Ja, lämna"),
    "leave_no": N_("Nej, stanna"),
    "left_stuck_help": N_("Lämna telefonen till den som leder. Allt finns kvar i den."),
    "left_stuck_leader": N_(
        "Det finns kvar i telefonen. Spara det som en fil och lämna filen till samordnaren."
    ),
    "left_stuck_save": N_("Spara det som en fil"),
    "left_stuck_remove": N_("Ta bort det från telefonen"),
    "left_stuck_sure": N_("Är filen sparad? Det som tas bort från telefonen går inte att få tillbaka."),
    "left_stuck_yes": N_("Ja, filen är sparad. Ta bort"),
    "left_stuck_no": N_("Nej, behåll det"),
    "personal_seen": N_("Det ser ut som en uppgift om en person. Ta bort den om den inte behövs."),
    "personal_covered": N_("Nummer och adresser till personer sparas inte."),
    "not_secure": N_("Sidan måste öppnas med https"),
    "not_secure_help": N_("Annars låter telefonen oss inte spara bilder. Be den som leder om rätt adress."),
}
