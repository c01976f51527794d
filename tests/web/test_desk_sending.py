"""Sending: what is shown beforehand is what is kept afterwards, and looking at it keeps nothing."""

import csv
import html
import io
import json
import re
from datetime import timedelta

import pytest
from sqlmodel import select

from field.findings import Finding
from field.letters import Letter
from field.lifecycle import clearing
from field.lifecycle.clearing import Edit
from field.owners import Owner
from field.protocol.formats import MEDIA
from field.walks import Walk
from tests.web.desk import Desk, at_desk, everything, link_to, verbs
from tests.web.visits import words
from tests.world import NOW, World


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world)


def sending(walk: Walk) -> str:
    return f"/desk/walks/{walk.id}/send"


def letters(world: World) -> list[Letter]:
    with world.reading() as db:
        return list(db.exec(select(Letter).where(Letter.kind != "sign_in").order_by(Letter.written_at)))


def test_with_nothing_released_the_page_says_what_to_do(desk: Desk) -> None:
    page = desk.page(sending(desk.world.plan()))
    assert "Inget att skicka än." in page
    assert "Fastställ och skicka" not in page


def test_looking_at_the_letters_keeps_nothing_and_uses_no_number(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk), desk.world.note(walk, kind="graf_cabinet"))
    before = everything(desk.world)
    for _look in range(2):
        page = desk.page(sending(walk))
        assert "Fastställ och skicka 2 brev" in page
        for owner in ("trafikkontoret", "ellevio"):
            assert desk.client.get(f"{sending(walk)}/letter?owner={owner}").status_code == 200
    assert everything(desk.world) == before


def test_the_letter_shown_is_the_letter_sent(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk, text="Lampan vid trappan är släckt."))
    shown = words(desk.page(f"{sending(walk)}?owner=trafikkontoret"))
    framed = desk.client.get(f"{sending(walk)}/letter?owner=trafikkontoret")
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "4 brev" not in desk.after(sending(walk))
    (letter,) = letters(desk.world)
    assert letter.subject in shown
    assert "Lampan vid trappan är släckt." in shown
    assert words(framed.text).partition("RI26V")[2][:200] == words(letter.html).partition("RI26V")[2][:200]
    assert f"/o/{'…'}" in shown


def test_a_press_on_an_old_preview_sends_nothing_and_marks_what_differs(desk: Desk) -> None:
    walk = desk.world.plan()
    row, other = desk.world.note(walk, text="Sliten grind"), desk.world.note(walk, text="Stilla punkt")
    desk.world.release(row, other)
    page = desk.page(sending(walk))
    (digest,) = re.findall(r'name="digest" value="(\w+)"', page)
    seen = html.unescape(*re.findall(r'name="parts" value="([^"]+)"', page))
    assert len(json.loads(seen)) == 3
    assert "Så läser allmänheten" in page
    with desk.world.writing() as db:
        clearing.edit(
            db, db.get_one(Finding, row.id), Edit("defect", row.kind, {"text": "Betalningskrav"}), NOW, "x"
        )
    answer = desk.post(sending(walk), 409, digest=digest, parts=seen)
    assert "Inget är skickat. Läs dem igen." in answer.text
    assert re.search("<mark>.*Betalningskrav", answer.text)
    assert not re.search("<mark>.*Stilla punkt", answer.text)
    assert letters(desk.world) == []
    (fresh,) = re.findall(r'name="digest" value="(\w+)"', answer.text)
    desk.post(sending(walk), digest=fresh)
    assert len(letters(desk.world)) == 1


def test_after_the_button_letters_protocol_and_versions_are_there(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk))
    page = desk.after(sending(walk))
    assert "Protokollet är fastställt, version 1. 1 brev är skrivet" in words(page)
    assert "Allt som är klart är skickat." in page
    assert "på väg" in page
    assert "Det fanns inget nytt att skicka." in desk.after(sending(walk))
    assert len(letters(desk.world)) == 1


def test_what_comes_later_is_a_supplement(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk))
    desk.post(sending(walk))
    desk.world.release(desk.world.note(walk, text="Den andra lampan"))
    assert "tillägg, version 2" in desk.page(sending(walk))
    desk.post(sending(walk))
    assert letters(desk.world)[-1].subject.startswith("Tillägg")


