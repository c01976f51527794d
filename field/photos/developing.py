"""Developing (att framkalla): what a photo's bytes tell, the copies that are shown, and the faces and plates
to paint over.
"""

from zoneinfo import ZoneInfo

from field.kit import pictures
from field.kit.pictures import faces, photo_facts
from field.kit.storage import Storage
from field.photos.rows import Photo

TRIES = 5
FACTS = (
    "lat",
    "lon",
    "accuracy_m",
    "altitude_m",
    "bearing_deg",
    "taken_at",
    "taken_zone",
    "orientation",
    "width",
    "height",
    "facts_read",
    "placeholder",
    "tries",
)


def read_facts(photo: Photo, data: bytes, zone: ZoneInfo) -> None:
    """Position, time, bearing, orientation and size from the bytes; once a photo."""

    facts = photo_facts.read(data, zone)
    photo.lat, photo.lon, photo.altitude_m, photo.bearing_deg = (
        facts.lat,
        facts.lon,
        facts.altitude_m,
        facts.bearing_deg,
    )
    photo.accuracy_m = facts.accuracy_m
    photo.taken_at, photo.taken_zone, photo.orientation = facts.taken_at, facts.taken_zone, facts.orientation
    photo.width, photo.height, photo.facts_read = facts.width, facts.height, True


def make_copies(photo: Photo, storage: Storage) -> None:
    """Both copies, upright and without metadata; a picture that cannot be decoded is marked broken and never
    shown.

    Of a destroyed original they are made from what remains; that itself is left as it is.

    A helper that was ended from outside says nothing about the picture: it is tried again, a few times.
    """

    if photo.is_voice:
        photo.copies = "ready"
        return
    try:
        made = pictures.copies(
            storage.get(photo.source_key), boxes=[(b[0], b[1], b[2], b[3]) for b in photo.boxes]
        )
    except pictures.PictureRefused:
        photo.copies = "broken"
        return
    except pictures.Interrupted:
        photo.tries += 1
        photo.copies = "broken" if photo.tries >= TRIES else "new"
        return
    if photo.copy_key("large") != photo.remains:
        storage.put(photo.copy_key("large"), made.large)
    storage.put(photo.copy_key("small"), made.small)
    if not photo.remains:
        photo.width, photo.height = made.width, made.height
    photo.placeholder, photo.copies = made.placeholder, "ready"


def propose_boxes(photo: Photo, storage: Storage) -> None:
    """Faces and plates that a model sees, generously boxed; nothing is painted before a person has agreed."""

    try:
        found = faces.propose(storage.get(photo.source_key))
    except (
        pictures.PictureRefused,
        pictures.Interrupted,
        FileNotFoundError,
    ):
        found = []
    photo.proposed = [
        [round(each.x0, 4), round(each.y0, 4), round(each.x1, 4), round(each.y1, 4), each.what]
        for each in found
    ]


def copy_bytes(photo: Photo, storage: Storage, size: str) -> bytes | None:
    """A ready copy's bytes, or None while there is none."""
    if photo.copies != "ready" or photo.is_voice:
        return None
    try:
        return storage.get(photo.copy_key(size))
    except FileNotFoundError:
        return None
