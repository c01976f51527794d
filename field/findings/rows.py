"""A finding's row, its allowed steps, its number, and the questions asked about findings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, update
from sqlmodel import Field, Session, SQLModel, col, select

from field.findings.asked import WHEN_FELT
from field.kinds import ACUTE, PUBLIC_TYPES, TYPES, Kinds
from field.kit import geo, steps
from field.kit.db import Moment, ensure
from field.kit.errors import Refusal
from field.walks import Walk, next_change

STEPS = steps.steps(
    noted="ready held double frozen removed",
    ready="noted held double frozen removed",
    held="noted ready double removed",
    double="noted ready held removed frozen",
    frozen="",
    removed="noted",
)
LAST_NUMBER = 999
AFTER_REVIEW = "after-review"  # the flag of a released point that a phone then changed


class Finding(SQLModel, table=True):
    """Positions are degrees WGS 84. `participant_id` is forgotten when the protocol is frozen; `change` is
    the walk's cursor.

    `positions` are all that phones have told, by source: {lat, lon, accuracy_m, bearing_deg, taken_at}; `lat`
    to `taken_at` are the one in
    use, and `place_choice` the one a person chose: a source, "photo:" and a photo's id, or empty where the
    rule decides. `same_as` is an
    earlier walk's finding that the walker said this one is. `words_for_…` are ticks: a person has read the
    words for that audience. `photo_sets` is what the newest word of each pass names, by its participant's id;
    `photos_wanted` is all of that. `removed_by` is the maker or a leader.
    """

    __table_args__ = (
        CheckConstraint(steps.check("state", STEPS), name="state"),
        CheckConstraint("hidden IN ('public', 'withdrawn')", name="hidden"),
        CheckConstraint(f"when_felt IN {tuple(WHEN_FELT.choices)}", name="when_felt"),
        Index("ix_finding_walk_change", "walk_id", "change"),
        Index("ix_finding_kind_place", "kind", "lat", "lon"),
    )

    id: UUID = Field(primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id")
    participant_id: UUID | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    state: str = "noted"
    type: str
    kind: str | None = None
    text: str = ""
    urgency: str | None = None
    asset_ref: str = ""
    landmark: str = ""
    building: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    perspective: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    when_felt: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    bearing_deg: float | None = None
    source: str | None = None
    taken_at: datetime | None = Field(default=None, sa_type=Moment)
    positions: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    place_choice: str = ""
    noted_at: datetime = Field(sa_type=Moment)
    received_at: datetime = Field(sa_type=Moment)
    call_at: datetime | None = Field(default=None, sa_type=Moment)
    call_whom: str = ""
    call_outcome: str = ""
    area_id: UUID | None = Field(default=None, foreign_key="area.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id")
    number: str | None = Field(default=None, unique=True)
    photos_wanted: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    photo_sets: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    flags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    revision: int = 0
    digest: str = ""
    change: int = 0
    double_of: UUID | None = Field(default=None, foreign_key="finding.id")
    same_as: UUID | None = Field(default=None, foreign_key="finding.id")
    held_why: str = ""
    words_for_owner: bool = False
    words_for_public: bool = False
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = ""
    hidden: str | None = None
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by: str = ""

    @property
    def is_restricted(self) -> bool:
        return not TYPES[self.type].is_public

    @property
    def is_indoors(self) -> bool:
        return self.building is not None

    @property
    def needs_owner(self) -> bool:
        return TYPES[self.type].needs_owner

    def urgency_by(self, kinds: Kinds) -> str:
        """What was said on the walk, or else what the kind usually has."""
        return self.urgency or str(kinds.value(self.kind, "urgency") or "0")

    def lacks_call(self, kinds: Kinds) -> bool:
        """Acute, and nobody has logged the call: it cannot be handed over before that."""
        return self.needs_owner and self.call_at is None and self.urgency_by(kinds) == ACUTE

    @property
    def has_position(self) -> bool:
        return self.lat is not None and self.lon is not None

    def move(self, to: str) -> None:
        steps.move(self, STEPS, to)


class NumberSeries(SQLModel, table=True):
    """One series per area and season; a number given is never given again."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True)
    last: int = 0


