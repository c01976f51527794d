"""The camera, and the pin and the voice note beside it."""

from field.kit.i18n import N_

WORDS = {
    # the camera
    "back": N_("Tillbaka"),
    "close": N_("Stäng"),
    "take_picture": N_("Ta bild"),
    "gallery": N_("Galleri"),
    "without_photo": N_("Utan foto"),
    "torch": N_("Lampa"),
    "no_camera": N_("Kameran kan inte öppnas här. Ta bilden med mobilens kameraapp i stället."),
    "camera_stopped": N_("Kameran stannade. Den startar om."),
    "open_camera_app": N_("Öppna kameran"),
    "one_point": N_("Allt hör till samma sak"),
    "plus_minus": N_("± %(num)s m"),
    "finding_position": N_("Söker plats"),
    "no_position": N_("Ingen plats"),
    "phone_full": N_("Mobilen är full."),
    "phone_full_help": N_(
        "Bilden finns kvar på skärmen. Det du har sparat förut är kvar. Ta bort något annat ur mobilen och "
        "försök igen."
    ),
    "phone_full_words": N_("Det senaste är inte sparat. Ta bort något annat ur mobilen och gör om det."),
    "try_again": N_("Försök igen"),
    "save_picture_file": N_("Spara bilden som en fil"),
    "go_on_without_photo": N_("Fortsätt utan foto"),
    # voice and pin
    "say_it": N_("Säg det i stället"),
    "stop_recording": N_("Sluta spela in"),
    "voice_note": N_("Röstmeddelande"),
    "voice_off": N_("Röstmeddelandet är borttaget"),
    "remove_voice": N_("Ta bort röstmeddelandet"),
    "no_microphone": N_("Mikrofonen kan inte användas."),
    "pin_step": N_("Så långt flyttas nålen"),
    "pin_moved": N_("Flyttad %(distance)s"),
    "pin_here": N_("Sätt nålen där jag står"),
    "pin_set": N_("Nålen står rätt"),
    "north": N_("Norrut"),
    "south": N_("Söderut"),
    "east": N_("Österut"),
    "west": N_("Västerut"),
}
