"""The owner's page: all points on one page without account; opening shows, sending changes, and nothing that was typed is lost."""

import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from field.findings import Finding
from field.handovers import Answer, OwnerLink
from field.journal import Entry
from field.kit.db import Database
from field.letters import Letter
from field.lifecycle import answering, clearing
from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.web.visits import OwnerVisit, handover_of, said_of, visit, words
from tests.world import NOW, World

TODAY = NOW.date()
LATER = NOW + timedelta(days=7)


def handed_over(world: World, **changes: Any) -> tuple[Walk, str]:
    """A walk with one point at Trafikkontoret: (walk, number)."""
    walk = world.plan()
    row = world.note(walk, **changes)
    world.give(row, "trafikkontoret")
    report = world.hand_over(walk, everything=True)
    return walk, next(number for number in report.points if number == world.get(row).number)


@pytest.fixture
def two(district: World) -> tuple[OwnerVisit, str, str]:
    """Trafikkontoret with two points of one walk."""
    walk = district.plan()
    for text in ("Den första lampan", "Den andra lampan"):
        district.give(district.note(walk, text=text), "trafikkontoret")
    first, second = district.hand_over(walk, everything=True).points
    return visit(district, walk, "trafikkontoret"), first, second


def everything_kept(database: Database) -> dict[str, list[Any]]:
    with database.reading() as db:
        return {
            "journal": list(db.exec(select(Entry.verb).order_by(Entry.id))),
            "links": [(row.id, row.counter, row.revoked_at) for row in db.exec(select(OwnerLink))],
            "answers": [row.id for row in db.exec(select(Answer))],
            "letters": [(row.id, row.state) for row in db.exec(select(Letter))],
        }


# ── what it shows ──


def test_the_page_says_whose_list_it_is_how_far_it_has_come_and_whom_to_phone(
    two: tuple[OwnerVisit, str, str],
) -> None:
    owner, first, _second = two
    seen = words(owner.open())
    assert "Trygghetsinventering Rinkeby, 12 maj 2026 · till Trafikkontoret" in seen
    assert "2 platser som ni ansvarar för" in seen
    assert "0 av 2 besvarade" in seen
    assert "Ring Samordnaren för trygghetsinventeringen 070-174 06 15" in seen
    owner.answer(first, "received")
    assert "1 av 2 besvarade" in words(owner.open())


def test_each_point_has_one_form_and_there_is_one_for_several(two: tuple[OwnerVisit, str, str]) -> None:
    owner, *numbers = two
    page = owner.open()
    for number in numbers:
        (form,) = re.findall(r"<form.*?</form>", owner.part(number), re.DOTALL)
        assert re.search(r'<form[^>]* method="post"', form)
        assert f'action="{owner.path}"' in form
        for name in (
            "points",
            "version",
            "answer",
            "date",
            "words",
            "reason",
            "suggested_owner",
            "own_ref",
            "photo",
            "csrf_token",
        ):
            assert f'name="{name}"' in form, name
        assert re.search(rf'name="points" value="{number}"\s+form="several"', owner.part(number))
    assert len(re.findall(r'<form[^>]*id="several"', page)) == 1


def test_what_was_seen_stands_there_with_its_place_and_day(world: World) -> None:
    walk, number = handed_over(
        world, asset_ref="41-118", landmark="vid cykelstället", text="Glaset är trasigt."
    )
    owner = visit(world, walk, "trafikkontoret")
    owner.open()
    part = words(owner.part(number))
    for each in (
        "Lampa lyser inte",
        "Rinkeby torg, vid cykelstället",
        "Glaset är trasigt.",
        "41-118",
        "59.38840, 17.92850",
        "26 maj 2026",
        "brådskande",
    ):
        assert each in part, each


@pytest.mark.parametrize("read", [False, True])
def test_a_point_indoors_has_its_door_and_no_position(world: World, read: bool) -> None:
    walk, number = handed_over(
        world, kind="b_laundry", building={"name": "Kvarnen 3", "entrance": "B", "floor": "2"}
    )
    with world.writing() as db:
        db.exec(select(Finding)).one().words_for_owner = read
    owner = visit(world, walk, "trafikkontoret")
    owner.open()
    assert owner.points()[number]["position"] is None
    assert "Kvarnen 3, ingång B, plan 2" in words(owner.part(number))
    assert "59.388" not in owner.page


