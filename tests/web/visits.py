"""Visitors of pages, as browsers are: they read a form before they send it, and send back what it held."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from field import handovers
from field.handovers import Answer, Handover, OwnerLink
from field.walks import Walk
from tests.world import World

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class OwnerVisit:
    """Someone who has an owner's link. `answer` sends what the page held when it was last opened."""

    world: World
    client: FlaskClient
    token: str
    csrf: str = ""
    version: str = ""
    page: str = ""

    @property
    def path(self) -> str:
        return f"/o/{self.token}"

    def open(self) -> str:
        answer = self.client.get(self.path)
        assert answer.status_code == 200, answer.status_code
        self.page = answer.text
        found, version = CSRF.search(self.page), VERSION.search(self.page)
        assert found
        self.csrf, self.version = found[1], version[1] if version else ""
        return self.page

    def answer(self, number: str | list[str], answer: str, **more: Any) -> TestResponse:
        """From the page as it was last opened; opened first if it never was."""
        if not self.page:
            self.open()
        fields = {"points": number, "version": self.version, "answer": answer, "csrf_token": self.csrf} | more
        given = {name: value for name, value in fields.items() if value is not None}
        return self.client.post(self.path, data=given, content_type="multipart/form-data")

    def points(self) -> dict[str, dict[str, Any]]:
        return {each["number"]: each for each in self.client.get(f"{self.path}/points.json").json["points"]}

    def part(self, number: str) -> str:
        """A point's element."""
        found = re.search(rf'<article[^>]*data-point="{number}".*?</article>', self.page, re.DOTALL)
        assert found, f"{number} is not on the page"
        return found[0]


def visit(world: World, walk: Walk, owner: str) -> OwnerVisit:
    """The owner of the walk's newest link comes by it."""
    with world.reading() as db:
        query = select(OwnerLink).where(OwnerLink.owner_id == owner, OwnerLink.walk_id == walk.id)
        link = db.exec(query).all()[-1]
    return OwnerVisit(
        world, world.app.test_client(), handovers.link_token(world.settings.secret_key, link.id)
    )


def handover_of(world: World, number: str, owner: str) -> Handover:
    with world.reading() as db:
        return db.exec(select(Handover).where(Handover.number == number, Handover.owner_id == owner)).one()


def said_of(world: World, row: Handover) -> list[Answer]:
    with world.reading() as db:
        return handovers.history(db, [row.id]).get(row.id, [])


def words(page: str) -> str:
    """What a reader sees: the text without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
