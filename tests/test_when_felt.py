"""When a feeling is felt, from the phone to every page: what the table in `findings.asked` promises of a question."""

import csv
import json
from io import StringIO

import pytest
from sqlmodel import select

from field.findings import Finding, asked
from field.findings.asked import ASKED
from field.kit import i18n
from field.kit.tokens import uuid7
from field.letters import Letter
from field.lifecycle import clearing
from field.protocol import csv as as_csv
from field.protocol import draw_up, facts, geojson, html
from field.protocol.shape import Document
from field.walks import Walk
from tests.web.desk import at_desk
from tests.web.visits import visit, words
from tests.world import NOW, World, said

FELT: dict[str, object] = {"type": "feeling", "kind": "light_weak", "when_felt": "winter"}


def no_picture(_photo: str) -> bytes | None:
    return None


def drawn_up(world: World, walk: Walk) -> Document:
    with world.reading() as db, i18n.using("sv"):
        return draw_up.document(db, db.get_one(Walk, walk.id), world.settings.timezone)


def handed_over(world: World, **changes: object) -> tuple[Walk, Document]:
    walk = world.plan()
    world.give(world.note(walk, **{**FELT, **changes}), "trafikkontoret")
    world.hand_over(walk, everything=True)
    return walk, drawn_up(world, walk)


@pytest.mark.parametrize("code", ["now", "dark", "winter", "always"])
def test_when_it_is_felt_is_kept_and_told_to_every_phone(district: World, code: str) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    answer = phone.put_finding(said(**{**FELT, "when_felt": code}), finding)
    assert (answer.status_code, answer.json["flags"]) == (201, [])
    assert phone.shown(finding)["when_felt"] == code


@pytest.mark.parametrize("odd", ["summer", "", 7, True, ["now"], {"code": "now"}])
def test_another_time_is_none_and_flagged(district: World, odd: object) -> None:
    phone, finding = district.phone(district.plan()), uuid7()
    answer = phone.put_finding(said(**{**FELT, "when_felt": odd}), finding)
    assert (answer.status_code, answer.json["flags"]) == (201, ["when_felt-unknown"])
    assert phone.shown(finding)["when_felt"] is None


def test_the_walk_brings_what_is_asked_in_the_pass_s_language(district: World) -> None:
    walk = district.plan()
    asked_ = district.phone(walk, language="en").get(f"/walks/{walk.id}").json["asked"]
    fields = {each["code"]: each for each in asked_}
    assert list(fields) == [each.code for each in ASKED]
    assert fields["when_felt"]["label"] == "When does it feel so?"
    assert fields["when_felt"]["for"] == ["feeling"]
    assert [(each["code"], each["label"]) for each in fields["when_felt"]["choices"]][:2] == [
        ("now", "Now"),
        ("dark", "When it is dark"),
    ]
    assert len(fields["perspective"]["choices"]) == 13


def test_a_child_is_not_asked_whose_eyes(district: World) -> None:
    walk = district.plan()
    shown = district.phone(walk, mode="child_10_12").get(f"/walks/{walk.id}").json["asked"]
    assert {each.code for each in ASKED} - {each["code"] for each in shown} == {"perspective"}


def test_it_stands_in_the_protocol_in_every_format(world: World) -> None:
    _walk, document = handed_over(world)
    (row,) = csv.DictReader(StringIO(as_csv.render(document, no_picture).decode("utf-8-sig")))
    assert (row["when_felt"], row["when_felt_label"]) == ("winter", "På vintern")
    (feature,) = json.loads(geojson.render(document, no_picture))["features"]
    assert feature["properties"]["when_felt"] == "winter"
    assert "Känns så" in html.render(document, no_picture).decode()
    with i18n.using("sv"):
        assert [each.value for each in facts.of_line(document["lines"][0]) if each.code == "when_felt"] == [
            "På vintern"
        ]


def test_a_line_frozen_before_it_was_asked_says_nothing_of_it(world: World) -> None:
    _walk, document = handed_over(world)
    del document["lines"][0]["when_felt"]  # type: ignore[typeddict-item]
    (row,) = csv.DictReader(StringIO(as_csv.render(document, no_picture).decode("utf-8-sig")))
    assert (row["when_felt"], row["when_felt_label"]) == ("", "")
    (feature,) = json.loads(geojson.render(document, no_picture))["features"]
    assert feature["properties"]["when_felt"] is None
    assert "Känns så" not in html.render(document, no_picture).decode()


def test_of_a_defect_it_is_not_asked_nor_shown(world: World) -> None:
    _walk, document = handed_over(world, type="defect")
    (feature,) = json.loads(geojson.render(document, no_picture))["features"]
    assert feature["properties"]["when_felt"] is None
    assert "Känns så" not in html.render(document, no_picture).decode()


def test_the_letter_and_the_owner_s_page_say_it(world: World) -> None:
    walk, _document = handed_over(world)
    with world.reading() as db:
        letter = db.exec(select(Letter)).one()
    assert "Känns så: På vintern" in letter.text
    assert "Känns så: På vintern" in letter.html
    assert "Känns så: På vintern" in words(visit(world, walk, "trafikkontoret").open())


def test_the_desk_shows_it_and_changes_it(district: World) -> None:
    desk, walk = at_desk(district), district.plan()
    row = district.note(walk, **FELT)
    address = f"/desk/walks/{walk.id}/clean-up"
    page = desk.page(f"{address}?row={row.id}")
    assert "Känns så: På vintern" in words(page)
    assert '<option value="winter" selected>' in page
    form = {"type": "feeling", "kind": "light_weak", "urgency": "", "text": ""}
    desk.post(f"{address}/{row.id}/edit", **form, when_felt="dark")
    assert district.get(row).when_felt == "dark"
    assert "dark" in desk.page(f"{address}/list.csv")
    desk.post(f"{address}/{row.id}/edit", **form, when_felt="")
    assert district.get(row).when_felt is None
    desk.post(f"{address}/{row.id}/edit", status=422, **form, when_felt="summer")


def test_of_a_defect_the_desk_does_not_ask_when_it_is_felt(district: World) -> None:
    desk, walk = at_desk(district), district.plan()
    row = district.note(walk)
    assert 'name="when_felt"' not in desk.page(f"/desk/walks/{walk.id}/clean-up?row={row.id}")


def test_an_edit_that_does_not_hold_a_field_leaves_it(world: World) -> None:
    row = world.note(world.plan(), **FELT)
    with world.writing() as db:
        edit = clearing.Edit("feeling", "light_weak", {"text": "Rättat"})
        clearing.edit(db, db.get_one(Finding, row.id), edit, NOW, "staff:1")
    with world.reading() as db:
        kept = db.get_one(Finding, row.id)
        assert (kept.text, kept.when_felt) == ("Rättat", "winter")


def test_every_field_that_is_asked_is_a_column_and_every_choice_has_words() -> None:
    for each in ASKED:
        assert hasattr(Finding, each.code), each.code
        assert bool(each.choices) is (each.shape in ("choice", "many"))
        assert set(each.offered) <= set(each.choices)
        assert all(each.choices.values())
        assert each.label
        assert each.question
        assert each.means
    assert {reader for each in ASKED for reader in each.readers} == set(asked.Reader.__args__)
