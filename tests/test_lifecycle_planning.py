"""Planned, closed, opened again, called off: a walk's own steps, and what the clean-up changes on the way to the owner."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from field import findings, inventories, journal, owners, work
from field.findings import Finding
from field.inventories import Inventory
from field.kit.errors import Refusal
from field.lifecycle import clearing, planning
from field.lifecycle.clearing import Edit
from field.walks import Walk
from tests.world import NOW, World

PLAIN = Edit(
    "defect",
    "light_out",
    {"text": "Rättat", "urgency": "1", "landmark": "bakom nr 12", "asset_ref": "4711"},
)


@pytest.mark.parametrize(
    ("at", "short"),
    [
        (datetime(2026, 1, 1, 11, tzinfo=UTC), "26V"),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), "26V"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "26H"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "26H"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "27V"),
    ],
)
def test_a_walk_belongs_to_the_season_of_its_day_in_the_zone(world: World, at: datetime, short: str) -> None:
    walk = world.plan(at=at)
    with world.reading() as db:
        assert db.get_one(Inventory, walk.inventory_id).short == short


def test_a_season_is_one_inventory(world: World) -> None:
    walks = [world.plan(), world.plan("Tensta"), world.plan(at=NOW + timedelta(days=20))]
    assert len({walk.inventory_id for walk in walks}) == 1
    with world.reading() as db:
        assert [row.title for row in inventories.newest_first(db)] == ["Vår 2026"]


@pytest.mark.parametrize(
    ("area", "kind", "field"), [("Atlantis", "adult", "area"), ("Rinkeby", "parade", "kind")]
)
def test_a_walk_nowhere_or_of_no_kind_is_refused(world: World, area: str, kind: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        world.plan(area, kind=kind)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_a_walk_is_closed_once_opened_again_and_each_step_is_in_the_journal(world: World) -> None:
    walk = world.plan()
    for at in (NOW, NOW + timedelta(days=1)):
        world.close(walk, at)
    assert world.get(walk).closed_at == NOW
    with world.writing() as db:
        planning.reopen(db, db.get_one(Walk, walk.id), NOW, "command")
    assert (world.get(walk).state, world.get(walk).closed_at) == ("planned", None)
    with world.reading() as db:
        assert [line.verb for line in journal.of(db, "walk", walk.id)] == ["planned", "closed", "reopened"]


def test_a_walk_where_something_was_noted_is_not_called_off(world: World) -> None:
    walk, empty = world.plan(), world.plan()
    world.note(walk)
    with pytest.raises(Refusal, match="wrong-step"), world.writing() as db:
        planning.cancel(db, db.get_one(Walk, walk.id), NOW, "command")
    with world.writing() as db:
        planning.cancel(db, db.get_one(Walk, empty.id), NOW, "command")
    assert [world.get(each).state for each in (walk, empty)] == ["planned", "cancelled"]
    assert world.get(empty).joinable(NOW) is False


# ── gone through ──


def change(world: World, row: Finding, said: Edit) -> Finding:
    with world.writing() as db:
        clearing.edit(db, db.get_one(Finding, row.id), said, NOW, "staff:1")
    kept: Finding = world.get(row)
    return kept


def owner_ids(world: World, row_id: UUID) -> list[str]:
    with world.reading() as db:
        return [each.owner_id for each in owners.assigned(db, [row_id]).get(row_id, [])]


def test_what_the_coordinator_writes_is_read_words_and_a_higher_revision(world: World) -> None:
    walk = world.plan()
    phone = world.phone(walk)
    row = world.note(walk)
    cursor = phone.changes(0)["cursor"]
    kept = change(world, row, PLAIN)
    assert (kept.text, kept.urgency, kept.landmark, kept.asset_ref, kept.words_for_public, kept.revision) == (
        "Rättat",
        "1",
        "bakom nr 12",
        "4711",
        True,
        2,
    )
    assert [each["text"] for each in phone.changes(cursor)["findings"]] == ["Rättat"]


@pytest.mark.parametrize(
    ("kind_of", "kind", "kept"),
    [
        ("behaviour", "light_out", ("behaviour", "social")),
        ("defect", "s_noise", ("behaviour", "s_noise")),
        ("positive", "light_out", ("positive", "positive")),
        ("defect", "pos_light", ("positive", "pos_light")),
        ("proposal", "light_out", ("proposal", "light_out")),
    ],
)
def test_positive_and_behaviour_agree_with_their_kinds_at_the_desk_too(
    world: World, kind_of: str, kind: str, kept: tuple[str, str]
) -> None:
    row = change(world, world.note(world.plan()), Edit(kind_of, kind, {}))
    assert (row.type, row.kind) == kept
    assert (owner_ids(world, row.id) == []) is (kept[0] in ("behaviour", "positive"))


def test_a_changed_kind_finds_its_owners_anew(world: World) -> None:
    row = world.note(world.plan(), kind="light_out")
    change(world, row, Edit("defect", "t_stop", {}))
    assert owner_ids(world, row.id) == ["sl"]


def test_the_steps_of_a_finding_and_back(world: World) -> None:
    walk = world.plan()
    row, main = world.note(walk), world.note(walk)
    with world.writing() as db:
        each, other = db.get_one(Finding, row.id), db.get_one(Finding, main.id)
        clearing.release(db, each, NOW, "staff:1")
        clearing.hold(db, each, "oklart", NOW, "staff:1")
        assert (each.state, each.held_why) == ("held", "oklart")
        clearing.take_back(db, each, NOW, "staff:1")
        clearing.link_double(db, each, other, NOW, "staff:1")
        assert (each.state, each.double_of) == ("double", other.id)
        clearing.take_back(db, each, NOW, "staff:1")
        assert (each.state, each.double_of, each.held_why) == ("noted", None, "")
    with world.reading() as db:
        verbs = [line.verb for line in journal.of(db, "finding", row.id)]
        assert verbs == ["noted", "released", "held", "taken-back", "linked", "taken-back"]
        assert len(findings.of_walk(db, walk.id)) == 2


def test_what_doubled_a_double_doubles_the_first(world: World) -> None:
    walk = world.plan()
    rows = [world.note(walk, text=str(nr)) for nr in range(3)]
    with world.writing() as db:
        first, second, third = (db.get_one(Finding, row.id) for row in rows)
        clearing.link_double(db, third, second, NOW, "staff:1")
        clearing.link_double(db, second, first, NOW, "staff:1")
    assert [world.get(row).double_of for row in rows] == [None, rows[0].id, rows[0].id]
    assert world.hand_over(walk, everything=True).points == ["RI26V-001"]
    assert {world.get(row).state for row in rows} == {"frozen"}


def test_what_cannot_be_a_double_is_refused(world: World) -> None:
    walk = world.plan()
    row, main, private, elsewhere = (
        world.note(walk),
        world.note(walk),
        world.note(walk, kind="s_noise"),
        world.note(world.plan()),
    )
    with world.writing() as db:
        clearing.link_double(db, db.get_one(Finding, main.id), db.get_one(Finding, row.id), NOW, "staff:1")
    for one, other in ((row, row), (row, private), (row, elsewhere), (row, main)):
        with pytest.raises(Refusal, match="invalid"), world.writing() as db:
            clearing.link_double(
                db, db.get_one(Finding, one.id), db.get_one(Finding, other.id), NOW, "staff:1"
            )


def test_an_owner_nobody_knows_is_refused(world: World) -> None:
    row = world.note(world.plan())
    with pytest.raises(Refusal) as refused:
        world.give(row, "nobody")
    assert refused.value.field == "owner"
    assert owner_ids(world, row.id) == ["trafikkontoret"]


# ── forgotten ──


def test_parts_of_uploads_nobody_went_on_with_are_thrown_away_after_a_week(world: World) -> None:
    parts = world.settings.uploads / "parts"
    parts.mkdir()
    (parts / "begun").write_bytes(b"x")
    work.turn(world.database, world.storage, world.settings, NOW + timedelta(days=6))
    assert [path.name for path in parts.iterdir()] == ["begun"]
    world.clock(datetime.now(UTC) + timedelta(days=8))
    work.turn(world.database, world.storage, world.settings, datetime.now(UTC) + timedelta(days=8))
    assert list(parts.iterdir()) == []
    with world.reading() as db:
        assert db.exec(select(Walk)).all() == []
