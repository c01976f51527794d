"""Real phones in the worst of weather: what they showed as saved arrives exactly once, byte for byte, and no kept is false."""

from pathlib import Path

import pytest

from tests.faults.conftest import Install, NewPhone
from tests.faults.proxy import FAULTS
from tests.faults.storm import EVENTS, Storm

PHONES = 3


def _weather(project: Path, install: Install, unpack: NewPhone, captures: int, times: int, seed: int) -> Storm:
    server = install(project).start()
    each = -(-times // PHONES)
    phones = [unpack(server, faults=list(FAULTS) * each, seed=seed + number) for number in range(PHONES)]
    storm = Storm(phones, server, seed)
    storm.run(captures, dict.fromkeys(EVENTS, times))
    storm.settle(seconds=60 + captures)
    return storm


def _judge(storm: Storm, captures: int, times: int) -> None:
    assert storm.check_all_arrived() >= captures
    for phone in storm.phones:
        storm.check_truth(phone)
        assert phone.through_worker == []
    assert {name: storm.network_hits()[name] >= times for name in FAULTS} == dict.fromkeys(FAULTS, True)
    assert {name: storm.hits[name] for name in EVENTS} == dict.fromkeys(EVENTS, times)
    assert storm.server.doctor() == ""


def test_pictures_of_three_phones_arrive_once_through_every_fault(project: Path, install: Install, unpack: NewPhone) -> None:
    _judge(_weather(project, install, unpack, 36, 1, seed=7), 36, 1)


@pytest.mark.full
def test_a_thousand_pictures_arrive_once_with_every_fault_fifty_times(project: Path, install: Install, unpack: NewPhone) -> None:
    _judge(_weather(project, install, unpack, 1000, 50, seed=11), 1000, 50)
