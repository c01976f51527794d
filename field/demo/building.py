"""Plays the story through the app's own verbs, at the story's own times. May be repeated: what is there
already is left alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, select

from field import followups, handovers, kinds, loading, participants, staff, walks
from field.demo import exif, pictures, story
from field.findings import Finding
from field.handovers import OwnerLink
from field.kit import clock, i18n, progress
from field.kit.db import Database
from field.kit.settings import Settings
from field.kit.storage import Storage
from field.letters import Letter
from field.lifecycle import answering, checking, clearing, handing_over, noting, planning, reminding
from field.participants import Participant
from field.photos import Photo
from field.places import Area
from field.ratings import Rating
from field.said import check as said_check
from field.said import finding as said_finding
from field.walks import Walk

HERE = Path(__file__).parent
NAMESPACE = UUID(
    "6f9a3b6e-3c35-5d0e-8a53-7f8e2a3f4d11"
)  # demo keys → ids, so that building twice is building once
ACTOR = "command"
PLANNED_BEFORE = timedelta(days=14)
COORDINATOR = "samordnare@strak.example"
ADMIN = "admin@strak.example"


@dataclass
class _Stage:
    """Where the play is given."""

    db: Session
    storage: Storage
    settings: Settings
    now: datetime


def build(database: Database, storage: Storage, settings: Settings, now: datetime) -> dict[str, int]:
    """The district and its story relative to `now`: counts of walks and findings made."""
    with i18n.using("sv"):
        with database.writing() as db:
            _district(db, now)
        made = [
            _scene(database, storage, settings, now, told) for told in progress.track(story.walks(), "demo")
        ]
        _past_letters(database, settings, now)
    return {"walks": sum(1 for each in made if each is not None), "findings": sum(each or 0 for each in made)}


def _district(db: Session, now: datetime) -> None:
    long_ago = now - timedelta(days=730)
    for loader, name in (
        (loading.load_areas, "areas.geojson"),
        (loading.load_kinds, "kinds.yaml"),
        (loading.load_owners, "owners.csv"),
        (loading.load_roles, "roles.csv"),
        (loading.load_rules, "rules.csv"),
    ):
        loaded = loader(db, (HERE / name).read_bytes(), long_ago, ACTOR)
        if loaded.refused:
            raise RuntimeError(f"{name}: {loaded.refused}")
        db.flush()
    if staff.by_email(db, COORDINATOR) is None:
        staff.add(db, COORDINATOR, "Samordnaren", restricted=True)
        staff.add(db, ADMIN, "Administratören", role="admin")


def _scene(
    database: Database, storage: Storage, settings: Settings, now: datetime, told: story.StoryWalk
) -> int | None:
    """One walk with all that came of it, in one transaction."""
    with database.writing() as db:
        if db.get(Walk, _id(told.key)) is not None:
            return None
        stage = _Stage(db, storage, settings, now)
        walk = _plan(stage, told)
        leader, _pass = participants.join(db, walk, "leader", "adult", "sv", walk.starts_at)
        for finding in told.findings:
            _note(stage, walk, leader, finding)
        if told.is_over:
            _finish(stage, walk, leader, told)
    return len(told.findings)


def _id(key: str) -> UUID:
    return uuid5(NAMESPACE, key)


def _plan(stage: _Stage, told: story.StoryWalk) -> Walk:
    at, zone = told.when.at(stage.now, stage.settings.timezone), stage.settings.timezone
    made = planning.plan(
        stage.db,
        told.area,
        at,
        min(at - PLANNED_BEFORE, stage.now),
        zone,
        ACTOR,
        kind=told.kind,
        title=told.title,
        walk_id=_id(told.key),
    )
    made.meeting_place, made.leader_function, made.invited = told.meeting, told.leader, told.invited
    if told.route:
        made.route = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in told.route]}
    made.stops = [{"name": stop.name, "lat": stop.at[0], "lon": stop.at[1]} for stop in told.stops]
    stage.db.add(made)
    stage.db.flush()
    return made


def _note(stage: _Stage, walk: Walk, leader: Participant, told: story.StoryFinding) -> None:
    at = walk.starts_at + timedelta(minutes=told.minute)
    shots = [_shot(each, at.astimezone(stage.settings.timezone), told.at) for each in told.pictures]
    body: dict[str, Any] = {
        "type": told.type,
        "kind": told.kind,
        "text": told.text,
        "urgency": told.urgency,
        "asset_ref": told.asset_ref or None,
        "landmark": told.landmark,
        "building": dict(told.building) if told.building else None,
        "perspective": told.perspective,
        "noted_at": at.isoformat(),
        "photos": [_hash(shot) for shot in shots],
        "revision": 1,
    }
    if told.at:
        place = {
            "lat": told.at[0],
            "lon": told.at[1],
            "accuracy_m": told.accuracy_m,
            "source": "device",
            "taken_at": at.isoformat(),
        }
        body["position"] = place
    if told.call:
        called = walk.starts_at + timedelta(minutes=told.call.minute)
        body["call"] = {"at": called.isoformat(), "whom": told.call.whom, "outcome": told.call.outcome}
    noting.note(stage.db, walk, leader, _id(told.key), said_finding.read(body, kinds.load(stage.db), at), at)
    for shot in shots:
        noting.keep_photo(stage.db, stage.storage, walk, _id(told.key), _hash(shot), "image/jpeg", shot, at)


def _shot(told: story.StoryPicture, at: datetime, where: story.Position | None) -> bytes:
    """What a camera would have given: with time and, outdoors, place in it."""
    drawn = pictures.draw(told.scene, seed=told.seed, after=told.after, portrait=told.portrait)
    return exif.with_exif(drawn, *where, at) if where else drawn


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _finish(stage: _Stage, walk: Walk, leader: Participant, told: story.StoryWalk) -> None:
    """The evening after: rated, closed, gone through, handed over, answered."""
    over = walk.starts_at + timedelta(minutes=told.minutes)
    said = {**told.conditions, "headcount": dict(told.headcount)}
    walks.put_finish(stage.db, walk, said, 1)
    for i, rating in enumerate(told.ratings):
        stage.db.add(_rating(stage, walk, told, rating, i))
    for check in told.checks:
        _check(stage, walk, leader, check)
    planning.close(stage.db, walk, over, ACTOR)
    if told.handed_over_days is None and not told.checks:
        return
    handed = over + timedelta(days=told.handed_over_days if told.handed_over_days is not None else 2)
    _clear(stage, walk, told, handed)
    handing_over.hand_over(stage.db, walk, everything=False, now=handed, settings=stage.settings, actor=ACTOR)
    for finding in told.findings:
        for answer in sorted(finding.answers, key=lambda each: each.days):
            _answer(stage, walk, finding, answer)


def _rating(stage: _Stage, walk: Walk, told: story.StoryWalk, rating: story.StoryRating, i: int) -> Rating:
    questions = kinds.wording(stage.db)
    stop = next(each for each in told.stops if each.name == rating.stop)
    return Rating(
        id=_id(f"{told.key}-rating-{i}"),
        walk_id=walk.id,
        place=rating.stop,
        lat=stop.at[0],
        lon=stop.at[1],
        questions_version=questions.version if questions else "",
        answers=dict(rating.answers),
        light=told.conditions.get("light", ""),
        lamps=told.conditions.get("lamps", ""),
        rated_at=walk.starts_at + timedelta(minutes=rating.minute),
        revision=1,
    )


def _clear(stage: _Stage, walk: Walk, told: story.StoryWalk, at: datetime) -> None:
    """What the coordinator does in the evening: links doubles, ticks photos, releases."""
    for each in told.findings:
        row = stage.db.get_one(Finding, _id(each.key))
        if each.double_of:
            clearing.link_double(stage.db, row, stage.db.get_one(Finding, _id(each.double_of)), at, ACTOR)
        elif not row.is_restricted:
            clearing.release(stage.db, row, at, ACTOR)
    for photo in stage.db.exec(select(Photo).where(Photo.walk_id == walk.id)):
        if clearing.may_be_approved(stage.db, photo):
            clearing.review_photo(stage.db, photo, "approved", at, ACTOR)


def _answer(stage: _Stage, walk: Walk, finding: story.StoryFinding, told: story.StoryAnswer) -> None:
    at = walk.starts_at + timedelta(days=told.days)
    held = handovers.of_finding(stage.db, _id(finding.key))
    row = next((each for each in held if each.owner_id == told.owner), None)
    if row is None or at > stage.now:
        return
    link = stage.db.get_one(OwnerLink, row.link_id)
    day = (
        clock.day(walk.starts_at + timedelta(days=told.due_days), stage.settings.timezone)
        if told.due_days
        else clock.day(at, stage.settings.timezone)
        if told.answer == "fixed"
        else None
    )
    shots = []
    if told.picture:
        shot = pictures.draw(
            finding.pictures[0].scene,
            seed=finding.pictures[0].seed,
            after=True,
            portrait=finding.pictures[0].portrait,
        )
        shots = [(_hash(shot), "image/jpeg", shot)]
    said = answering.Said(
        told.answer, day, told.words, told.reason, told.suggested, told.own_ref, tuple(shots)
    )
    answering.answer(stage.db, stage.storage, link, [row], said, link.counter, at)
    _approve_answers(stage, row.finding_id, at)


def _approve_answers(stage: _Stage, finding_id: UUID, at: datetime) -> None:
    for photo in stage.db.exec(select(Photo).where(Photo.finding_id == finding_id, Photo.state == "awaits")):
        if photo.answer_id:
            clearing.review_photo(stage.db, photo, "approved", at, ACTOR)


def _check(stage: _Stage, walk: Walk, leader: Participant, told: story.StoryCheck) -> None:
    at = walk.starts_at + timedelta(minutes=told.minute)
    finding_id, check_id = _id(told.finding), _id(f"{walk.id}-{told.finding}")
    open_ones = [
        row
        for row in followups.of_findings(stage.db, [finding_id]).get(finding_id, [])
        if row.state in ("waiting", "due")
    ]
    checking.gather(stage.db, walk, open_ones, walk.starts_at - PLANNED_BEFORE, ACTOR)
    shots = (
        [pictures.draw(told.picture.scene, seed=told.picture.seed, after=told.picture.after)]
        if told.picture
        else []
    )
    body = {
        "walk": str(walk.id),
        "finding": str(finding_id),
        "outcome": told.outcome,
        "reason": told.reason,
        "text": told.text,
        "checked_at": at.isoformat(),
        "photos": [_hash(shot) for shot in shots],
        "revision": 1,
    }
    checking.record_check(stage.db, walk, leader, check_id, said_check.read(body, at), at)
    for shot in shots:
        noting.keep_photo(stage.db, stage.storage, walk, check_id, _hash(shot), "image/jpeg", shot, at)


def _past_letters(database: Database, settings: Settings, now: datetime) -> None:
    """Letters of the past were sent in the past; reminders too. What is due now is left for the worker to do
    before one's eyes.
    """
    with database.reading() as db:
        made = sorted({link.made_at for link in db.exec(select(OwnerLink))})
    for at in made:
        for wait in reminding.SILENT_FOR:
            if at + wait < now - timedelta(days=1):
                reminding.remind_silent_owners(database, settings, at + wait)
    with database.writing() as db:
        for letter in db.exec(
            select(Letter).where(Letter.state == "written", Letter.written_at < now - timedelta(days=1))
        ):
            letter.move("sending")
            letter.move("sent")
            letter.sent_at, letter.tries = letter.written_at, 1
            db.add(letter)


def is_empty(database: Database) -> bool:
    with database.reading() as db:
        return db.exec(select(Area).limit(1)).first() is None


def join_code(db: Session, now: datetime) -> str | None:
    """The leader's code of the walk nearest in time that can be joined: with it a newcomer sees
    everything.
    """
    rows = list(db.exec(select(Walk).where(Walk.state == "planned")))
    nearest = min(rows, key=lambda row: abs(row.starts_at - now), default=None)
    return nearest.leader_code if nearest else None
