"""The clean-up list (genomgången): each finding of a walk with all that a coordinator needs to decide about
it, and what hinders that.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel import Session, col, select

from field import findings, kinds, owners, places
from field.findings import Finding, FindingProposal, versions
from field.kinds import Kinds
from field.kit.catalogue import Catalogue
from field.kit.i18n import N_
from field.owners import Assignment, Owner
from field.photos import Photo
from field.places import Area, Place
from field.readings.desk import hindrances
from field.walks import Walk


@dataclass(frozen=True)
class To:
    """An owner the point goes to, with the sentence that says why."""

    owner: Owner
    why: str
    by_hand: bool


@dataclass(frozen=True)
class RowState:
    """`pin` is how its place looks on the map."""

    code: str
    staff: str
    icon: str
    tone: Literal["", "good", "info", "lamp", "unsafe"] = ""
    pin: str = ""


ROW_STATES = Catalogue(
    RowState("call", N_("ring nu"), "phone-call", "unsafe", "unsafe"),
    RowState("same", N_("samma sak?"), "merge", "info", "same"),
    RowState("photo", N_("foto väntar"), "image", "lamp", "wait"),
    RowState("owner", N_("ingen ägare"), "building-2", "lamp", "wait"),
    RowState("look", N_("läs igenom"), "eye", "lamp", "wait"),
    RowState("ready", N_("klar"), "check", "good", "done"),
    RowState("held", N_("hålls tillbaka"), "eye-off"),
    RowState("double", N_("länkad"), "link", "info"),
    RowState("frozen", N_("i protokollet"), "lock", "good", "done"),
)


@dataclass(frozen=True)
class CleanUpRow:
    """`number` runs through the list and the map; a frozen finding has its real one too. `double` is
    (finding, its number, metres).
    """

    number: int
    finding: Finding
    label: str
    place: str
    area: str
    urgency: str
    photos: list[Photo]
    to: list[To]
    hinders: list[str]
    double: tuple[UUID, int, int] | None
    main: int | None
    also: list[int]
    earlier: list[Finding]
    proposals: list[FindingProposal]

    @property
    def pictures(self) -> list[Photo]:
        return [photo for photo in self.photos if not photo.is_voice]

    @property
    def voices(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.is_voice]

    @property
    def awaiting(self) -> list[Photo]:
        return [photo for photo in self.pictures if photo.state == "awaits"]

    @property
    def state(self) -> str:
        """The one thing to know about the row: `call`, `same`, `photo`, `owner`, `look`, or the finding's own
        state.
        """
        if self.finding.state != "noted":
            return self.finding.state
        first = {"call-not-logged": "call", "double": "same", "photo": "photo", "no-owner": "owner"}
        return next((first[each] for each in self.hinders if each in first), "look")

    @property
    def is_proposed(self) -> bool:
        """Another phone says something else of it than what stands."""
        return bool(self.proposals) and self.finding.state != "frozen"

    @property
    def awaits_erratum(self) -> bool:
        """The same of a point in a protocol."""
        return bool(self.proposals) and self.finding.state == "frozen"

    @property
    def shown(self) -> RowState:
        return ROW_STATES[self.state]

    @property
    def is_acute(self) -> bool:
        """Someone has to phone before anything else."""
        return self.urgency == kinds.ACUTE and self.finding.needs_owner


FILTERS: dict[str, Callable[[CleanUpRow], bool]] = {
    "all": lambda _row: True,
    "todo": lambda row: row.finding.state == "noted",
    "acute": lambda row: row.is_acute,
    "photo": lambda row: bool(row.awaiting),
    "double": lambda row: row.double is not None,
    "owner": lambda row: "no-owner" in row.hinders,
    "proposed": lambda row: row.is_proposed,
    "errata": lambda row: row.awaits_erratum,
    "held": lambda row: row.finding.state == "held",
    "done": lambda row: row.finding.state in ("ready", "frozen", "double"),
}


def rows(db: Session, walk: Walk, *, restricted: bool = False) -> list[CleanUpRow]:
    """All but behaviour notes, in the order they were noted; running numbers stay the same whatever is
    filtered. `restricted`: with proposals of behaviour.
    """
    noted = findings.kept_notes(db, walk.id, restricted=False)
    shared = _Shared(db, walk, noted, restricted)
    return [shared.finding(finding) for finding in noted]


class _Shared:
    """What the rows have in common, asked for once."""

    def __init__(self, db: Session, walk: Walk, noted: list[Finding], restricted: bool) -> None:
        self.db, self.walk = db, walk
        self.kinds: Kinds = kinds.load(db)
        self.number = {row.id: i + 1 for i, row in enumerate(noted)}
        self.photos = hindrances.photos_of(db, noted)
        self.owners = owners.everyone(db)
        self.assigned = owners.assigned(db, self.number)
        self.doubles = hindrances.proposed_doubles(db, walk)
        self.hinders = hindrances.hindrances(db, walk, noted)
        self.proposals = versions.asking(db, noted, restricted=restricted)
        self.places = _named(db, Place, {row.place_id for row in noted})
        self.areas = _named(db, Area, {row.area_id for row in noted})
        self.linked: dict[UUID, list[int]] = {}
        for row in noted:
            if row.double_of:
                self.linked.setdefault(row.double_of, []).append(self.number[row.id])

    def finding(self, finding: Finding) -> CleanUpRow:
        proposed = self.doubles.get(finding.id)
        return CleanUpRow(
            number=self.number[finding.id],
            finding=finding,
            label=self.kinds.label(finding.kind),
            place=self.places.get(finding.place_id, ""),
            area=self.areas.get(finding.area_id, ""),
            urgency=finding.urgency_by(self.kinds),
            photos=self.photos.get(finding.id, []),
            to=[self._to(each) for each in self.assigned.get(finding.id, [])],
            hinders=self.hinders[finding.id] if finding.state == "noted" else [],
            double=(proposed[0].id, self.number[proposed[0].id], round(proposed[1]))
            if proposed and finding.state == "noted"
            else None,
            main=self.number.get(finding.double_of) if finding.double_of else None,
            also=self.linked.get(finding.id, []),
            earlier=self._earlier(finding),
            proposals=self.proposals.get(finding.id, []),
        )

    def _to(self, each: Assignment) -> To:
        return To(self.owners[each.owner_id], each.why, each.by_hand)

    def _earlier(self, finding: Finding) -> list[Finding]:
        """The one that a walker said it is, then the same kind at the same spot in an earlier walk, newest
        first.
        """
        said = self.db.get(Finding, finding.same_as) if finding.same_as else None
        pointed = [said] if said else []
        if finding.kind is None or finding.type == "positive":
            return pointed
        near = [other for _metres, other in findings.near(self.db, finding, [finding.kind])]
        before = [
            other
            for other in near
            if other.walk_id != finding.walk_id
            and other.noted_at < finding.noted_at
            and other.id != finding.same_as
        ]
        return [*pointed, *sorted(before, key=lambda other: other.noted_at, reverse=True)]


def _named(
    db: Session, table: type[Place] | type[Area], ids: Iterable[UUID | None]
) -> dict[UUID | None, str]:
    query = select(col(table.id), col(table.name)).where(col(table.id).in_([each for each in ids if each]))
    return dict(db.exec(query).all())


def border(db: Session, finding: Finding) -> list[Area]:
    """The areas a finding may belong to where a border is near; empty elsewhere."""
    if finding.lat is None or finding.lon is None:
        return []
    spot = places.at(db, finding.lat, finding.lon)
    return list(spot.areas) if spot.near else []
