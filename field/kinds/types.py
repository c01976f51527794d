"""What sort of thing a finding is (slag), how much it hurries (brådska) and whose eyes saw it (vems ögon):
one entry for each code.
"""

from dataclasses import dataclass
from typing import Literal

from field.kit.catalogue import Catalogue
from field.kit.i18n import N_, NN_

RESTRICTED = "social"
POSITIVE = "positive"
OTHER = "other"


@dataclass(frozen=True)
class FindingType:
    """`letter` counts them at the head of a protocol, `heading` and `lead` begin their part of it. `kind` is
    the upper kind that belongs to this type alone.
    """

    code: str
    staff: str
    letter: tuple[str, str] = ("", "")
    heading: str = ""
    lead: str = ""
    kind: str | None = None
    needs_owner: bool = False
    is_public: bool = True


@dataclass(frozen=True)
class Urgency:
    """`within` is (days, calendar months) from the day the protocol was frozen."""

    code: str
    staff: str
    within: tuple[int, int] | None = None
    tone: Literal["info", "lamp", "unsafe"] = "info"
    is_urgent: bool = False


@dataclass(frozen=True)
class Perspective:
    code: str
    staff: str


TYPES = Catalogue(
    FindingType(
        "defect",
        N_("Brist"),
        letter=NN_("%(num)d sak att åtgärda", "%(num)d saker att åtgärda"),
        heading=N_("Att åtgärda"),
        needs_owner=True,
    ),
    FindingType(
        "feeling",
        N_("Känsla på platsen"),
        letter=NN_("%(num)d känsla", "%(num)d känslor"),
        heading=N_("Så känns platserna"),
        lead=N_("Det här behöver inget eget svar. Det visar var en åtgärd gör mest nytta."),
    ),
    FindingType(
        "positive",
        N_("Bra – behåll!"),
        letter=NN_("%(num)d bra sak", "%(num)d bra saker"),
        heading=N_("Bra – behåll!"),
        lead=N_("Det här fungerar och ska vara kvar."),
        kind=POSITIVE,
    ),
    FindingType(
        "proposal",
        N_("Förslag"),
        letter=NN_("%(num)d förslag", "%(num)d förslag"),
        heading=N_("Förslag"),
        needs_owner=True,
    ),
    FindingType("behaviour", N_("Händelser"), kind=RESTRICTED, is_public=False),
)
PUBLIC_TYPES = tuple(TYPES.where(lambda each: each.is_public))

ACUTE = "A"
URGENCIES = Catalogue(
    Urgency(ACUTE, N_("Akut – ring nu"), within=(1, 0), tone="unsafe", is_urgent=True),
    Urgency("1", N_("Inom 14 dagar"), within=(14, 0), tone="lamp", is_urgent=True),
    Urgency("2", N_("Inom 3 månader"), within=(0, 3)),
    Urgency("3", N_("Inom 12 månader"), within=(0, 12)),
    Urgency("0", N_("Se över")),
)
URGENT = tuple(URGENCIES.where(lambda each: each.is_urgent))

PERSPECTIVES = Catalogue(
    Perspective("child_5_7", N_("Barn 5–7 år")),
    Perspective("child_8_9", N_("Barn 8–9 år")),
    Perspective("child_10_12", N_("Barn 10–12 år")),
    Perspective("youth_13_17", N_("Unga 13–17 år")),
    Perspective("adult", N_("Vuxen")),
    Perspective("senior", N_("Äldre")),
    Perspective("woman", N_("Kvinna")),
    Perspective("mobility", N_("Rörelsehinder")),
    Perspective("vision", N_("Nedsatt syn")),
    Perspective("hearing", N_("Nedsatt hörsel")),
    Perspective("cognitive", N_("Kognitiv funktionsnedsättning")),
    Perspective("parent_with_pram", N_("Förälder med barnvagn")),
    Perspective("new_in_sweden", N_("Ny i Sverige")),
    Perspective("business", N_("Företagare")),
    Perspective("staff", N_("Personal")),
)
