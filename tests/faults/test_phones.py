"""Real phones in the worst of weather: what they showed as saved arrives exactly once, byte for byte, and no kept is false."""

from pathlib import Path

import pytest

from tests.faults.conftest import Install, NewPhone, Tell
from tests.faults.installation import Installation
from tests.faults.proxy import FAULTS
from tests.faults.storm import EVENTS, Storm


def _weather(
    server: Installation, unpack: NewPhone, size: int, captures: int, times: int, seed: int
) -> Storm:
    each = -(-times // size)
    phones = [unpack(server, faults=list(FAULTS) * each, seed=seed + number) for number in range(size)]
    storm = Storm(phones, server, seed)
    storm.run(captures, dict.fromkeys(EVENTS, times))
    storm.settle(seconds=60 + captures, times=times)
    return storm


def _judge(storm: Storm, captures: int, times: int, tell: Tell) -> None:
    arrived = storm.check_all_arrived()
    tell(arrived=arrived, looks_at_what_is_kept=storm.checks, **storm.hits, **storm.network_hits())
    assert arrived >= captures
    for phone in storm.phones:
        storm.check_truth(phone)
        assert phone.through_worker == []
    assert {name: storm.network_hits()[name] >= times for name in FAULTS} == dict.fromkeys(FAULTS, True)
    assert {name: storm.hits[name] for name in EVENTS} == dict.fromkeys(EVENTS, times)
    assert storm.server.doctor() == ""


def test_pictures_of_two_phones_arrive_once_through_every_fault(
    project: Path, install: Install, unpack: NewPhone, tell: Tell
) -> None:
    _judge(_weather(install(project).start(), unpack, 2, 24, 1, seed=7), 24, 1, tell)


@pytest.mark.full
def test_a_thousand_pictures_arrive_once_with_every_fault_fifty_times(
    project: Path, install: Install, unpack: NewPhone, tell: Tell
) -> None:
    _judge(_weather(install(project).start(), unpack, 3, 1000, 50, seed=11), 1000, 50, tell)
