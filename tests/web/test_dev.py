"""Rehearsals: every letter with its link, and a clock that moves; for this machine alone."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from field.followups import FollowUp
from field.kit import clock, i18n
from field.kit import settings as settings_of
from field.letters import Letter
from field.staff import write_link
from field.web import create_app
from tests.tools.server import environment
from tests.web.visits import words
from tests.world import NOW, World

PATHS = ("/dev/", "/dev/letters", "/dev/letters.json", "/dev/clock")


def a_letter(world: World, **changes: Any) -> Letter:
    walk = world.plan()
    row = world.note(walk, **changes)
    world.give(row, "trafikkontoret")
    world.hand_over(walk, everything=True)
    with world.reading() as db:
        return db.exec(select(Letter)).one()


# ── only here ──


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "asked",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"Host": "strak.example"}},
        {"headers": {"Host": "evil.example:8000"}},
        {"headers": {"Origin": "https://evil.example"}},
        {"headers": {"Origin": "null"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X-Forwarded-Host": "127.0.0.1:8000"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
    ],
)
def test_who_is_not_here_sees_nothing(district: World, path: str, asked: dict[str, Any]) -> None:
    client = district.app.test_client()
    assert client.get(path, **asked).status_code == 404
    assert client.post("/dev/clock", data={"now": "2027-01-01T00:00:00Z"}, **asked).status_code == 404


def test_an_installation_in_earnest_has_no_rehearsals(world: World, tmp_path: Any) -> None:
    given = environment(tmp_path, world.settings.database_url, FIELD_BASE_URL="https://strak.example")
    app = create_app(settings_of.load(given))
    for path in PATHS:
        assert app.test_client().get(path).status_code == 404
    assert app.test_client().post("/dev/clock", data={"now": "2027-01-01T00:00:00Z"}).status_code == 404
    app.extensions["strak"].database.close()


# ── letters ──


def test_every_letter_stands_in_the_list_with_its_link(world: World) -> None:
    letter = a_letter(world)
    page = world.app.test_client().get("/dev/letters").text
    (link,) = re.findall(r'href="(http://127\.0\.0\.1:8000/o/[\w-]+)"', page)
    assert letter.subject in words(page)
    assert world.app.test_client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    (told,) = world.app.test_client().get("/dev/letters.json").json["letters"]
    assert (told["link"], told["kind"], told["to_email"]) == (
        link,
        "handover",
        "felanmalan@trafikkontoret.example",
    )
    assert told["text"].count(link) == 1


def test_a_letter_can_be_read_in_every_language(world: World) -> None:
    letter = a_letter(world)
    client = world.app.test_client()
    for language in i18n.LANGUAGES:
        page = client.get(f"/dev/letters/{letter.id}?in={language}")
        assert page.status_code == 200
        assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
        assert f'src="/dev/letters/{letter.id}/html?in={language}"' in page.text
        framed = client.get(f"/dev/letters/{letter.id}/html?in={language}")
        assert (
            f'<html lang="{language.partition("-")[0]}" dir="{"rtl" if language in i18n.RTL else "ltr"}"'
            in framed.text
        )
        assert "http://127.0.0.1:8000/o/" in framed.text
        assert "@@" not in framed.text + page.text


def test_the_framed_letter_can_run_nothing(world: World) -> None:
    letter = a_letter(world, text="<script>alert(1)</script>")
    framed = world.app.test_client().get(f"/dev/letters/{letter.id}/html")
    assert "<script" not in framed.text
    assert (
        framed.headers["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )


def test_nobody_can_write_a_link_into_a_letter(world: World) -> None:
    letter = a_letter(world, text="@@LINK@@ @@link:00000000-0000-0000-0000-000000000000@@ {{ link }}")
    text = world.app.test_client().get("/dev/letters.json").json["letters"][0]["text"]
    assert text.count("http://") == 1
    assert letter.text.count("{{ link }}") == 1


def test_letters_to_staff_are_there_too(world: World) -> None:
    with world.writing() as db:
        write_link(db, world.settings.secret_key, "samordnare@strak.example", NOW)
    (told,) = world.app.test_client().get("/dev/letters.json").json["letters"]
    assert told["link"].startswith("http://127.0.0.1:8000/desk/sign-in/")
    page = world.app.test_client().get(f"/dev/letters/{told['id']}?in=en")
    assert re.search(r"\b\d{6}\b", words(page.text))


def test_there_is_no_letter_of_a_made_up_id(world: World) -> None:
    assert world.app.test_client().get("/dev/letters/6f9a3b6e-3c35-5d0e-8a53-7f8e2a3f4d11").status_code == 404


# ── the clock ──


def test_half_a_year_later_the_follow_up_is_due_and_told(world: World) -> None:
    letter = a_letter(world)
    later = NOW + timedelta(days=190)
    answer = world.app.test_client().post("/dev/clock", data={"now": later.isoformat()})
    assert answer.status_code == 200
    assert abs(datetime.fromisoformat(answer.json["now"]) - later) < timedelta(minutes=1)
    assert answer.json["done"]["followups_told"] == 1
    with world.reading() as db:
        assert db.exec(select(FollowUp.state)).one() == "due"
        kinds = {row.kind for row in db.exec(select(Letter))}
        assert db.get_one(Letter, letter.id).state == "sent"
    assert {"followups_due", "reminder"} <= kinds
    for told in world.app.test_client().get("/dev/letters.json").json["letters"]:
        for language in ("sv", "en"):
            assert world.app.test_client().get(f"/dev/letters/{told['id']}?in={language}").status_code == 200


def test_the_time_may_be_sent_by_plain_curl(world: World) -> None:
    body = "now=2027-06-01T10:00:00+02:00"  # where a form means a space by its plus
    answer = world.app.test_client().post(
        "/dev/clock", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert answer.json["now"].startswith("2027-06-01T08:00:0")


def test_a_browser_comes_back_to_the_page_with_the_buttons(world: World) -> None:
    client = world.app.test_client()
    page = client.get("/dev/clock").text
    (half_year,) = re.findall(r'value="([^"]+)">Gå fram sex månader', page)
    asked = {"Accept": "text/html,application/xhtml+xml", "Origin": "http://localhost"}
    answer = client.post("/dev/clock", data={"now": half_year}, headers=asked)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dev/clock")
    assert "november 2026" in words(client.get("/dev/clock").text)


@pytest.mark.parametrize(
    "now", ["", "tomorrow", "2026-05-12T18:00:00", "9999-01-01T00:00:00Z", "1900-01-01T00:00:00Z"]
)
def test_a_time_that_is_none_moves_nothing(district: World, now: str) -> None:
    before = clock.now()
    assert district.app.test_client().post("/dev/clock", data={"now": now}).status_code == 422
    assert abs(clock.now() - before) < timedelta(minutes=1)


def test_the_clock_can_be_put_back(world: World) -> None:
    client = world.app.test_client()
    client.post("/dev/clock", data={"now": "2031-01-01T00:00:00+00:00"})
    assert clock.now().year == 2031
    client.post("/dev/clock", data={"now": "real"})
    assert clock.now().year < 2031
