"""Fixtures for every test: databases on both engines, a mail server, the real app as a process, browsers and phones, the large test data.

Nothing here knows the domain (`tests/world.py` does). Tests are marked by what they ask for: a browser, the live server, the data.
"""

import faulthandler
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

from field.kit import i18n, settings
from tests.tools import data, proxies, scripts
from tests.tools.browser import launch_options, phone_options
from tests.tools.buckets import KEYS, Buckets
from tests.tools.mail import SmtpServer
from tests.tools.postgres import Postgres, is_to_be_had
from tests.tools.server import LiveServer, copy_installation, environment, flask
from tests.town import town, town_sqlite
from tests.world import common_world, district, district_postgres, district_sqlite, world

__all__ = [  # fixtures
    "common_world",
    "district",
    "district_postgres",
    "district_sqlite",
    "town",
    "town_sqlite",
    "world",
]

MARKED_BY_FIXTURE = {
    "browser": {"browser", "page", "context", "new_context", "phone", "new_phone", "kept_phone"},
    "live": {"serve", "live_server", "demo_server"},
    "data": {"test_data"},
}
ENGINES = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}
LONGEST = 3 * 3600
left_out = pytest.StashKey[list[str]]()

Serve = Callable[..., LiveServer]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=sorted(ENGINES),
        default="sqlite",
        help="the engine for tests that ask for `database_url`",
    )


def pytest_report_header(config: pytest.Config) -> list[str]:
    engines = _engines(config)
    missing = (
        ""
        if engines == ENGINES[config.getoption("--database")]
        else " (no PostgreSQL here: install one, or FIELD_TEST_POSTGRES)"
    )
    return [
        f"databases: {', '.join(engines)}{missing}",
        f"test data: {data.folder() or 'FIELD_TEST_DATA is not set'}",
    ]


def _engines(config: pytest.Config) -> list[str]:
    """PostgreSQL asked for by name must be there; `both` takes it where it is."""
    asked = config.getoption("--database")
    return ENGINES[asked] if asked != "both" or is_to_be_had() else ENGINES["sqlite"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name in {"database_url", "empty_database_url", "district_url", "town_url"} & set(
        metafunc.fixturenames
    ):
        metafunc.parametrize(name, _engines(metafunc.config), indirect=True)
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", _engines(metafunc.config), scope="session")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return scripts.collect(file_path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark, fixtures in MARKED_BY_FIXTURE.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(mark)
    if data.folder() is None:
        leave_out(
            config,
            items,
            "for want of FIELD_TEST_DATA",
            [item for item in items if item.get_closest_marker("data")],
        )
    if "postgresql" not in _engines(config):
        leave_out(
            config,
            items,
            "on SQLite alone",
            [item for item in items if "postgres" in getattr(item, "fixturenames", ())],
        )
    for name in proxies.PROGRAMS:
        if proxies.program(name) is None:
            leave_out(config, items, f"for want of {name}", [item for item in items if _asks_for(item, name)])


def _asks_for(item: pytest.Item, proxy: str) -> bool:
    return "proxy" in getattr(item, "fixturenames", ()) and item.callspec.params["proxy"] == proxy  # type: ignore[attr-defined]


def leave_out(config: pytest.Config, items: list[pytest.Item], why: str, out: list[pytest.Item]) -> None:
    """Said in the closing lines as deselected, and here why: nothing is skipped in silence."""
    if out:
        config.stash.setdefault(left_out, []).append(f"left out {why}: {len(out)} tests")
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    return config.stash.get(left_out, [])


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder FIELD_TEST_DATA. Tests that ask for it are left out, and counted, where it is not set."""
    folder = data.folder()
    assert folder
    return folder


@pytest.fixture
def zone() -> ZoneInfo:
    return ZoneInfo("Europe/Stockholm")


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    """The language that a request has bound ends with the test, as it ends with a thread's next request."""
    with i18n.using("sv"):
        yield


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest) -> None:
    """The full counts take longer than what elsewhere is a test that hangs."""
    if request.node.get_closest_marker("full"):
        faulthandler.dump_traceback_later(LONGEST, exit=True, file=sys.__stderr__)


