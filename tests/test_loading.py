"""Loading a district: every file's happy path, every fault with its line, all or nothing, and the forms that spreadsheets give."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from field import findings, kinds, loading, migrations, owners, places
from field.findings import Finding
from field.kinds import Kind, Wording
from field.kit.db import Database
from field.loading import Loaded
from field.owners import Owner, Role, Rule
from field.places import Area, AreaOutline, Place
from field.walks import Walk
from tests.world import DEMO, NOW, World

OWNERS = "id,name,role,email,deputy_email,escalation_email,phone,languages\n"
ROLES = "role,area,owner\n"
RULES = "kind,area,owner,priority,why\n"
REPORTS = "id,area,place,lat,lon,date,kind,text,owner,status\n"
LOADERS: dict[str, Callable[..., Loaded]] = {
    "owners": loading.load_owners,
    "roles": loading.load_roles,
    "rules": loading.load_rules,
    "reports": loading.load_reports,
    "areas": loading.load_areas,
    "kinds": loading.load_kinds,
}
TABLES: tuple[type[SQLModel], ...] = (
    Owner,
    Role,
    Rule,
    Area,
    AreaOutline,
    Place,
    Kind,
    Wording,
    Finding,
    Walk,
)


def load(world: World, what: str, text: str | bytes) -> Loaded:
    """As the command does it."""
    data = text.encode() if isinstance(text, str) else text
    with world.writing() as db:
        loaded = LOADERS[what](db, data, NOW, "command")
        if loaded.refused:
            db.rollback()
        return loaded


def counts(world: World) -> dict[str, int]:
    with world.reading() as db:
        return {table.__name__: len(db.exec(select(table)).all()) for table in TABLES}


def told(loaded: Loaded) -> tuple[int, int, int]:
    return loaded.added, loaded.changed, loaded.same


# ── owners, roles, rules ──


def test_owners_are_added_changed_and_left_as_they_are(world: World) -> None:
    text = (
        OWNERS + "sl,SL,stations,sl@sl.example,,,070-174 06 05,sv en\nnew,Ny ägare,yards,ny@ny.example,,,,\n"
    )
    assert told(load(world, "owners", text)) == (1, 1, 0)
    assert told(load(world, "owners", text)) == (0, 0, 2)
    with world.reading() as db:
        assert (db.get_one(Owner, "new").languages, db.get_one(Owner, "sl").language) == ("sv", "sv")


def test_roles_named_in_the_file_are_replaced_and_others_stay(world: World) -> None:
    text = ROLES + "surface_owner,Rinkeby,sl\nbrand_new,,polisen\n"
    loaded = load(world, "roles", text)
    assert (loaded.added, loaded.refused) == (2, [])
    with world.reading() as db:
        rinkeby = places.area_named(db, "Rinkeby")
        found = [
            row.owner_id
            for row in db.exec(select(Role))
            if row.role == "surface_owner" and rinkeby and row.area_id == rinkeby.id
        ]
        assert found == ["sl"]
        assert len([row for row in db.exec(select(Role)) if row.role == "surface_owner"]) > 1
    assert told(load(world, "roles", text)) == (0, 0, 2)


def test_rules_are_the_whole_truth(world: World) -> None:
    text = RULES + "light,Rinkeby,sl,10,Stationens lampor\n,,polisen,,\n"
    loaded = load(world, "rules", text)
    assert (loaded.added, loaded.refused) == (2, [])
    with world.reading() as db:
        rows = {(row.kind, row.owner_id, row.priority, row.why) for row in db.exec(select(Rule))}
    assert rows == {("light", "sl", 10, "Stationens lampor"), (None, "polisen", 100, "")}
    assert told(load(world, "rules", text)) == (0, 0, 2)


@pytest.mark.parametrize(
    ("what", "text", "faults"),
    [
        (
            "owners",
            OWNERS + ",Namn,,,,,,\nid,,,,,,,\nx,X,,,,,,\nx,X,,,,,,\n",
            [(2, "id and name are needed"), (3, "id and name are needed"), (5, "stands twice")],
        ),
        (
            "owners",
            OWNERS + "a,A,,at,,,,\nb,B,,,@,,,\nc,C,,,,a b@c,,\nd,D,,a@b@c,,,,\n",
            [(2, "email is not"), (3, "deputy_email is"), (4, "escalation_email is"), (5, "email is not")],
        ),
        (
            "roles",
            ROLES + ",Rinkeby,sl\nx,Atlantis,sl\nx,,nobody\n",
            [(2, "role is needed"), (3, "no area or place 'Atlantis'"), (4, "no owner 'nobody'")],
        ),
        (
            "rules",
            RULES + "nokind,,sl,,\n,,nobody,,\n,Atlantis,sl,,\n,,sl,high,\n,,sl,--5,\n,,sl,99999999999,\n",
            [
                (2, "no kind 'nokind'"),
                (3, "no owner 'nobody'"),
                (4, "no area or place"),
                (5, "priority"),
                (6, "priority"),
                (7, "priority"),
            ],
        ),
        (
            "reports",
            REPORTS
            + ",Rinkeby,,,,2025-10-14,,,,\na,Atlantis,,,,2025-10-14,,,,\nb,,,,,2025-10-14,,,,\nc,Rinkeby,,91,17,2025-10-14,,,,\n",
            [
                (2, "id is missing"),
                (3, "no area or place"),
                (4, "area is needed"),
                (5, "no position"),
            ],
        ),
        (
            "reports",
            REPORTS
            + "d,Rinkeby,,,,14/10,,,,\ne,Rinkeby,,,,2025-10-14,nokind,,,\nf,Rinkeby,,59.4,,2025-10-14,,,,\n"
            + "g,Rinkeby,,,,2025-10,,,,\ng,Rinkeby,,,,2025-10,,,,\n",
            [
                (2, "date must be"),
                (3, "no kind"),
                (4, "no position"),
                (6, "stands twice"),
            ],
        ),
        (
            "reports",
            REPORTS + "h,Atlantis,,,,2025-10-14,,,,\nh,Rinkeby,,,,2025-10-14,,,,\n",
            [(2, "no area or place"), (3, "stands twice")],
        ),
        ("owners", OWNERS + "a,A,,at,,,,\na,A,,,,,,\n", [(2, "email is not"), (3, "stands twice")]),
        (
            "owners",
            OWNERS + "a,A,,,,,,,too,many\nb,B\n",
            [(2, "10 values for 8 columns"), (3, "2 values for 8 columns")],
        ),
        ("owners", "id,name\na,A\n", [(1, "columns missing: role, email")]),
        ("owners", "", [(1, "columns missing")]),
        ("owners", OWNERS + 'a,"A,,,,,,\nb,B,,,,,,\n', [(3, "not CSV")]),
        ("rules", b"\xff\xfe\x00", [(1, "not UTF-8")]),
        ("owners", OWNERS.encode() + "b,Åkeri,,,,,,\n".encode("latin-1"), [(2, "not UTF-8")]),
    ],
)
def test_every_fault_has_its_line_and_nothing_is_loaded(
    world: World, what: str, text: str | bytes, faults: list[tuple[int, str]]
) -> None:
    before = counts(world)
    loaded = load(world, what, text)
    assert [each["line"] for each in loaded.refused] == [line for line, _why in faults]
    for each, (_line, why) in zip(loaded.refused, faults, strict=True):
        assert why in each["why"]
    assert counts(world) == before


ROWS = [
    ["a", 'A "den" första', "gator", "a@a.example", "", "", "", "sv"],
    ["b", "B, och; C\nrad två", "", "", "", "", "", ""],
]
HEADER = OWNERS.strip().split(",")


def written(separator: str, end: str, bom: bool) -> bytes:
    def cell(value: str) -> str:
        return (
            '"' + value.replace('"', '""') + '"'
            if any(sign in value for sign in f'"{separator}\n;,')
            else value
        )

    text = end.join(separator.join(cell(value) for value in row) for row in [HEADER, *ROWS, [""] * 8]) + end
    return (b"\xef\xbb\xbf" if bom else b"") + text.encode()


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [True, False])
def test_every_form_a_spreadsheet_gives_is_read(world: World, separator: str, end: str, bom: bool) -> None:
    loaded = load(world, "owners", written(separator, end, bom))
    assert (told(loaded), loaded.refused) == ((2, 0, 0), [])
    with world.reading() as db:
        assert (db.get_one(Owner, "a").name, db.get_one(Owner, "b").name) == (
            'A "den" första',
            "B, och; C rad två",
        )


def test_a_load_with_faults_tells_them_in_the_files_order_and_that_nothing_was_added(world: World) -> None:
    spot, nameless = feature("A", {"type": "Point", "coordinates": [0, 0]}), feature("", square())
    told_ = load(world, "areas", lines_of(spot, feature("B", square()), nameless)).as_dict()
    assert [each["line"] for each in told_["refused"]] == [3, 5]
    assert (told_["added"], told_["changed"], told_["same"]) == (0, 0, 0)


def test_a_fault_after_a_cell_of_two_lines_has_the_line_of_the_file(world: World) -> None:
    loaded = load(world, "owners", OWNERS + 'a,"A\nB",,,,,,\nb,,,,,,,\n')
    assert [each["line"] for each in loaded.refused] == [4]


def test_columns_come_in_any_order_and_unknown_ones_are_left(world: World) -> None:
    loaded = load(world, "rules", "why,OWNER,colour, kind ,area,priority\nså är det,sl,red,light,rinkeby,7\n")
    assert told(loaded)[0] == 1
    with world.reading() as db:
        (row,) = db.exec(select(Rule))
    assert (row.owner_id, row.kind, row.priority, row.why) == ("sl", "light", 7, "så är det")


# ── reports ──


def test_reports_are_history_numbered_and_sent_to_nobody(world: World) -> None:
    text = (
        REPORTS
        + "a1,Rinkeby,Rinkeby torg,59.3884,17.9285,2025-10-14,light_out,Mörkt vid torget,trafikkontoret,åtgärdat\n"
    )
    text += 'a2,Hjulsta,,"59,3955","17,8889",2025-03,s_noise,Stök,,\na3,,,59.4098,17.9261,2024-11-02,,Utan sort,,\n'
    assert told(load(world, "reports", text)) == (3, 0, 0)
    assert told(load(world, "reports", text)) == (0, 0, 3)
    assert told(load(world, "reports", text.replace("åtgärdat", "kvarstår"))) == (0, 1, 2)
    with world.reading() as db:
        rows = {row.text: row for row in db.exec(select(Finding))}
        first = findings.by_number(db, "RI25H-001")
        assert first is not None
        assert (first.text, first.state, first.outcome, first.lat) == (
            "Mörkt vid torget",
            "frozen",
            "kvarstår",
            59.3884,
        )
        assert (rows["Stök"].type, rows["Stök"].number, rows["Utan sort"].number) == (
            "behaviour",
            "TE25V-001",
            "HU24H-001",
        )
        assert db.exec(select(owners.Assignment)).all() == []
        assert {row.state for row in db.exec(select(Walk))} == {"closed"}
        assert [row.number for row in findings.in_area(db, rows["Stök"].area_id or places.uuid7())] == []


def test_earlier_reports_are_nearby_on_the_next_walk(world: World) -> None:
    load(world, "reports", REPORTS + "a1,Rinkeby,,59.3884,17.9285,2025-10-14,light_out,Mörkt,,\n")
    walk = world.plan()
    (shown,) = world.phone(walk).get(f"/walks/{walk.id}").json["nearby"]
    assert (shown["month"], shown["kind"]) == ("2025-10", "light_out")


# ── areas ──


def feature(name: Any, geometry: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry, **more}


def square(west: float = 17.0) -> dict[str, Any]:
    return {
        "type": "Polygon",
        "coordinates": [[[west, 59.0], [west + 0.1, 59.0], [west + 0.1, 59.1], [west, 59.1], [west, 59.0]]],
    }


def lines_of(*features: Any, **more: Any) -> str:
    """A collection with one feature a line, the first on line 3."""
    head = json.dumps({"type": "FeatureCollection", **more})[:-1] + ',\n"features": [\n'
    return head + ",\n".join(json.dumps(each) for each in features) + "\n]}"


def test_areas_and_places_come_in_any_order_with_capitals_and_a_legacy_crs(world: World) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    spot = feature("Mitten", {"type": "Point", "coordinates": [17.05, 59.05]})
    ringed = square()
    ringed["coordinates"][0] = [
        [*corner, 31.5] for corner in reversed(ringed["coordinates"][0])
    ]  # with a height above the sea
    text = lines_of(
        spot, {**feature(None, ringed), "properties": {"STADSDEL": "NORRA ÄNGEN", "rough": True}}, crs=crs
    )
    assert told(load(world, "areas", text)) == (2, 0, 0)
    with world.reading() as db:
        assert places.area_named(db, "mitten").name == "Norra Ängen"  # type: ignore[union-attr]
        assert places.at(db, 59.05, 17.05).area.prefix == "NO"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("hello", [(1, "not JSON")]),
        ('{"type":\n"FeatureCollection",\n"features": [\n', [(4, "not JSON")]),
        ("[" * 5000, [(1, "not JSON")]),
        (json.dumps(feature("A", square())), [(1, "not a GeoJSON FeatureCollection")]),
        ('{"type": "FeatureCollection", "features": {}}', [(1, "not a GeoJSON FeatureCollection")]),
        (
            lines_of(feature("A", square()), crs={"properties": {"name": "EPSG:3006"}}),
            [(1, "degrees in WGS 84")],
        ),
        (lines_of(feature("A", square()), feature("", square())), [(4, "no name")]),
        (lines_of(feature("A" * 101, square())), [(3, "longer than 100")]),
        (
            lines_of(feature("A", square()), feature("B", square()), feature("a ", square())),
            [(5, "stands twice")],
        ),
        (
            lines_of(feature("A", None), feature("B", [1]), feature("C", "x")),
            [(3, "no geometry"), (4, "no geometry"), (5, "no geometry")],
        ),
        (lines_of(feature("A", {"type": "LineString", "coordinates": []})), [(3, "must be Polygon")]),
        (
            lines_of(
                feature(
                    "A",
                    {
                        "type": "Polygon",
                        "coordinates": [[[154000, 6580000], [154000, 6581000], [155000, 6581000]]],
                    },
                )
            ),
            [(3, "")],
        ),
        (lines_of(feature("A", {"type": "Point", "coordinates": [0, 0]})), [(3, "no position")]),
        (lines_of(feature("A", {"type": "Point", "coordinates": "x"})), [(3, "no position")]),
        (lines_of(feature("A", {"type": "Point", "coordinates": [17.05]})), [(3, "no position")]),
        (
            lines_of(feature("A", {"type": "Polygon", "coordinates": [[[17, 59], [18, 59], [17, 60, 3]]]})),
            [(3, "cannot be read")],
        ),
        (
            '{"type": "FeatureCollection", "features": [7, null, "x"]}',
            [(1, "no name"), (2, "no name"), (3, "no name")],
        ),
        (lines_of({"type": "Feature", "properties": [1], "geometry": square()}), [(3, "no name")]),
        (
            lines_of(
                feature("A", {"type": "Polygon", "coordinates": [[[17, 59], [float("nan"), 59], [17, 60]]]})
            ),
            [(3, "not a number")],
        ),
        (
            lines_of(feature("A", {"type": "Polygon", "coordinates": [[["17", 59], [18, 59], [17, 60]]]})),
            [(3, "not a number")],
        ),
        (
            lines_of(feature("A", {"type": "Polygon", "coordinates": [[[10**400, 59], [18, 59], [17, 60]]]})),
            [(3, "not a number")],
        ),
    ],
)
def test_every_fault_in_geojson_has_its_line_and_nothing_is_loaded(
    world: World, text: str, faults: list[tuple[int, str]]
) -> None:
    before = counts(world)
    loaded = load(world, "areas", text)
    assert [
        (each["line"], why in each["why"]) for each, (_line, why) in zip(loaded.refused, faults, strict=True)
    ] == [(line, True) for line, _why in faults]
    assert counts(world) == before


def test_in_a_file_of_one_line_each_fault_names_its_feature(world: World) -> None:
    spot = feature("Spånga", {"type": "Point", "coordinates": [0, 0]})
    text = lines_of(spot, feature("B", square()), feature("", square()), feature("C", None)).replace("\n", "")
    assert [
        (each["line"], each["feature"], each["name"])
        for each in load(world, "areas", text).as_dict()["refused"]
    ] == [
        (1, 1, "Spånga"),
        (1, 3, ""),
        (1, 4, "C"),
    ]


# ── kinds ──


def test_the_taxonomy_is_loaded_again_without_change_and_a_new_wording_is_kept_beside_the_old(
    world: World,
) -> None:
    text = (DEMO / "kinds.yaml").read_text()
    assert load(world, "kinds", text).added == 0
    with world.reading() as db:
        first = kinds.wording(db)
    assert load(world, "kinds", text.replace("questions_version:", "questions_version: next #")).added == 1
    with world.reading() as db:
        second = kinds.wording(db)
        assert first is not None
        assert second is not None
        assert (second.version, len(db.exec(select(Wording)).all())) == ("next", 2)


def test_a_kind_no_longer_named_stays_since_findings_point_at_it(world: World) -> None:
    loaded = load(
        world,
        "kinds",
        "kinds:\n- code: other\n  sv: Annat\n- code: extra\n  sv: Mer\n  sub:\n  - {code: extra_one, sv: Ett, since: 2026-05-12}\n",
    )
    assert (loaded.added, loaded.refused) == (2, [])
    with world.reading() as db:
        known = kinds.load(db)
        assert "light_out" in known
        assert known.family("extra_one") == "extra"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("kinds: [", [(1, "not YAML")]),
        ("kinds:\n  - a\n b: {", [(3, "not YAML")]),
        ("", [(1, "no list `kinds`")]),
        ("kinds: {}", [(1, "no list `kinds`")]),
        ("[]", [(1, "no list `kinds`")]),
        (
            "kinds:\n- code: a\n  sv: A\n- sv: B\n- code: c\n  sub:\n  - code: d\n    sv: D\n",
            [(4, "needs `code` and `sv`"), (5, "needs `code` and `sv`")],
        ),
        ("kinds:\n- code: a\n  sv: A\n  sub:\n  - code: a\n    sv: B\n", [(5, "a stands twice")]),
        (
            "# words\n\nkinds:\n- {code: a, sv: A, urgency: 9}\n- {code: b, sv: B, urgency: A}\n",
            [(4, "urgency must be one of")],
        ),
        ("kinds:\n- 7\n- [x]\n- null\n", [(2, "needs"), (3, "needs"), (4, "needs")]),
        ("kinds:\n- {code: a, sv: A}\nratings: yes\n", [(3, "`ratings` must be")]),
        ("kinds:\n- {code: a, sv: A}\nratings:\n- sv: Fråga\n", [(4, "`ratings` must be")]),
    ],
)
def test_every_fault_in_yaml_has_its_line_and_nothing_is_loaded(
    world: World, text: str, faults: list[tuple[int, str]]
) -> None:
    before = counts(world)
    loaded = load(world, "kinds", text)
    assert [
        (each["line"], why in each["why"]) for each, (_line, why) in zip(loaded.refused, faults, strict=True)
    ] == [(line, True) for line, _why in faults]
    assert counts(world) == before


def test_the_shared_taxonomy_is_loaded_as_it_is(world: World, test_data: Any) -> None:
    loaded = load(world, "kinds", (test_data / "taxonomy.yaml").read_bytes())
    assert loaded.refused == []


def test_a_changed_kind_counts_as_changed_and_is_dated_by_nobody(world: World) -> None:
    text = "kinds:\n- code: other\n  sv: Något annat\n"
    assert told(load(world, "kinds", text)) == (0, 1, 0)
    assert world.note(world.plan(), kind="other", now=NOW + timedelta(minutes=1)).kind == "other"


def test_an_installation_without_kinds_of_its_own_has_the_usual_ones(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database)
    with database.reading() as db:
        usual, wording = kinds.load(db), kinds.wording(db)
        assert usual.label("light_out", "sv") == "Lampa lyser inte"
        assert usual.usual_owners("light_out") == ["trafikkontoret"]
        assert wording
        assert wording.ratings
    with database.writing() as db:
        assert not loading.load_kinds(db, b"kinds:\n- {code: other, sv: Annat}\n", NOW, "command").refused
        assert kinds.wording(db) is None, "whoever has kinds of their own asks no questions of ours"
        assert "light_out" not in kinds.load(db)
        db.rollback()
    with database.writing() as db:
        assert not loading.load_kinds(db, (DEMO / "kinds.yaml").read_bytes(), NOW, "command").refused
    with database.reading() as db:
        own, said = kinds.load(db), kinds.wording(db)
        assert said
        assert said.ratings == wording.ratings
        assert {code: (row.parent, row.data) for code, row in own.by_code.items()} == {
            code: (row.parent, row.data) for code, row in usual.by_code.items()
        }
    database.close()
