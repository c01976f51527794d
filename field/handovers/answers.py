"""What becomes of a point in an owner's hands (ägarens svar): one row for each state of a handover, with all
that it means. A new answer is a row here, a migration that widens the CHECK, and its words in the catalogues.
"""

from dataclasses import dataclass
from typing import Literal

from field.handovers.standings import LOOKING, PublicState
from field.kit.catalogue import Catalogue
from field.kit.i18n import N_, NP_


@dataclass(frozen=True)
class HandoverState:
    """`owner` is the word on the button; empty for what no owner answers. `phone` follows "Ägaren:", with the
    answer's day after it.

    `asks` are fields of the form that belong to this answer alone: "date", "reason", "owner"; `day` is what
    the date means. `desk` is what a person has to do about it: give the point to another owner, or reply.
    With `is_final` the owner has said how it ends, and the clocks for silence stand still. `until_seen`: a
    visit that could not judge is told instead.
    """

    code: str
    staff: str
    owner: str
    public: PublicState
    phone: str = ""
    icon: str = ""
    tone: Literal["", "good", "info", "lamp", "unsafe"] = ""
    asks: tuple[Literal["date", "reason", "owner"], ...] = ()
    day: Literal["", "done", "planned"] = ""
    desk: Literal["", "give", "reply"] = ""
    is_final: bool = True
    is_live: bool = True
    until_seen: bool = False


@dataclass(frozen=True)
class WontReason:
    """Why it is not done: as owners choose it and staff read it, and as everybody reads it."""

    code: str
    staff: str
    public: str


WAITING = PublicState("waiting", N_("Skickat. Vi väntar på svar."), 40, is_nothing_yet=True)
RECEIVED = PublicState("received", N_("Den som ansvarar för platsen har fått veta"), 50, is_nothing_yet=True)

STATES = Catalogue(
    HandoverState(
        "open",
        staff=N_("Inget svar än"),
        owner="",
        phone=N_("inget svar än"),
        public=WAITING,
        tone="lamp",
        is_final=False,
        until_seen=True,
    ),
    HandoverState(
        "fixed",
        staff=N_("Åtgärdat enligt ägaren"),
        owner=NP_("owner", "Fixat"),
        phone=N_("fixat"),
        public=PublicState(
            "fixed", N_("Fixat, säger den som ansvarar för platsen. Vi går dit och tittar."), 90
        ),
        icon="check",
        tone="good",
        asks=("date",),
        day="done",
        until_seen=True,
    ),
    HandoverState(
        "planned",
        staff=N_("Planerat"),
        owner=NP_("owner", "Planerat"),
        phone=N_("planerat till"),
        public=PublicState("planned", N_("På gång"), 80, is_dated=True),
        icon="calendar-days",
        tone="info",
        asks=("date",),
        day="planned",
    ),
    HandoverState(
        "asked_contractor",
        staff=N_("Har bett en entreprenör"),
        owner=NP_("owner", "Vi har bett en entreprenör"),
        phone=N_("en entreprenör ska göra det"),
        public=PublicState(
            "asked_contractor",
            N_("På gång. Den som ansvarar har bett en firma om hjälp."),
            65,
            is_dated=True,
        ),
        icon="briefcase-business",
        tone="info",
        asks=("date",),
        day="planned",
        is_final=False,
    ),
    HandoverState(
        "partly",
        staff=N_("Delvis åtgärdat"),
        owner=NP_("owner", "Delvis"),
        phone=N_("delvis fixat"),
        public=PublicState("partly", N_("En del är gjort"), 70, is_dated=True),
        icon="circle-dot",
        tone="lamp",
        asks=("date",),
        day="planned",
    ),
    HandoverState(
        "not_ours",
        staff=N_("Inte vårt"),
        owner=NP_("owner", "Inte vårt"),
        phone=N_("inte deras"),
        public=LOOKING,
        icon="arrow-right",
        tone="unsafe",
        asks=("owner",),
        desk="give",
    ),
    HandoverState(
        "wont",
        staff=N_("Görs inte"),
        owner=NP_("owner", "Görs inte"),
        phone=N_("blir inte gjort"),
        public=PublicState("wont", N_("Blir inte gjort – så här är det"), 20, group="wont", tone="unsafe"),
        icon="x",
        tone="unsafe",
        asks=("reason",),
    ),
    HandoverState(
        "question",
        staff=N_("Behöver veta mer"),
        owner=NP_("owner", "Behöver veta mer"),
        phone=N_("behöver veta mer"),
        public=RECEIVED,
        icon="circle-help",
        desk="reply",
        is_final=False,
    ),
    HandoverState(
        "received",
        staff=N_("Mottaget"),
        owner=NP_("owner", "Mottaget"),
        phone=N_("har tagit emot det"),
        public=RECEIVED,
        icon="inbox",
        tone="info",
        is_final=False,
    ),
    # What staff do with a point: no owner answers it, and nobody reads it in public.
    HandoverState("passed_on", staff=N_("Skickat vidare"), owner="", public=LOOKING, is_live=False),
    HandoverState("withdrawn", staff=N_("Återtaget"), owner="", public=LOOKING, is_live=False),
)
ANSWERS = STATES.where(lambda state: state.owner)
"""What an owner can say, in the order of the form."""
PAST = tuple(STATES.where(lambda state: not state.is_live))
TO_DESK = tuple(STATES.where(lambda state: state.desk))

REASONS = Catalogue(
    WontReason("not_our_land", N_("Inte vår mark"), N_("Marken är någon annans.")),
    WontReason(
        "private_owner_declines",
        N_("Privat ägare vill inte"),
        N_("Den som äger huset eller marken säger nej."),
    ),
    WontReason("rule_or_law", N_("Lag eller regel hindrar"), N_("En lag eller regel säger nej.")),
    WontReason(
        "nature_or_heritage",
        N_("Natur eller kulturarv skyddas"),
        N_("Natur eller gammal miljö är skyddad här."),
    ),
    WontReason("technical", N_("Går inte tekniskt"), N_("Det går inte att bygga så här.")),
    WontReason("budget", N_("Inga pengar i år"), N_("Pengarna räcker inte i år.")),
    WontReason("would_not_work_here", N_("Skulle inte fungera här"), N_("Det skulle inte hjälpa just här.")),
    WontReason("in_larger_project", N_("Ingår i ett större projekt"), N_("Det görs i ett större bygge.")),
    WontReason("already_routine", N_("Görs redan regelbundet"), N_("Det görs redan med jämna mellanrum.")),
    WontReason("place_not_found", N_("Hittar inte platsen"), N_("De som skulle laga hittade inte platsen.")),
    WontReason(
        "not_seen_on_inspection",
        N_("Syntes inte när vi tittade"),
        N_("Felet syntes inte när de var där."),
    ),
)
