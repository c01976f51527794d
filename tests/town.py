"""The demo district as nouns and verbs alone: no app, no process, no photo. What rules of the domain are tried on.

It is the evening of Tuesday 12 May 2026 in Rinkeby; verbs are given their moment. `tests/world.py` is the app upon
the same district, for tests that see a page, a phone or a clock.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from field import kinds, loading, migrations, participants, staff
from field.demo import story
from field.findings import Finding
from field.followups import Check
from field.kit import settings as settings_of
from field.kit.db import Database
from field.kit.settings import Settings
from field.kit.storage import Storage, open_storage
from field.kit.tokens import uuid7
from field.lifecycle import clearing, handing_over, noting, planning
from field.lifecycle.handing_over import Report
from field.participants import Participant
from field.said import finding as said_finding
from field.walks import Walk
from tests.tools.server import environment

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
RINKEBY_TORG = (59.3884, 17.9285)
DEMO = Path(story.__file__).parent
LOADERS = (
    ("areas.geojson", loading.load_areas),
    ("kinds.yaml", loading.load_kinds),
    ("owners.csv", loading.load_owners),
    ("roles.csv", loading.load_roles),
    ("rules.csv", loading.load_rules),
)
ACTOR = "command"


def load_district(database: Database) -> None:
    with database.writing() as db:
        for name, loader in LOADERS:
            assert loader(db, (DEMO / name).read_bytes(), NOW - timedelta(days=400), ACTOR).refused == []
        staff.add(db, "samordnare@strak.example", "Samordnaren", restricted=True)


def said(**changes: Any) -> dict[str, Any]:
    """The body of a plain finding at Rinkeby torg; `None` takes a field away."""
    lat, lon = RINKEBY_TORG
    position = {
        "lat": lat,
        "lon": lon,
        "accuracy_m": 8,
        "source": "device",
        "taken_at": "2026-05-12T18:09:50+02:00",
    }
    body = {
        "type": "defect",
        "kind": "light_out",
        "text": "Lampan är släckt",
        "position": position,
        "noted_at": "2026-05-12T18:10:00+02:00",
    }
    body |= {"photos": [], "revision": 1} | changes
    return {name: value for name, value in body.items() if value is not None}


@dataclass
class Town:
    """Settings, database and store with the district in them, and short words for what people do there."""

    settings: Settings
    database: Database
    storage: Storage

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.writing() as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as db:
            yield db

    # ── what people do ──

    def plan(self, area: str = "Rinkeby", at: datetime = NOW, kind: str = "adult") -> Walk:
        with self.writing() as db:
            return planning.plan(db, area, at, at - timedelta(days=14), ZONE, ACTOR, kind=kind)

    def follow_up(self, area: str = "Rinkeby", at: datetime = NOW + timedelta(days=186)) -> Walk:
        with self.writing() as db:
            return planning.plan_followup(db, area, at, at, ZONE, ACTOR)[0]

    def close(self, walk: Walk, at: datetime = NOW) -> None:
        with self.writing() as db:
            planning.close(db, db.get_one(Walk, walk.id), at, ACTOR)

    def join(self, walk: Walk, role: str = "walker", mode: str = "adult") -> Participant:
        with self.writing() as db:
            return participants.join(db, db.get_one(Walk, walk.id), role, mode, "sv", NOW)[0]

    def name_photo(self, target: UUID | str, data: bytes) -> None:
        """The newest word of the finding or check names this picture, which is on its way."""
        target = UUID(str(target))
        with self.writing() as db:
            named = db.get(Finding, target) or db.get_one(Check, target)
            named.photos_wanted = [*named.photos_wanted, hashlib.sha256(data).hexdigest()]

    def note(
        self,
        walk: Walk,
        person: Participant | None = None,
        *,
        finding: UUID | None = None,
        now: datetime = NOW,
        **changes: Any,
    ) -> Finding:
        person = person or self.join(walk)
        with self.writing() as db:
            note = said_finding.read(said(**changes), kinds.load(db), now, child=person.is_child)
            return noting.note(
                db,
                db.get_one(Walk, walk.id),
                db.get_one(Participant, person.id),
                finding or uuid7(),
                note,
                now,
            ).finding

    def release(self, *rows: Finding, now: datetime = NOW) -> None:
        with self.writing() as db:
            for row in rows:
                clearing.release(db, db.get_one(Finding, row.id), now, ACTOR)

    def give(self, row: Finding, *owner_ids: str, now: datetime = NOW) -> None:
        with self.writing() as db:
            clearing.set_owners(db, db.get_one(Finding, row.id), owner_ids, now, ACTOR)

    def hand_over(self, walk: Walk, *, everything: bool = False, now: datetime = NOW) -> Report:
        with self.writing() as db:
            return handing_over.hand_over(
                db,
                db.get_one(Walk, walk.id),
                everything=everything,
                now=now,
                settings=self.settings,
                actor=ACTOR,
            )

    def get(self, row: Any) -> Any:
        """A row as it is now."""
        with self.reading() as db:
            return db.get_one(type(row), row.id)


@pytest.fixture(scope="session")
def town_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped installation's folder with the district; the schema is the real one, its triggers too."""
    folder = tmp_path_factory.mktemp("town")
    database = Database(f"sqlite:///{folder / 'strak.db'}")
    migrations.upgrade(database)
    load_district(database)
    database.close()
    return folder


@pytest.fixture
def town(town_url: str, tmp_path: Path) -> Iterator[Town]:
    """The district on each engine of the run, with a folder of its own."""
    settings = settings_of.load(environment(tmp_path, town_url, PORT="8000"))
    here = Town(settings, Database(town_url), open_storage(settings.storage_url))
    yield here
    here.database.close()
