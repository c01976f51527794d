"""Findings as nouns: what was found near, what a text seems to hold of persons, and what the kinds say."""

from datetime import timedelta
from typing import Any

import pytest

from field import findings, kinds
from field.findings import Finding, mask
from field.findings.watch import MASK, seen_in
from field.kit import geo, i18n
from field.lifecycle import clearing
from field.readings.desk import hindrances
from tests.town import NOW, RINKEBY_TORG, Town
from tests.world import World

# ── near ──


def east(metres: float) -> dict[str, float]:
    lat, lon = RINKEBY_TORG
    return {"lat": lat, "lon": lon + geo.degrees(metres, lat)[1]}


def found_near(town: Town, row: Finding, *codes: str) -> list[int]:
    """Metres to each, nearest first."""
    with town.reading() as db:
        return [
            round(metres)
            for metres, _other in findings.near(db, db.get_one(Finding, row.id), codes or ("light_out",))
        ]


def test_the_same_kind_within_25_metres_and_the_accuracies_is_near(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, position=east(0))
    for metres in (5, 24, 26, 60):
        town.note(walk, position=east(metres))
    assert found_near(town, row) == [5, 24]


def test_bad_accuracy_widens_the_reach_up_to_50_metres_each(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, position={**east(0), "accuracy_m": 10})
    town.note(walk, position={**east(40), "accuracy_m": 10})
    town.note(walk, position={**east(60), "accuracy_m": 20})
    town.note(walk, position={**east(80), "accuracy_m": 4000})
    town.note(walk, position={**east(100), "accuracy_m": 4000})
    assert found_near(town, row) == [40, 80]


def test_other_kinds_removed_and_held_ones_are_not_near(world: World) -> None:
    walk = world.plan()
    person = world.join(walk)
    row = world.note(walk, person, position=east(0))
    world.note(walk, person, kind="waste_dump", position=east(3))
    held, gone = world.note(walk, person, position=east(4)), world.note(walk, person, position=east(5))
    phone = world.phone(walk, leader=True)
    phone.delete(gone.id)
    with world.writing() as db:
        clearing.hold(db, db.get_one(Finding, held.id), "vänta", NOW, "command")
    assert found_near(world, row) == []
    assert found_near(world, row, "waste_dump") == [3]


def test_without_a_place_nothing_is_near(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    assert found_near(town, town.note(walk, position=None)) == []


def test_doubles_are_proposed_within_a_walk_for_the_later_of_two(town: Town) -> None:
    walk = town.plan()
    first = town.note(walk, position=east(0), noted_at=NOW.isoformat())
    second = town.note(walk, position=east(6), noted_at=(NOW + timedelta(minutes=5)).isoformat())
    town.note(town.plan(), position=east(3))
    with town.reading() as db:
        found = {
            row: (other.id, round(metres))
            for row, (other, metres) in hindrances.proposed_doubles(db, walk).items()
        }
    assert found == {second.id: (first.id, 6)}


# ── the watch over texts ──

PERSONAL = {
    "personal-number": ["20150312-1234", "150312-1234", "1503121234", "2015 03 12 1234", "19150312+1234"],
    "phone": [
        "070-174 06 05",
        "+46701740605",
        "0046 70 174 06 05",
        "08-508 00 508",
        "(08) 508 00 508",
        "+47 22 22 55 55",
    ],
    "e-mail": ["anna@skolan.example", "a.b+c@x-y.example", "åsa@skolan.example"],
    "plate": ["ABC 123", "ABC12D", "bil ABC123!"],
}
PLAIN = [
    "kl 18.30–20",
    "nr 4711",
    "59.3884, 17.9285",
    "12 stycken",
    "RI26V-031",
    "2026-05-12",
    "hus 12 B",
    "stolpe 0815",
    "100 000 kr",
    "E18",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in PERSONAL.items() for text in texts]
)
def test_what_could_name_a_person_is_seen_and_masked(kind: str, text: str) -> None:
    words = f"Skriv till {text} i morgon"
    assert kind in seen_in(words)
    masked, found = mask(words)
    assert kind in found
    assert masked.startswith("Skriv till ")
    assert MASK in masked
    assert seen_in(masked) == []


@pytest.mark.parametrize("text", PLAIN)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert mask(f"Se {text} där") == (f"Se {text} där", [])


# ── kinds ──


def test_a_sub_kind_inherits_what_its_upper_kind_says(district: World) -> None:
    with district.reading() as db:
        known = kinds.load(db)
        assert (
            known.family("light_out"),
            known.family("light"),
            known.family("nothing"),
            known.family(None),
        ) == (
            "light",
            "light",
            None,
            None,
        )
        assert known.value("light_out", "verify") == known.value("light", "verify")
        assert known.value("nothing", "verify") is None
        assert {row.code for row in known.subs("light")} >= {"light_out", "light_hidden"}
        assert known.usual_owners("nothing") == []
        assert known.label(None) == i18n.gettext("Inte valt än")


def test_kinds_are_read_once_a_session_and_anew_after_a_change(town: Town) -> None:
    with town.writing() as db:
        before = kinds.load(db)
        assert kinds.load(db) is before
        data: dict[str, Any] = {"sv": "Ny sort"}
        assert kinds.put(db, "brand_new", None, 999, data) == "added"
        assert "brand_new" not in before
        assert "brand_new" in kinds.load(db)
    with town.reading() as db:
        assert "brand_new" in kinds.load(db)


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        (("defect", "light_out"), ("defect", "light_out")),
        (("behaviour", "light_out"), ("behaviour", "social")),
        (("positive", "s_drugs"), ("behaviour", "s_drugs")),
        (("behaviour", "pos_light"), ("behaviour", "social")),
        (("positive", "light_out"), ("positive", "positive")),
        (("proposal", "pos_light"), ("positive", "pos_light")),
        (("positive", None), ("positive", "positive")),
        (("feeling", None), ("feeling", None)),
    ],
)
def test_a_type_and_a_kind_that_say_different_things_are_made_to_agree(
    said: tuple[str, str | None], agreed: tuple[str, str | None], world: World
) -> None:
    with world.reading() as db:
        assert kinds.load(db).agreeing(*said) == agreed
