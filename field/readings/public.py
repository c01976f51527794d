"""Published (offentligt): what everybody may see of a point. One door for pages, downloads and Open311, so
that all leave out the same.

Shown are points in a protocol that the coordinator has not taken back; never behaviour notes. Words and
pictures only when a person has read or ticked them, months instead of days, and no place of a home: indoors
and at entrances there is no position."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from field import findings, followups, kinds, photos
from field.findings import Finding, asked, errata, words
from field.followups import Check
from field.handovers import Answer
from field.handovers.standings import GROUPS
from field.inventories import Inventory
from field.kit import clock
from field.kit.text import swedish_order
from field.photos import Photo
from field.places import Area, Place
from field.readings import standing
from field.readings.standing import Standing
from field.walks import Walk

AT_HOMES = "build"
MOST = 500


@dataclass(frozen=True)
class After:
    """How it looked later, and who says so: those who walked ("check") or the owner ("answer")."""

    by: str
    month: date
    photo: Photo | None


@dataclass(frozen=True)
class PublicSighting:
    """A point as everybody may see it. Months are the first day of the month in the installation's zone."""

    number: str
    finding_id: UUID
    type: str
    kind: str | None
    label: str
    where: str
    area: Area
    season: Inventory
    month: date
    words: str
    times_seen: int
    standing: Standing
    position: tuple[float, float] | None
    before: Photo | None
    after: After | None
    checked: date | None
    corrected: date | None = None


def of_area(db: Session, area: Area, zone: ZoneInfo) -> list[PublicSighting]:
    """Newest season first; in it what is fixed before what waits, then by number. At most `MOST`."""
    query = _published().where(Finding.area_id == area.id).order_by(col(Finding.noted_at).desc()).limit(MOST)
    rows = _told(db, list(db.exec(query)), zone)
    return sorted(
        rows,
        key=lambda each: (
            -each.season.year,
            each.season.season,
            list(GROUPS).index(each.standing.group),
            each.number,
        ),
    )


def everything(db: Session, zone: ZoneInfo, limit: int = MOST) -> list[PublicSighting]:
    """Newest first, over all areas."""
    return _told(
        db,
        list(db.exec(_published().order_by(col(Finding.noted_at).desc(), col(Finding.id)).limit(limit))),
        zone,
    )


@dataclass(frozen=True)
class Overview:
    """One area in numbers: group of `Standing` → how many; the month of the newest, None where nothing is
    published.
    """

    area: Area
    counts: dict[str, int]
    latest: date | None


def overview(db: Session, zone: ZoneInfo) -> list[Overview]:
    """Every area, by its Swedish name. Nothing is read but what the numbers need."""
    rows = list(db.exec(_published()))
    stands = standing.standings(db, rows)
    by_area: dict[UUID | None, list[Finding]] = {}
    for row in rows:
        by_area.setdefault(row.area_id, []).append(row)
    areas = sorted(db.exec(select(Area)), key=lambda area: swedish_order(area.name))
    return [_overview(area, by_area.get(area.id, []), stands, zone) for area in areas]


def _overview(area: Area, rows: list[Finding], stands: dict[UUID, Standing], zone: ZoneInfo) -> Overview:
    counted = Counter(stands[row.id].group for row in rows)
    newest = max((row.noted_at for row in rows), default=None)
    return Overview(
        area, {group: counted[group] for group in GROUPS}, _month(clock.day(newest, zone)) if newest else None
    )


def by_number(db: Session, number: str, zone: ZoneInfo) -> PublicSighting | None:
    """A point by its number; the number of a double leads to the point it was joined with."""
    row = findings.by_number(db, number)
    return by_id(db, row.double_of or row.id, zone) if row else None


def by_id(db: Session, finding_id: UUID, zone: ZoneInfo) -> PublicSighting | None:
    row = db.get(Finding, finding_id)
    return next(iter(_told(db, [row], zone)), None) if row and is_published(row) else None


def is_published(finding: Finding) -> bool:
    return (
        finding.published_at is not None
        and finding.hidden is None
        and finding.state == "frozen"
        and finding.type in kinds.PUBLIC_TYPES
        and finding.number is not None
    )


def _published() -> SelectOfScalar[Finding]:
    return select(Finding).where(
        col(Finding.published_at).is_not(None),
        col(Finding.hidden).is_(None),
        Finding.state == "frozen",
        col(Finding.type).in_(kinds.PUBLIC_TYPES),
        col(Finding.number).is_not(None),
        col(Finding.double_of).is_(None),
    )


def of_findings(db: Session, rows: list[Finding], zone: ZoneInfo) -> list[PublicSighting]:
    """Those of the rows that are published, as everybody may see them."""
    return _told(db, [row for row in rows if is_published(row) and row.double_of is None], zone)


def photo(db: Session, public_id: UUID) -> Photo | None:
    """A ticked picture of a published point; None for any other."""
    row = photos.by_public_id(db, public_id)
    finding = db.get(Finding, row.finding_id) if row and row.finding_id else None
    return row if row and finding and is_published(finding) and not row.is_voice else None


