"""Photos and voice notes: PUT whole, or PATCH in parts; GET a copy. The answer never waits for a copy to be
made, only for the disk.
"""

import hashlib
from pathlib import Path
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import findings, followups, photos
from field.findings import Finding
from field.followups import Check
from field.kit import i18n
from field.kit.errors import Refusal
from field.lifecycle.noting import uploading
from field.lifecycle.noting.uploading import Sender
from field.participants import Participant
from field.photos import Photo
from field.said.body import SHA256
from field.walks import Walk
from field.web import parts, refusals, uploads
from field.web.api import base
from field.web.api.base import calls

PHOTO_MAX = 30 * 1024 * 1024
PATHS = ("/findings/<uuid:target_id>/photos/<sha256>", "/checks/<uuid:target_id>/photos/<sha256>")


@calls.put(PATHS[0])
@calls.put(PATHS[1])
def put_photo(target_id: UUID, sha256: str) -> ResponseReturnValue:
    sent = _sent(target_id, sha256)
    declared = request.mimetype
    if declared not in uploads.ACCEPTED:
        raise Refusal("media-type")
    data = uploads.body(PHOTO_MAX)
    return _keep(sent, target_id, sha256, data, declared)


def _sent(target_id: UUID, sha256: str) -> Sender:
    if not SHA256.fullmatch(sha256):
        raise Refusal("invalid", field="sha256")
    with parts.asking() as driver:
        person = uploading.sender(driver, base.bearer(), sha256, parts.now())
    i18n.bind(person.language)
    if person.is_narrow:
        with parts.reading() as db:
            base.own(
                db.get_one(Participant, person.id), db.get(Finding, target_id) or db.get(Check, target_id)
            )
    return person


def _keep(
    sent: Sender, target_id: UUID, sha256: str, data: bytes, claimed: str | None = None
) -> ResponseReturnValue:
    """New bytes are laid down before the transaction begins: what waits for the disk then is this phone
    alone.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refusal("hash-differs")
    mime = uploads.check(data, claimed)
    if not sent.is_named:
        photos.lay_down(parts.storage(), sha256, data)
    with parts.changing() as driver:
        is_new = uploading.take_photo(
            driver,
            parts.storage(),
            sent.walk_id,
            target_id,
            sha256,
            mime,
            data,
            parts.now(),
            laid=not sent.is_named,
            sender=sent.id,
        )
    return "", 201 if is_new else 200


def _part(sent: Sender, target_id: UUID, sha256: str) -> Path:
    folder = parts.settings().uploads / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{sent.walk_id}-{target_id}-{sha256}"


@calls.route(PATHS[0], methods=["HEAD"])
@calls.route(PATHS[1], methods=["HEAD"])
def photo_offset(target_id: UUID, sha256: str) -> ResponseReturnValue:
    sent = _sent(target_id, sha256)
    row = uploads.stored(target_id, sha256)
    if row is not None and row.walk_id == sent.walk_id:
        return Response("", 200, {"Upload-Offset": str(row.size), "Upload-Length": str(row.size)})
    return Response("", 200, {"Upload-Offset": str(uploads.size_of(_part(sent, target_id, sha256)))})


@calls.patch(PATHS[0])
@calls.patch(PATHS[1])
def patch_photo(target_id: UUID, sha256: str) -> ResponseReturnValue:
    sent = _sent(target_id, sha256)
    if request.mimetype != "application/offset+octet-stream":
        raise Refusal("media-type")
    start, whole = uploads.number("Upload-Offset"), uploads.number("Upload-Length")
    if whole > PHOTO_MAX:
        raise Refusal("too-large")
    row = uploads.stored(target_id, sha256)
    if row is not None and row.walk_id == sent.walk_id:
        return Response("", 200, {"Upload-Offset": str(row.size)})
    part = _part(sent, target_id, sha256)
    reached = uploads.append(part, start, whole, request.stream, request.content_length)
    if reached is None:
        return _wrong_offset(uploads.size_of(part))
    if reached < whole:
        return Response("", 204, {"Upload-Offset": str(reached)})
    return _finish(sent, target_id, sha256, part)


def _wrong_offset(right: int) -> ResponseReturnValue:
    answer = refusals.problem(Refusal("offset-differs"), offset=right)
    answer.headers["Upload-Offset"] = str(right)
    return answer


def _finish(sent: Sender, target_id: UUID, sha256: str, part: Path) -> ResponseReturnValue:
    """The last part is in: checked as a whole. What does not match is thrown away, and the phone begins
    anew.
    """
    data = part.read_bytes()
    try:
        _keep(sent, target_id, sha256, data)
    except Refusal:
        part.unlink(missing_ok=True)
        raise
    part.unlink(missing_ok=True)
    return Response("", 201, {"Upload-Offset": str(len(data))})


@calls.get("/photos/<uuid:photo_id>/<any(small, large):size>")
def get_photo(photo_id: UUID, size: str) -> ResponseReturnValue:
    with parts.reading() as db:
        _person, walk = base.who(db)
        row = _allowed(db, walk, photo_id)
    data = uploads.copy_now(row, size)
    if data is None:
        raise Refusal("not-found" if row.copies == "broken" else "busy")
    return uploads.picture(data, _tag(row, size))


def _tag(photo: Photo, size: str) -> str:
    return hashlib.sha256(photo.copy_key(size).encode()).hexdigest()[:32]


def _allowed(db: Session, walk: Walk, photo_id: UUID) -> Photo:
    """The walk's own photos, and those of points it is to look at again; never a behaviour note's."""
    row = db.get(Photo, photo_id)
    if row is None or row.is_voice or row.standing != photos.STANDS:
        raise Refusal("not-found")
    finding = db.get(Finding, row.finding_id) if row.finding_id else None
    if finding is not None and (finding.is_restricted or finding.state == "removed"):
        raise Refusal("not-found")
    if row.walk_id == walk.id:
        return row
    gathered = {each.finding_id for each in followups.of_walk(db, walk.id)}
    if finding is None or finding.id not in gathered:
        raise Refusal("not-found")
    return row


@calls.get("/voices/<uuid:photo_id>")
def voice(photo_id: UUID) -> ResponseReturnValue:
    """A voice note, for the walk's own team."""
    with parts.reading() as db:
        _person, walk = base.who(db)
        row = db.get(Photo, photo_id)
        is_there = row is not None and row.is_voice and row.standing == photos.STANDS
        if row is None or not is_there or row.walk_id != walk.id:
            raise Refusal("not-found")
        if row.finding_id and findings.get(db, row.finding_id, walk).is_restricted:
            raise Refusal("not-found")
    return Response(parts.storage().get(row.key), mimetype=row.mime, headers={"Cache-Control": "private"})
