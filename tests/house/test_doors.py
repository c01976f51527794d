"""One door to each outside thing: a library is imported in the module that stands for it, and nowhere else."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

import pytest

from tests.house.sources import check, dotted, fault, python

WEB = ("app.py", "field/web/", "field/commands/")
PICTURES = ("field/kit/pictures/", "field/demo/", "field/protocol/")
PHOTO_FACTS = ("field/kit/pictures/",)
DATABASE = ("field/kit/db.py", "field/migrations/")
# Library → the paths that may import it. A path ending in .py is that module; any other, what begins so.
DOORS: dict[str, tuple[str, ...]] = {
    "flask": WEB,
    "flask_compress": WEB,
    "flask_htmx": WEB,
    "flask_wtf": WEB,
    "wtforms": WEB,
    "werkzeug": WEB,
    "waitress": WEB,
    "whitenoise": WEB,
    "prometheus_client": WEB,
    "smtplib": ("field/kit/smtp.py",),
    "css_inline": ("field/letters",),
    "obstore": ("field/kit/storage.py",),
    "pmtiles": ("field/kit/tiles/archive.py",),
    "PIL": PICTURES + PHOTO_FACTS,
    "cv2": ("field/kit/pictures/finder.py",),
    "pi_heif": PICTURES,
    "exifread": PHOTO_FACTS,
    "typst": ("field/protocol/",),
    "docx": ("field/protocol/",),
    "xlsxwriter": ("field/protocol/",),
    "shapely": ("field/kit/geo.py", "field/places.py"),
    "babel": ("field/kit/i18n.py",),
    "dotenv": ("field/kit/settings.py",),
    "gpxpy": ("field/protocol/",),
    "alembic": DATABASE,
    "psycopg": DATABASE,
    "sqlite3": DATABASE,
    "pysqlite3": DATABASE,
    "boto3": (),
    "requests": (),
}


def door_faults(source: str, path: str) -> list[str]:
    found = [(line, name) for line, name in _imported(ast.parse(source, path)) if not _may(path, name)]
    return [
        fault(path, line, f"{name} has its door elsewhere: {', '.join(DOORS[name]) or 'nowhere'}")
        for line, name in found
    ]


def _imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name.partition(".")[0]) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def _may(path: str, name: str) -> bool:
    doors = DOORS.get(name)
    return doors is None or any(
        path == door if door.endswith(".py") else path.startswith(door) for door in doors
    )


def environment_faults(source: str, path: str) -> list[str]:
    if path == "field/kit/settings.py":
        return []
    tree = ast.parse(source, path)
    named = [(node.lineno, dotted(node)) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    taken = [
        (node.lineno, f"os.{each.name}")
        for node in ast.walk(tree)
        if _is_from_os(node)
        for each in node.names
    ]
    found = {line for line, name in named + taken if name in ("os.environ", "os.getenv", "os.environb")}
    return [
        fault(path, line, "the environment is read in field/kit/settings.py alone") for line in sorted(found)
    ]


def _is_from_os(node: ast.AST) -> TypeGuard[ast.ImportFrom]:
    return isinstance(node, ast.ImportFrom) and node.module == "os"


def test_every_library_has_one_door() -> None:
    assert check(door_faults, python()) == []


def test_only_the_settings_read_the_environment() -> None:
    assert check(environment_faults, python()) == []


@pytest.mark.parametrize(
    "line",
    [
        "import flask",
        "from flask.views import View",
        "from werkzeug.exceptions import NotFound",
        "import PIL.Image",
    ],
)
def test_a_library_through_the_wall_is_seen(line: str) -> None:
    assert door_faults(f"def late():\n    {line}\n", "field/lifecycle.py")[0].startswith(
        "field/lifecycle.py:2 "
    )


def test_a_library_at_its_door_is_free() -> None:
    assert door_faults("from flask import Flask", "field/web/parts.py") == []
    assert door_faults("from PIL import Image", "field/kit/pictures/intake.py") == []


def test_reading_the_environment_elsewhere_is_seen() -> None:
    assert environment_faults('import os\nzone = os.environ["FIELD_TIMEZONE"]\n', "field/walks.py")
    assert environment_faults('zone = os.getenv("FIELD_TIMEZONE")\n', "field/walks.py")
    assert environment_faults("from os import environ\n", "field/walks.py")
    assert environment_faults("request.environ\nos.path", "field/web/api.py") == []