@dataclass
class _Known:
    """All that the points share, read once."""

    kinds: kinds.Kinds
    areas: dict[UUID, Area]
    places: dict[UUID, Place]
    seasons: dict[UUID, Inventory]
    zone: ZoneInfo
    corrected: dict[UUID, date]


def _told(db: Session, rows: list[Finding], zone: ZoneInfo) -> list[PublicSighting]:
    known = _known(db, rows, zone)
    stands, before, after = (
        standing.standings(db, rows),
        photos.of_findings(db, [row.id for row in rows]),
        _afters(db, rows, zone),
    )
    doubles = _doubles(db, rows)
    return [
        _seen(
            row,
            known.areas[row.area_id],
            known,
            stands[row.id],
            _first(before.get(row.id, [])),
            after.get(row.id),
            1 + doubles.get(row.id, 0),
        )
        for row in rows
        if row.area_id
    ]


def _known(db: Session, rows: list[Finding], zone: ZoneInfo) -> _Known:
    query = select(Walk.id, Inventory).join(Inventory, col(Inventory.id) == Walk.inventory_id)
    seasons = dict(db.exec(query.where(col(Walk.id).in_({row.walk_id for row in rows}))).all())
    areas = {row.id: row for row in db.exec(select(Area))}
    named = {
        row.id: row
        for row in db.exec(
            select(Place).where(col(Place.id).in_({row.place_id for row in rows if row.place_id}))
        )
    }
    told = errata.of_findings(db, [row.id for row in rows])
    standing_ones = {finding_id: errata.standing(some) for finding_id, some in told.items()}
    corrected = {
        finding_id: clock.day(each.at, zone) for finding_id, each in standing_ones.items() if each is not None
    }
    return _Known(kinds.load(db), areas, named, seasons, zone, corrected)


def _seen(
    finding: Finding,
    area: Area,
    known: _Known,
    stands: Standing,
    before: Photo | None,
    after: After | None,
    times: int,
) -> PublicSighting:
    place = known.places.get(finding.place_id) if finding.place_id else None
    return PublicSighting(
        number=finding.number or "",
        finding_id=finding.id,
        type=finding.type,
        kind=finding.kind,
        label=known.kinds.label(finding.kind),
        where=standing.where_in_public(finding, place.name if place else None, area.name),
        area=area,
        season=known.seasons[finding.walk_id],
        month=_month(clock.day(finding.noted_at, known.zone)),
        words=words.for_public(finding, asked.TEXT),
        times_seen=times,
        standing=stands,
        position=_position(finding, known.kinds),
        before=before,
        after=after,
        checked=after.month if after and after.by == "check" else None,
        corrected=known.corrected.get(finding.id),
    )


def _position(finding: Finding, known: kinds.Kinds) -> tuple[float, float] | None:
    if (
        finding.is_indoors
        or finding.lat is None
        or finding.lon is None
        or known.family(finding.kind) == AT_HOMES
    ):
        return None
    return finding.lat, finding.lon


def _month(day: date) -> date:
    return day.replace(day=1)


def _first(rows: Iterable[Photo]) -> Photo | None:
    return next(
        (row for row in rows if row.state == "approved" and not row.is_voice and row.copies != "broken"), None
    )


def _doubles(db: Session, rows: list[Finding]) -> dict[UUID, int]:
    counts: dict[UUID, int] = {}
    query = select(Finding.double_of).where(
        col(Finding.double_of).in_([row.id for row in rows]), Finding.state != "removed"
    )
    for main in db.exec(query):
        if main:
            counts[main] = counts.get(main, 0) + 1
    return counts


def _afters(db: Session, rows: list[Finding], zone: ZoneInfo) -> dict[UUID, After]:
    """The last check speaks before the owner's own picture."""
    found = _answered(db, rows, zone)
    checks = followups.checks_of_findings(db, [row.id for row in rows])
    pictures = photos.of_checks(db, [each.id for some in checks.values() for each in some])
    for finding_id, some in checks.items():
        settled: list[Check] = [each for each in some if each.verdict.is_settled]
        if settled:
            last = settled[-1]
            found[finding_id] = After(
                "check", _month(clock.day(last.checked_at, zone)), _first(pictures.get(last.id, []))
            )
    return found


def _answered(db: Session, rows: list[Finding], zone: ZoneInfo) -> dict[UUID, After]:
    """The newest ticked picture that an owner sent with an answer that stands."""
    query = select(Photo, Answer).join(Answer, col(Answer.id) == Photo.answer_id)
    query = query.where(
        col(Photo.finding_id).in_([row.id for row in rows]),
        Photo.state == "approved",
        col(Answer.undone_at).is_(None),
    )
    found: dict[UUID, After] = {}
    for picture, answer in db.exec(query.order_by(col(Answer.at))):
        if picture.finding_id:
            found[picture.finding_id] = After("answer", _month(clock.day(answer.at, zone)), picture)
    return found
