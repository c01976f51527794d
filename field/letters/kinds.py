"""Kinds of letter (brevslag): what staff call each, and when it may come."""

from dataclasses import dataclass

from field.kit.catalogue import Catalogue
from field.kit.i18n import N_


@dataclass(frozen=True)
class LetterKind:
    """`code` names its templates. A `quiet` one waits for daytime; one that `stops` with a click is never an
    owner's duty mail.
    """

    code: str
    staff: str
    quiet: bool = False
    stops: bool = False


KINDS = Catalogue(
    LetterKind("handover", N_("Punkter")),
    LetterKind("reminder", N_("Påminnelse"), quiet=True),
    LetterKind("new_link", N_("Ny länk")),
    LetterKind("correction", N_("Rättelse")),
    LetterKind("followups_due", N_("Dags att titta igen"), quiet=True),
    LetterKind("follow_confirm", N_("Fråga till den som vill följa")),
    LetterKind("follow_news", N_("Nytt till den som följer"), quiet=True, stops=True),
    LetterKind("sign_in", N_("Inloggning")),
)
