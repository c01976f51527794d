"""Earlier reports from CSV: what is already known of an area, so that "also noted October 2025" can be said.
Loaded reports are history: numbered and final, sent to nobody."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from sqlmodel import Session

from field import findings, inventories, journal, kinds, places, walks
from field.findings import Finding
from field.kit import geo
from field.kit.i18n import gettext as _
from field.kit.text import TEXT_MAX
from field.loading.result import Loaded, rows
from field.places import Area
from field.walks import Walk

COLUMNS = ("id", "area", "place", "lat", "lon", "date", "kind", "text", "owner", "status")
NAMESPACE = UUID(
    "0d6f2b5e-6f0a-5c57-9a34-2f1f6b8e7c10"
)  # report id → finding id, so that loading twice is loading once


def load_reports(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    loaded, seen = Loaded(), set[str]()
    known = kinds.load(db)
    for line, row in rows(data, COLUMNS, loaded):
        area, fault = _read(db, row, known, seen)
        seen.add(row["id"])
        if fault or area is None:
            loaded.refuse(line, fault or "area is needed")
            continue
        loaded.count(_put(db, row, area, known, now))
    if not loaded.refused:
        journal.write(db, now, actor, "loaded", "reports", "csv", added=loaded.added)
    return loaded


def _read(
    db: Session, record: dict[str, str], known: kinds.Kinds, seen: set[str]
) -> tuple[Area | None, str | None]:
    area = places.area_named(db, record["area"]) if record["area"] else None
    if not record["id"] or record["id"] in seen:
        return area, "id is missing" if not record["id"] else f"{record['id']} stands twice in the file"
    if record["area"] and area is None:
        return area, f"no area or place {record['area']!r}"
    if record["kind"] and record["kind"] not in known:
        return area, f"no kind {record['kind']!r}"
    if (record["lat"] or record["lon"]) and _position(record) is None:
        return area, "lat and lon are no position"
    if not _is_day(record["date"]):
        return area, "date must be like 2025-10-14"
    if len(record["text"]) > TEXT_MAX:
        return area, "the text is too long"
    spot = _position(record)
    return area or (places.at(db, *spot).area if spot else None), None


def _position(record: dict[str, str]) -> tuple[float, float] | None:
    try:
        return geo.position(float(record["lat"].replace(",", ".")), float(record["lon"].replace(",", ".")))
    except ValueError:
        return None


def _day(text: str) -> date:
    """A day, or a month's first. Raises ValueError."""
    return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)


def _is_day(text: str) -> bool:
    try:
        return bool(_day(text))
    except ValueError:
        return False


def _put(db: Session, record: dict[str, str], area: Area, known: kinds.Kinds, now: datetime) -> str:
    finding_id = uuid5(NAMESPACE, record["id"])
    earlier = db.get(Finding, finding_id)
    if earlier:
        same = (earlier.text, earlier.kind, earlier.outcome) == (
            record["text"],
            record["kind"] or None,
            record["status"],
        )
        earlier.text, earlier.kind, earlier.outcome = record["text"], record["kind"] or None, record["status"]
        return "same" if same else "changed"
    day = _day(record["date"])
    walk = _walk(db, area, day)
    spot = _position(record)
    finding = Finding(
        id=finding_id,
        walk_id=walk.id,
        type=known.agreeing("defect", record["kind"])[0],
        kind=record["kind"] or None,
        text=record["text"],
        landmark=record["place"],
        noted_at=_noon(day),
        received_at=now,
        area_id=area.id,
        state="frozen",
        outcome=record["status"],
        lat=spot[0] if spot else None,
        lon=spot[1] if spot else None,
        source="pin" if spot else None,
    )
    db.add(finding)
    db.flush()
    findings.give_number(db, finding, area.prefix, inventories.for_day(db, day).short)
    return "added"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _walk(db: Session, area: Area, day: date) -> Walk:
    """The collection that reports of an area and season are put in."""
    inventory = inventories.for_day(db, day)
    title = _("Tidigare rapporter i %(area)s", area=area.name)
    for row in walks.of_area(db, area.id):
        if row.inventory_id == inventory.id and row.title == title:
            return row
    walk = Walk(
        inventory_id=inventory.id,
        area_id=area.id,
        title=title,
        starts_at=_noon(day),
        state="closed",
        closed_at=_noon(day),
    )
    db.add(walk)
    db.flush()
    return walk
