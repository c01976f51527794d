"""What a phone has saved as a file (den sista utvägen), brought into its walk as if the phone had sent it.

The same verbs decide: what is here already is left alone, what is newer here stays, and the phone may still
send everything itself later. Each item comes whole or not at all, in a transaction of its own; a picture that
cannot be taken is named, and its finding stays."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from field import journal, photos
from field.kit import pictures, progress
from field.kit.db import Database
from field.kit.errors import Refusal
from field.kit.settings import Settings
from field.kit.storage import Storage
from field.lifecycle import noting
from field.loading import archive, saved_items
from field.loading.archive import Archive
from field.loading.saved_items import VERBS, Item, Taken
from field.photos import Photo


@dataclass
class SavedSummary:
    """Counts of items, and of photos and voice notes; `walks` got something. `refused` are {item, what,
    photo?, code, words}.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    photos: int = 0
    walks: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, said: dict[str, Any], refusal: Refusal, photo: str = "") -> None:
        named = {
            "item": str(said.get("id"))[:100],
            "what": str(said.get("what"))[:20],
            **({"photo": photo} if photo else {}),
        }
        self.refused.append({**named, "code": refusal.code, "words": refusal.words})

    def count(self, said: dict[str, Any], brought: "_Brought") -> None:
        outcome, walk = brought.taken.outcome, str(said["walk"])
        if outcome:
            setattr(self, outcome, getattr(self, outcome) + 1)
        if brought.taken.refusal:
            self.refuse(said, brought.taken.refusal)
        for sha256, refusal in brought.lost:
            self.refuse(said, refusal, photo=sha256)
        self.photos += len(brought.photos)
        if walk not in self.walks and (brought.photos or outcome in ("added", "changed")):
            self.walks.append(walk)

    def as_dict(self) -> dict[str, Any]:
        return {
            name: getattr(self, name) for name in ("added", "changed", "same", "photos", "walks", "refused")
        }


@dataclass
class _Brought:
    taken: Taken
    photos: list[Photo] = field(default_factory=list)
    lost: list[tuple[str, Refusal]] = field(default_factory=list)


def load_file(
    database: Database,
    storage: Storage,
    settings: Settings,
    path: Path,
    now: datetime,
    actor: str = "command",
) -> SavedSummary:
    """May be repeated. Raises `Refusal` for a file that no phone has saved ("not-saved-file", "too-large"):
    then nothing was loaded.
    """
    summary = SavedSummary()
    with archive.opened(path) as saved:
        for said in progress.track(sorted(saved.items, key=_turn), path.name):
            try:
                with database.writing() as db:
                    brought = _bring(db, storage, saved, said, now)
            except Refusal as refusal:
                summary.refuse(said, refusal)
            except RecursionError:
                summary.refuse(said, Refusal("not-json"))
            else:
                summary.count(said, brought)
                for photo in brought.photos:
                    noting.take_facts(database, storage, photo, settings.timezone)
    with database.writing() as db:
        told = {name: getattr(summary, name) for name in ("added", "changed", "photos")}
        journal.write(db, now, actor, "loaded", "file", "zip", **told, refused=len(summary.refused))
    return summary


def _turn(said: dict[str, Any]) -> int:
    """Findings first: a check or a finish speaks of them."""
    what = said.get("what")
    return list(VERBS).index(what) if isinstance(what, str) and what in VERBS else len(VERBS)


def _bring(db: Session, storage: Storage, saved: Archive, said: dict[str, Any], now: datetime) -> _Brought:
    item = saved_items.read(db, said, now)
    brought = _Brought(VERBS[said["what"]](item))
    for sha256 in brought.taken.lacking:
        try:
            brought.photos.append(_photo(item, storage, saved, sha256))
        except Refusal as refusal:
            brought.lost.append((sha256, refusal))
    return brought


def _photo(item: Item, storage: Storage, saved: Archive, sha256: str) -> Photo:
    """Raises `Refusal`: "not-found" where the file lacks it, "broken-picture", "too-many-pixels",
    "media-type", "too-large".
    """
    data = saved.photo(str(item.id), sha256)
    if data is None:
        raise Refusal("not-found")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refusal("broken-picture")
    try:
        mime = pictures.precheck(data).mime
    except pictures.PictureRefused as refused:
        raise Refusal("media-type" if refused.code == "not-a-picture" else refused.code) from None
    noting.keep_photo(item.db, storage, item.walk, item.id, sha256, mime, data, item.now)
    kept = photos.by_hash(item.db, item.id, sha256)
    if kept is None:
        raise Refusal("not-found")
    return kept
