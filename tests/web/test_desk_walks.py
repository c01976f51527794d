"""Walks at the desk: planned in local time, with a route and codes, copied from last year, closed and called off."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from field.lifecycle import planning
from field.walks import Finish, Walk
from tests.web.desk import Desk, at_desk, verbs
from tests.web.visits import words
from tests.world import ACTOR, NOW, ZONE, World

WALK = {
    "area": "Rinkeby", "day": "2026-10-14", "time": "18:30", "kind": "women", "title": "Torget och parken", "meeting_place": "Biblioteket",
    "leader_function": "Samordnaren", "invited": "Boende", "dnr": "SDF 1/2026",
    "route": "59.3884, 17.9285 Rinkeby torg\n59.3898, 17.927\n59.3918, 17.9287 Bytorget",
}  # fmt: skip
GPX = """<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="59.3884" lon="17.9285"><name>Torget</name></wpt>
<trk><trkseg><trkpt lat="59.3884" lon="17.9285"><time>2026-05-12T16:00:00Z</time></trkpt><trkpt lat="59.39" lon="17.929"/></trkseg></trk></gpx>"""


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world)


def planned(desk: Desk, **changes: object) -> Walk:
    answer = desk.post("/desk/walks/new", **(WALK | changes))
    with desk.world.reading() as db:
        return db.get_one(Walk, UUID(answer.headers["Location"].rpartition("/")[2]))


def test_a_walk_is_planned_in_the_districts_own_time_with_route_and_stops(desk: Desk) -> None:
    walk = planned(desk)
    assert walk.starts_at == datetime(2026, 10, 14, 16, 30, tzinfo=UTC)
    assert (walk.kind, walk.title, walk.meeting_place, walk.dnr) == (
        "women",
        "Torget och parken",
        "Biblioteket",
        "SDF 1/2026",
    )
    assert walk.route == {
        "type": "LineString",
        "coordinates": [[17.9285, 59.3884], [17.927, 59.3898], [17.9287, 59.3918]],
    }
    assert [stop["name"] for stop in walk.stops] == ["Rinkeby torg", "Bytorget"]
    page = words(desk.page(f"/desk/walks/{walk.id}"))
    for part in (
        walk.code,
        "Rinkeby · Höst 2026 · Vandring med kvinnor",
        "ons 14 okt. 18:30",
        f"http://127.0.0.1:8000/join/{walk.code}",
    ):
        assert part in page


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"area": ""}, "area", "Välj ett område."),
        ({"day": "14/10"}, "day", "Skriv dagen som"),
        ({"day": "2062-10-14"}, "day", "högst fem år bort"),
        ({"time": "25:99"}, "time", "Skriv klockslaget"),
        ({"kind": "march"}, "kind", "Välj vilken sorts vandring"),
        ({"title": "x" * 201}, "title", "Högst 200 tecken"),
        ({"route": "Rinkeby torg"}, "route", "Rad 1 är ingen plats."),
        ({"route": "0, 0 Ingenstans"}, "route", "Rad 1 är ingen plats."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    desk: Desk, changes: dict[str, str], field: str, said: str
) -> None:
    page = desk.post("/desk/walks/new", 422, **(WALK | changes)).text
    assert said in words(page)
    assert f'id="{field}-error"' in page
    assert "Biblioteket" in page
    assert "SDF 1/2026" in page
    with desk.world.reading() as db:
        assert planning.walks.newest_first(db) == []


def test_an_area_that_is_not_there_is_refused_at_its_field(desk: Desk) -> None:
    assert 'id="area-error"' in desk.post("/desk/walks/new", 422, **(WALK | {"area": "Atlantis"})).text


def test_a_gpx_file_goes_before_the_lines_and_leaves_its_times_behind(desk: Desk) -> None:
    walk = planned(desk, gpx=(io.BytesIO(GPX.encode()), "rutt.gpx"))
    assert walk.route == {"type": "LineString", "coordinates": [[17.9285, 59.3884], [17.929, 59.39]]}
    assert [stop["name"] for stop in walk.stops] == ["Torget"]
    bad = (io.BytesIO(b'<!DOCTYPE gpx [<!ENTITY a "aa">]><gpx>&a;</gpx>'), "rutt.gpx")
    assert 'id="gpx-error"' in desk.post("/desk/walks/new", 422, **(WALK | {"gpx": bad})).text


def test_last_years_walk_is_copied_without_what_belonged_to_that_evening(desk: Desk) -> None:
    walk = planned(desk)
    page = desk.page(f"/desk/walks/new?copy={walk.id}")
    assert "Torget och parken" in page
    assert "59.388400, 17.928500 Rinkeby torg" in page
    assert 'value="2026-10-14"' not in page
    assert "SDF 1/2026" not in page
    assert 'value="18:30"' in page


def test_a_walk_is_changed_and_its_season_with_it_until_something_was_noted(desk: Desk) -> None:
    walk = planned(desk)
    desk.post(
        f"/desk/walks/{walk.id}/edit", **(WALK | {"area": "Husby", "day": "2027-03-02", "title": "Ny rubrik"})
    )
    now = desk.world.get(walk)
    assert now.title == "Ny rubrik"
    assert "Husby · Vår 2027" in desk.page(f"/desk/walks/{walk.id}")
    desk.world.note(now)
    for changes in ({"area": "Tensta"}, {"area": "Husby", "kind": "follow-up"}):
        assert "går inte att ändra" in desk.post(f"/desk/walks/{walk.id}/edit", 422, **(WALK | changes)).text
    desk.post(f"/desk/walks/{walk.id}/edit", **(WALK | {"area": "Husby", "title": "Ännu en"}))
    assert verbs(desk.world, walk.id) == ["planned", "changed", "changed"]


def test_a_follow_up_planned_here_gathers_what_is_due(desk: Desk) -> None:
    first = desk.world.plan()
    desk.world.note(first)
    desk.world.hand_over(first, everything=True)
    walk = planned(desk, kind="follow-up", day="2026-11-20", title="", route="")
    assert walk.title == "Uppföljning Rinkeby"
    assert "(0/1)" in desk.page(f"/desk/walks/{walk.id}")


def test_a_walk_is_closed_opened_again_and_called_off_while_it_is_empty(desk: Desk) -> None:
    walk = desk.world.plan()
    for verb, state in (
        ("close", "closed"),
        ("reopen", "planned"),
        ("cancel", "cancelled"),
        ("reopen", "planned"),
    ):
        desk.post(f"/desk/walks/{walk.id}/{verb}")
        assert desk.world.get(walk).state == state
    desk.world.note(walk)
    desk.post(f"/desk/walks/{walk.id}/cancel", 409)
    assert desk.world.get(walk).state == "planned"
    assert "Ställ in" not in desk.page(f"/desk/walks/{walk.id}")


def test_phones_that_still_hold_something_are_told_of(desk: Desk) -> None:
    walk = desk.world.plan()
    person = desk.world.join(walk)
    with desk.world.writing() as db:
        db.get_one(type(person), person.id).held = 3
    assert "1 telefon har fortfarande något kvar att skicka." in words(desk.page(f"/desk/walks/{walk.id}"))


def test_earlier_findings_of_the_area_are_shown_before_the_walk(desk: Desk) -> None:
    first = desk.world.plan()
    desk.world.note(first, landmark="vid trappan")
    desk.world.note(first, type="behaviour", kind="s_noise", text="Hemligt")
    desk.world.hand_over(first, everything=True)
    walk = desk.world.plan(at=NOW + timedelta(days=150))
    page = words(desk.page(f"/desk/walks/{walk.id}"))
    assert "vid trappan · maj 2026" in page
    assert "Skickat. Vi väntar på svar." in page
    assert "Hemligt" not in page


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("code.svg", "image/svg+xml"),
        ("leader.svg", "image/svg+xml"),
        ("poster.pdf", "application/pdf"),
        ("sheet.pdf", "application/pdf"),
    ],
)
def test_a_walks_papers_are_made_for_staff_alone(desk: Desk, name: str, media: str) -> None:
    walk = desk.world.plan()
    answer = desk.client.get(f"/desk/walks/{walk.id}/{name}")
    assert answer.status_code == 200
    assert answer.mimetype == media
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert desk.world.app.test_client().get(f"/desk/walks/{walk.id}/{name}").status_code == 303


def test_how_it_was_is_told_by_the_desk_too_in_bands_without_names(desk: Desk) -> None:
    walk = desk.world.plan()
    fields = {
        "heads-adults": "7",
        "heads-seniors": "",
        "heads-staff": "2 st",
        "weather": "rain",
        "light": "dark",
        "ground": "wet",
        "leaves": "",
    }
    desk.post(f"/desk/walks/{walk.id}/conditions", **fields)
    with desk.world.reading() as db:
        told = db.get_one(Finish, walk.id)
    assert (told.headcount, told.weather, told.light, told.ground, told.leaves) == (
        {"adults": 7},
        "rain",
        "dark",
        "wet",
        "",
    )
    desk.post(f"/desk/walks/{walk.id}/conditions", **{"heads-adults": "8"})
    page = desk.page(f"/desk/walks/{walk.id}")
    assert "8 gick med" in words(page)
    assert "gången, inte avslutad" in words(page)
    assert '<option value="rain" selected>' in page
    desk.post(f"/desk/walks/{walk.id}/conditions", weather="")
    with desk.world.reading() as db:
        told = db.get_one(Finish, walk.id)
    assert (told.headcount, told.weather) == ({"adults": 8}, "")


def test_the_list_is_narrowed_by_state_and_area_and_to_be_had_as_a_file(desk: Desk) -> None:
    with desk.world.writing() as db:
        for area in ("Rinkeby", "Husby"):
            planning.plan(db, area, NOW, NOW, ZONE, ACTOR, title=f"=Vandring i {area}")
    done = desk.world.plan("Tensta")
    desk.world.close(done)
    assert desk.page("/desk/walks").count('<th scope="row">') == 3
    assert desk.page("/desk/walks?state=closed").count('<th scope="row">') == 1
    assert desk.page("/desk/walks?area=Husby").count('<th scope="row">') == 1
    assert "Inga vandringar här." in desk.page("/desk/walks?state=cancelled")
    rows = list(
        csv.DictReader(
            io.StringIO(desk.client.get("/desk/walks/walks.csv?area=Husby").data.decode("utf-8-sig"))
        )
    )
    assert [(row["title"], row["starts_at"]) for row in rows] == [
        ("'=Vandring i Husby", "2026-05-12T18:00+02:00")
    ]
