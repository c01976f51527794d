"""What everybody may see: what was seen and what became of it, in plain words, and nothing that is not for everybody."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from sqlmodel import select

from field import handovers
from field.findings import Finding
from field.kit.text import swedish_order
from field.lifecycle import clearing
from field.photos import Photo
from field.readings import standing
from field.walks import Walk
from tests import pictures
from tests.web.visits import visit, words
from tests.world import NOW, World

INDOORS = {"name": "Kvarnen 3", "entrance": "B", "floor": "2"}
CLOCK_TIME = re.compile(r"\b([01]\d|2[0-3])[:.][0-5]\d\b")


def get(world: World, path: str, **headers: str) -> Any:
    return world.app.test_client().get(path, headers=headers)


def published(world: World, walk: Walk | None = None, **changes: Any) -> Finding:
    """A finding that has been read, released and handed over."""
    walk = walk or world.plan()
    row = world.note(walk, **changes)
    if row.type in ("defect", "proposal"):
        world.give(row, "trafikkontoret")
    world.release(row)
    world.hand_over(walk)
    found: Finding = world.get(row)
    return found


def with_photo(world: World, walk: Walk, row: Finding, state: str = "approved") -> Photo:
    """Its bytes come late: the finding has named them all the while."""
    data = pictures.encoded(pictures.corners())
    world.name_photo(row.id, data)
    world.phone(walk).put_photo(row.id, data)
    with world.writing() as db:
        photo = db.exec(select(Photo).where(Photo.finding_id == row.id)).one()
        if state != photo.state:
            clearing.review_photo(db, photo, state, NOW, "command")
        return photo


# ── areas ──


def test_areas_stand_in_the_order_of_the_alphabet(world: World) -> None:
    for area in ("Tensta", "Husby", "Rinkeby"):
        published(world, world.plan(area), position=None)
    page = get(world, "/results").text
    names = re.findall(r"<h2>(\w+) ", page)
    assert names == ["Husby", "Rinkeby", "Tensta"]
    assert (
        "Här har vi inte gått än: Akalla, Bromsten, Flysta, Hansta, Kista, Lunda, Solhem, Sundby."
        in words(page).replace(" ,", ",").replace(" .", ".")
    )


def test_swedish_letters_come_last_in_their_own_order() -> None:
    assert sorted(["Öja", "Zinkgruvan", "Ärla", "Ånge", "akalla"], key=swedish_order) == [
        "akalla",
        "Zinkgruvan",
        "Ånge",
        "Ärla",
        "Öja",
    ]


@pytest.mark.parametrize("name", ["rinkeby", "Rinkeby", "RINKEBY"])
def test_an_area_is_found_however_its_name_is_written(world: World, name: str) -> None:
    row = published(world)
    page = get(world, f"/results/{name}")
    assert page.status_code == 200
    assert f'href="/finding/{row.number}"' in page.text
    assert '<link rel="canonical" href="/results/rinkeby">' in page.text


def test_an_area_that_is_none_is_not_found(district: World) -> None:
    assert get(district, "/results/atlantis").status_code == 404


def test_an_area_where_nobody_has_walked_says_so(world: World) -> None:
    assert "Här finns inget att visa än." in words(get(world, "/results/kista").text)


def test_three_groups_are_counted(world: World) -> None:
    walk = world.plan()
    numbers = []
    for text in ("ett", "två", "tre", "fyra"):
        row = world.note(walk, text=text)
        world.give(row, "trafikkontoret")
        world.release(row)
    numbers = world.hand_over(walk).points
    owner = visit(world, walk, "trafikkontoret")
    for number, answer, more in zip(
        numbers,
        ("fixed", "planned", "wont"),
        ({}, {"date": "2026-08-01"}, {"reason": "budget"}),
        strict=False,
    ):
        owner.open()
        assert owner.answer(number, answer, **more).status_code == 303
    later = world.follow_up()
    body = {
        "finding": owner.points()[numbers[0]]["finding"],
        "outcome": "fixed",
        "checked_at": later.starts_at.isoformat(),
        "photos": [],
        "revision": 1,
    }
    assert world.phone(later, leader=True).put_check(body).status_code == 201
    seen = words(get(world, "/results/rinkeby").text)
    assert "1 fixad och kontrollerad 2 på gång eller väntar 1 blir inte gjort – så här är det" in seen
    assert "Fixat. Vi har varit där och sett det. Det var i november 2026." in seen
    assert "På gång Det ska vara klart 1 augusti 2026." in seen
    assert "Blir inte gjort – så här är det Pengarna räcker inte i år." in seen
    assert "Skickat. Vi väntar på svar." in seen


FILTERS = {
    "": {"spring", "autumn", "good"}, "?season=26V": {"spring", "good"}, "?season=25H": {"autumn"}, "?standing=good": {"good"},
    "?standing=underway&season=26V": {"spring"}, "?standing=fixed": set(), "?season=99V": set(),
}  # fmt: skip


def test_filters_are_in_the_address(world: World) -> None:
    autumn = world.plan(at=NOW - timedelta(days=200))
    spring = world.plan()
    rows = {
        "autumn": published(
            world, autumn, noted_at=(NOW - timedelta(days=200)).isoformat(), now=NOW - timedelta(days=200)
        ),
        "spring": published(world, spring),
        "good": published(world, spring, type="positive", kind="pos_light"),
    }
    for path in ("/results/rinkeby", "/results/rinkeby.csv"):
        pages = {query: get(world, path + query).text for query in FILTERS}
        assert {
            query: {name for name, row in rows.items() if str(row.number) in page}
            for query, page in pages.items()
        } == FILTERS


# ── one point ──


def test_a_point_says_what_where_when_and_how_it_stands(world: World) -> None:
    row = published(world, landmark="vid cykelstället", text="Glaset är trasigt.")
    seen = words(get(world, f"/finding/{row.number}").text)
    for each in (
        "Lampa lyser inte",
        "Rinkeby torg, vid cykelstället",
        "Vi såg det i maj 2026.",
        "Skickat. Vi väntar på svar.",
        "Glaset är trasigt.",
    ):
        assert each in seen, each
    assert row.number in seen


def test_a_number_may_be_written_in_small_letters(world: World) -> None:
    row = published(world)
    answer = get(world, f"/finding/{str(row.number).lower()}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/finding/{row.number}")


def test_the_number_of_a_double_leads_to_the_point_it_was_joined_with(world: World) -> None:
    walk = world.plan()
    main, double = world.note(walk), world.note(walk, text="Samma lampa")
    with world.writing() as db:
        clearing.link_double(db, db.get_one(Finding, double.id), db.get_one(Finding, main.id), NOW, "command")
    world.give(main, "trafikkontoret")
    world.release(main)
    world.hand_over(walk)
    answer = get(world, f"/finding/{world.get(double).number}")
    assert answer.headers["Location"] == f"/finding/{world.get(main).number}"
    assert "2 personer eller grupper sa samma sak." in words(get(world, answer.headers["Location"]).text)


def test_what_is_not_published_is_not_there(world: World) -> None:
    walk = world.plan()
    row = published(world, walk)
    assert get(world, f"/finding/{row.number}").status_code == 200
    with world.writing() as db:
        kept = db.get_one(Finding, row.id)
        kept.published_at = None
        db.add(kept)
    for path in (f"/finding/{row.number}", "/finding/RI26V-999", "/finding/x"):
        assert get(world, path).status_code == 404, path
    for path in ("/results/rinkeby", "/results/rinkeby.geojson", "/open311/v2/requests.json"):
        assert str(row.number) not in get(world, path).text, path


def test_behaviour_notes_are_nowhere(world: World) -> None:
    walk = world.plan()
    note = world.note(walk, type="behaviour", kind="s_drugs", text="Hemlig anteckning")
    with world.writing() as db:  # as if a mistake had numbered and published it
        kept = db.get_one(Finding, note.id)
        kept.move("frozen")
        kept.number, kept.published_at, kept.words_for_public = "RI26V-077", NOW, True
        db.add(kept)
    assert get(world, "/finding/RI26V-077").status_code == 404
    for path in (
        "/results",
        "/results/rinkeby",
        "/results/rinkeby.csv",
        "/results/rinkeby.geojson",
        "/open311/v2/requests.xml",
    ):
        page = get(world, path).text
        assert "Hemlig" not in page
        assert "RI26V-077" not in page
    assert "s_drugs" not in get(world, "/open311/v2/services.json").text


def test_words_that_nobody_has_read_are_not_shown(world: World) -> None:
    walk = world.plan()
    row = world.note(walk, text="Oläst text", landmark="hos Oläst")
    world.give(row, "trafikkontoret")
    world.hand_over(walk, everything=True)
    number = world.get(row).number
    for path in (
        f"/finding/{number}",
        "/results/rinkeby",
        "/results/rinkeby.csv",
        "/results/rinkeby.geojson",
        "/open311/v2/requests.json",
    ):
        page = get(world, path)
        assert page.status_code == 200
        assert "Oläst" not in page.text, path


def test_what_a_phone_writes_anew_is_not_public_before_a_person_has_read_that_too(world: World) -> None:
    walk = world.plan()
    row = published(world, walk, text="Läst text")
    world.note(walk, finding=row.id, text="Oläst text", landmark="hos Oläst", revision=row.revision + 1)
    for path in (
        f"/finding/{row.number}",
        "/results/rinkeby",
        "/results/rinkeby.csv",
        "/results/rinkeby.geojson",
        "/open311/v2/requests.json",
    ):
        page = get(world, path)
        assert page.status_code == 200
        assert "Oläst" not in page.text, path


def test_what_an_owner_writes_in_own_words_is_never_public(world: World) -> None:
    walk = world.plan()
    row = published(world, walk)
    owner = visit(world, walk, "trafikkontoret")
    owner.answer(
        str(row.number),
        "wont",
        reason="in_larger_project",
        words="Internt: ring Kalle",
        own_ref="HEMLIG-1",
        suggested_owner="x",
    )
    for path in (
        f"/finding/{row.number}",
        "/results/rinkeby",
        "/results/rinkeby.csv",
        "/results/rinkeby.geojson",
        "/open311/v2/requests.json",
    ):
        page = get(world, path).text
        assert "Kalle" not in page
        assert "HEMLIG-1" not in page
    assert "Det görs i ett större bygge." in words(get(world, f"/finding/{row.number}").text)


def test_the_public_sees_months_and_never_clock_times(world: World) -> None:
    at = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)  # already May in Stockholm
    row = published(world, noted_at=at.isoformat(), now=at)
    for path in (f"/finding/{row.number}", "/results", "/results/rinkeby"):
        page = words(get(world, path).text)
        assert "maj 2026" in page
        assert CLOCK_TIME.search(page) is None, path
    table = get(world, "/results/rinkeby.csv").text
    assert "2026-05" in table
    assert CLOCK_TIME.search(table) is None


@pytest.mark.parametrize(
    ("kind", "building"), [("light_out", INDOORS), ("b_door", None), ("b_laundry", INDOORS)]
)
def test_no_home_is_pointed_out(world: World, kind: str, building: dict[str, str] | None) -> None:
    row = published(world, kind=kind, building=building)
    assert 'class="underway" cx' not in re.sub(
        r"<ul class=\"legend\".*?</ul>", "", get(world, "/results/rinkeby").text, flags=re.DOTALL
    )
    (feature,) = get(world, "/results/rinkeby.geojson").json["features"]
    assert feature["geometry"] is None
    assert get(world, "/open311/v2/requests.json").json == []
    for path in (f"/finding/{row.number}", "/results/rinkeby", "/results/rinkeby.csv"):
        page = get(world, path).text
        assert "59.388" not in page
        assert "Kvarnen" not in page


def test_hostile_words_are_shown_as_words(world: World) -> None:
    evil = "<script>alert(1)</script>\"'><b>{{ 7*7 }}"
    row = published(world, text=evil, landmark=evil)
    for path in (f"/finding/{row.number}", "/results/rinkeby"):
        page = get(world, path).text
        assert "<script>alert" not in page
        assert "<b>" not in page
    assert evil in words(get(world, f"/finding/{row.number}").text)


# ── photos ──


@pytest.mark.parametrize(("state", "status"), [("approved", 200), ("awaits", 404), ("rejected", 404)])
def test_a_photo_is_public_only_when_a_person_has_ticked_it(world: World, state: str, status: int) -> None:
    walk = world.plan()
    row = world.note(walk)
    photo = with_photo(world, walk, row, state)
    assert get(world, f"/photo/{photo.public_id}/small").status_code == 404  # its point is not published yet
    world.give(row, "trafikkontoret")
    world.release(row)
    world.hand_over(walk)
    for size in ("small", "large"):
        assert get(world, f"/photo/{photo.public_id}/{size}").status_code == status
    assert (f"/photo/{photo.public_id}/" in get(world, f"/finding/{world.get(row).number}").text) == (
        status == 200
    )
    assert get(world, f"/photo/{photo.id}/small").status_code == 404
    assert get(world, f"/photo/{uuid4()}/small").status_code == 404


def test_a_photo_goes_with_its_point(world: World) -> None:
    walk = world.plan()
    row = world.note(walk)
    photo = with_photo(world, walk, row)
    world.give(row, "trafikkontoret")
    world.release(row)
    world.hand_over(walk)
    with world.writing() as db:
        kept = db.get_one(Finding, row.id)
        kept.published_at = None
        db.add(kept)
    assert get(world, f"/photo/{photo.public_id}/small").status_code == 404


def test_before_and_after_stand_side_by_side(world: World) -> None:
    walk = world.plan()
    row = world.note(walk)
    with_photo(world, walk, row)
    world.give(row, "trafikkontoret")
    world.release(row)
    number = world.hand_over(walk).points[0]
    later = world.follow_up()
    phone = world.phone(later, leader=True)
    picture = pictures.encoded(pictures.corners(128, 96))
    body = {
        "finding": str(row.id),
        "outcome": "fixed",
        "checked_at": later.starts_at.isoformat(),
        "photos": [],
        "revision": 1,
    }
    check = phone.put_check(body).request.path.rpartition("/")[2]
    world.name_photo(check, picture)
    phone.put_photo(check, picture, of="checks")
    assert 'class="pair"' not in get(world, f"/finding/{number}").text
    with world.writing() as db:
        clearing.review_photo(
            db, db.exec(select(Photo).where(Photo.state == "awaits")).one(), "approved", NOW, "command"
        )
    page = get(world, f"/finding/{number}").text
    assert "Före · maj 2026" in words(page)
    assert "Efter · november 2026" in words(page)
    assert page.count("<img ") == 2


def test_an_owners_photo_is_public_once_it_is_ticked_and_while_its_answer_stands(world: World) -> None:
    walk = world.plan()
    row = published(world, walk)
    with_photo(world, walk, row)
    owner, number = visit(world, walk, "trafikkontoret"), str(row.number)
    owner.answer(
        number, "fixed", photo=(io.BytesIO(pictures.encoded(pictures.corners(128, 96))), "efter.jpg")
    )

    def shown() -> int:
        return int(get(world, f"/finding/{number}").text.count("<img "))

    assert shown() == 1
    with world.writing() as db:
        clearing.review_photo(
            db, db.exec(select(Photo).where(Photo.state == "awaits")).one(), "approved", NOW, "command"
        )
    assert shown() == 2
    owner.open()
    assert owner.answer(number, "undo").status_code == 303
    assert shown() == 1


# ── for programs ──


def test_a_table_holds_no_formula(world: World) -> None:
    row = published(world, text='=HYPERLINK("http://evil.example")', landmark="+46 torget")
    answer = get(world, "/results/rinkeby.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert line["number"] == row.number
    assert line["words"].startswith("'=")
    assert (line["standing"], line["month"], line["season"]) == ("waiting", "2026-05", "26V")


def test_a_map_file_has_a_point_for_each(world: World) -> None:
    row = published(world)
    answer = get(world, "/results/rinkeby.geojson")
    assert answer.mimetype == "application/geo+json"
    (feature,) = answer.json["features"]
    assert (feature["id"], feature["geometry"]) == (
        row.number,
        {"type": "Point", "coordinates": [17.9285, 59.3884]},
    )
    assert feature["properties"]["standing_words"] == "Skickat. Vi väntar på svar."


def test_open311_lists_published_faults(world: World) -> None:
    row = published(world, text="Lampan är trasig.")
    published(world, type="positive", kind="pos_light")
    (request,) = get(world, "/open311/v2/requests.json").json
    assert (request["service_request_id"], request["status"], request["service_code"]) == (
        row.number,
        "open",
        "light_out",
    )
    assert (request["lat"], request["long"], request["description"]) == (
        59.3884,
        17.9285,
        "Lampan är trasig.",
    )
    assert request["requested_datetime"] == "2026-05-01T12:00:00Z"
    assert get(world, f"/open311/v2/requests/{row.number}.json").json == [request]
    unknown = get(world, "/open311/v2/requests/RI26V-999.json")
    assert (unknown.status_code, unknown.json[0]["code"]) == (404, 404)
    codes = {each["service_code"] for each in get(world, "/open311/v2/services.json").json}
    assert request["service_code"] in codes


def test_open311_as_xml_says_the_same(world: World) -> None:
    published(world, text="Lampan <är> & trasig.")
    answer = get(world, "/open311/v2/requests.xml")
    root = ElementTree.fromstring(answer.data)
    assert (answer.mimetype, root.tag, [each.tag for each in root]) == (
        "text/xml",
        "service_requests",
        ["request"],
    )
    said = {each.tag: each.text or None for each in root[0]}
    (request,) = get(world, "/open311/v2/requests.json").json
    assert said == {name: None if value is None else str(value) for name, value in request.items()}
    assert ElementTree.fromstring(get(world, "/open311/v2/services.xml").data).tag == "services"


ASKED = {
    "status=open": 1, "status=closed": 0, "status=open,closed": 1, "service_code=light_out": 1, "service_code=waste": 0,
    "service_request_id=RI26V-001,X": 1, "start_date=2026-04-01T00:00:00Z": 1, "start_date=2026-06-01T00:00:00Z": 0,
    "end_date=2026-04-01T00:00:00Z": 0, "start_date=": 1, "page=2": 0, "page_size=0": 1, "jurisdiction_id=x": 1,
}  # fmt: skip


def test_open311_can_be_filtered(world: World) -> None:
    published(world)
    found = {query: len(get(world, f"/open311/v2/requests.json?{query}").json) for query in ASKED}
    assert found == ASKED


@pytest.mark.parametrize(
    "query",
    [
        "start_date=yesterday",
        "end_date=2026-13-01T00:00:00Z",
        "start_date=2026-05-12",
        "end_date=9999-12-31T23:59:59-12:00",
    ],
)
def test_open311_says_of_what_is_no_date_that_it_is_none(district: World, query: str) -> None:
    answer = get(district, f"/open311/v2/requests.json?{query}")
    assert (answer.status_code, answer.json[0]["code"]) == (400, 400)
    assert "start_date" in answer.json[0]["description"]
    xml = get(district, f"/open311/v2/requests.xml?{query}")
    assert (xml.status_code, ElementTree.fromstring(xml.data).find("error/code").text) == (400, "400")  # type: ignore[union-attr]


def test_that_a_contractor_has_been_asked_is_told_everywhere_and_settles_nothing(world: World) -> None:
    walk = world.plan()
    row = published(world, walk)
    number = str(row.number)
    visit(world, walk, "trafikkontoret").answer(
        number, "asked_contractor", date="2026-08-01", words="Kalles El"
    )
    page = words(get(world, f"/finding/{number}").text)
    assert "På gång. Den som ansvarar har bett en firma om hjälp." in page
    assert "Det ska vara klart 1 augusti 2026." in page
    assert "Kalles El" not in page
    (request,) = get(world, f"/open311/v2/requests/{number}.json").json
    assert (request["status"], request["expected_datetime"]) == ("open", "2026-08-01T12:00:00Z")
    assert "bett en firma" in request["status_notes"]
    (feature,) = get(world, "/results/rinkeby.geojson").json["features"]
    told = feature["properties"]
    assert (told["standing"], told["standing_date"]) == ("asked_contractor", "2026-08-01")
    with world.reading() as db:
        (held,) = handovers.of_finding(db, row.id)
        assert (held.claim.is_final, held.planned_date) == (False, date(2026, 8, 1))


# ── words, and who may keep the pages ──


def test_public_words_are_plain_and_short() -> None:
    reasons = [reason.public for reason in handovers.REASONS.values()]
    for said in (*standing.STATES.words("public").values(), *reasons):
        for sentence in re.split(r"[.?!]\s*", said):
            assert len(sentence.split()) <= 12, sentence
        assert re.search(r"problemägare|åtgärda|kvarstår|rådighet", said) is None, said


def test_public_pages_may_be_kept_for_a_minute(world: World) -> None:
    row = published(world)
    for path in ("/results", "/results/rinkeby", f"/finding/{row.number}"):
        headers = get(world, path).headers
        assert headers["Cache-Control"] == "public, max-age=60"
        assert "Accept-Language" in headers["Vary"]
        assert "Set-Cookie" not in headers
        assert get(world, f"{path}?lang=en").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("language", "held"), [("sv", "sv"), ("en", "en"), ("ar", "en"), ("sv-easy", "sv")])
@pytest.mark.parametrize(
    "path", ["/help/", "/help/walkers", "/help/owners", "/help/coordinators", "/accessibility", "/privacy"]
)
def test_help_and_statements_are_there_and_say_which_language_they_are_in(
    district: World, path: str, language: str, held: str
) -> None:
    page = get(district, f"{path}?lang={language}").text
    assert f'<div class="reading" lang="{held}" dir="ltr">' in page


def test_help_on_nothing_is_not_found(district: World) -> None:
    assert get(district, "/help/nothing").status_code == 404


def test_faults_in_accessibility_can_be_reported(district: World) -> None:
    page = get(district, "/accessibility").text
    assert 'href="mailto:samordnare@stadsdelen-jarva.example' in page
    assert 'href="tel:070-1740615"' in page


def test_the_first_page_has_three_doors_and_every_language(district: World) -> None:
    page = get(district, "/").text
    assert '<form class="code-row" method="get" action="/join">' in page
    for each in (
        'name="code"',
        'href="/results"',
        'href="/desk/"',
        "Soomaali",
        "العربية",
        "ትግርኛ",
        "کوردی",
        'href="?lang=fa"',
    ):
        assert each in page, each


def test_changing_the_language_keeps_the_filters(district: World) -> None:
    page = get(district, "/results/rinkeby?season=26V&standing=good").text
    assert 'href="?season=26V&amp;standing=good&amp;lang=en"' in page
