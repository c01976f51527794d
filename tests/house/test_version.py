"""One version in one place: `field.__version__`; the changelog, the command and `/healthz` say the same."""

import re

from field import __version__
from tests.house.sources import read
from tests.world import World


def test_the_changelog_goes_by_version_and_this_is_the_newest() -> None:
    headings = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    released = [heading for heading in headings if heading != "Unreleased"]
    assert [
        heading for heading in released if not re.fullmatch(r"\d+\.\d+\.\d+, \d{4}-\d\d-\d\d", heading)
    ] == []
    assert released[0].partition(",")[0] == __version__


def test_the_version_is_written_in_one_place() -> None:
    assert re.findall(r"__version__ = .*", read("field/__init__.py")) == [f'__version__ = "{__version__}"']
    for path in ("pyproject.toml", "field/commands/strak.py", "field/web/machines.py"):
        assert __version__ not in read(path)


def test_a_living_server_says_which_version_it_is(district: World) -> None:
    assert district.app.test_client().get("/healthz").json == {"status": "alive", "version": __version__}