# ── databases ──


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """The server's own database; `postgres.create()` makes fresh ones beside it."""
    return postgres.url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database at the newest schema and nothing in it."""
    from field.web import create_app

    folder = tmp_path_factory.mktemp("migrated")
    app = create_app(settings.load(environment(folder)))  # the compressed static files too, once for all
    app.extensions["strak"].database.close()
    return folder


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = postgres.create()
    flask(environment(tmp_path_factory.mktemp("migrated-postgres"), url), "migrate")
    return url


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own without a single table, for each engine of the run."""
    yield from _database(request, tmp_path)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own at the newest schema, for each engine of the run."""
    yield from _database(request, tmp_path, "migrated")


@pytest.fixture
def district_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own that knows the demo district, for each engine of the run; most tests want `world`, the app upon it."""
    yield from _database(request, tmp_path, "district")


@pytest.fixture
def town_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same for tests of the domain alone; on SQLite it is made without the app."""
    yield from _database(request, tmp_path, "town" if request.param == "sqlite" else "district")


def _database(request: pytest.FixtureRequest, folder: Path, like: str = "") -> Iterator[str]:
    if request.param == "sqlite":
        if like:
            copy_installation(request.getfixturevalue(f"{like}_sqlite"), folder)
        yield f"sqlite:///{folder / 'strak.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create(request.getfixturevalue(f"{like}_postgres") if like else None)
    yield url
    server.drop(url)


# ── stores ──


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[Buckets]:
    server = Buckets().start()
    yield server
    server.stop()


@pytest.fixture
def buckets(bucket_server: Buckets, monkeypatch: pytest.MonkeyPatch) -> Buckets:
    """`buckets.create()` is the setting of a new, empty bucket; the keys stand in the environment, as they would in earnest."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return bucket_server


# ── the app and its mail ──


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def demo_folder(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped installation with the demo district, to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    copy_installation(migrated_sqlite, folder)
    flask(environment(folder), "demo")
    return folder


@pytest.fixture
def serve(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Serve]:
    """`serve(demo=False, **settings)` starts an installation of its own: `serve(FIELD_MAIL_URL=smtp_server.url, FIELD_WORKER="off")`.

    Empty unless `demo`; on SQLite unless FIELD_DATABASE_URL is given.
    """
    started: list[LiveServer] = []

    def start(*, demo: bool = False, **settings: str) -> LiveServer:
        folder = tmp_path / f"installation-{len(started)}"
        copy_installation(request.getfixturevalue("demo_folder" if demo else "migrated_sqlite"), folder)
        server = LiveServer(folder, demo=demo, **settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def live_server(serve: Serve) -> LiveServer:
    """An empty installation, running."""
    return serve()


@pytest.fixture(scope="session")
def demo_server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One running demo district for all tests that only look."""
    folder = tmp_path_factory.mktemp("demo-server")
    copy_installation(demo_folder, folder)
    server = LiveServer(folder, demo=True)
    yield server.start()
    server.stop()


# ── browsers; `page` and `new_context` are pytest-playwright's ──


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": 1280, "height": 900}, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture
def new_phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`new_phone(locale="ar", color_scheme="dark")`: another phone (a context of its own), with a page open."""
    contexts: list[BrowserContext] = []

    def unpack(**changes: Any) -> Page:
        contexts.append(browser.new_context(**phone_options(**changes)))
        return contexts[-1].new_page()

    yield unpack
    for context in contexts:
        context.close()


@pytest.fixture
def phone(new_phone: Callable[..., Page]) -> Page:
    """A page on a phone at Rinkeby torg: 390×844, touch, position, camera. `phone.context.set_offline(True)` takes the network away."""
    return new_phone()


@pytest.fixture
def kept_phone(browser_type: BrowserType, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """`kept_phone()` opens one and the same phone again after `.close()`: what it stored is still there."""
    open_now: list[BrowserContext] = []

    def unlock(**changes: Any) -> BrowserContext:
        open_now.append(
            browser_type.launch_persistent_context(
                tmp_path / "phone", **launch_options(), **phone_options(**changes)
            )
        )
        return open_now[-1]

    yield unlock
    for context in open_now:
        context.close()
