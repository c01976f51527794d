"""The import contracts of pyproject.toml, run on a small house of the same shape with one wrong import in it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import read
from tests.tools import ROOT

COMMAND = [
    str(Path(sys.executable).parent / "lint-imports"),
    "--config",
    str(ROOT / "pyproject.toml"),
    "--no-cache",
]


def _shape() -> list[str]:
    """Every module the contracts name, so that none is missing."""
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = [name.strip("( )") for layer in contracts[0]["layers"] for name in layer.split("|")]
    doors = (
        "capture",
        "parts",
        "pwa",
        "api",
        "api.joining",
        "api.walking",
        "desk",
        "desk.base",
        "desk.today",
        "desk.walks",
    )
    insides = next(contract for contract in contracts if contract["id"] == "rooms")["forbidden_modules"]
    rooms = sorted({*insides, *(name.rpartition(".")[0] for name in insides)})
    return [f"field.{layer}" for layer in layers] + [f"field.web.{door}" for door in doors] + rooms


def _broken(folder: Path, importer: str, imported: str) -> bool:
    for name in _shape():
        place = folder.joinpath(*name.split("."))
        place.mkdir(parents=True, exist_ok=True)
        (place / "__init__.py").write_text("")
    (folder / "field" / "__init__.py").write_text("")
    folder.joinpath(*importer.split("."), "__init__.py").write_text(f"import {imported}\n")
    done = subprocess.run(
        COMMAND, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.returncode != 0


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("field.places", "field.walks"),
        ("field.findings", "field.handovers"),
        ("field.protocol", "field.lifecycle"),
        ("field.kit", "field.staff"),
        ("field.photos", "field.kit.pictures.picture_pool"),
        ("field.lifecycle", "field.web"),
        ("field.owners", "field.letters"),
        ("field.letters", "field.journal"),
        ("field.lifecycle", "flask"),
        ("field.web.capture", "field.web.pwa"),
        ("field.web.api.joining", "field.web.api.walking"),
        ("field.web.desk.today", "field.web.desk.walks"),
        ("field.web.desk.today", "field.web.capture"),
    ],
)
def test_an_import_against_the_arrow_is_seen(tmp_path: Path, importer: str, imported: str) -> None:
    assert _broken(tmp_path, importer, imported)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("field.walks", "field.places"),
        ("field.lifecycle", "field.letters"),
        ("field.web", "flask"),
        ("field.web.pwa", "field.web.parts"),
        ("field.web.desk.today", "field.web.desk.base"),
    ],
)
def test_an_import_along_the_arrow_is_free(tmp_path: Path, importer: str, imported: str) -> None:
    assert not _broken(tmp_path, importer, imported)
