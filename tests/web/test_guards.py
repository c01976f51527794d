"""What holds for every door: a form without its guard is refused before anything is read, and a crash tells the log no secret."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from flask import Flask
from werkzeug.routing import Rule

from field.readings import owner_list
from tests.web.visits import visit, words
from tests.world import World

SOME_ID = "01890000-0000-7000-8000-000000000000"
WITHOUT = (
    "/api/v1/",
    "/follow/x/stop",
    "/dev/clock",
)  # a pass in the head, a link that is a secret itself, this machine alone


def filled(rule: Rule) -> str:
    """An address the rule takes: of what it lists, the first."""

    def value(match: re.Match[str]) -> str:
        kind, listed = match[1] or "", match[2] or ""
        return {"any": listed.partition(",")[0].strip(), "uuid": SOME_ID, "int": "1"}.get(kind, "x")

    return re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?\w+>", value, rule.rule)


def changing(app: Flask) -> list[tuple[str, str]]:
    """(method, address) of everything that may change something and has no other guard."""
    found = [
        (method, filled(rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    ]
    return sorted(each for each in found if not each[1].startswith(WITHOUT))


def test_without_its_guard_no_form_of_any_door_is_looked_at(district: World) -> None:
    doors, client = changing(district.app), district.app.test_client()
    assert {"/o/x", "/finding/x/follow", "/results/x/follow", "/follow/x", "/desk/sign-in"} <= {
        path for _method, path in doors
    }
    assert len(doors) > 30
    for method, path in doors:
        answer = client.open(path, method=method, data={"csrf_token": "made-up"})
        assert answer.status_code == 400, f"{method} {path}: {answer.status_code}"
        assert "Sidan var för gammal." in words(answer.text), path


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/results",
        "/join",
        "/o/x",
        "/follow/x",
        "/desk/sign-in",
        "/nowhere",
        "/healthz",
        "/open311/v2/requests.json",
    ],
)
def test_every_answer_says_what_it_may_do_and_tells_nobody_where_one_came_from(
    district: World, path: str
) -> None:
    headers = district.app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What is logged, as it is logged."""
    before, said = structlog.get_config(), StringIO()
    structlog.configure(**{**before, "logger_factory": structlog.PrintLoggerFactory(said)})
    yield said
    structlog.configure(**before)


def test_a_crash_is_logged_without_the_link_and_without_what_the_code_was_working_with(
    world: World, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    walk = world.plan()
    world.give(world.note(walk), "trafikkontoret")
    world.hand_over(walk, everything=True)
    owner = visit(world, walk, "trafikkontoret")
    monkeypatch.delattr(owner_list, "read")
    assert owner.client.get(owner.path).status_code == 500
    assert "AttributeError" in log.getvalue()
    assert owner.token not in log.getvalue()