def test_good_things_of_the_walk_are_passed_on_as_thanks(world: World) -> None:
    walk = world.plan()
    world.release(world.note(walk, type="positive", kind="pos_light", text="Här är ljust och fint."))
    world.note(walk, type="positive", kind="pos_people", text="Inte läst av någon än.")
    world.give(world.note(walk), "trafikkontoret")
    world.hand_over(walk, everything=True)
    seen = words(visit(world, walk, "trafikkontoret").open())
    assert "Bra – behåll! Bra belyst" in seen
    assert "Här är ljust och fint." in seen
    assert "Inte läst av någon än." not in seen
    world.release(world.note(walk, type="positive", kind="pos_light", text="Kom efter protokollet."))
    assert "Kom efter protokollet." not in visit(world, walk, "trafikkontoret").open()


def test_hostile_words_are_shown_as_words(world: World) -> None:
    evil = "</p><script>alert('x')</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
    walk, number = handed_over(world, text=evil, landmark=evil, asset_ref=evil)
    owner = visit(world, walk, "trafikkontoret")
    owner.open()
    owner.answer(number, "not_ours", words=evil, suggested_owner=evil, own_ref=evil)
    page = owner.open()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert words(owner.part(number)).count("alert('x')") >= 4
    assert "49" not in words(owner.part(number)).split()


def test_what_a_phone_sends_after_the_protocol_changes_nothing_that_was_asked_until_a_person_has_read_it(
    world: World,
) -> None:
    walk = world.plan()
    row = world.note(walk, text="Lampan är trasig", landmark="Bakom nr 12", asset_ref="A-1")
    leader = world.join(walk, role="leader")
    world.give(row, "trafikkontoret")
    number = world.hand_over(walk, everything=True).points[0]
    other = {"lat": 59.41, "lon": 17.93, "source": "pin", "taken_at": NOW.isoformat()}
    changed = {
        "text": "Annan text",
        "landmark": "Hos Kim",
        "asset_ref": "B-2",
        "kind": "waste_litter",
        "position": other,
    }
    world.note(walk, leader, finding=row.id, **changed, revision=2)
    owner = visit(world, walk, "trafikkontoret")
    owner.open()
    asked = words(owner.part(number))
    assert "Lampan är trasig" in asked
    assert "Bakom nr 12" in asked
    assert "A-1" in asked
    assert [each for each in ("Annan text", "Hos Kim", "B-2") if each in asked] == []
    point = owner.points()[number]
    assert (point["text"], point["kind"], point["position"]["lat"]) == (
        "Lampan är trasig",
        "light_out",
        row.lat,
    )
    with world.writing() as db:
        edit = clearing.Edit(
            "defect",
            "light_out",
            {"text": "Två lampor är trasiga", "urgency": "1", "landmark": "Bakom nr 12"},
        )
        clearing.edit(db, db.get_one(Finding, row.id), edit, NOW, "desk")
    assert owner.points()[number]["text"] == "Två lampor är trasiga"
    world.note(walk, leader, finding=row.id, **changed, revision=9)
    assert owner.points()[number]["text"] == "Två lampor är trasiga", (
        "what a person has read stands, whatever a phone has sent since"
    )
    with world.writing() as db:
        clearing.edit(
            db,
            db.get_one(Finding, row.id),
            clearing.Edit("behaviour", "s_noise", {"text": "Ett gäng"}),
            NOW,
            "desk",
        )
    assert owner.points()[number]["text"] == ""
    assert "Ett gäng" not in owner.open()


