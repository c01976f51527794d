"""The same in Firefox: pictures from camera and gallery, without network and after a crash, and the outbox through every fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Install
from tests.faults.installation import Installation, Outing
from tests.faults.marionette import Firefox
from tests.faults.phone import AGAIN, EXPIRED, HURRY, STATES, jpeg
from tests.faults.proxy import FAULTS, Proxy
from tests.tools import ROOT

pytestmark = [pytest.mark.full, pytest.mark.firefox]
READY = "return navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"


class Other:
    """A Firefox phone on a walk, behind its own network."""

    def __init__(self, folder: Path, server: Installation, outing: Outing) -> None:
        self.folder = folder
        self.server = server
        self.outing = outing
        self.proxy = Proxy(server.port).start()
        self.firefox = Firefox(folder / "firefox").start()
        self.join()

    def join(self) -> None:
        self.firefox.open(f"{self.proxy.url}/join/{self.outing.code}?lang=sv")
        self.firefox.click("#start")
        self.firefox.find(".truth")

    def show(self) -> None:
        self.firefox.open(f"{self.proxy.url}/walk/{self.outing.walk}")
        self.firefox.find(".truth")

    def choose_from_gallery(self, picture: bytes) -> str:
        path = self.folder / "picture.jpg"
        path.write_bytes(picture)
        self.firefox.run("location.hash = '#camera'")
        self.firefox.type("input[type=file][multiple]", str(path))
        return self._first_tile()

    def press_shutter(self) -> str:
        self.firefox.run("location.hash = '#camera'")
        self.firefox.click(".shutter:enabled")
        return self._first_tile()

    def _first_tile(self) -> str:
        """The finding that has been shown as saved."""
        self.firefox.find(".tile.first")
        found = str(self.firefox.run("return location.hash.split('/')[1]"))
        self.firefox.click(".tile.first")
        self.firefox.find(".truth")
        return found

    def states(self) -> list[dict[str, Any]]:
        return list(self.firefox.run(f"return ({STATES})()"))

    def drain(self, seconds: float = 60) -> None:
        """All that a person can do: send again what was refused, give the code again, send now."""
        for _ in range(int(seconds * 4)):
            states = self.states()
            if all(state["state"] == "kept" for state in states):
                return
            if self.firefox.run(f"return ({EXPIRED})()"):
                self.join()
            self.firefox.run(
                f"return ({AGAIN})(arguments[0])",
                [state["id"] for state in states if state["state"] in ("aside", "stale")],
            )
            self.firefox.run(f"return ({HURRY})()")
            self.firefox.run("return new Promise((yes) => setTimeout(yes, 250))")
        raise AssertionError(self.states())

    def check_arrived(self, found: set[str]) -> None:
        pairs = {(state["id"], sha256) for state in self.states() for sha256 in state["photos"]}
        assert {item for item, _sha256 in pairs} == found
        assert self.server.photos() == pairs
        assert self.server.rows_without_bytes() == []

    def close(self) -> None:
        self.firefox.stop()
        self.proxy.stop()


@pytest.fixture
def other(install: Install, outing: Outing, tmp_path: Path) -> Iterator[Other]:
    phone = Other(tmp_path, install(ROOT).start(), outing)
    yield phone
    phone.close()


def test_pictures_from_camera_and_gallery_arrive(other: Other) -> None:
    found = {
        other.press_shutter(),
        other.choose_from_gallery(jpeg(1)),
        other.choose_from_gallery(jpeg(2, 2600, 1200)),
    }
    other.drain()
    other.check_arrived(found)


def test_pictures_survive_a_crash_and_a_cold_start_without_network(other: Other) -> None:
    other.firefox.until(READY)
    other.proxy.down = True
    found = {other.choose_from_gallery(jpeg(1)), other.press_shutter()}
    other.firefox.kill9()
    other.firefox.start()
    other.show()
    assert {state["id"] for state in other.states()} == found
    found.add(other.choose_from_gallery(jpeg(2)))
    other.firefox.kill9()
    other.firefox.start()
    other.proxy.down = False
    other.show()
    other.drain()
    other.check_arrived(found)


def test_the_outbox_is_emptied_through_every_fault(other: Other) -> None:
    other.proxy.add(*FAULTS, *FAULTS)
    found = {other.choose_from_gallery(jpeg(number)) for number in range(12)}
    while other.proxy.left:
        other.drain(10)
        found.add(other.choose_from_gallery(jpeg(100 + len(found))))
    assert {name for name in FAULTS if other.proxy.hits[name] >= 2} == set(FAULTS)
    other.drain()
    other.check_arrived(found)