def test_an_acute_point_without_a_call_is_refused_and_named(desk: Desk) -> None:
    walk = desk.world.plan()
    row = desk.world.note(walk, kind="light_damage", text="Luckan står öppen")
    desk.world.release(row)
    page = desk.page(sending(walk))
    assert "Skickas inte förrän samtalet är noterat:" in page
    assert f"row={row.id}" in page
    assert "Det fanns inget nytt att skicka." in desk.after(sending(walk))
    assert desk.world.get(row).state == "ready"


def test_a_point_without_owner_is_named_and_still_in_the_protocol(desk: Desk) -> None:
    walk = desk.world.plan()
    row = desk.world.note(walk, text="Vem äger bänken?")
    desk.world.give(row)
    desk.world.release(row)
    page = desk.page(sending(walk))
    assert "Har ingen ägare." in page
    assert "Inga brev den här gången." in page
    desk.post(sending(walk))
    assert "Vem äger bänken?" in desk.page(f"/desk/walks/{walk.id}/protocol.html")


@pytest.mark.parametrize("wanted", MEDIA)
def test_the_protocol_is_to_be_had_in_every_format_whole_and_for_one_owner(desk: Desk, wanted: str) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk), desk.world.note(walk, kind="graf_cabinet"))
    desk.post(sending(walk))
    for query in ("", "?owner=ellevio", "?version=1"):
        answer = desk.client.get(f"/desk/walks/{walk.id}/protocol.{wanted}{query}")
        assert answer.status_code == 200
        assert answer.content_type == MEDIA[wanted]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert len(answer.data) > 200


def test_one_owners_file_holds_that_owners_points_alone(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.world.release(desk.world.note(walk), desk.world.note(walk, kind="graf_cabinet"))
    desk.post(sending(walk))
    data = desk.client.get(f"/desk/walks/{walk.id}/protocol.csv?owner=ellevio").data.decode("utf-8-sig")
    assert [row["kind"] for row in csv.DictReader(io.StringIO(data))] == ["graf_cabinet"]


def test_before_the_first_protocol_and_in_unknown_formats_there_is_none(desk: Desk) -> None:
    walk = desk.world.plan()
    desk.page(f"/desk/walks/{walk.id}/protocol.pdf", 404)
    desk.world.release(desk.world.note(walk))
    desk.post(sending(walk))
    desk.page(f"/desk/walks/{walk.id}/protocol.exe", 404)
    for version in (7, 2**31, 10**30):
        desk.page(f"/desk/walks/{walk.id}/protocol.pdf?version={version}", 404)


def addressless(world: World) -> Letter:
    walk = world.plan("Solhem")
    row = world.note(walk, position=None)
    world.give(row, "spanga-torg")
    world.release(row)
    world.hand_over(walk)
    return letters(world)[-1]


def test_a_letter_without_address_is_printed_with_its_link_and_given_on_paper(desk: Desk) -> None:
    letter = addressless(desk.world)
    path = f"/desk/letters/{letter.id}"
    page = desk.page(path)
    assert "http://127.0.0.1:8000/o/" in page
    assert desk.client.get(f"{path}/code.svg").mimetype == "image/svg+xml"
    assert "ingen adress – skriv ut" in desk.page("/desk/")
    for _again in range(2):
        assert "lämnat på papper" in desk.after(f"{path}/paper")
    assert verbs(desk.world, letter.id) == ["given-on-paper"]
    assert "ingen adress – skriv ut" not in desk.page("/desk/")


def test_a_letter_goes_out_again_once_its_owner_has_an_address(desk: Desk) -> None:
    letter = addressless(desk.world)
    path = f"/desk/letters/{letter.id}/again"
    assert "ingen e-postadress" in desk.post(path, 422).text
    with desk.world.writing() as db:
        db.get_one(Owner, "spanga-torg").email = "torget@spanga.example"
    later = NOW + timedelta(days=2)
    desk.world.clock(later)
    desk.post(path)
    now = desk.world.get(letter)
    assert (now.state, now.to_email, now.tries) == ("written", "torget@spanga.example", 0)
    assert now.due_at >= later
    desk.post(f"/desk/letters/{letter.id}/elsewhere", 404)


def test_a_letter_by_which_somebody_signs_in_is_nobody_elses_to_read(desk: Desk) -> None:
    desk.post("/desk/sign-in", 200, email="samordnare@strak.example")
    link_to(desk.world)
    with desk.world.reading() as db:
        letter = db.exec(select(Letter).where(Letter.kind == "sign_in")).one()
    desk.page(f"/desk/letters/{letter.id}", 404)
    desk.page(f"/desk/letters/{letter.id}/code.svg", 404)