def test_the_page_is_kept_by_nobody_and_found_by_no_search(two: tuple[OwnerVisit, str, str]) -> None:
    answer = two[0].client.get(two[0].path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_points_for_programs(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, second = two
    owner.answer(first, "planned", date="2026-06-01")
    answer = owner.client.get(f"{owner.path}/points.json")
    assert set(answer.json) == {"points"}
    point = owner.points()[first]
    assert set(point) == {
        "number",
        "finding",
        "kind",
        "text",
        "position",
        "wanted_by",
        "answer",
        "answered_at",
        "version",
    }
    assert (point["kind"], point["text"], point["position"]) == (
        "light_out",
        "Den första lampan",
        {"lat": 59.3884, "lon": 17.9285},
    )
    assert (point["wanted_by"], point["answer"]) == ("2026-05-26", "planned")
    assert (owner.points()[second]["answer"], owner.points()[second]["answered_at"]) == (None, None)


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_the_page_is_in_the_owners_language_unless_the_reader_has_chosen(world: World, language: str) -> None:
    walk, _number = handed_over(world)
    owner = visit(world, walk, "trafikkontoret")
    assert '<html lang="sv"' in owner.client.get(owner.path, headers={"Accept-Language": "en"}).text
    assert f'<html lang="{language}"' in owner.client.get(f"{owner.path}?lang={language}").text
    assert f'<html lang="{language}"' in owner.client.get(owner.path).text


@pytest.mark.parametrize("tail", [".", ",", ").", ">"])
def test_a_full_stop_that_came_along_with_the_link_does_no_harm(
    two: tuple[OwnerVisit, str, str], tail: str
) -> None:
    owner, first, _second = two
    clumsy = OwnerVisit(owner.world, owner.client, owner.token + tail)
    assert clumsy.answer(first, "received").status_code == 303
    assert owner.points()[first]["answer"] == "received"


# ── opening changes nothing ──


def test_whatever_opens_the_page_nothing_changes(two: tuple[OwnerVisit, str, str]) -> None:
    owner, *_numbers = two
    before = everything_kept(owner.world.database)
    for _each in range(2):
        owner.client.get(owner.path)
        owner.client.get(owner.path, headers={"Sec-Purpose": "prefetch", "Purpose": "prefetch"})
        owner.client.head(owner.path)
        owner.client.options(owner.path)
        owner.client.get(f"{owner.path}?answer=fixed&points={_numbers[0]}&version=9")
        owner.client.get(f"{owner.path}/points.json")
        owner.client.get(f"{owner.path}/protocol.csv")
        assert owner.client.get(f"{owner.path}/new-link").status_code == 405
    assert everything_kept(owner.world.database) == before
    assert "0 av 2 besvarade" in words(owner.open())


# ── every answer ──

ANSWERS = [
    ("received", {}),
    ("fixed", {"date": "2026-05-11"}),
    ("fixed", {}),
    ("planned", {"date": "2026-08-01", "words": "I höst."}),
    ("planned", {"date": "2031-05-12"}),
    ("asked_contractor", {"date": "2026-08-01", "words": "Firman är bokad."}),
    ("asked_contractor", {}),
    ("partly", {"words": "En av två."}),
    ("not_ours", {"suggested_owner": "Ellevio"}),
    ("wont", {"reason": "budget"}),
    ("question", {"words": "Vilken av lamporna?"}),
]


@pytest.mark.parametrize(("answer", "more"), ANSWERS)
def test_every_answer_is_kept_with_what_belongs_to_it(
    two: tuple[OwnerVisit, str, str], answer: str, more: dict[str, str]
) -> None:
    owner, first, second = two
    sent = owner.answer(first, answer, own_ref="BEL-7", **more)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{owner.path}#{first}")
    row = handover_of(owner.world, first, "trafikkontoret")
    (kept,) = said_of(owner.world, row)
    assert (row.state, row.own_ref) == (answer, "BEL-7")
    assert (kept.day.isoformat() if kept.day else "") == more.get("date", "")
    assert (kept.words, kept.reason, kept.suggested_owner) == tuple(
        more.get(name, "") for name in ("words", "reason", "suggested_owner")
    )
    assert owner.points()[first]["answer"] == answer
    assert owner.points()[second]["answer"] is None
    assert "Tack, svaret är sparat." in words(owner.open())
    assert "BEL-7" in owner.part(first)


def test_fields_of_another_answer_are_left(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(first, "wont", reason="technical", date="2026-09-01", suggested_owner="Ellevio")
    (kept,) = said_of(owner.world, handover_of(owner.world, first, "trafikkontoret"))
    assert (kept.day, kept.suggested_owner, kept.reason) == (None, "", "technical")


def test_repeating_an_answer_changes_nothing(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(first, "planned", date="2026-08-01")
    before = everything_kept(owner.world.database)
    again = owner.answer(first, "planned", date="2026-08-01")
    assert again.status_code == 303
    owner.open()
    owner.answer(first, "planned", date="2026-08-01")
    assert everything_kept(owner.world.database) == before


def test_a_new_answer_from_a_fresh_page_is_a_new_row_and_the_history_stays(
    two: tuple[OwnerVisit, str, str],
) -> None:
    owner, first, _second = two
    owner.answer(first, "received")
    owner.open()
    owner.answer(first, "fixed")
    row = handover_of(owner.world, first, "trafikkontoret")
    assert [each.answer for each in said_of(owner.world, row)] == ["received", "fixed"]
    assert row.state == "fixed"


def test_several_points_can_have_one_answer(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, second = two
    sent = owner.answer([first, second], "planned", several="1", date="2026-06-30")
    assert sent.status_code == 303
    assert [owner.points()[number]["answer"] for number in (first, second)] == ["planned", "planned"]
    assert "Tack, 2 svar är sparade." in words(owner.open())


def test_numbers_may_be_written_in_small_letters(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    assert owner.answer(f" {first.lower()} ", "received").status_code == 303
    assert owner.points()[first]["answer"] == "received"


# ── a page that is old ──


def test_an_old_page_is_told_what_is_true_now_and_keeps_what_was_typed(
    two: tuple[OwnerVisit, str, str],
) -> None:
    owner, first, second = two
    colleague = OwnerVisit(owner.world, owner.world.app.test_client(), owner.token)
    owner.open()
    colleague.answer(first, "fixed", words="Klart sedan i går.")
    late = owner.answer(first, "wont", reason="budget", words="Vi har inga pengar.")
    assert late.status_code == 422
    assert "Någon har svarat sedan ni öppnade sidan" in words(late.text)
    assert "Klart sedan i går." in words(late.text)
    assert "Vi har inga pengar." in late.text
    assert owner.points()[first]["answer"] == "fixed"
    assert owner.answer(second, "received").status_code == 303  # nobody has touched that one
    owner.open()
    assert owner.answer(first, "wont", reason="budget").status_code == 303


def test_of_several_all_are_answered_or_none(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, second = two
    owner.open()
    OwnerVisit(owner.world, owner.world.app.test_client(), owner.token).answer(second, "fixed")
    late = owner.answer([first, second], "received", several="1")
    assert late.status_code == 422
    assert [owner.points()[number]["answer"] for number in (first, second)] == [None, "fixed"]
    assert len(re.findall(r'form="several" checked', late.text)) == 2


# ── undo ──


def test_an_answer_can_be_undone_within_a_day(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(first, "received")
    owner.open()
    owner.answer(first, "fixed")
    owner.world.clock(NOW + timedelta(hours=23))
    owner.open()
    assert 'value="undo"' in owner.part(first)
    assert owner.answer(first, "undo").status_code == 303
    assert owner.points()[first]["answer"] == "received"
    assert "Svaret är taget tillbaka." in words(owner.open())


def test_after_a_day_a_new_answer_is_given_instead(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(first, "fixed")
    owner.world.clock(NOW + timedelta(hours=25))
    owner.open()
    assert 'value="undo"' not in owner.part(first)
    late = owner.answer(first, "undo")
    assert late.status_code == 422
    assert "Nu går det inte längre" in words(late.text)
    assert owner.points()[first]["answer"] == "fixed"


def test_undoing_nothing_changes_nothing(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    before = everything_kept(owner.world.database)
    assert owner.answer(first, "undo").status_code == 303
    assert everything_kept(owner.world.database) == before


def test_the_undo_button_wins_over_a_ticked_answer(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(first, "fixed")
    owner.open()
    owner.answer(first, ["planned", "undo"])  # type: ignore[arg-type]
    assert owner.points()[first]["answer"] is None


# ── what is wrong is named ──

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"answer": "maybe"}, "answer", "Välj ett svar."),
    ({"answer": ""}, "answer", "Välj ett svar."),
    ({"answer": "wont"}, "reason", "Välj varför"),
    ({"answer": "wont", "reason": "tired"}, "reason", "Välj varför"),
    ({"answer": "planned", "date": "2026-13-45"}, "date", "inget datum"),
    ({"answer": "planned", "date": "i morgon"}, "date", "inget datum"),
    ({"answer": "planned", "date": "1999-12-31"}, "date", "högst fem år framåt"),
    ({"answer": "planned", "date": "2031-05-13"}, "date", "högst fem år framåt"),
    ({"answer": "fixed", "date": "2026-05-13"}, "date", "har inte varit än"),
    ({"answer": "received", "words": "x" * 10_001}, "words", "för lång"),
    ({"answer": "received", "own_ref": "x" * 501}, "own_ref", "för lång"),
    ({"answer": "not_ours", "suggested_owner": "x" * 501}, "suggested_owner", "för lång"),
]


@pytest.mark.parametrize(("sent", "field", "told"), WRONG)
def test_what_is_wrong_is_named_at_its_field_and_all_that_was_typed_is_kept(
    two: tuple[OwnerVisit, str, str], sent: dict[str, Any], field: str, told: str
) -> None:
    owner, first, _second = two
    before = everything_kept(owner.world.database)
    answer = owner.answer(first, **{"words": "Det här skrev jag.", "own_ref": "BEL-9", **sent})
    assert answer.status_code == 422
    owner.page = answer.text
    part = owner.part(first)
    marked = re.findall(
        r'(?:name="(\w+)"[^>]*aria-invalid="true"|class="ways"[^>]*aria-invalid="true")', part
    )
    assert marked == [field if field != "answer" else ""]
    assert told in words(part)
    for name, value in {"words": "Det här skrev jag.", "own_ref": "BEL-9", **sent}.items():
        if name in ("words", "own_ref", "suggested_owner", "date"):
            assert str(value) in part, name
    assert everything_kept(owner.world.database) == before


@pytest.mark.parametrize("numbers", [[], ["RI26V-999"], ["", "x"], ["RI26V-001", "RI26V-999"]])
def test_points_that_are_not_in_the_list_are_refused(
    two: tuple[OwnerVisit, str, str], numbers: list[str]
) -> None:
    owner, *_numbers = two
    before = everything_kept(owner.world.database)
    assert owner.answer(numbers, "received").status_code == 422
    assert everything_kept(owner.world.database) == before


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 30])
def test_a_version_that_is_none_is_refused(two: tuple[OwnerVisit, str, str], version: str | None) -> None:
    owner, first, _second = two
    assert owner.answer(first, "received", version=version).status_code == 422
    assert owner.points()[first]["answer"] is None


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_a_form_without_its_guard_changes_nothing(
    two: tuple[OwnerVisit, str, str], token: str | None
) -> None:
    owner, first, _second = two
    assert owner.answer(first, "fixed", csrf_token=token).status_code == 400
    assert owner.points()[first]["answer"] is None


# ── photos ──


def sent_photos(owner: OwnerVisit, number: str) -> list[Photo]:
    finding = UUID(owner.points()[number]["finding"])
    with owner.world.reading() as db:
        return list(db.exec(select(Photo).where(Photo.finding_id == finding)))


def upload(data: bytes, name: str = "foto.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def test_a_photo_waits_until_a_person_has_ticked_it(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    picture = pictures.encoded(pictures.corners())
    assert owner.answer(first, "fixed", photo=upload(picture)).status_code == 303
    owner.open()
    assert "Ert foto är mottaget och väntar på granskning" in words(owner.part(first))
    (photo,) = sent_photos(owner, first)
    assert owner.world.storage.get(photo.key) == picture
    assert photo.answer_id == said_of(owner.world, handover_of(owner.world, first, "trafikkontoret"))[0].id
    address = f"{owner.path}/photo/{photo.id}/small"
    assert owner.client.get(address).status_code == 404
    with owner.world.writing() as db:
        clearing.review_photo(db, db.get_one(Photo, photo.id), "approved", NOW, "command")
    shown = owner.client.get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")


def test_a_double_click_with_a_photo_is_one_answer(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    picture = pictures.encoded(pictures.corners())
    for _each in range(2):
        assert owner.answer(first, "fixed", photo=upload(picture)).status_code == 303
    assert len(said_of(owner.world, handover_of(owner.world, first, "trafikkontoret"))) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 nothing", "svar.pdf"),
        (b"\xff\xd8\xff broken", "foto.jpg"),
        (b"", "tomt.jpg"),
        (b"<svg/>", "x.svg"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_words_are_kept(
    two: tuple[OwnerVisit, str, str], data: bytes, name: str
) -> None:
    owner, first, _second = two
    answer = owner.answer(first, "fixed", words="Lagad i går.", photo=upload(data, name))
    assert answer.status_code == 422
    assert "Lagad i går." in answer.text
    assert "Fotot följde inte med. Välj det igen." in words(answer.text)
    assert owner.points()[first]["answer"] is None
    assert sent_photos(owner, first) == []


def test_more_than_ten_photos_and_a_huge_one_are_refused(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    picture = pictures.encoded(pictures.corners())
    many = [upload(picture + bytes([each]), f"{each}.jpg") for each in range(11)]
    assert owner.answer(first, "fixed", photo=many).status_code == 422
    huge = picture + b"\0" * (30 * 1024 * 1024)
    answer = owner.answer(first, "fixed", photo=upload(huge))
    answer.request.environ["wsgi.input"].close()  # the client keeps what it sent in a file
    assert answer.status_code == 422


def test_only_ticked_pictures_of_ones_own_points_are_shown(world: World) -> None:
    walk = world.plan()
    mine, other = world.note(walk), world.note(walk, text="En annans")
    world.give(mine, "trafikkontoret")
    world.give(other, "stadsdelen")
    ids = {}
    for row in (mine, other):
        world.name_photo(row.id, pictures.encoded(pictures.corners()))
        world.phone(walk).put_photo(row.id, pictures.encoded(pictures.corners()))
        with world.reading() as db:
            ids[row.id] = db.exec(select(Photo).where(Photo.finding_id == row.id)).one().id
    world.hand_over(walk, everything=True)
    owner = visit(world, walk, "trafikkontoret")
    assert "Fotot väntar på granskning" in words(owner.open())
    with world.writing() as db:
        for photo in db.exec(select(Photo)):
            clearing.review_photo(db, photo, "approved", NOW, "command")
    assert owner.client.get(f"{owner.path}/photo/{ids[mine.id]}/large").status_code == 200
    assert owner.client.get(f"{owner.path}/photo/{ids[other.id]}/large").status_code == 404
    assert str(ids[mine.id]) in owner.open()


# ── two owners ──


def test_two_owners_of_one_point_answer_apart(world: World) -> None:
    walk = world.plan()
    row = world.note(walk, kind="light_hidden")
    world.give(row, "trafikkontoret", "stadsdelen")
    world.hand_over(walk, everything=True)
    number = world.get(row).number
    lamp, tree = visit(world, walk, "trafikkontoret"), visit(world, walk, "stadsdelen")
    tree.open()
    lamp.answer(number, "fixed", words="Lampan lyser.", own_ref="BEL-1")
    assert tree.answer(number, "planned").status_code == 303
    assert (lamp.points()[number]["answer"], tree.points()[number]["answer"]) == ("fixed", "planned")
    assert "BEL-1" not in tree.open()
    assert "Lampan lyser." not in tree.page


def test_another_owners_number_is_not_ones_own(world: World) -> None:
    walk = world.plan()
    mine, other = world.note(walk), world.note(walk)
    world.give(mine, "trafikkontoret")
    world.give(other, "stadsdelen")
    world.hand_over(walk, everything=True)
    owner = visit(world, walk, "trafikkontoret")
    assert owner.answer(world.get(other).number, "fixed").status_code == 422
    assert set(owner.points()) == {world.get(mine).number}
    assert handover_of(world, world.get(other).number, "stadsdelen").state == "open"


def test_a_point_that_has_gone_on_is_shown_without_a_form(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(first, "not_ours")
    with owner.world.writing() as db:
        row = handover_of(owner.world, first, "trafikkontoret")
        answering.pass_on(db, db.get_one(type(row), row.id), NOW, "command")
    owner.open()
    assert "har gått vidare till någon annan" in words(owner.part(first))
    assert "<form" not in owner.part(first)
    assert owner.answer(first, "fixed").status_code == 422


# ── after the visit ──


def test_a_point_seen_again_shows_what_was_seen_beside_what_was_answered(world: World) -> None:
    walk, number = handed_over(world)
    owner = visit(world, walk, "trafikkontoret")
    owner.answer(number, "fixed", words="Lampan är bytt.")
    later = world.follow_up()
    phone = world.phone(later, leader=True)
    body = {
        "finding": owner.points()[number]["finding"],
        "outcome": "remains",
        "checked_at": "2026-11-14T18:00:00+01:00",
        "photos": [],
        "revision": 1,
    }
    answer = phone.put_check(body)
    assert answer.status_code == 201
    check = answer.request.path.rpartition("/")[2]
    world.name_photo(check, pictures.encoded(pictures.corners()))
    phone.put_photo(check, pictures.encoded(pictures.corners()), of="checks")
    seen = words(owner.open())
    assert "Lampan är bytt." in seen
    assert "Vi har varit där. Det är inte fixat än. · november 2026" in seen
    (photo,) = sent_photos(owner, number)
    statuses = [owner.client.get(f"{owner.path}/photo/{photo.id}/small").status_code]
    with world.writing() as db:
        clearing.review_photo(db, db.get_one(Photo, photo.id), "approved", NOW, "command")
    statuses.append(owner.client.get(f"{owner.path}/photo/{photo.id}/small").status_code)
    assert statuses == [404, 200]


# ── files ──


@pytest.mark.parametrize("wanted", ["pdf", "xlsx", "docx", "csv", "geojson", "html"])
def test_the_owners_points_can_be_taken_along_as_a_file(world: World, wanted: str) -> None:
    walk = world.plan()
    mine, other = world.note(walk, text="Min lampa"), world.note(walk, text="En annans lampa")
    world.give(mine, "trafikkontoret")
    world.give(other, "stadsdelen")
    world.hand_over(walk, everything=True)
    owner = visit(world, walk, "trafikkontoret")
    answer = owner.client.get(f"{owner.path}/protocol.{wanted}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f"RI-2026-05-12-trafikkontoret.{wanted}")
    assert answer.headers["Cache-Control"] == "no-store"
    if wanted in ("csv", "geojson", "html"):
        assert "Min lampa" in answer.text
        assert "En annans lampa" not in answer.text


def test_there_is_no_other_file(two: tuple[OwnerVisit, str, str]) -> None:
    assert two[0].client.get(f"{two[0].path}/protocol.exe").status_code == 404


# ── links that do not work ──


def _plain(page: str, token: str) -> str:
    """The page without what is new each time, the guard of its form; of its address it says nothing."""
    assert token not in page
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def _revoke(world: World, walk: Walk) -> None:
    with world.writing() as db:
        for link in db.exec(select(OwnerLink).where(OwnerLink.walk_id == walk.id)):
            answering.revoke_link(db, link, NOW, "command")


def test_wrong_revoked_and_expired_links_give_one_and_the_same_page(world: World) -> None:
    walk, _number = handed_over(world)
    owner = visit(world, walk, "trafikkontoret")
    client = world.app.test_client()
    wrong = client.get("/o/nonesuch")
    world.clock(NOW + timedelta(days=551))
    expired = client.get(owner.path)
    world.clock(NOW)
    _revoke(world, walk)
    revoked = client.get(owner.path)
    assert [each.status_code for each in (wrong, expired, revoked)] == [404, 404, 404]
    assert (
        _plain(wrong.text, "nonesuch")
        == _plain(expired.text, owner.token)
        == _plain(revoked.text, owner.token)
    )
    assert "070-174 06 15" in words(wrong.text)
    assert "Skicka en ny länk till den adress ni har" in words(wrong.text)
    assert "Trafikkontoret" not in wrong.text
    for path in ("points.json", "protocol.csv", f"photo/{walk.id}/small"):
        assert client.get(f"{owner.path}/{path}").status_code == 404


def _ask(world: World, token: str) -> tuple[int, str]:
    client = world.app.test_client()
    page = client.get(f"/o/{token}").text
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert csrf
    sent = client.post(f"/o/{token}", data={"csrf_token": csrf[1], "new_link": "1"})
    return sent.status_code, _plain(client.get(f"/o/{token}").text, token)


def _new_links(world: World) -> list[Letter]:
    with world.reading() as db:
        return list(db.exec(select(Letter).where(Letter.kind == "new_link")))


def test_a_new_link_goes_to_the_owners_own_address_and_the_page_never_tells(world: World) -> None:
    walk, number = handed_over(world)
    owner = visit(world, walk, "trafikkontoret")
    owner.answer(number, "planned", date="2026-08-01")
    _revoke(world, walk)
    assert _ask(world, "nonesuch") == _ask(world, owner.token)
    (letter,) = _new_links(world)
    assert letter.to_email == "felanmalan@trafikkontoret.example"
    renewed = visit(world, walk, "trafikkontoret")
    assert renewed.token != owner.token
    assert renewed.points()[number]["answer"] == "planned"
    assert (
        renewed.answer(number, "fixed").status_code == 303
    )  # the count of answers goes on where the old link left it
    assert renewed.points()[number]["answer"] == "fixed"


def test_a_new_link_is_sent_once_an_hour_at_most(world: World) -> None:
    walk, _number = handed_over(world)
    owner = visit(world, walk, "trafikkontoret")
    _revoke(world, walk)
    for _each in range(3):
        _ask(world, owner.token)
    assert len(_new_links(world)) == 1
    world.clock(NOW + timedelta(hours=2))
    _ask(world, owner.token)
    assert len(_new_links(world)) == 2


def test_asking_again_and_again_is_stopped(world: World) -> None:
    answers = [_ask(world, "nonesuch")[0] for _each in range(6)]
    assert answers == [303] * 5 + [429]


def test_a_supplement_stands_under_the_same_link(world: World) -> None:
    walk, number = handed_over(world)
    owner = visit(world, walk, "trafikkontoret")
    owner.answer(number, "fixed")
    late = world.note(walk, text="Kom till senare", now=LATER)
    world.give(late, "trafikkontoret", now=LATER)
    world.hand_over(walk, everything=True, now=LATER)
    assert set(owner.points()) == {number, world.get(late).number}
    owner.open()
    assert owner.answer(world.get(late).number, "received").status_code == 303
    assert "2 av 2 besvarade" in words(owner.open())


def test_the_words_of_a_removed_control_character_are_kept_clean(two: tuple[OwnerVisit, str, str]) -> None:
    owner, first, _second = two
    owner.answer(
        first,
        "question",
        words="Var\x00 är\r\nden?\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    )
    (kept,) = said_of(owner.world, handover_of(owner.world, first, "trafikkontoret"))
    assert "\x00" not in kept.words
    assert kept.words.startswith("Var är\nden?")


def test_an_acute_finding_is_asked_for_within_a_day(world: World) -> None:
    call = {"at": NOW.isoformat(), "whom": "Jouren", "outcome": "Kommer"}
    walk, number = handed_over(world, urgency="A", call=call)
    owner = visit(world, walk, "trafikkontoret")
    assert date.fromisoformat(owner.points()[number]["wanted_by"]) == TODAY + timedelta(days=1)
