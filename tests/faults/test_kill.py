"""kill -9 of the server, at any moment and at every step: what it has answered 2xx for is there afterwards, on both databases."""

import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.clients import Crowd
from tests.faults.conftest import Install, Tell
from tests.faults.deaths import die_at, look
from tests.faults.dying import POINTS
from tests.faults.installation import Installation, Outing, settle_in
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
        for number in range(times):
            crowd.until_promised(dice.randrange(1, 12))
            time.sleep(dice.uniform(0, 0.05))
            server.kill9()
            look(server, crowd, f"kill {number}")
            server.start()
        crowd.until_promised(4)
    look(server, crowd, "the end")
    assert server.doctor() == ""
    return len(crowd.promises)


def test_what_was_answered_survives_kills(home: Home, tell: Tell) -> None:
    promises = _kill_often(home, 4, seed=1)
    tell(kills=4, promises=promises)
    assert promises >= 4


def test_what_was_answered_survives_death_at_each_step_of_a_transaction(home: Home) -> None:
    die_at(*home, ("after-photo-row", "after-finding-row", "before-commit", "after-commit"), 3)


def test_what_was_answered_survives_death_at_each_step_of_a_file(install: Install, outing: Outing) -> None:
    die_at(
        install(ROOT),
        outing,
        tuple(point for point in POINTS if "file" in point or "part" in point or "rename" in point),
        2,
    )


@pytest.mark.full
@pytest.mark.parametrize("times", [1, 2, 5, 9])
def test_what_was_answered_survives_death_at_every_step(home: Home, times: int) -> None:
    die_at(*home, POINTS, times)


@pytest.mark.full
def test_what_was_answered_survives_two_hundred_kills(home: Home, tell: Tell) -> None:
    promises = _kill_often(home, 200, seed=2)
    tell(kills=200, promises=promises)
    assert promises >= 200