def get(db: Session, finding_id: UUID, walk: Walk | None = None) -> Finding:
    """Raises `Refusal("not-found")`, also for another walk's finding."""
    row = db.get(Finding, finding_id)
    if row is None or (walk is not None and row.walk_id != walk.id):
        raise Refusal("not-found")
    return row


def by_number(db: Session, number: str) -> Finding | None:
    return db.exec(select(Finding).where(Finding.number == number.upper())).first()


def link_earlier(db: Session, walk: Walk, finding: Finding, earlier_id: UUID | None) -> None:
    """Keeps which earlier finding of the area this one is said to be. An id that is none such is set aside
    with the flag `same-as`.
    """
    found = db.get(Finding, earlier_id) if earlier_id else None
    fits = (
        found is not None
        and found.walk_id != finding.walk_id
        and found.state != "removed"
        and found.type in PUBLIC_TYPES
    )
    finding.same_as = (
        found.id if found and fits and found.area_id in (finding.area_id, walk.area_id) else None
    )
    if finding.same_as != earlier_id:
        finding.flags = [*finding.flags, "same-as"]
    db.add(finding)


def touch(db: Session, walk: Walk, finding: Finding) -> None:
    """Marks a finding as changed, so that every phone of the walk hears of it."""
    finding.change = next_change(db, walk)
    db.add(finding)


def of_walk(
    db: Session, walk_id: UUID, states: Sequence[str] = ("noted", "ready", "held", "double", "frozen")
) -> list[Finding]:
    query = select(Finding).where(Finding.walk_id == walk_id, col(Finding.state).in_(states))
    return list(db.exec(query.order_by(col(Finding.noted_at), col(Finding.id))))


def kept_notes(db: Session, walk_id: UUID, *, restricted: bool) -> list[Finding]:
    """A walk's findings for the desk; behaviour notes only for those with the right."""
    rows = of_walk(db, walk_id)
    return rows if restricted else [row for row in rows if not row.is_restricted]


def changed_since(db: Session, walk_id: UUID, cursor: int) -> list[Finding]:
    query = select(Finding).where(Finding.walk_id == walk_id, Finding.change > cursor)
    return list(db.exec(query.order_by(col(Finding.change))))


def in_area(db: Session, area_id: UUID, limit: int = 300) -> list[Finding]:
    """Numbered, public findings of an area, newest first."""
    query = select(Finding).where(
        Finding.area_id == area_id,
        Finding.state == "frozen",
        col(Finding.type).in_(PUBLIC_TYPES),
        col(Finding.number).is_not(None),
        col(Finding.hidden).is_(None),
    )
    return list(db.exec(query.order_by(col(Finding.noted_at).desc()).limit(limit)))


def near(
    db: Session, finding: Finding, kinds: Sequence[str], within_m: float = 25.0
) -> list[tuple[float, Finding]]:
    """Earlier findings of the given kinds within `within_m` metres plus both accuracies (at most 50 m each),
    nearest first.
    """
    if finding.lat is None or finding.lon is None:
        return []
    reach = within_m + 100
    dlat, dlon = geo.degrees(reach, finding.lat)
    query = select(Finding).where(
        col(Finding.kind).in_(kinds),
        col(Finding.lat).between(finding.lat - dlat, finding.lat + dlat),
        col(Finding.lon).between(finding.lon - dlon, finding.lon + dlon),
        Finding.id != finding.id,
        col(Finding.state).not_in(("removed", "held")),
    )
    found = []
    for other in db.exec(query):
        metres = geo.distance_m(finding.lat, finding.lon, other.lat or 0, other.lon or 0)
        if metres <= within_m + min(finding.accuracy_m or 0, 50) + min(other.accuracy_m or 0, 50):
            found.append((metres, other))
    return sorted(found, key=lambda each: each[0])


def give_number(db: Session, finding: Finding, prefix: str, season: str) -> str:
    """`RI26V-031`. The series' row is locked until commit, so two protocols cannot share a number."""
    if finding.number:
        return finding.number
    series = f"{prefix}{season}"
    ensure(db, NumberSeries(series=series))
    query = update(NumberSeries).where(col(NumberSeries.series) == series).values(last=NumberSeries.last + 1)
    last = int(db.execute(query.returning(col(NumberSeries.last))).scalar_one())
    if last > LAST_NUMBER:
        raise Refusal("number-series-full", series=series)
    finding.number = f"{series}-{last:03d}"
    db.add(finding)
    return finding.number
