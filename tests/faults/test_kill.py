"""kill -9 of the server, at any moment and at every step: what it has answered 2xx for is there afterwards, on both databases."""

import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.clients import Crowd
from tests.faults.conftest import Install
from tests.faults.dying import POINTS
from tests.faults.installation import Outing, Installation, settle_in
from tests.tools import ROOT


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Any:
    """An installation with one walk on each engine, and the walk."""
    outing = settle_in(database_url)
    server = Installation(tmp_path / "installation", ROOT, FIELD_DATABASE_URL=database_url)
    yield server, outing
    server.close()


Home = tuple[Installation, Outing]


def _kill_often(home: Home, times: int, seed: int) -> int:
    """Each promise is looked at after each kill; the doctor comes at the end. How many promises there were."""
    server, outing = home
    dice = random.Random(seed)
    server.start()
    with Crowd(server, outing) as crowd:
        for _ in range(times):
            crowd.until_promised(1)
            time.sleep(dice.uniform(0, 0.15))
            server.kill9()
            assert crowd.promises.broken(server) == []
            server.start()
        crowd.until_promised(4)
    _judge(server, crowd)
    return len(crowd.promises)


def _judge(server: Installation, crowd: Crowd) -> None:
    """The phones have sent the rest, as they do; nothing is missing, and nothing is left over."""
    assert crowd.promises.broken(server) == []
    assert server.doctor() == ""


def _die_at(home: Home, points: tuple[str, ...], times: int) -> None:
    """At one point after the other, while the phones go on."""
    server, outing = home
    with Crowd(server, outing, size=2) as crowd:
        for point in points:
            server.dies_at = (point, times)
            server.start()
            server.wait_until_dead()
            assert crowd.promises.broken(server) == [], point
        server.dies_at = None
        server.start()
        crowd.until_promised(6)
    _judge(server, crowd)


def test_what_was_answered_survives_kills(home: Home) -> None:
    assert _kill_often(home, 6, seed=1) > 20


def test_what_was_answered_survives_death_at_each_step_of_a_transaction(home: Home) -> None:
    _die_at(home, ("after-photo-row", "after-finding-row", "before-commit", "after-commit"), 3)


def test_what_was_answered_survives_death_at_each_step_of_a_file(install: Install, outing: Outing) -> None:
    _die_at((install(ROOT), outing), tuple(point for point in POINTS if "file" in point or "part" in point or "rename" in point), 2)


@pytest.mark.full
@pytest.mark.parametrize("times", [1, 2, 5, 9])
def test_what_was_answered_survives_death_at_every_step(home: Home, times: int) -> None:
    _die_at(home, POINTS, times)


@pytest.mark.full
def test_what_was_answered_survives_two_hundred_kills(home: Home) -> None:
    assert _kill_often(home, 200, seed=2) > 2000
