"""The district at the desk: places that recur, rules to try, the journal, people, and files that are loaded whole or not at all."""

import csv
import io
from datetime import timedelta

import pytest

from field import staff
from field.owners import Owner
from tests.web.desk import ADMIN, COORDINATOR, PLAIN, at_desk
from tests.web.visits import words
from tests.world import NOW, World


def seen_again(world: World) -> None:
    for days in (0, 150):
        at = NOW + timedelta(days=days)
        walk = world.plan(at=at)
        row = world.note(walk, noted_at=at.isoformat(), now=at, landmark="vid trappan")
        world.release(row, now=at)
        world.hand_over(walk, now=at)


def test_the_same_thing_at_the_same_spot_in_two_walks_recurs(world: World) -> None:
    desk = at_desk(world)
    assert "Inget återkommer här." in desk.page("/desk/places")
    seen_again(world)
    once = world.plan()
    for kind in ("veg_sight", "veg_sight"):
        world.note(once, kind=kind)
    page = words(desk.page("/desk/places"))
    assert "2 Lampa lyser inte vid trappan · Rinkeby RI26V-001 maj 2026 · RI26H-001 oktober 2026" in page
    assert "Skymmer sikt" not in page
    (row,) = csv.DictReader(io.StringIO(desk.client.get("/desk/places/places.csv").data.decode("utf-8-sig")))
    assert (row["walks"], row["numbers"]) == ("2", "RI26V-001 RI26H-001")


def test_a_point_is_tried_with_its_area_its_owners_and_why(world: World) -> None:
    page = words(at_desk(world).page("/desk/rules?lat=59,3884&lon=17.9285&kind=light_hidden"))
    for part in (
        "Rinkeby Nära: Rinkeby torg",
        "Trafikkontoret Lampan sköts av Trafikkontoret.",
        "Stadsdelsförvaltningen Järva Träd och buskar",
    ):
        assert part in page


def test_near_a_border_the_try_says_so(world: World) -> None:
    page = words(at_desk(world).page("/desk/rules?lat=59.3904&lon=17.9159&kind=graf_tag"))
    assert "m bort. Båda sidors ägare föreslås." in page
    assert "Svenska Bostäder" in page


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [("lat=x&lon=1", 422, "Skriv två tal i grader"), ("lat=0&lon=0", 422, "Skriv två tal"), ("lat=59.39&lon=17.93&kind=x", 422, "Sorten finns inte."),
     ("lat=59.5&lon=18.5", 200, "Utanför alla områden"), ("lat=nan&lon=17", 422, "Skriv två tal")],
)  # fmt: skip
def test_what_is_no_point_is_said(world: World, query: str, status: int, said: str) -> None:
    assert said in at_desk(world).page(f"/desk/rules?{query}", status)


def test_all_rules_and_roles_are_listed_with_why(world: World) -> None:
    page = words(at_desk(world).page("/desk/rules"))
    assert (
        "Belysning hela distriktet Trafikkontoret 10 All gatu- och parkbelysning sköts av Trafikkontoret."
        in page
    )
    assert "land_owner Rinkeby Stadsdelsförvaltningen Järva" in page


def test_the_journal_says_who_did_what_to_what_in_words(world: World) -> None:
    desk = at_desk(world)
    walk = world.plan()
    row = world.note(walk)
    desk.post(f"/desk/walks/{walk.id}/clean-up/{row.id}/release")
    world.hand_over(walk)
    page = words(desk.page("/desk/journal"))
    number = world.get(row).number
    assert f"Samordnaren gjorde klar punkt {number}" in page
    assert f"en telefon på vandringen noterade punkt {number}" in page
    assert f"kommandoraden drog upp protokollet för vandring {walk.title}" in page


def test_the_journal_is_read_page_by_page(world: World) -> None:
    walk = world.plan()
    for _each in range(60):
        world.note(walk, text="Lampa")
    world.hand_over(walk, everything=True)
    desk = at_desk(world)
    seen, path = 0, "/desk/journal"
    while path:
        page = desk.page(path)
        seen += page.count("<tr>") - page.count("<thead>")
        path = (
            page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
            if 'rel="next"' in page
            else ""
        )
    desk.page(f"/desk/journal?before={10**30}")
    data = desk.client.get("/desk/journal/journal.csv").data.decode("utf-8-sig")
    assert seen == len(list(csv.DictReader(io.StringIO(data)))) > 100


def person(world: World, email: str) -> staff.Staff:
    with world.reading() as db:
        found = staff.by_email(db, email)
    assert found
    return found


