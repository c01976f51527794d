"""The digest of what is about to be sent (förhandsvisningen): each owner's letter and what the public will
read of each point. What a person saw is what is sent, or nothing is."""

import hashlib
import json
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlmodel import Session

from field.findings import Finding
from field.letters import Letter
from field.readings import public
from field.readings.public import PublicSighting


def parts(
    db: Session, letters: Iterable[Letter], points: Iterable[Finding], zone: ZoneInfo
) -> tuple[dict[str, str], list[PublicSighting]]:
    """Name of each part → its digest; and the points as the public will read them."""
    db.flush()
    shown = public.of_findings(db, list(points), zone)
    found = {f"letter:{letter.owner_id}": _digest(_letter(letter)) for letter in letters}
    return found | {f"point:{each.finding_id}": _digest(_sighting(each)) for each in shown}, shown


def whole(found: dict[str, str]) -> str:
    return _digest(sorted(found.items()))


def _letter(letter: Letter) -> list[str]:
    """Its own id is another at each try."""
    bodies = (letter.subject, letter.text, letter.html)
    return [
        letter.to_email,
        letter.to_name,
        letter.language,
        *(body.replace(str(letter.id), "") for body in bodies),
    ]


def _sighting(seen: PublicSighting) -> list[object]:
    picture = [seen.before.public_id, seen.before.boxes] if seen.before else []
    spoken = {name: value for name, value in vars(seen).items() if name in SHOWN}
    return [spoken, seen.standing.group, picture]


SHOWN = ("number", "type", "kind", "label", "where", "month", "words", "times_seen", "position")


def _digest(value: object) -> str:
    said = json.dumps(value, sort_keys=True, default=str)
    return hashlib.blake2s(said.encode(), digest_size=10).hexdigest()
