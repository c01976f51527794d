"""GET of a walk: all that is needed offline, in one answer; its changes since a cursor; and PUT finish."""

import hashlib
import json
from typing import Any
from uuid import UUID

import structlog
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from field import findings, followups, handovers, journal, kinds, participants, photos, places, walks
from field.findings import Finding, versions
from field.findings.asked import ASKED
from field.followups import FollowUp
from field.kinds import Kinds
from field.kit import clock, i18n
from field.kit.errors import Refusal
from field.lifecycle import noting, walking
from field.participants import Participant
from field.photos import Photo
from field.readings import standing
from field.said import finish as said_finish
from field.walks import Walk
from field.web import ground, parts, refusals
from field.web.api import base, shapes
from field.web.api.base import calls

log = structlog.get_logger()
NEARBY_MAX = 300
SMALL_GUESS = 30_000  # bytes


@calls.get("/walks/<uuid:walk_id>")
def walk(walk_id: UUID) -> ResponseReturnValue:
    with parts.reading() as db:
        person, row = base.who_of(db, walk_id)
        said = _walk(db, row, person)
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, mimetype="application/json", headers={"Cache-Control": "private, no-cache"})
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    return response.make_conditional(request.environ)


def _walk(db: Session, walk: Walk, person: Participant) -> dict[str, Any]:
    known, questions = kinds.load(db), kinds.wording(db)
    area = db.get_one(places.Area, walk.area_id)
    checks, pictures = _checks(db, walk, known)
    return {
        "id": str(walk.id),
        "title": walk.title,
        "kind": walk.kind,
        "starts_at": walk.starts_at.astimezone(parts.settings().timezone).isoformat(),
        "state": walk.state,
        "meeting_place": walk.meeting_place,
        "leader_function": walk.leader_function,
        "area": area.name,
        "areas": _areas(db, walk, area),
        "route": walk.route,
        "stops": walk.stops,
        "role": person.role,
        "mode": person.mode,
        "language": person.language,
        "asked": [shapes.asked(each) for each in ASKED if each.of_children or not person.is_child],
        "kinds": [_kind(each, person.language) for each in known.by_code.values()],
        "questions": [_question(each, person.language) for each in questions.ratings] if questions else [],
        "questions_version": questions.version if questions else None,
        "nearby": _nearby(db, walk, known),
        "checks": checks,
        "photos": pictures,
        "tiles": ground.told(),
    }


def _kind(kind: kinds.Kind, language: str) -> dict[str, Any]:
    told = ("verify", "clock", "ask", "restricted", "publish_photo", "refuse")
    named: dict[str, Any] = {name: kind.data[name] for name in told if name in kind.data}
    if "urgency" in kind.data:
        named["urgency"] = kind.urgency
    return {"code": kind.code, "parent": kind.parent, "label": kind.label(language), **named}


def _question(each: dict[str, Any], language: str) -> dict[str, Any]:
    levels = each.get(f"levels_{language}") or [i18n.gettext(level) for level in each.get("levels_sv", [])]
    return {
        "code": each["code"],
        "label": each.get(language) or i18n.gettext(str(each.get("sv", each["code"]))),
        "levels": levels,
    }


def _areas(db: Session, walk: Walk, area: places.Area) -> list[dict[str, Any]]:
    outline = places.outline_of(db, area.id, walk.starts_at)
    return [{"name": area.name, "geometry": outline.geometry}] if outline else []


def _nearby(db: Session, walk: Walk, known: Kinds) -> list[dict[str, Any]]:
    """Earlier points of the area that have a place outdoors: "also noted October 2025 – still there?"."""
    rows = [each for each in findings.in_area(db, walk.area_id, NEARBY_MAX) if each.walk_id != walk.id]
    rows = [each for each in rows if each.has_position and not each.is_indoors and each.type != "positive"]
    stands = standing.standings(db, rows)
    return [
        {
            "finding": str(each.id),
            "number": each.number,
            "kind": each.kind,
            "label": known.label(each.kind),
            "position": {"lat": each.lat, "lon": each.lon, "accuracy_m": each.accuracy_m},
            "month": clock.day(each.noted_at, parts.settings().timezone).isoformat()[:7],
            "standing": stands[each.id].code,
            "words": stands[each.id].words,
        }
        for each in rows
    ]


