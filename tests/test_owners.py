"""Problem owners: who is responsible for what where, as the truth table says, always with why; and what a person sets is not overruled."""

import csv
import json
from pathlib import Path

import pytest
from sqlmodel import Session

from field import kinds, owners, places
from field.kit import geo
from field.owners import Owner, Role, Routing, Rule
from field.places import AreaSpot
from tests.tools.server import environment, flask
from tests.town import NOW, RINKEBY_TORG, Town
from tests.world import World

ROUTING = Path(__file__).parent / "data" / "routing.tsv"


def table() -> list[dict[str, str]]:
    with ROUTING.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize(
    "row", table(), ids=lambda row: f"{row['kind']} in {row['area'] or 'no area'} {row['lat']}"
)
def test_the_right_owner_is_proposed_with_why(district: World, row: dict[str, str]) -> None:
    with district.reading() as db:
        spot = places.at(db, float(row["lat"]), float(row["lon"]))
        proposals = Routing(db, kinds.load(db)).propose(row["kind"], spot)
    assert (spot.area.name if spot.area else "") == row["area"]
    assert spot.near_border is (row["near_border"] == "yes")
    assert [each.owner.id for each in proposals] == [name for name in row["owners"].split(",") if name]
    assert all(each.why for each in proposals)


@pytest.mark.slow
def test_where_tells_the_same_on_the_command_line(district_sqlite: Path) -> None:
    chosen = [row for row in table() if row["area"]][:: len(table()) // 6]
    for row in chosen:
        told = json.loads(
            flask(environment(district_sqlite), "where", row["lat"], row["lon"], "--kind", row["kind"]).stdout
        )
        assert told["area"] == row["area"]
        assert ",".join(each["id"] for each in told["owners"]) == row["owners"]
        assert told["near_border"] is (row["near_border"] == "yes")


def test_near_a_border_each_owner_says_which_area_it_is_of(district: World) -> None:
    with district.reading() as db:
        spot = places.at(db, 59.3904, 17.9159)
        both = Routing(db, kinds.load(db)).propose("graf_tag", spot)
    assert [each.owner.id for each in both] == ["familjebostader", "svenska-bostader"]
    assert ["Rinkeby" in both[0].why, "Tensta" in both[1].why] == [True, True]


# ── rules of our own making, on an empty table ──


@pytest.fixture
def bare(town: Town) -> World:
    """The district without its rules and roles, with owners a to d."""
    with town.writing() as db:
        for kind in (owners.Assignment, Rule, Role):
            for row in db.exec(owners.select(kind)):
                db.delete(row)
        db.add_all(Owner(id=letter, name=letter.upper()) for letter in "abcd")
    return town


def routed(db: Session, kind: str | None, area: str | None = "Rinkeby") -> list[str]:
    spot = AreaSpot(places.area_named(db, area) if area else None)
    return [each.owner.id for each in Routing(db, kinds.load(db)).propose(kind, spot)]


def rule(db: Session, owner: str, kind: str | None = None, area: str = "", priority: int = 100) -> None:
    found = places.area_named(db, area) if area else None
    db.add(
        Rule(
            kind=kind,
            area_id=found.id if found else None,
            owner_id=owner,
            priority=priority,
            position=len(db.exec(owners.select(Rule)).all()),
        )
    )
    db.flush()


def test_the_most_specific_rule_goes_first(bare: World) -> None:
    with bare.writing() as db:
        rule(db, "a")
        assert routed(db, "light_out") == ["a"]
        rule(db, "b", kind="light")
        assert routed(db, "light_out") == ["b"]
        rule(db, "c", kind="light", area="Rinkeby")
        assert routed(db, "light_out") == ["c"]
        assert routed(db, "light_out", "Tensta") == ["b"]
        rule(db, "d", kind="light_out")
        assert routed(db, "light_out") == ["d"]
        assert routed(db, "light_hidden") == ["c"]
        assert routed(db, None) == ["a"]
        assert routed(db, "light_out", None) == ["d"]


def test_an_areas_rule_goes_before_the_districts_whatever_their_numbers(bare: World) -> None:
    with bare.writing() as db:
        rule(db, "a", kind="light", priority=10)
        rule(db, "b", kind="light", area="Rinkeby", priority=50)
        assert routed(db, "light_out") == ["b"]
        assert routed(db, "light_out", "Tensta") == ["a"]


def test_among_equals_the_lower_number_wins_and_ties_are_several_owners(bare: World) -> None:
    with bare.writing() as db:
        rule(db, "a", kind="light", priority=20)
        rule(db, "b", kind="light", priority=10)
        rule(db, "c", kind="light", priority=10)
        assert routed(db, "light_out") == ["b", "c"]


def overlapping(db: Session, east: float = 17.96) -> AreaSpot:
    """A spot in the middle of Rinkeby, and in a reserve across it that ends in the east."""
    west, south, north = 17.90, 59.37, 59.40
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    places.put_area(db, "Reservatet", geo.outline({"type": "Polygon", "coordinates": [ring]}), False, NOW)
    return places.at(db, *RINKEBY_TORG)


def test_where_areas_overlap_the_rules_of_both_compete_and_a_tie_names_both(bare: World) -> None:
    with bare.writing() as db:
        spot = overlapping(db)
        assert ([area.name for area in spot.holding], spot.near, spot.near_border) == (
            ["Rinkeby", "Reservatet"],
            (),
            False,
        )
        rule(db, "a")
        rule(db, "b", kind="light", area="Rinkeby")
        rule(db, "c", kind="light", area="Reservatet")

        def found(kind: str) -> dict[str, str]:
            return {each.owner.id: each.why for each in Routing(db, kinds.load(db)).propose(kind, spot)}

        why = found("light_out")
        assert list(why) == ["b", "c"]
        assert ["Rinkeby" in why["b"], "Reservatet" in why["c"]] == [True, True]
        for each in db.exec(owners.select(Rule)):
            each.why = "Så är det."
        assert [("Rinkeby" in said) + 2 * ("Reservatet" in said) for said in found("light_out").values()] == [
            1,
            2,
        ]
        assert list(found("graf_tag")) == ["a"]
        rule(db, "d", kind="light_out", area="Reservatet")
        assert list(found("light_out")) == ["d"], "the finer kind goes first, whichever area says so"


def test_near_the_border_of_one_of_two_overlapping_areas_the_other_is_proposed_too(bare: World) -> None:
    with bare.writing() as db:
        spot = overlapping(db, east=17.9287)  # eleven metres on
        rule(db, "b", kind="light", area="Rinkeby")
        rule(db, "c", kind="light_out", area="Reservatet")
        found = Routing(db, kinds.load(db)).propose("light_out", spot)
    assert (spot.area.name if spot.area else "", [area.name for area in spot.near], spot.near_border) == (
        "Reservatet",
        ["Rinkeby"],
        True,
    )
    assert [each.owner.id for each in found] == ["c", "b"]


def test_where_nobody_is_known_there_is_no_owner_and_that_is_legal(bare: World) -> None:
    with bare.reading() as db:
        assert routed(db, "graf_tag") == []
        assert routed(db, "no_such_kind") == []
    walk = bare.plan()
    row = bare.note(walk, kind="graf_tag")
    bare.release(row)
    report = bare.hand_over(walk)
    assert (report.letters, [each["code"] for each in report.left]) == (0, ["owner-unknown"])
    assert report.points == ["RI26V-001"]


def test_roles_say_whom_the_taxonomy_means_in_an_area_and_elsewhere(bare: World) -> None:
    with bare.writing() as db:
        rinkeby = places.area_named(db, "Rinkeby")
        db.add_all(
            [
                Role(role="surface_owner", owner_id="a"),
                Role(role="surface_owner", area_id=rinkeby.id if rinkeby else None, owner_id="b"),
            ]
        )
        db.flush()
        assert routed(db, "graf_tag") == ["b"]
        assert routed(db, "graf_tag", "Tensta") == ["a"]


# ── what a person sets ──


def assigned(town: Town, row: object) -> dict[str, str]:
    with town.reading() as db:
        return {each.owner_id: each.why for each in owners.assigned(db, [row.id]).get(row.id, [])}  # type: ignore[attr-defined]


def test_owners_are_proposed_when_a_finding_comes_and_again_when_it_changes(town: Town) -> None:
    walk = town.plan()
    phone = town.join(walk)
    row = town.note(walk, phone)
    assert list(assigned(town, row)) == ["trafikkontoret"]
    town.note(
        walk, phone, finding=row.id, kind="b_garage", position={"lat": 59.4098, "lon": 17.9261}, revision=2
    )
    assert list(assigned(town, row)) == ["stockholm-parkering"]
    town.note(walk, phone, finding=row.id, kind="b_garage", type="feeling", revision=3)
    assert assigned(town, row) == {}


def test_good_things_and_feelings_have_no_owner(town: Town) -> None:
    walk = town.plan()
    assert assigned(town, town.note(walk, type="positive", kind="pos_light")) == {}
    assert assigned(town, town.note(walk, type="feeling")) == {}


def test_what_a_person_has_set_is_not_overruled(town: Town) -> None:
    walk = town.plan()
    phone = town.join(walk)
    row = town.note(walk, phone)
    town.give(row, "sl", "polisen")
    town.note(walk, phone, finding=row.id, kind="b_garage", revision=2)
    assert town.get(row).kind == "b_garage"
    assert list(assigned(town, row)) == ["sl", "polisen"]


def test_a_finding_without_position_is_in_its_walks_area(town: Town) -> None:
    row = town.note(town.plan("Husby"), position=None, kind="b_garage")
    assert list(assigned(town, row)) == ["stockholm-parkering"]
    assert town.get(row).area_id is not None


def test_a_finding_far_outside_belongs_to_its_walks_area(town: Town) -> None:
    walk = town.plan("Husby")
    row = town.note(walk, position={"lat": 55.6, "lon": 13.0})
    assert town.get(row).area_id == walk.area_id


def test_near_a_border_both_are_proposed_for_the_finding(town: Town) -> None:
    row = town.note(town.plan(), kind="graf_tag", position={"lat": 59.3904, "lon": 17.9159, "accuracy_m": 10})
    assert set(assigned(town, row)) == {"familjebostader", "svenska-bostader"}