def test_a_person_is_added_and_can_sign_in(world: World) -> None:
    desk = at_desk(world, ADMIN)
    assert "kan logga in nu." in desk.after(
        "/desk/people", email=" Eva@Strak.example ", name="Eva", role="coordinator", restricted="on"
    )
    assert (person(world, "eva@strak.example").role, person(world, "eva@strak.example").restricted) == (
        "coordinator",
        True,
    )
    assert "Det här behöver dig" in at_desk(world, "eva@strak.example").page("/desk/")


@pytest.mark.parametrize(
    ("fields", "field"), [({"email": ""}, "email"), ({"email": "eva"}, "email"), ({"role": "kung"}, "role")]
)
def test_a_person_that_cannot_be_is_said_at_its_field(
    world: World, fields: dict[str, str], field: str
) -> None:
    page = (
        at_desk(world, ADMIN)
        .post(
            "/desk/people", 422, **({"email": "eva@strak.example", "name": "Eva", "role": "admin"} | fields)
        )
        .text
    )
    assert f'id="{field}-error"' in page
    assert 'value="Eva"' in page


def test_rights_are_changed_and_somebody_is_shut_out(world: World) -> None:
    desk, shut = at_desk(world, ADMIN), at_desk(world, PLAIN)
    desk.post(f"/desk/people/{person(world, PLAIN).id}", role="coordinator")
    assert shut.client.get("/desk/").status_code == 303
    assert "avstängd" in desk.page("/desk/people")
    desk.post(f"/desk/people/{person(world, COORDINATOR).id}", role="admin", restricted="on", active="on")
    assert person(world, COORDINATOR).role == "admin"


def test_the_last_admin_cannot_be_taken_away(world: World) -> None:
    desk = at_desk(world, ADMIN)
    assert (
        "Minst en administratör"
        in desk.post(f"/desk/people/{person(world, ADMIN).id}", 422, role="coordinator", active="on").text
    )
    desk.post(f"/desk/people/{person(world, ADMIN).id}", 422, role="admin")
    assert person(world, ADMIN).active
    desk.post(f"/desk/people/{world.plan().id}", 404, role="admin", active="on")
    desk.post(f"/desk/people/{person(world, ADMIN).id}", 422, role="king", active="on")


OWNERS = "id,name,role,email,deputy_email,escalation_email,phone,languages\nnya,Nya ägaren,,nya@x.example,,,070-174 06 90,sv\n"


def load(world: World, what: str, data: bytes, status: int = 200) -> str:
    return words(
        at_desk(world, ADMIN).post(f"/desk/load/{what}", status, file=(io.BytesIO(data), "fil")).text
    )


def test_a_file_is_loaded_and_counted(world: World) -> None:
    assert "Ägare: 1 nya, 0 ändrade, 0 oförändrade." in load(world, "owners", OWNERS.encode())
    assert "Ägare: 0 nya, 0 ändrade, 1 oförändrade." in load(world, "owners", OWNERS.encode())


def test_with_one_fault_nothing_is_loaded_and_every_fault_is_told_with_its_line(world: World) -> None:
    faulty = OWNERS + ",Namnlös,,,,,,\nfel,Fel,,inte en adress,,,,\n"
    page = load(world, "owners", faulty.encode(), 422)
    assert "Inget lästes in. 2 fel i filen:" in page
    assert "3 Både id och name behövs. 4 email är ingen e-postadress." in page
    with world.reading() as db:
        assert db.get(Owner, "nya") is None


def test_in_a_map_file_of_one_line_the_features_are_told_by_their_number(world: World) -> None:
    nameless = b'{"type": "Feature", "properties": {}, "geometry": null}'
    page = load(
        world,
        "areas",
        b'{"type": "FeatureCollection", "features": [' + b",".join([nameless] * 2) + b"]}",
        422,
    )
    for number in (1, 2):
        assert f"1 Nummer {number} i filen. Ytan eller punkten har inget namn." in page


@pytest.mark.parametrize("what", ["areas", "roles", "rules", "kinds", "reports"])
def test_every_kind_of_file_is_read_and_nonsense_refused(world: World, what: str) -> None:
    assert "Inget lästes in." in load(world, what, b"\xff\xfe nonsense", 422)


def test_no_file_and_an_unknown_kind_are_said(world: World) -> None:
    desk = at_desk(world, ADMIN)
    assert "Välj en fil först." in desk.post("/desk/load/owners", 422).text
    desk.post("/desk/load/dreams", 404)
