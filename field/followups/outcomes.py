"""What is seen when someone comes back (utfall): one row for each outcome of a check, with all that it means;
and why a place could not be judged.
"""

from dataclasses import dataclass
from typing import Literal

from field.handovers.standings import PublicState
from field.kit.catalogue import Catalogue
from field.kit.i18n import N_, NN_


@dataclass(frozen=True)
class Outcome:
    """`phone` is what one who stands there chooses, also on paper; `letter` counts them at the head of a
    protocol. `worst` ranks: of several checks the lowest is told. With `is_settled` the visit is over; what
    `is_left` is handed over again.
    """

    code: str
    staff: str
    phone: str
    owner: str
    letter: tuple[str, str]
    public: PublicState
    worst: int
    tone: Literal["muted", "good", "unsafe"] = "muted"
    icon: str = ""
    is_settled: bool = True
    is_left: bool = False


@dataclass(frozen=True)
class UnjudgedReason:
    code: str
    staff: str


REMAINS = PublicState(
    "remains", N_("Inte fixat än. Vi har varit där och sett det."), 10, tone="unsafe", was_seen=True
)
_STILL_THERE = N_("Vi har varit där. Det är inte fixat än.")
_LEFT = NN_("%(num)d är kvar", "%(num)d är kvar")

OUTCOMES = Catalogue(
    Outcome(
        "fixed",
        staff=N_("Kontrollerat på plats"),
        phone=N_("Fixat"),
        owner=N_("Vi har varit där. Det är fixat."),
        letter=NN_("%(num)d är fixad", "%(num)d är fixade"),
        public=PublicState(
            "checked",
            N_("Fixat. Vi har varit där och sett det."),
            100,
            group="fixed",
            tone="good",
            was_seen=True,
            is_last=True,
        ),
        worst=4,
        tone="good",
        icon="check",
    ),
    Outcome(
        "remains",
        staff=N_("Kvarstår"),
        phone=N_("Kvarstår"),
        owner=_STILL_THERE,
        letter=_LEFT,
        public=REMAINS,
        worst=2,
        tone="unsafe",
        icon="triangle-alert",
        is_left=True,
    ),
    Outcome(
        "worse",
        staff=N_("Värre än förut"),
        phone=N_("Värre"),
        owner=_STILL_THERE,
        letter=_LEFT,
        public=REMAINS,
        worst=1,
        tone="unsafe",
        icon="triangle-alert",
        is_left=True,
    ),
    Outcome(
        "not_judged",
        staff=N_("Kunde inte bedömas"),
        phone=N_("Kan inte bedömas"),
        owner=N_("Vi var där men kunde inte se hur det var."),
        letter=NN_("%(num)d gick inte att bedöma", "%(num)d gick inte att bedöma"),
        public=PublicState(
            "not_judged", N_("Vi var där men kunde inte se hur det var. Vi går dit igen."), 60
        ),
        worst=3,
        icon="circle-help",
        is_settled=False,
    ),
)
REASONS = Catalogue(
    UnjudgedReason("snow", N_("Snö eller is")),
    UnjudgedReason("daylight", N_("Dagsljus, lamporna är släckta")),
    UnjudgedReason("leaves", N_("Löven är borta")),
    UnjudgedReason("closed", N_("Stängt eller avspärrat")),
    UnjudgedReason("not_found", N_("Vi hittar inte platsen")),
    UnjudgedReason("other", N_("Något annat")),
)
