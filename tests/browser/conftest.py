"""One running demo district for everything phones do in the tests: each phone is a participant of its own, and looks at its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.server import LiveServer, copy_installation


@pytest.fixture(scope="session")
def district(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("district")
    copy_installation(demo_folder, folder)
    server = LiveServer(folder, demo=True)
    yield server.start()
    server.stop()
