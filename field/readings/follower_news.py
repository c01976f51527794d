"""What a follower reads (den som följer): the point or the area as everybody may see it, and what is new."""

from sqlmodel import Session

from field.followers import Follower
from field.kit.settings import Settings
from field.places import Area
from field.readings import public
from field.readings.public import PublicSighting
from field.readings.standing import STATES

SHOWN = 12


def question(db: Session, follower: Follower, settings: Settings) -> dict[str, object]:
    """What the letter that asks says, in the bound language: the point or the area."""
    return {
        "point": _point(db, follower, settings),
        "area": db.get(Area, follower.area_id) if follower.area_id else None,
    }


def _point(db: Session, follower: Follower, settings: Settings) -> PublicSighting | None:
    return public.by_id(db, follower.finding_id, settings.timezone) if follower.finding_id else None


def followed(db: Session, follower: Follower, settings: Settings) -> list[PublicSighting]:
    """What a follower follows, as everybody may see it now."""
    if follower.area_id:
        return public.of_area(db, db.get_one(Area, follower.area_id), settings.timezone)
    point = _point(db, follower, settings)
    return [point] if point else []


def snapshot(seen: list[PublicSighting]) -> dict[str, str]:
    return {
        each.number: " ".join((each.standing.code, str(each.standing.day or ""))).strip() for each in seen
    }


def is_last(told: str) -> bool:
    """Whether nothing more can come of a point that a snapshot told like this."""
    state = STATES.get(told.split()[0])
    return state is not None and state.is_last


def news(follower: Follower, points: list[PublicSighting], settings: Settings) -> dict[str, object]:
    """What the letter with news says; `is_last` where nothing more can come of the point."""
    at_its_end = follower.finding_id is not None and all(each.standing.state.is_last for each in points)
    return {
        "news": points[:SHOWN],
        "more": len(points[SHOWN:]),
        "count": len(points),
        "base_url": settings.base_url,
        "is_last": at_its_end,
        "area": points[0].area,
        "is_point": follower.finding_id is not None,
    }


def news_again(db: Session, follower: Follower, settings: Settings) -> dict[str, object] | None:
    """What a letter about a point says, as near as can be told now; None for an area's, whose news are no
    longer known.
    """
    seen = [] if follower.area_id else followed(db, follower, settings)
    return news(follower, seen, settings) if seen else None
