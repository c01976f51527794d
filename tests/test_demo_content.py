"""The demo district's outlines, owners, roles and rules, and the truth table of who is responsible for what where."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from shapely.geometry import Point, Polygon

from tests.demo_district import NAMES, area_of, features, outlines, parents, routed, rows, taxonomy

ROUTING = Path(__file__).parent / "data" / "routing.tsv"
BORDER_M = 25
KNOWN = {
    "Rinkeby torg": (59.3884, 17.9285, "Rinkeby"),
    "Tensta C": (59.3945, 17.9010, "Tensta"),
    "Husby C": (59.4098, 17.9261, "Husby"),
    "Akalla C": (59.4148, 17.9129, "Akalla"),
    "Kista C": (59.4030, 17.9440, "Kista"),
    "Spånga": (59.3833, 17.8989, "Solhem"),
}


def test_every_area_of_the_district_has_a_rough_outline_of_ten_to_twenty_five_corners() -> None:
    assert set(outlines()) == NAMES
    for each in features():
        if each["geometry"]["type"] == "Polygon":
            assert each["properties"]["rough"] is True
            assert each["properties"]["source"]
            (ring,) = each["geometry"]["coordinates"]
            assert 10 <= len(ring) - 1 <= 25
            assert ring[0] == ring[-1]


def test_outlines_are_sound_and_do_not_overlap() -> None:
    assert all(outline.is_valid and outline.exterior.is_ccw for outline in outlines().values())
    for one, other in combinations(outlines().values(), 2):
        assert one.intersection(other).area < 1e-12


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_point_lies_in_its_area_and_is_among_the_places(name: str) -> None:
    lat, lon, area = KNOWN[name]
    assert area_of(lat, lon) == area
    spot = next(each for each in features() if each["properties"]["name"] == name)
    assert spot["properties"]["kind"] == "place"
    assert spot["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=0.0005)


def test_every_place_lies_in_an_area_and_hjulsta_and_arvinge_in_the_right_one() -> None:
    spots = {
        each["properties"]["name"]: each["geometry"]["coordinates"]
        for each in features()
        if each["geometry"]["type"] == "Point"
    }
    where = {name: area_of(lat, lon) for name, (lon, lat) in spots.items()}
    assert all(where.values())
    assert (where["Hjulsta"], where["Ärvinge"]) == ("Tensta", "Kista")
    assert not set(spots) & NAMES


def test_outside_the_district_there_is_no_area() -> None:
    assert area_of(59.4287, 17.948) == ""
    assert area_of(0, 0) == ""


def test_owners_have_invented_addresses_and_phones_kept_for_fiction() -> None:
    owners = rows("owners.csv")
    assert list(owners[0]) == [
        "id",
        "name",
        "role",
        "email",
        "deputy_email",
        "escalation_email",
        "phone",
        "languages",
    ]
    phones = [each["phone"] for each in owners]
    assert len(set(phones)) == len(phones)
    assert len({each["id"] for each in owners}) == len(owners)
    for each in owners:
        assert each["phone"].startswith("070-174 06 ")
        assert 5 <= int(each["phone"][-2:]) <= 99
        for address in (each["email"], each["deputy_email"], each["escalation_email"]):
            assert not address or address.endswith(".example")


def test_one_owner_has_no_address_and_is_still_reachable_by_phone() -> None:
    (silent,) = [each for each in rows("owners.csv") if not each["email"]]
    assert silent["phone"]


def test_roles_and_rules_name_only_known_owners_areas_and_kinds() -> None:
    owners = {each["id"] for each in rows("owners.csv")}
    roles, rules = rows("roles.csv"), rows("rules.csv")
    assert (list(roles[0]), list(rules[0])) == (
        ["role", "area", "owner"],
        ["kind", "area", "owner", "priority", "why"],
    )
    assert {each["owner"] for each in (*roles, *rules)} <= owners
    assert {each["area"] for each in (*roles, *rules)} <= NAMES | {""}
    assert {each["kind"] for each in rules} <= set(parents()) | {""}


def test_every_rule_says_why_in_a_whole_sentence() -> None:
    for each in rows("rules.csv"):
        assert each["why"][0].isupper()
        assert each["why"].endswith(".")
        assert len(each["why"].split()) >= 4


def test_every_role_of_the_taxonomy_means_somebody_somewhere_and_some_nobody_somewhere() -> None:
    named = set()
    for kind in taxonomy()["kinds"]:
        for each in (kind, *kind["sub"]):
            named |= set(each.get("owners", [])) | ({each["owner"]} if each.get("owner") else set())
    meant = {each["role"] for each in rows("roles.csv")}
    assert named <= meant
    everywhere = {each["role"] for each in rows("roles.csv") if not each["area"]}
    assert named - everywhere


def areas_near(lat: float, lon: float) -> list[str]:
    """Own area first, then those whose border is within `BORDER_M`; a degree of longitude is half as long as one of latitude here."""

    def metres(outline: Polygon) -> float:
        flat = Polygon([((x - lon) * 56_600, (y - lat) * 111_200) for x, y in outline.exterior.coords])
        return float(flat.exterior.distance(Point(0, 0)))

    own = area_of(lat, lon)
    return [
        own,
        *(name for name, outline in outlines().items() if name != own and metres(outline) <= BORDER_M),
    ]


def truth() -> list[dict[str, str]]:
    with ROUTING.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize(
    "row", truth(), ids=lambda row: f"{row['area'] or 'outside'}-{row['kind']}-{row['near_border']}"
)
def test_the_truth_table_agrees_with_outlines_rules_and_roles(row: dict[str, str]) -> None:
    lat, lon = float(row["lat"]), float(row["lon"])
    near = areas_near(lat, lon)
    assert near[0] == row["area"]
    assert (len(near) > 1) is (row["near_border"] == "yes")
    owners = [owner for area in near for owner in routed(row["kind"], area)]
    assert list(dict.fromkeys(owners)) == [each for each in row["owners"].split(",") if each]


def test_the_truth_table_covers_every_area_and_what_is_hard() -> None:
    table = truth()
    assert len(table) >= 40
    assert {each["area"] for each in table} == NAMES | {""}
    assert sum(not each["owners"] for each in table) >= 5
    assert sum("," in each["owners"] for each in table) >= 5
    assert sum(each["near_border"] == "yes" for each in table) >= 5
