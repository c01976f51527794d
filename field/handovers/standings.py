"""Standings (hur det går): what everybody may read of a point, in plain words. Most are what an owner's
answer or a walkers' check means in public, and stand in those tables; here are the rest.
"""

from dataclasses import dataclass
from typing import Literal

from field.kit.catalogue import Catalogue
from field.kit.i18n import N_


@dataclass(frozen=True)
class StandingGroup:
    """What the public counts and filters by. `is_closed` as Open311 has it."""

    code: str
    public: str
    icon: str
    is_closed: bool = False


@dataclass(frozen=True)
class PublicState:
    """`rank`: with several owners the lowest is told, the one that has come least far. `is_dated` where the
    answer's day is when it shall be done; `was_seen` where the month of the visit belongs to the words;
    `is_nothing_yet` where what was seen earlier on the spot says more; `is_last` where nothing more can come.
    """

    code: str
    public: str
    rank: int
    group: str = "underway"
    tone: Literal["", "good", "unsafe"] = ""
    is_dated: bool = False
    was_seen: bool = False
    is_nothing_yet: bool = False
    is_last: bool = False


GROUPS = Catalogue(
    StandingGroup("fixed", N_("fixat"), "check", is_closed=True),
    StandingGroup("underway", N_("på gång"), "clock"),
    StandingGroup("wont", N_("blir inte gjort"), "info", is_closed=True),
    StandingGroup("good", N_("bra – behåll"), "heart"),
    StandingGroup("felt", N_("så känns det"), "eye"),
)
GOOD = PublicState("good", N_("Bra – det här vill vi behålla"), 0, group="good", tone="good", is_last=True)
NOTED = PublicState("noted", N_("Vi har skrivit upp det"), 0, group="felt")
LOOKING = PublicState("looking", N_("Vi letar efter vem som ansvarar"), 30)
