"""Signing in: a letter, a link that is shown before it is used, six digits instead; nothing tells who works here."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from field import staff
from field.kit import settings as settings_of
from field.letters import Letter, filled
from field.staff import StaffSession
from field.web import create_app
from field.web.parts import SESSION_COOKIE
from tests.tools.server import environment
from tests.web.desk import ADMIN, COORDINATOR, PLAIN, Desk, at_desk, link_to
from tests.web.visits import CSRF, words
from tests.world import NOW, World


def stranger(world: World) -> Desk:
    client = world.app.test_client()
    return Desk(world, client, CSRF.findall(client.get("/desk/sign-in").text)[0])


def letters(world: World) -> list[Letter]:
    with world.reading() as db:
        return list(db.exec(select(Letter).where(Letter.kind == "sign_in")))


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(world: World) -> None:
    desk = stranger(world)
    known = words(desk.post("/desk/sign-in", 200, email=f" {COORDINATOR.upper()} ").text)
    unknown = words(desk.post("/desk/sign-in", 200, email="ingen@strak.example").text)
    assert known == unknown
    (letter,) = letters(world)
    assert letter.to_email == COORDINATOR


def test_a_letter_signs_in_by_its_link_once_and_only_by_its_button(world: World) -> None:
    desk = stranger(world)
    desk.post("/desk/sign-in", 200, email=COORDINATOR)
    found = re.search(r"/desk/sign-in/\S+", filled(letters(world)[0], letters(world)[0].text, world.settings))
    assert found
    for _scanner in range(3):
        assert "Logga in" in desk.page(found[0])
    answer = desk.post(found[0])
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert answer.headers["Location"] == "/desk/"
    assert "Det här behöver dig" in desk.page("/desk/")
    assert "redan använd" in desk.page(found[0], 404)
    assert "redan använd" in desk.post(found[0], 404).text


def test_a_link_that_never_was_answers_as_one_that_is_spent(world: World) -> None:
    desk = stranger(world)
    assert words(desk.page("/desk/sign-in/aldrig", 404)) == words(desk.page(f"/desk/sign-in/{'x' * 43}", 404))


def test_the_link_is_too_old_after_half_an_hour(world: World) -> None:
    token, desk = link_to(world), stranger(world)
    world.clock(NOW + timedelta(minutes=31))
    desk.page(f"/desk/sign-in/{token}", 404)
    desk.post(f"/desk/sign-in/{token}", 404)


def test_the_six_digits_of_the_letter_sign_in_and_wrong_ones_do_not(world: World) -> None:
    desk = stranger(world)
    desk.post("/desk/sign-in", 200, email=COORDINATOR)
    found = re.search(r"\b\d{6}\b", filled(letters(world)[0], letters(world)[0].text, world.settings))
    assert found
    wrong = "000000" if found[0] != "000000" else "111111"
    assert "stämmer inte" in desk.post("/desk/sign-in/digits", 422, email=COORDINATOR, digits=wrong).text
    assert (
        "Skriv de sex siffrorna"
        in desk.post("/desk/sign-in/digits", 422, email=COORDINATOR, digits="12").text
    )
    typed = f"{found[0][:3]} {found[0][3:]}"
    assert desk.post("/desk/sign-in/digits", email=COORDINATOR, digits=typed).headers["Location"] == "/desk/"


def test_what_is_no_address_is_said_and_kept(world: World) -> None:
    page = stranger(world).post("/desk/sign-in", 422, email="samordnaren").text
    assert "Adressen ser inte rätt ut" in page
    assert 'value="samordnaren"' in page


def test_tries_are_bounded_for_an_address_wherever_they_come_from(world: World) -> None:
    desk = stranger(world)
    for _try in range(10):
        desk.post("/desk/sign-in", 200, email="någon@strak.example")
    answer = desk.post("/desk/sign-in", 429, email="någon@strak.example")
    assert 0 < int(answer.headers["Retry-After"]) <= 601
    desk.post("/desk/sign-in", 200, email="annan@strak.example")
    world.clock(NOW + timedelta(minutes=11))
    desk.post("/desk/sign-in", 200, email="någon@strak.example")


def test_a_network_has_more_tries_than_an_address_but_not_endless(world: World) -> None:
    desk = stranger(world)
    for number in range(40):
        desk.post("/desk/sign-in", 200, email=f"{number}@strak.example")
    desk.post("/desk/sign-in", 429, email="en-till@strak.example")


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/desk/season?season=2026V", "/desk/season?season=2026V"),
        ("//evil.example/", "/desk/"),
        ("https://evil.example/", "/desk/"),
        ("\\evil", "/desk/"),
    ],
)
def test_one_comes_to_the_page_one_was_on_the_way_to_and_never_to_another_site(
    world: World, wanted: str, led: str
) -> None:
    desk = stranger(world)
    desk.client.get("/desk/sign-in", query_string={"next": wanted})
    assert desk.post(f"/desk/sign-in/{link_to(world)}").headers["Location"] == led


def test_every_page_of_the_desk_leads_strangers_to_sign_in(world: World) -> None:
    client = world.app.test_client()
    csrf = CSRF.findall(client.get("/desk/sign-in").text)[0]
    rules = [
        rule
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and not rule.rule.startswith("/desk/sign-")
    ]
    assert len(rules) > 40
    values = {
        "walk_id": NOW_ID,
        "finding_id": NOW_ID,
        "photo_id": NOW_ID,
        "letter_id": NOW_ID,
        "handover_id": NOW_ID,
        "link_id": NOW_ID,
        "proposal_id": NOW_ID,
    }
    given = values | {
        "person_id": NOW_ID,
        "owner_id": "x",
        "what": "areas",
        "wanted": "pdf",
        "size": "small",
        "which": "code",
        "choice": "mask",
    }
    for rule in rules:
        led = []
        for verb in ("close", "release", "revoke", "again", "hold", "take"):
            path = _path(rule.rule, given | {"verb": verb})
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            answer = client.open(path, method=method, data={"csrf_token": csrf} if method == "POST" else None)
            assert answer.status_code in (303, 404), f"{method} {path}: {answer.status_code}"
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/desk/sign-in"), path
                led.append(path)
        assert led, f"{rule} was looked for before anybody was asked who they are"


NOW_ID = "01890000-0000-7000-8000-000000000000"


def _path(rule: str, values: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda match: values[match[1]], rule)


@pytest.mark.parametrize("path", ["/desk/people", "/desk/load"])
def test_what_is_for_admins_is_for_them_alone(world: World, path: str) -> None:
    at_desk(world).page(path, 403)
    at_desk(world, ADMIN).page(path)


def test_signing_out_ends_the_session_and_leaves_what_the_browser_holds(world: World) -> None:
    desk = at_desk(world)
    answer = desk.post("/desk/sign-out")
    assert "Clear-Site-Data" not in answer.headers
    assert desk.client.get("/desk/").status_code == 303
    with world.reading() as db:
        assert db.exec(select(StaffSession)).all() == []
    assert "Du är utloggad." in desk.page("/desk/sign-in")


def test_a_session_lasts_two_weeks(world: World) -> None:
    desk = at_desk(world)
    world.clock(NOW + timedelta(days=13))
    desk.page("/desk/")
    world.clock(NOW + timedelta(days=15))
    assert desk.client.get("/desk/").status_code == 303


def test_one_who_was_shut_out_is_out_at_once_and_gets_no_more_letters(world: World) -> None:
    desk = at_desk(world, PLAIN)
    with world.writing() as db:
        person = staff.by_email(db, PLAIN)
        assert person
        staff.set_rights(
            db, person, role="coordinator", restricted=False, active=False, now=NOW, actor="command"
        )
    assert desk.client.get("/desk/").status_code == 303
    stranger(world).post("/desk/sign-in", 200, email=PLAIN)
    assert letters(world) == []


def test_where_the_site_is_https_the_cookie_is_secure(world: World) -> None:
    app = create_app(
        settings_of.load(
            environment(world.folder, world.settings.database_url, FIELD_BASE_URL="https://strak.example")
        )
    )
    client = app.test_client()
    path = f"/desk/sign-in/{link_to(world)}"
    csrf = CSRF.findall(client.get(path, base_url="https://strak.example").text)[0]
    answer = client.post(path, data={"csrf_token": csrf}, base_url="https://strak.example")
    app.extensions["strak"].database.close()
    assert any(
        each.startswith(SESSION_COOKIE) and "Secure" in each for each in answer.headers.getlist("Set-Cookie")
    )
