"""Refusals (avslag): exceptions with a stable `code`, which one handler turns into a page or problem+json."""

from field.kit.i18n import lazy


class Refusal(Exception):
    """Something that cannot be done, said so that the person knows what is safe and what to do next."""

    status = 422

    def __init__(
        self, code: str, status: int | None = None, field: str | None = None, **details: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or CATALOGUE.get(code, (self.status, None))[0]
        self.field = field
        self.details = details

    @property
    def words(self) -> str:
        text = CATALOGUE.get(self.code, (0, None))[1]
        return str(text) if text else self.code


CATALOGUE: dict[str, tuple[int, object]] = {
    "code-unknown": (404, lazy("Koden finns inte. Fråga den som leder vandringen.")),
    "too-many-tries": (429, lazy("För många försök. Vänta en stund och försök igen.")),
    "pass-missing": (401, lazy("Gå med i vandringen med koden först.")),
    "pass-expired": (401, lazy("Passet har gått ut. Gå med igen med koden. Allt på telefonen är kvar.")),
    "upload-only": (403, lazy("Det här passet kan bara skicka det som är kvar på telefonen.")),
    "not-yours": (403, lazy("Bara den som skrev eller leder vandringen får ta bort det här.")),
    "not-allowed": (403, lazy("Du har inte rätt att göra det här.")),
    "not-found": (404, lazy("Det finns inget här.")),
    "stale": (409, lazy("Någon annan har ändrat det här. Läs vad som gäller nu och försök igen.")),
    "revision-too-far": (409, lazy("Telefonen räknar fel på sina ändringar. Den hämtar vad som gäller nu.")),
    "proposed-full": (409, lazy("Du har föreslagit många ändringar här. Säg det till den som leder.")),
    "frozen": (409, lazy("Punkten står i ett protokoll som har skickats och kan inte tas bort.")),
    "hash-differs": (409, lazy("Filen kom fram skadad. Telefonen skickar den igen.")),
    "offset-differs": (409, lazy("Sändningen fortsätter där den avbröts.")),
    "too-large": (413, lazy("Filen är för stor.")),
    "media-type": (415, lazy("Den här sortens fil kan inte tas emot.")),
    "broken-picture": (422, lazy("Bilden är skadad och kan inte läsas.")),
    "too-many-pixels": (422, lazy("Bilden är för stor. Högst 50 megapixel.")),
    "too-long": (422, lazy("Röstanteckningen är för lång. Högst två minuter.")),
    "not-json": (422, lazy("Det som skickades kunde inte läsas.")),
    "invalid": (422, lazy("Något i det som skickades är fel.")),
    "preview-differs": (
        409,
        lazy("Något har ändrats sedan du såg breven. Inget är skickat. Läs dem igen."),
    ),
    "wrong-step": (409, lazy("Det går inte att göra det nu.")),
    "no-address": (422, lazy("Ägaren har ingen e-postadress än. Skriv in den först.")),
    "last-admin": (422, lazy("Minst en administratör måste finnas kvar.")),
    "number-series-full": (422, lazy("Nummerserien är slut för området och säsongen.")),
    "not-saved-file": (422, lazy("Filen är inte en som en telefon har sparat. Inget lästes in.")),
    "fault": (500, lazy("Något gick fel hos oss. Inget du sparat är förlorat.")),
    "busy": (503, lazy("Tjänsten är upptagen. Försök igen om en liten stund. Inget är förlorat.")),
    "not-yet": (501, lazy("Det här finns inte än.")),
}
