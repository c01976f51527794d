"""Taking home (bladet att ta hem): what a walk's group has seen so far, by kind and without a word that
anybody wrote.
"""

from collections import Counter
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field import findings, kinds
from field.findings import Finding
from field.kinds import OTHER, POSITIVE, Kinds
from field.kit import clock, i18n
from field.kit.i18n import gettext as _
from field.places import Area
from field.protocol.take_home import SeenKind, TakeHome
from field.walks import Walk

FEELING = "feeling"


def of_walk(db: Session, walk: Walk, base_url: str, zone: ZoneInfo, language: str) -> TakeHome:
    """The sheet in the language asked for. Behaviour notes are not on it, nor what the coordinator holds
    back.
    """
    area, known = db.get_one(Area, walk.area_id), kinds.load(db)
    rows = findings.of_walk(db, walk.id, ("noted", "ready", "double", "frozen"))
    with i18n.using(language):
        good = _counted([row for row in rows if row.type == "positive"], known)
        better = _counted([row for row in rows if row.type not in ("positive", "behaviour")], known)
    address = f"{base_url}/results/{quote('-'.join(area.name.casefold().split()))}"
    return TakeHome(area.name, clock.day(walk.starts_at, zone).isoformat(), good, better, address, language)


def _counted(rows: list[Finding], known: Kinds) -> list[SeenKind]:
    counts = Counter(_kind(row, known) for row in rows)
    order = sorted(
        counts, key=lambda code: (-counts[code], list(known.by_code).index(code) if code in known else -1)
    )
    return [
        SeenKind(
            _label(code, known), tuple(each for each in (code, known.family(code)) if each), counts[code]
        )
        for code in order
    ]


def _kind(finding: Finding, known: Kinds) -> str:
    """What was pressed, or what stands for nothing more than good or not good."""
    if finding.kind in known and finding.kind:
        return finding.kind
    return {"positive": POSITIVE, "feeling": FEELING}.get(finding.type, OTHER)


def _label(code: str, known: Kinds) -> str:
    if code in known and code != OTHER:
        return known.label(code)
    return _("Det känns inte bra") if code == FEELING else _("Något annat")
