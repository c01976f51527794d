"""Following by a page and a mailbox: the same answer for every address, a yes by POST alone, a stop that needs nothing but its link."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from field import letters
from field.findings import Finding
from field.followers import Follower
from field.letters import Letter
from tests.web.visits import CSRF
from tests.world import NOW, World


def published(world: World) -> Finding:
    walk = world.plan()
    row = world.note(walk)
    world.give(row, "trafikkontoret")
    world.hand_over(walk, everything=True)
    found: Finding = world.get(row)
    return found


def ask(client: FlaskClient, path: str, email: str) -> Any:
    csrf = CSRF.findall(client.get(path).text)[0]
    return client.post(path, data={"csrf_token": csrf, "email": email})


def newest(world: World) -> tuple[Letter, str]:
    with world.reading() as db:
        letter = letters.newest_first(db)[0]
        return letter, letters.address(letter, world.settings).removeprefix(world.settings.base_url)


@pytest.mark.parametrize("of_area", [False, True])
def test_an_address_follows_after_a_yes_and_stops_with_one_click(world: World, of_area: bool) -> None:
    row, client = published(world), world.app.test_client()
    path = "/results/rinkeby/follow" if of_area else f"/finding/{row.number}/follow"
    assert path in client.get(path.removesuffix("/follow")).text
    asked = ask(client, path, "Granne@Strak.example ")
    assert asked.status_code == 303
    assert "Titta i din e-post" in client.get(asked.headers["Location"]).text
    letter, link = newest(world)
    assert (letter.kind, letter.to_email) == ("follow_confirm", "granne@strak.example")
    page = client.get(link).text
    with world.reading() as db:
        assert db.exec(select(Follower.confirmed_at)).one() is None, "opening a link changes nothing"
    assert client.get(f"{link}/stop").status_code == 405, (
        "nor does a scanner that opens the one in the letter's head"
    )
    client.post(link, data={"csrf_token": CSRF.findall(page)[0]})
    with world.reading() as db:
        assert db.exec(select(Follower.confirmed_at)).one() is not None
    assert "Sluta följa" in client.get(link).text
    stranger = world.app.test_client()  # a mail program has no cookies of ours
    assert stranger.post(f"{link}/stop", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with world.reading() as db:
        assert db.exec(select(Follower)).all() == []
    gone = client.get(link)
    assert gone.status_code == 404
    assert link.rpartition("/")[2] not in gone.text


def test_news_tell_mail_programs_how_to_stop(world: World) -> None:
    ask(world.app.test_client(), f"/finding/{published(world).number}/follow", "granne@strak.example")
    letter, _link = newest(world)
    assert letters.message(letter, world.settings, NOW)["List-Unsubscribe"] is None
    letter.kind = "follow_news"
    message = letters.message(letter, world.settings, NOW)
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/follow/[\w-]{43}/stop>", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_answer_is_the_same_for_an_address_that_follows_already(world: World) -> None:
    path, client = f"/finding/{published(world).number}/follow", world.app.test_client()
    answers = [ask(client, path, "granne@strak.example") for _ in range(2)]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, f"{path}?asked=1")}


@pytest.mark.parametrize("email", ["", "granne", "a@b@c", "granne @strak.example", "x@y" * 200])
def test_what_is_no_address_is_said_and_kept_in_the_field(world: World, email: str) -> None:
    client, number = world.app.test_client(), published(world).number
    answer = ask(client, f"/finding/{number}/follow", email)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert email[:40] in answer.text


def test_nobody_is_flooded_with_questions(world: World) -> None:
    client, number = world.app.test_client(), published(world).number
    codes = [ask(client, f"/finding/{number}/follow", "granne@strak.example").status_code for _ in range(30)]
    assert codes[0] == 303
    assert codes[-1] == 429
    with world.reading() as db:
        assert len(
            [each for each in letters.newest_first(db) if each.kind == "follow_confirm"]
        ) == codes.count(303)


@pytest.mark.parametrize("path", ["/finding/RI26V-999/follow", "/results/nowhere/follow", "/follow/nothing"])
def test_what_is_not_public_cannot_be_followed(district: World, path: str) -> None:
    assert district.app.test_client().get(path).status_code == 404


def test_a_point_not_handed_over_cannot_be_followed(world: World) -> None:
    walk = world.plan()
    row = world.note(walk)
    assert world.get(row).number is None
    assert world.app.test_client().get("/finding/None/follow").status_code == 404
