"""Someone at the desk, as their browser is: signed in by a link from a letter, reading a page before sending its form."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from field import staff
from field.findings import Finding
from field.journal import Entry
from field.lifecycle import noting
from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.web.visits import CSRF
from tests.world import NOW, World

COORDINATOR = "samordnare@strak.example"
ADMIN = "admin@strak.example"
PLAIN = "ny@strak.example"


@dataclass
class Desk:
    world: World
    client: FlaskClient
    csrf: str = ""

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer.text

    def post(self, path: str, status: int = 303, **fields: Any) -> TestResponse:
        """With the token of the walks' list, which every session may see."""
        self.csrf = self.csrf or CSRF.findall(self.page("/desk/walks"))[0]
        answer = self.client.post(
            path, data={"csrf_token": self.csrf} | fields, content_type="multipart/form-data"
        )
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer

    def after(self, path: str, **fields: Any) -> str:
        """The page a form leads to."""
        return self.page(self.post(path, **fields).headers["Location"])


def link_to(world: World, email: str = COORDINATOR, at: datetime = NOW) -> str:
    with world.writing() as db:
        person = staff.by_email(db, email)
        assert person
        return staff.link_token(
            world.settings.secret_key, staff.new_link(db, world.settings.secret_key, person, at)
        )


def at_desk(world: World, email: str = COORDINATOR, at: datetime = NOW) -> Desk:
    """Signs in when the clock is moved to `at`. The coordinator may read restricted notes, the newcomer not; the admin all but that."""
    world.clock(at)
    with world.writing() as db:
        staff.add(db, ADMIN, "Administratören", role="admin")
        staff.add(db, PLAIN, "Den nya")
    client = world.app.test_client()
    path = f"/desk/sign-in/{link_to(world, email, at)}"
    csrf = CSRF.findall(client.get(path).text)[0]
    assert client.post(path, data={"csrf_token": csrf}).status_code == 303
    return Desk(world, client)


def with_photo(world: World, walk: Walk, row: Finding, picture: bytes | None = None) -> Photo:
    data = picture or pictures.encoded(pictures.corners())
    sha256 = hashlib.sha256(data + str(row.id).encode()).hexdigest()
    with world.writing() as db:
        noting.keep_photo(
            db, world.storage, db.get_one(Walk, walk.id), row.id, sha256, "image/jpeg", data, NOW
        )
        return db.exec(select(Photo).where(Photo.finding_id == row.id, Photo.sha256 == sha256)).one()


def verbs(world: World, subject_id: UUID | str) -> list[str]:
    """What the journal says of one thing, in order."""
    with world.reading() as db:
        return list(db.exec(select(Entry.verb).where(Entry.subject_id == str(subject_id)).order_by(Entry.id)))


def everything(world: World) -> tuple[int, ...]:
    """How much there is of what a page could have changed."""
    with world.reading() as db:
        connection = db.connection()
        tables = (
            "journal",
            "letter",
            "protocol",
            "protocol_line",
            "handover",
            "follow_up",
            "owner_link",
            "number_series",
            "finding",
            "assignment",
        )
        return tuple(
            connection.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one() for name in tables
        )
