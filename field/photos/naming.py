"""Naming (att nämna): what a phone says is the whole set of what it sent for a thing; a picture that its
newest word does not name is removed, and one named again within a day stands again.

Whose word counts for which picture: the sender's for its own, and for all of them the word of who speaks for
the thing. A picture without a sender (loaded at the desk, or from before) is its namer's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from field.photos.rows import OFFERED, REMOVED, STANDS, Photo

LOCKED = timedelta(hours=24)
SENDER, SPEAKER, DESK = "sender", "speaker", "desk"


@dataclass(frozen=True)
class Naming:
    """One word about pictures: what it names, what the same pass named before, and whose pictures it takes
    off. `speaks`: it comes from who speaks for the thing.
    """

    by: UUID | None
    names: Collection[str]
    before: Collection[str] = ()
    takes_off: Collection[str] = ()
    speaks: bool = True

    def is_its_own(self, photo: Photo) -> bool:
        return photo.sender_id == self.by or (photo.sender_id is None and photo.sha256 in self.before)

    def may_bring_back(self, photo: Photo) -> bool:
        if photo.removed_by == SPEAKER:
            return self.speaks
        return photo.removed_by == SENDER and (
            photo.sender_id == self.by or (photo.sender_id is None and self.speaks)
        )


def apply(pictures: Iterable[Photo], word: Naming, now: datetime) -> list[Photo]:
    """Those that came or went by this word. May be repeated."""
    return [photo for photo in pictures if _applied(photo, word, now)]


def _applied(photo: Photo, word: Naming, now: datetime) -> bool:
    if word.speaks and photo.sha256 in word.takes_off:
        return remove(photo, SENDER if word.is_its_own(photo) else SPEAKER, now)
    if photo.sha256 in word.names:
        return photo.standing == REMOVED and word.may_bring_back(photo) and stand(photo)
    return word.is_its_own(photo) and photo.standing == STANDS and remove(photo, SENDER, now)


def remove(photo: Photo, by: str, now: datetime) -> bool:
    """Whether that is a change."""
    if photo.standing == REMOVED:
        return False
    photo.standing, photo.removed_at, photo.removed_by = REMOVED, now, by
    return True


def stand(photo: Photo) -> bool:
    photo.standing, photo.removed_at, photo.removed_by = STANDS, None, ""
    return True


def offer(photo: Photo) -> None:
    photo.standing, photo.removed_at, photo.removed_by = OFFERED, None, ""
