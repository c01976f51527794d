"""Fixtures for the proofs: a copy of the app that may be altered, an installation with one walk, phones."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType

from tests.conftest import leave_out
from tests.faults import traces
from tests.faults.bench import Bench
from tests.faults.installation import Installation, Outing, copy_project, settle_in
from tests.faults.marionette import find_firefox
from tests.faults.phone import Phone
from tests.faults.proxy import Proxy
from tests.tools.server import copy_installation

SEEN = "seen"
MARKED_BY_FIXTURE = {"browser": {"unpack", "bench"}, "live": {"unpack", "bench", "install", "home"}}

# A marker, what has to be there for its tests, and the package that brings it.
LEFT_OUT_WITHOUT: dict[str, tuple[Callable[[], object], str]] = {
    "strace": (traces.is_to_be_had, "strace"),
    "firefox": (find_firefox, "firefox-esr"),
}


def pytest_configure(config: pytest.Config) -> None:
    for name in LEFT_OUT_WITHOUT:
        config.addinivalue_line("markers", f"{name}: needs {name}; left out, and counted, where it is not")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark, fixtures in MARKED_BY_FIXTURE.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(mark)
    for name, (is_there, package) in LEFT_OUT_WITHOUT.items():
        if not is_there():
            leave_out(
                config,
                items,
                f"for want of {name} (package {package})",
                [item for item in items if item.get_closest_marker(name)],
            )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, line in report.user_properties:
            if name == SEEN:
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {line}")


Tell = Callable[..., None]


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """`tell(kills=200, promises=5120)`: how much a proof has seen, in the closing lines."""

    def say(**counted: int) -> None:
        line = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counted.items())
        request.node.user_properties.append((SEEN, line))

    return say


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The app's files, to be altered."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def settled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outing]:
    """A stopped installation with one walk, to be copied."""
    folder = tmp_path_factory.mktemp("settled")
    copy_installation(migrated_sqlite, folder)
    return folder, settle_in(f"sqlite:///{folder / 'strak.db'}")


@pytest.fixture
def outing(settled: tuple[Path, Outing]) -> Outing:
    return settled[1]


Install = Callable[..., Installation]


@pytest.fixture
def install(settled: tuple[Path, Outing], tmp_path: Path) -> Iterator[Install]:
    """`install(root)` makes an installation with one walk that runs from the copy `root`; not started yet."""
    made: list[Installation] = []

    def make(root: Path, **settings: str) -> Installation:
        folder = tmp_path / f"installation-{len(made)}"
        copy_installation(settled[0], folder)
        made.append(Installation(folder, root, **settings))
        return made[-1]

    yield make
    for each in made:
        each.close()
        shutil.rmtree(each.folder / ".static", ignore_errors=True)


@pytest.fixture
def proxies() -> Iterator[list[Proxy]]:
    started: list[Proxy] = []
    yield started
    for each in started:
        each.stop()


NewPhone = Callable[..., Phone]


@pytest.fixture
def unpack(
    browser_type: BrowserType, tmp_path: Path, outing: Outing, proxies: list[Proxy]
) -> Iterator[NewPhone]:
    """`unpack(server, faults=[…], seed=1)`: a phone out of its box, with a network of its own; joined and open in two tabs."""
    phones: list[Phone] = []

    def make(server: Installation, *, tabs: int = 2, **network: object) -> Phone:
        proxies.append(Proxy(server.port, **network).start())  # type: ignore[arg-type]
        phones.append(Phone(browser_type, tmp_path / f"phone-{len(phones)}", proxies[-1], outing))
        phones[-1].join()
        phones[-1].open(tabs)
        return phones[-1]

    yield make
    for each in phones:
        each.kill()


@pytest.fixture
def bench(project: Path, install: Install, unpack: NewPhone, outing: Outing, tmp_path: Path) -> Bench:
    return Bench(project, install, unpack, outing, tmp_path)
