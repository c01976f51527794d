"""Corrected (rättat): what was sent is put right by a coordinator, hidden or withdrawn, and can be undone for
a day.

The row and a new frozen line say the same from then on, in every protocol the point stands in. Who has the
point never changes by itself: the rules' new owners are proposed, and a person hands over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, col, select

from field import findings, followups, handovers, journal, kinds, letters, owners, photos, places, walks
from field.findings import Finding, asked, errata, position, words
from field.findings.errata import Erratum
from field.followups import FollowUp
from field.handovers import Handover
from field.kit import clock, geo, i18n
from field.kit.errors import Refusal
from field.kit.i18n import gettext as _
from field.kit.settings import Settings
from field.lifecycle import answering, clearing
from field.lifecycle.noting import placing, showing
from field.owners import Owner
from field.photos import Photo
from field.protocol import draw_up, shape
from field.protocol.draw_up import Protocol, ProtocolLine
from field.readings import owner_letter
from field.walks import Walk

PUBLIC, WITHDRAWN = "public", "withdrawn"
KEPT = (
    "type",
    "kind",
    "text",
    "landmark",
    "lat",
    "lon",
    "accuracy_m",
    "bearing_deg",
    "source",
    "taken_at",
    "positions",
    "place_choice",
    "area_id",
    "place_id",
    "hidden",
    "words_for_owner",
    "words_for_public",
)


@dataclass(frozen=True)
class Correction:
    """What a coordinator says is right; None leaves it as it is. `hide` are "public" (the point is for its
    owner and the desk alone), "withdrawn" (it was wrong), and ids of pictures.
    """

    why: str
    type: str | None = None
    kind: str | None = None
    text: str | None = None
    landmark: str | None = None
    position: tuple[float, float] | None = None
    hide: frozenset[str] = field(default_factory=frozenset)


def correct(
    db: Session, finding: Finding, said: Correction, now: datetime, settings: Settings, actor: str
) -> Erratum:
    """Raises "wrong-step" for what was not sent, "invalid" with field `why`, `type`, `kind`, `lat`, `hide`,
    or `text` where nothing differs.
    """
    if finding.state != "frozen" or finding.is_restricted:
        raise Refusal("wrong-step")
    if not said.why:
        raise Refusal("invalid", field="why")
    walk = db.get_one(Walk, finding.walk_id)
    walks.lock(db, walk)
    before = _as_it_is(finding)
    what = [
        *_say(db, finding, said),
        *_put(db, walk, finding, said),
        *_hide(db, finding, said, before, now, actor),
    ]
    if not what:
        raise Refusal("invalid", field="text")
    erratum = Erratum(
        finding_id=finding.id, at=now, by=_function(db, finding), what=what, why=said.why, before=before
    )
    if {"type", "kind", "place"} & set(what):
        erratum.proposed = _proposed(db, walk, finding)
        showing.withdraw(db, finding, now, actor)
    db.add(erratum)
    told = _live(db, finding) if erratum.is_told else []
    if WITHDRAWN in what:
        _withdraw(db, finding, erratum, now, actor)
    _settle(db, walk, finding, erratum, what, now, settings)
    journal.write(db, now, actor, "corrected", "finding", finding.id, what=what, why=said.why)
    _tell(db, walk, finding, erratum, told, now, settings)
    return erratum


def _as_it_is(finding: Finding) -> dict[str, Any]:
    return {name: _plain(getattr(finding, name)) for name in KEPT} | {
        "photos": {},
        "handovers": {},
        "visits": {},
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's value, as JSON keeps it
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _say(db: Session, finding: Finding, said: Correction) -> list[str]:
    """Words, kind and type, just written by a person: read, but for what they still hold of persons."""
    known, what = kinds.load(db), []
    if (said.type and said.type not in kinds.PUBLIC_TYPES) or (said.kind and said.kind not in known):
        raise Refusal("invalid", field="kind" if said.kind and said.kind not in known else "type")
    type_, kind = known.agreeing(said.type or finding.type, said.kind or finding.kind)
    if type_ not in kinds.PUBLIC_TYPES:
        raise Refusal("invalid", field="kind")
    for name, value in (("type", type_), ("kind", kind), ("text", said.text), ("landmark", said.landmark)):
        if value is not None and value != getattr(finding, name):
            setattr(finding, name, value)
            what.append(name)
    if "text" in what or "landmark" in what:
        words.judge(finding)
    return what


def _put(db: Session, walk: Walk, finding: Finding, said: Correction) -> list[str]:
    """On the map, as a pin that a person has set."""
    if said.position is None or said.position == (finding.lat, finding.lon):
        return []
    if geo.position(*said.position) is None or finding.is_indoors:
        raise Refusal("invalid", field="lat")
    lat, lon = said.position
    pin = {"lat": lat, "lon": lon, "accuracy_m": None, "bearing_deg": None, "taken_at": None}
    finding.positions = {**finding.positions, "pin": pin}
    finding.place_choice = "pin"
    position.settle(finding, [])
    placing.locate(db, walk, finding)
    return ["place"]


def _hide(
    db: Session, finding: Finding, said: Correction, before: dict[str, Any], now: datetime, actor: str
) -> list[str]:
    what, pictures = [], {str(each.id): each for each in _pictures(db, finding)}
    for wanted in sorted(said.hide):
        if wanted in (PUBLIC, WITHDRAWN):
            if finding.hidden not in (wanted, WITHDRAWN):
                finding.hidden = wanted
                what.append("hidden" if wanted == PUBLIC else WITHDRAWN)
        elif wanted not in pictures:
            raise Refusal("invalid", field="hide")
        elif pictures[wanted].state != "rejected":
            before["photos"][wanted] = pictures[wanted].state
            clearing.review_photo(db, pictures[wanted], "rejected", now, actor)
            what.append("photo")
    return ["withdrawn"] if WITHDRAWN in what else list(dict.fromkeys(what))


def _pictures(db: Session, finding: Finding) -> list[Photo]:
    return [each for each in photos.of_findings(db, [finding.id]).get(finding.id, []) if not each.is_voice]


def _function(db: Session, finding: Finding) -> str:
    """Who corrected, by function: a protocol names no person."""
    found = owners.in_role(db, owners.COORDINATOR, finding.area_id) if finding.area_id else None
    return found.name if found else _("Samordnaren för trygghetsinventeringen")


def _proposed(db: Session, walk: Walk, finding: Finding) -> list[dict[str, str]]:
    """Whom the rules name for it as it is now; nothing where those have it already."""
    if not finding.needs_owner:
        return []
    routing = owners.Routing(db, kinds.load(db))
    named = routing.propose(finding.kind, placing.spot_of(db, walk, finding))
    if {each.owner.id for each in named} == {each.owner_id for each in _live(db, finding)}:
        return []
    return [{"owner": each.owner.id, "why": each.why} for each in named]


def _live(db: Session, finding: Finding) -> list[Handover]:
    return [each for each in handovers.of_finding(db, finding.id) if each.is_live]


def _withdraw(db: Session, finding: Finding, erratum: Erratum, now: datetime, actor: str) -> None:
    """Nothing is asked of anybody any more."""
    live = _live(db, finding)
    visits = followups.of_handovers(db, [each.id for each in live])
    erratum.before = erratum.before | {
        "handovers": {str(each.id): each.state for each in live},
        "visits": {str(each.id): each.state for each in visits.values()},
    }
    for each in live:
        answering.withdraw(db, each, now, actor)


def _settle(
    db: Session,
    walk: Walk,
    finding: Finding,
    erratum: Erratum,
    what: list[str],
    now: datetime,
    settings: Settings,
) -> None:
    """The new line in every protocol the point stands in, and every page that shows it is told."""
    finding.revision += 1
    findings.touch(db, walk, finding)
    db.flush()
    for drawn in _walks(db, finding):
        protocol = draw_up.freeze(db, drawn, now)
        line = _line(db, finding, _newest_line(db, drawn, finding), protocol)
        line["erratum"] = {
            "on": clock.day(now, settings.timezone).isoformat(),
            "by": erratum.by,
            "what": what,
            "why": erratum.why,
        }
        draw_up.add_line(db, protocol, finding, line)
    for each in _live(db, finding):
        _make_stale(db, each)
    db.flush()


def _make_stale(db: Session, given: Handover) -> None:
    """An owner who has the page open reads the correction before an answer is taken."""
    link = db.get_one(handovers.OwnerLink, given.link_id)
    link.counter = handovers.counter(db, link) + 1
    given.version = link.counter
    db.add(link)
    db.add(given)
    db.flush()


def _walks(db: Session, finding: Finding) -> list[Walk]:
    query = select(Protocol.walk_id).join(ProtocolLine, col(ProtocolLine.protocol_id) == Protocol.id)
    ids = set(db.exec(query.where(ProtocolLine.finding_id == finding.id)))
    return [db.get_one(Walk, each) for each in sorted(ids)]


def _newest_line(db: Session, walk: Walk, finding: Finding) -> shape.FrozenLine:
    """With every picture that any version had: a document leaves out by itself what was taken away."""
    query = select(ProtocolLine).join(Protocol, col(Protocol.id) == ProtocolLine.protocol_id)
    query = query.where(Protocol.walk_id == walk.id, ProtocolLine.finding_id == finding.id)
    lines = [
        cast("shape.FrozenLine", dict(each.data)) for each in db.exec(query.order_by(col(Protocol.version)))
    ]
    pictures = {each["id"]: each for line in lines for each in line["photos"]}
    newest = lines[-1]
    newest["photos"] = list(pictures.values())
    return newest


def _line(db: Session, finding: Finding, line: shape.FrozenLine, protocol: Protocol) -> shape.FrozenLine:
    """The newest line with what the finding says now. What was withdrawn says nothing but that."""
    known, outdoors = kinds.load(db), not finding.is_indoors
    area = db.get(places.Area, finding.area_id) if finding.area_id else None
    place = db.get(places.Place, finding.place_id) if finding.place_id else None
    urgency = finding.urgency_by(known)
    is_gone = finding.hidden == WITHDRAWN
    said = {
        "type": finding.type,
        "kind": finding.kind or "other",
        "kind_label": known.label(finding.kind) if finding.kind else _("Annat"),
        "text": "" if is_gone else words.for_owner(finding, asked.TEXT),
        "landmark": None if is_gone else words.for_owner(finding, asked.LANDMARK) or None,
        "place": place.name if place else None,
        "area": area.name if area else None,
        "lat": finding.lat if outdoors and not is_gone else None,
        "lon": finding.lon if outdoors and not is_gone else None,
        "accuracy_m": finding.accuracy_m if outdoors else None,
        "position_source": finding.source,
        "urgency": urgency,
        "urgency_label": i18n.gettext(kinds.URGENCIES[urgency].staff) if finding.needs_owner else None,
        "version": protocol.version,
        "photos": [] if is_gone else line["photos"],
    }
    return cast("shape.FrozenLine", {**line, **said})


def _tell(
    db: Session,
    walk: Walk,
    finding: Finding,
    erratum: Erratum,
    given: Iterable[Handover],
    now: datetime,
    settings: Settings,
    how: str = "corrected",
) -> None:
    """One letter to each owner who has the point, under the link they have."""
    for each in given:
        owner = db.get_one(Owner, each.owner_id)
        with i18n.using(owner.language):
            values = owner_letter.correction_values(
                db, walk, owner, each, erratum, kinds.load(db), settings, how
            )
        letters.write(
            db,
            "correction",
            owner.email,
            now=now,
            values=values,
            to_name=owner.name,
            language=owner.language,
            link=(handovers.LINK_PURPOSE, each.link_id),
            owner_id=owner.id,
            walk_id=walk.id,
            thread=letters.first_of_thread(db, each.link_id),
        )


def undo(db: Session, finding: Finding, now: datetime, settings: Settings, actor: str) -> Erratum:
    """The newest erratum is taken back, within 24 hours: what it changed is again as it was. Raises
    "wrong-step" later than that, or where there is none.
    """
    walk = db.get_one(Walk, finding.walk_id)
    walks.lock(db, walk)
    erratum = errata.standing(errata.of_finding(db, finding.id))
    if erratum is None or not erratum.may_be_undone(now):
        raise Refusal("wrong-step")
    _put_back(db, finding, erratum.before, now, actor)
    erratum.undone_at, erratum.proposed = now, []
    db.add(erratum)
    _settle(db, walk, finding, erratum, ["undone"], now, settings)
    journal.write(db, now, actor, "correction-undone", "finding", finding.id, what=erratum.what)
    if erratum.is_told:
        _tell(db, walk, finding, erratum, _live(db, finding), now, settings, "undone")
    return erratum


def _put_back(db: Session, finding: Finding, before: dict[str, Any], now: datetime, actor: str) -> None:
    ids = ("area_id", "place_id")
    for name in KEPT:
        value = before[name]
        if value and name in ids:
            value = UUID(value)
        elif value and name == "taken_at":
            value = datetime.fromisoformat(value)
        setattr(finding, name, value)
    for photo_id, state in before["photos"].items():
        picture = db.get(Photo, UUID(photo_id))
        if picture and picture.state == "rejected":
            clearing.review_photo(db, picture, state, now, actor)
    for given_id, state in before["handovers"].items():
        given = db.get_one(Handover, UUID(given_id))
        given.move(state)
        db.add(given)
    for visit_id, state in before["visits"].items():
        visit = db.get_one(FollowUp, UUID(visit_id))
        if visit.state != state:
            visit.move(state)
            db.add(visit)
    db.flush()


def hand_on(db: Session, finding: Finding, now: datetime, settings: Settings, actor: str) -> list[str]:
    """The owners that the rules proposed after a correction get the point with the next hand-over; those who
    had it are told, and nobody visits it for their sake. Raises "wrong-step" where nothing is proposed.
    """
    walk = db.get_one(Walk, finding.walk_id)
    walks.lock(db, walk)
    erratum = errata.standing(errata.of_finding(db, finding.id))
    if erratum is None or not erratum.proposed:
        raise Refusal("wrong-step")
    chosen = [each["owner"] for each in erratum.proposed]
    left = [each for each in _live(db, finding) if each.owner_id not in chosen]
    for each in left:
        answering.pass_on(db, each, now, actor)
    clearing.set_owners(db, finding, chosen, now, actor, erratum.proposed[0]["why"])
    erratum.proposed = []
    db.add(erratum)
    _tell(db, walk, finding, erratum, left, now, settings, "passed_on")
    return chosen
