"""Following (att följa): told by mail to those who asked, at most once a day, and only what is public anyway.

What a follower was told is kept as it stood, and compared with how it stands: an answer given and taken back
the same day is no news, and nothing is missed, whatever stood still in between."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from field import followers, letters, setbacks
from field.findings import Finding
from field.followers import Follower
from field.kit import clock, i18n
from field.kit.db import Database
from field.kit.settings import Settings
from field.places import Area
from field.readings import follower_news
from field.readings.public import PublicSighting


def ask(
    db: Session, settings: Settings, email: str, language: str, about: Finding | Area, now: datetime
) -> None:
    """Writes to the address and asks whether it is so. Whoever follows already gets the link again, to see
    and to stop.
    """
    row = followers.ask(db, settings.secret_key, email, language, about, now)
    with i18n.using(language):
        values = follower_news.question(db, row, settings)
    letters.write(
        db,
        "follow_confirm",
        row.email,
        now=now,
        values=values,
        language=language,
        link=(followers.LINK_PURPOSE, row.id),
    )


def confirm(db: Session, follower: Follower, settings: Settings, now: datetime) -> None:
    """From now on; what was before is known. May be repeated."""
    if follower.confirmed_at is None:
        follower.confirmed_at = follower.looked_at = now
        follower.told = follower_news.snapshot(follower_news.followed(db, follower, settings))
        db.add(follower)
        db.flush()


def stop(db: Session, follower: Follower) -> None:
    """The address goes, here and in the letters that were written to it."""
    for letter in letters.under_link(db, follower.id):
        letters.forget_reader(db, letter)
    db.delete(follower)
    db.flush()


def forget_unconfirmed(database: Database, now: datetime) -> int:
    """Takes away those who never said yes; how many."""

    def forget(follower_id: UUID) -> bool:
        with database.writing() as db:
            follower = db.get(Follower, follower_id, with_for_update=True)
            if follower is None or follower.confirmed_at:
                return False
            stop(db, follower)
            return True

    with database.reading() as db:
        ids = followers.unconfirmed(db, now)
    return setbacks.each(database, "forgetting", ids, forget, now)


def tell_followers(database: Database, settings: Settings, now: datetime) -> int:
    """One letter a day to each follower for whom something is new; how many. Never at night: it would be old
    in the morning.
    """
    if letters.is_quiet(now, settings.timezone):
        return 0
    with database.reading() as db:
        waiting = followers.to_be_told(db, clock.midnight(now, settings.timezone))
    return setbacks.each(
        database, "follower", waiting, lambda row_id: _tell(database, settings, row_id, now), now
    )


def _tell(database: Database, settings: Settings, row_id: UUID, now: datetime) -> bool:
    """In a transaction of its own; of two workers the second finds that it has been looked at."""
    with database.writing() as db:
        row = db.get(Follower, row_id, with_for_update=True)
        if row is None or (row.looked_at and row.looked_at >= clock.midnight(now, settings.timezone)):
            return False
        with i18n.using(row.language):
            seen = follower_news.followed(db, row, settings)
        fresh, row.looked_at = follower_news.snapshot(seen), now
        news = [each for each in seen if fresh[each.number] != row.told.get(each.number)]
        row.told = fresh if seen else row.told
        db.add(row)
        if news:
            _write(db, settings, row, news, now)
        return bool(news)


def _write(
    db: Session, settings: Settings, follower: Follower, news: list[PublicSighting], now: datetime
) -> None:
    letters.write(
        db,
        "follow_news",
        follower.email,
        now=now,
        values=follower_news.news(follower, news, settings),
        language=follower.language,
        link=(followers.LINK_PURPOSE, follower.id),
    )


def forget_the_told(db: Session, letter: letters.Letter) -> None:
    """After a letter is sent or has failed: an address that bounces, or whose point has come to its end, is
    not kept.
    """
    row = (
        db.get(Follower, letter.link_row)
        if letter.link_purpose == followers.LINK_PURPOSE and letter.link_row
        else None
    )
    if row and (letter.state == "failed" or (_is_at_its_end(row) and not _is_owed_more(db, row))):
        stop(db, row)


def _is_owed_more(db: Session, follower: Follower) -> bool:
    """The last letter may stand behind one that has waited for the mail server."""
    return any(each.state in ("written", "sending") for each in letters.under_link(db, follower.id))


def _is_at_its_end(follower: Follower) -> bool:
    return (
        follower.finding_id is not None
        and bool(follower.told)
        and all(follower_news.is_last(said) for said in follower.told.values())
    )
