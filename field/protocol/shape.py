"""The frozen document: what a protocol (protokoll) says, as JSON. The formats read this alone, so a version
looks the same in ten years.

Words that depend on the district (kinds, urgency, outcomes) are frozen as labels in the document's language
beside their codes; words that are the same everywhere are looked up when a format is made."""

from collections.abc import Callable
from typing import Literal, NotRequired, TypedDict

LineType = Literal["defect", "feeling", "positive", "proposal"]
Outcome = Literal["fixed", "remains", "worse", "not_judged"]

Picture = Callable[[str], bytes | None]
"""Photo id → an upright JPEG without metadata, or None where there is nothing that may be shown."""


class FrozenPoint(TypedDict):
    type: Literal["Point"]
    coordinates: list[float]


class FrozenRoute(TypedDict):
    """A GeoJSON LineString: [[lon, lat], …]."""

    type: Literal["LineString"]
    coordinates: list[list[float]]


class Building(TypedDict):
    """Where indoors. A line with a building never shows a position, whatever its `lat` and `lon` say."""

    name: str
    entrance: str | None
    floor: str | None


class FrozenOwner(TypedDict):
    id: str
    name: str
    why: str | None


class Named(TypedDict):
    id: str
    name: str


class Contact(TypedDict):
    """Whom to ask. A function ("Samordnare"), never a person's name."""

    function: str
    phone: str | None
    email: str | None


class FrozenPhoto(TypedDict):
    """`moment` says which walk the photo is from when a line of a follow-up shows both."""

    id: str
    state: Literal["approved", "awaits"]
    alt: str
    moment: NotRequired[Literal["before", "after"]]


class FrozenCheck(TypedDict):
    """What a follow-up (uppföljning) saw, beside what the owner had answered."""

    outcome: Outcome
    outcome_label: str
    checked_on: str
    earlier_number: str | None
    owner_answer: str | None
    reason: NotRequired[str | None]


class FrozenErratum(TypedDict):
    """What was corrected since: the day (ISO), by which function (never a person's name), codes, and why."""

    on: str
    by: str
    what: list[str]
    why: str


class FrozenLine(TypedDict):
    """One point. `noted_month` is `2026-05`; `wanted_by` an ISO date; `version` the one that brought the line
    in.

    What is asked of a finding stands in it by its codes; one frozen earlier lacks what is asked since.
    `language` is the BCP 47 tag of `text` where it is known and not the document's: screen readers change
    voice by it.
    """

    number: str
    finding: str
    type: LineType
    kind: str
    kind_label: str
    text: str
    place: str | None
    landmark: str | None
    area: str | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    position_source: Literal["device", "photo", "pin"] | None
    building: Building | None
    urgency: Literal["A", "1", "2", "3", "0"] | None
    urgency_label: str | None
    wanted_by: str | None
    asset_ref: str | None
    owners: list[FrozenOwner]
    perspective: list[str]
    noted_month: str | None
    seen_by: int
    also: list[str]
    version: int
    photos: list[FrozenPhoto]
    check: FrozenCheck | None
    language: NotRequired[str | None]
    erratum: NotRequired[FrozenErratum]


class FrozenWalk(TypedDict):
    """`starts_at` is ISO 8601 with the offset of the installation's zone. `headcount` is in bands, never
    persons.
    """

    id: str
    kind: Literal["adult", "children", "women", "senior", "follow-up"]
    starts_at: str
    meeting_place: str | None
    leader_function: str | None
    headcount: dict[str, int] | None
    weather: str | None
    light: str | None
    ground: str | None
    leaves: str | None
    route: FrozenRoute | None


class Document(TypedDict):
    title: str
    area: str
    season: str
    language: str
    walk: FrozenWalk
    version: int
    frozen_at: str
    dnr: str | None
    supplement: bool
    for_owner: Named | None
    timezone: str
    contact: Contact | None
    lines: list[FrozenLine]
