"""What the database refuses for good is a fault of that one thing; what is in the way of everybody is busy. Neither stops the next."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel
from werkzeug.test import TestResponse

from field.kit import trouble
from field.kit.tokens import uuid7
from field.places import Area, AreaOutline
from field.walks import Walk
from tests import pictures
from tests.phones import Phone, sha
from tests.tools.planting import mend, refuse
from tests.world import NOW, RINKEBY_TORG, World, said

LATER = NOW + timedelta(days=186)
NORTH = [[RINKEBY_TORG[1], RINKEBY_TORG[0] + n / 5000] for n in range(40)]
Put = Callable[[Phone, UUID], TestResponse]


def put_finding(phone: Phone, item: UUID) -> TestResponse:
    return phone.put_finding(said(), item)


def put_photo(phone: Phone, item: UUID) -> TestResponse:
    return phone.put_photo(item, pictures.photo())


def put_check(phone: Phone, item: UUID) -> TestResponse:
    (listed,) = phone.get(f"/walks/{phone.walk}").json["checks"]
    body = {"finding": listed["finding"], "outcome": "fixed", "photos": [], "revision": 1}
    return phone.put_check(body | {"checked_at": LATER.isoformat()}, item)


def put_rating(phone: Phone, item: UUID) -> TestResponse:
    body = {"place": "Rinkeby torg", "questions_version": "1", "answers": {"overall": 2}, "light": "dark"}
    return phone.put_rating(body | {"rated_at": NOW.isoformat(), "revision": 1}, item)


def put_finish(phone: Phone, item: UUID) -> TestResponse:
    return phone.put(f"/walks/{phone.walk}/finish", {"headcount": {"adults": 9}, "held": 0, "revision": 1})


def put_track(phone: Phone, item: UUID) -> TestResponse:
    return phone.put(f"/walks/{phone.walk}/track", {"line": NORTH, "revision": 1})


# What is put, its table, and the column that names it.
KINDS = {
    "finding": (put_finding, "finding", "id"),
    "photo": (put_photo, "photo", "target_id"),
    "check": (put_check, "site_check", "id"),
    "rating": (put_rating, "rating", "id"),
    "finish": (put_finish, "walk_finish", "walk_id"),
    "track": (put_track, "walk_finish", "walk_id"),
}


def phones(world: World, kind: str) -> tuple[Phone, Phone]:
    """Of one walk; for what a walk has one of, of two."""
    if kind == "check":
        first = world.plan()
        world.note(first)
        world.hand_over(first, everything=True)
        world.clock(LATER)
        walk = world.follow_up(at=LATER)
        return world.phone(walk, leader=True), world.phone(walk, leader=True)
    walk = world.plan()
    other = world.plan() if kind in ("finish", "track") else walk
    return world.phone(walk, leader=True), world.phone(other, leader=True)


def plant(world: World, kind: str, phone: Phone, item: UUID, *, as_collision: bool = False) -> None:
    _put, table, column = KINDS[kind]
    named = UUID(phone.walk) if column == "walk_id" else item
    refuse(world.database, "INSERT", table, f"NEW.{column} = '{named.hex}'", as_collision=as_collision)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_refused_for_good_is_a_fault_and_never_busy_and_the_next_goes_through(
    world: World, kind: str
) -> None:
    (phone, other), (put, table, _column) = phones(world, kind), KINDS[kind]
    bad, good = uuid7(), uuid7()
    plant(world, kind, phone, bad)
    with structlog.testing.capture_logs() as lines:
        answers = [put(phone, bad), put(other, good), put(phone, bad)]
    assert [answer.status_code // 100 for answer in answers] == [5, 2, 5]
    for refused in (answers[0], answers[2]):
        assert (refused.status_code, refused.json["code"]) == (500, "fault")
        assert refused.mimetype == "application/problem+json"
        assert "Retry-After" not in refused.headers
    told = [line for line in lines if line["event"] == "database-refused"]
    assert [(line["log_level"], line["error"]) for line in told] == [("error", "IntegrityError")] * 2
    assert "Lampan" not in str(lines)
    mend(world.database, table)
    assert put(phone, bad).status_code in (200, 201), "nothing was kept of it, and nothing is in its way"


@pytest.mark.parametrize("kind", KINDS)
def test_two_at_once_with_one_key_are_asked_to_come_again(world: World, kind: str) -> None:
    (phone, _other), (put, _table, _column) = phones(world, kind), KINDS[kind]
    bad = uuid7()
    plant(world, kind, phone, bad, as_collision=True)
    answer = put(phone, bad)
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "busy", "5")


def test_a_page_that_meets_a_fault_says_that_it_is_ours(world: World) -> None:
    with world.writing() as db:
        db.execute(text("ALTER TABLE area RENAME TO elsewhere"))
    answer = world.app.test_client().get("/results")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "fel hos oss" in answer.text


# ── busy, or a fault ──


def walk_of(world: World, **changes: Any) -> Walk:
    row = world.plan()
    values = row.model_dump() | {"id": uuid4(), "code": uuid4().hex, "leader_code": uuid4().hex}
    return Walk(**(values | changes))


REFUSED: dict[str, tuple[Callable[[World], SQLModel], bool, str]] = {
    "primary key": (lambda world: walk_of(world, id=world.plan().id), True, "walk"),
    "unique": (lambda _world: Area(name="Rinkeby", name_key="rinkeby", prefix="XX"), True, "area"),
    "check": (lambda world: walk_of(world, kind="parade"), False, "ck_walk_kind"),
    "not null": (lambda world: walk_of(world, title=None), False, "title"),
    "foreign key": (lambda _world: AreaOutline(area_id=uuid4(), geometry={}, valid_from=NOW), False, ""),
}


@pytest.mark.parametrize("why", REFUSED)
def test_only_a_collision_of_keys_is_worth_another_try(world: World, why: str) -> None:
    make, busy, named = REFUSED[why]
    row = make(world)
    with pytest.raises(IntegrityError) as told, world.writing() as db:
        db.add(row)
    assert trouble.is_busy(told.value) is busy
    assert named in trouble.constraint(told.value)
    assert "parade" not in str(told.value).partition("DETAIL")[0]


@pytest.mark.parametrize(
    ("words", "busy"),
    [
        ("database is locked", True),
        ("database or disk is full", True),
        ("attempt to write a readonly database", True),
        ("no such column: mood", False),
        ('near "SELEC": syntax error', False),
    ],
)
def test_what_sqlite_says_of_itself_is_told_apart(words: str, busy: bool) -> None:
    assert trouble.is_busy(OperationalError("SELECT 1", None, Exception(words))) is busy


def test_a_photo_that_came_is_still_there(world: World) -> None:
    phone, finding = world.phone(world.plan()), uuid7()
    plant(world, "finding", phone, finding)
    assert phone.put_photo(finding, pictures.photo()).status_code == 201
    assert phone.put_finding(said(photos=[sha(pictures.photo())]), finding).status_code == 500
    mend(world.database, "finding")
    assert phone.put_finding(said(photos=[sha(pictures.photo())]), finding).json["missing"] == []