def _checks(db: Session, walk: Walk, known: Kinds) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The points to look at, and the small photos to fetch before going out."""
    visits = [each for each in followups.of_walk(db, walk.id) if each.state != "dropped"]
    ids = list(dict.fromkeys(each.finding_id for each in visits))
    rows = {each.id: each for each in db.exec(select(Finding).where(col(Finding.id).in_(ids)))}
    pictures = photos.of_findings(db, [each.id for each in rows.values() if not each.is_restricted])
    held = {
        each.id: each
        for each in db.exec(
            select(handovers.Handover).where(col(handovers.Handover.id).in_([v.handover_id for v in visits]))
        )
    }
    said = handovers.history(db, list(held))
    checks = [
        _check(
            rows[each], [v for v in visits if v.finding_id == each], pictures.get(each, []), held, said, known
        )
        for each in ids
    ]
    small = [
        {"id": str(each.id), "bytes": _small_size(each)}
        for some in pictures.values()
        for each in some
        if not each.is_voice
    ]
    return checks, small


def _small_size(photo: Photo) -> int:
    """Of the small copy; while there is none, what most of them weigh."""
    return (parts.storage().size(photo.copy_key("small")) if photo.copies == "ready" else None) or SMALL_GUESS


def _check(
    finding: Finding,
    visits: list[FollowUp],
    pictures: list[Photo],
    held: dict[UUID, handovers.Handover],
    said: dict[UUID, list[handovers.Answer]],
    known: Kinds,
) -> dict[str, Any]:
    return {
        "finding": str(finding.id),
        "number": finding.number,
        "position": shapes.position(finding, pictures),
        "kind": finding.kind,
        "label": known.label(finding.kind),
        "verify": known.value(finding.kind, "verify") or ["always"],
        "text": finding.text,
        "landmark": finding.landmark,
        "building": finding.building,
        "asset_ref": finding.asset_ref,
        "owner_answer": _owner_answer(held[visits[0].handover_id], said),
        "handovers": [_handover(held[visit.handover_id], visit, said) for visit in visits],
        "photos": [shapes.photo(each) for each in pictures if not each.is_voice],
        "outcome": visits[0].outcome or None,
    }


def _owner_answer(
    handover: handovers.Handover, said: dict[UUID, list[handovers.Answer]]
) -> dict[str, Any] | None:
    latest = handovers.standing(said.get(handover.id, []))
    if latest is None:
        return None
    return {
        "answer": latest.answer,
        "label": i18n.gettext(latest.claim.staff),
        "date": latest.day.isoformat() if latest.day else None,
        "words": latest.words,
    }


def _handover(
    handover: handovers.Handover, visit: FollowUp, said: dict[UUID, list[handovers.Answer]]
) -> dict[str, Any]:
    return {
        "id": str(handover.id),
        "owner": handover.owner_id,
        "due_on": visit.due_on.isoformat(),
        "answer": _owner_answer(handover, said),
    }


@calls.get("/walks/<uuid:walk_id>/changes")
def changes(walk_id: UUID) -> ResponseReturnValue:
    cursor = request.args.get("since", "0")
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise Refusal("invalid", field="since")
    _read_waiting_facts(walk_id)
    with parts.reading() as db:
        person, row = base.who_of(db, walk_id)
        rows = findings.changed_since(db, row.id, min(int(cursor), parts.WHOLE_MOST))
        hidden = [each for each in rows if each.is_restricted and each.participant_id != person.id]
        shown = [each for each in rows if each.state != "removed" and each not in hidden]
        gone = [each for each in rows if each.state == "removed" and each not in hidden] + [
            each for each in hidden if _was_open(db, each)
        ]
        pictures = photos.of_findings(db, [each.id for each in shown])
        return jsonify(
            findings=[shapes.finding(each, person, pictures.get(each.id, [])) for each in shown],
            removed=[str(each.id) for each in gone],
            team=_team(db, row),
            cursor=row.changes,
            **(_for_leader(db, row) if person.is_leader else {}),
        )


def _for_leader(db: Session, walk: Walk) -> dict[str, Any]:
    """What waits for a leader's press: all of it each time, it is short. Nothing of or about behaviour."""
    waiting = [
        each for each in versions.open_of_walk(db, walk.id) if not each.is_restricted and not each.is_erratum
    ]
    about = {each.id: each for each in findings.of_walk(db, walk.id)}
    shown = [
        each
        for each in waiting
        if each.finding_id in about
        and not about[each.finding_id].is_restricted
        and versions.differences(each, about[each.finding_id])
    ]
    passes = sorted(participants.of_walk(db, walk.id), key=lambda each: (each.joined_at, str(each.id)))
    return {
        "proposals": [shapes.proposal(each) for each in shown],
        "passes": [shapes.team_pass(each, n + 1) for n, each in enumerate(passes)],
    }


def _was_open(db: Session, finding: Finding) -> bool:
    """Whether other phones may hold it: it became a behaviour note later. One that always was is never named,
    since ids tell the time.
    """
    return any(
        entry.details.get("type") not in (None, finding.type)
        for entry in journal.of(db, "finding", finding.id)
    )


def _read_waiting_facts(walk_id: UUID) -> None:
    """Facts the worker has not come to yet, a few at a time: a list must show where its photos were taken."""
    with parts.reading() as db:
        _person, row = base.who_of(db, walk_id)
        query = select(Photo).where(
            Photo.walk_id == row.id,
            Photo.standing == photos.STANDS,
            col(Photo.facts_read).is_(False),
            col(Photo.mime).startswith("image/"),
        )
        waiting = list(db.exec(query.limit(20)))
    place = parts.installation()
    for photo in waiting:
        try:
            noting.take_facts(place.database, place.storage, photo, place.settings.timezone)
        except FileNotFoundError:
            log.error("photo-bytes-missing", photo=str(photo.id))


def _team(db: Session, walk: Walk) -> list[dict[str, Any]]:
    """What each phone of the team still holds; a phone is a number, not a person."""
    said = sorted(
        (each for each in participants.of_walk(db, walk.id) if each.held_at), key=lambda each: each.joined_at
    )
    return [
        {
            "phone": i + 1,
            "participant": str(each.id),
            "role": each.role,
            "held": each.held,
            "held_at": shapes.moment(each.held_at),
        }
        for i, each in enumerate(said)
    ]


@calls.put("/walks/<uuid:walk_id>/finish")
def finish(walk_id: UUID) -> ResponseReturnValue:
    said = base.hear(base.body(), said_finish.read, walk_id)
    with parts.transaction() as db:
        person, row = base.sender_of(db, walk_id)
        try:
            walking.finish(db, row, person, said, parts.now())
        except Refusal as refusal:
            return _stale(refusal)
        return jsonify(revision=said.revision, team=[] if person.is_narrow else _team(db, row))


def _stale(refusal: Refusal) -> ResponseReturnValue:
    row = refusal.details.get("finish")
    if not isinstance(row, walks.Finish):
        raise refusal
    return refusals.problem(refusal, current=shapes.finish(row))
