"""Areas and places: where a point lies, also on borders and in outlines of the past; names, prefixes, and the city's own files."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from field import loading, places
from field.findings import Finding
from field.kit.db import Database
from field.places import Area
from tests.tools.server import environment, flask
from tests.town import NOW, RINKEBY_TORG, Town
from tests.world import World

SQUARE = [[17.92, 59.38], [17.94, 59.38], [17.94, 59.40], [17.92, 59.40], [17.92, 59.38]]


def collection(*features: dict[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def area(name: str, corners: list[list[float]] = SQUARE) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


def moved(east: float) -> list[list[float]]:
    return [[lon + east, lat] for lon, lat in SQUARE]


@pytest.fixture
def empty(database_url: str) -> Database:
    database = Database(database_url)
    yield database
    database.close()


def load(database: Database, data: bytes, now: object = NOW) -> loading.Loaded:
    with database.writing() as db:
        loaded = loading.load_areas(db, data, now, "command")  # type: ignore[arg-type]
        if loaded.refused:
            db.rollback()
        return loaded


def area_at(database: Database, lat: float, lon: float, when: object = None) -> str:
    with database.reading() as db:
        found = places.at(db, lat, lon, when=when).area  # type: ignore[arg-type]
        return found.name if found else ""


# ── versions ──


def test_a_changed_outline_is_a_new_version_and_the_old_one_keeps_its_past(empty: Database) -> None:
    load(empty, collection(area("A")), NOW)
    changed = load(empty, collection(area("A", moved(0.02))), NOW + timedelta(days=100))
    assert (changed.added, changed.changed) == (0, 1)
    assert area_at(empty, 59.39, 17.93) == ""
    assert area_at(empty, 59.39, 17.95) == "A"
    assert area_at(empty, 59.39, 17.93, NOW + timedelta(days=99)) == "A"
    assert area_at(empty, 59.39, 17.95, NOW + timedelta(days=99)) == ""
    assert area_at(empty, 59.39, 17.93, NOW + timedelta(days=100)) == ""
    assert area_at(empty, 59.39, 17.93, NOW - timedelta(days=1)) == ""


def test_the_same_outline_again_is_no_new_version(empty: Database) -> None:
    load(empty, collection(area("A")))
    again = load(empty, collection(area("a", SQUARE[::-1])), NOW + timedelta(days=1))
    assert (again.added, again.changed, again.same) == (0, 0, 1)


def test_a_border_that_moves_does_not_move_what_was_found(town: Town) -> None:
    row = town.note(town.plan())
    before = town.get(row).area_id
    load(town.database, collection(area("Rinkeby", moved(0.5))), NOW + timedelta(days=1))
    assert town.get(row).area_id == before
    later = town.note(town.plan("Tensta"), now=NOW + timedelta(days=2))
    assert town.get(later).area_id != before


def test_the_outline_of_a_walk_is_that_of_its_day(town: Town) -> None:
    with town.reading() as db:
        rinkeby = places.area_named(db, "rinkeby")
        assert rinkeby is not None
        first = places.outline_of(db, rinkeby.id, NOW)
    load(town.database, collection(area("Rinkeby")), NOW + timedelta(days=1))
    with town.reading() as db:
        assert places.outline_of(db, rinkeby.id, NOW).id == first.id  # type: ignore[union-attr]
        assert places.outline_of(db, rinkeby.id, NOW + timedelta(days=2)).id != first.id  # type: ignore[union-attr]
        assert places.outline_of(db, rinkeby.id).id != first.id  # type: ignore[union-attr]


# ── names ──


@pytest.mark.parametrize("name", ["rinkeby", " RINKEBY ", "Rinkeby", "rinkeby  "])
def test_an_area_is_found_by_its_name_however_written(district: World, name: str) -> None:
    with district.reading() as db:
        found = places.area_named(db, name)
    assert found is not None
    assert found.name == "Rinkeby"


@pytest.mark.parametrize(
    ("place", "name"), [("Hjulsta", "Tensta"), ("ärvinge", "Kista"), ("SPÅNGA", "Solhem"), ("Atlantis", "")]
)
def test_a_name_that_is_no_area_may_be_a_place(district: World, place: str, name: str) -> None:
    with district.reading() as db:
        found = places.area_named(db, place)
    assert (found.name if found else "") == name


def test_capitals_are_shown_as_people_write(empty: Database) -> None:
    load(empty, collection(area("GAMLA STAN"), area("Norra Ängby", moved(0.1)), area("ÖSTBERGA", moved(0.2))))
    with empty.reading() as db:
        assert {each.name for each in places.all_areas(db)} == {"Gamla Stan", "Norra Ängby", "Östberga"}


def test_prefixes_are_two_or_three_letters_and_never_the_same() -> None:
    taken: set[str] = set()
    for name in [
        "Rinkeby",
        "Riksby",
        "Råcksta",
        "Ri",
        "Å",
        "Öö",
        "123",
        "東京",
        *(f"Ab{i}" for i in range(60)),
    ]:
        prefix = places.new_prefix(name, taken)
        assert prefix not in taken
        assert 2 <= len(prefix) <= 3
        assert prefix.isascii()
        assert prefix.isupper()
        taken.add(prefix)


def test_places_near_a_point_come_nearest_first(district: World) -> None:
    with district.reading() as db:
        assert [each.name for each in places.places_near(db, *RINKEBY_TORG)][:1] == ["Rinkeby torg"]
        assert places.places_near(db, 55.6, 13.0) == []


def test_a_place_that_moves_moves_to_its_new_area(town: Town) -> None:
    point = {
        "type": "Feature",
        "properties": {"namn": "Hjulsta"},
        "geometry": {"type": "Point", "coordinates": [17.944, 59.403]},
    }
    assert load(town.database, collection(point)).changed == 1
    with town.reading() as db:
        assert places.area_named(db, "Hjulsta").name == "Kista"  # type: ignore[union-attr]


# ── the city's own outlines ──


def facit(test_data: Path, name: str) -> list[dict[str, str]]:
    with (test_data / "areas" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture
def city(empty: Database, test_data: Path) -> Database:
    loaded = load(empty, (test_data / "areas" / "stockholm_stadsdelar_117.geojson").read_bytes())
    assert (loaded.added, loaded.refused) == (117, [])
    return empty


def test_every_known_stop_lies_in_the_area_it_is_known_to_lie_in(city: Database, test_data: Path) -> None:
    rows = [
        (float(row["lat"]), float(row["lon"]), row["stadsdel_facit"])
        for row in facit(test_data, "platser_facit.tsv")
    ]
    rows += [
        (float(row["lat"]), float(row["lon"]), row["stadsdel_facit"])
        for row in facit(test_data, "kanda_punkter.tsv")
    ]
    with city.reading() as db:
        found = [(lat, lon, places.at(db, lat, lon).area) for lat, lon, _name in rows]
    wrong = [
        row
        for row, (_lat, _lon, area_) in zip(rows, found, strict=True)
        if (area_.name_key if area_ else "") != places.key(row[2])
    ]
    assert len(rows) > 280
    assert wrong == []


def test_every_area_of_the_city_has_a_prefix_of_its_own(city: Database) -> None:
    with city.reading() as db:
        prefixes = [each.prefix for each in places.all_areas(db)]
    assert len(prefixes) == len(set(prefixes)) == 117
    assert {len(prefix) for prefix in prefixes} <= {2, 3}


def test_loading_the_city_again_or_simplified_makes_the_versions_it_should(
    city: Database, test_data: Path
) -> None:
    again = load(
        city, (test_data / "areas" / "stockholm_stadsdelar_117.geojson").read_bytes(), NOW + timedelta(days=1)
    )
    assert (again.added, again.changed, again.same) == (0, 0, 117)
    simple = load(
        city,
        (test_data / "areas" / "stockholm_stadsdelar_117_simplified3m.geojson").read_bytes(),
        NOW + timedelta(days=2),
    )
    assert (simple.added, simple.changed + simple.same) == (0, 117)
    assert simple.changed > 100


def test_jarva_as_the_city_draws_it_is_loaded_over_the_demo(town: Town, test_data: Path) -> None:
    loaded = load(
        town.database,
        (test_data / "areas" / "jarva_stadsdelar_11.geojson").read_bytes(),
        NOW + timedelta(days=1),
    )
    assert (loaded.added, loaded.changed) == (0, 11)
    with town.reading() as db:
        assert len(places.all_areas(db)) == 11
        for row in facit(test_data, "kanda_punkter.tsv"):
            found = places.at(db, float(row["lat"]), float(row["lon"])).area
            assert (found.name_key if found else "") == places.key(row["stadsdel_facit"])


def test_where_answers_for_the_citys_points_on_the_command_line(tmp_path: Path, test_data: Path) -> None:
    env = environment(tmp_path)
    flask(env, "migrate")
    flask(env, "load", "areas", str(test_data / "areas" / "stockholm_stadsdelar_117.geojson"))
    for row in facit(test_data, "kanda_punkter.tsv"):
        told = json.loads(flask(env, "where", row["lat"], row["lon"]).stdout)
        assert places.key(told["area"] or "") == places.key(row["stadsdel_facit"])


def test_every_row_is_one_of_ours(town: Town) -> None:
    with town.reading() as db:
        assert db.get_one(Area, town.get(town.note(town.plan())).area_id).name == "Rinkeby"
        assert db.exec(places.select(Finding)).first() is not None
