"""What the repository holds: no file of the large test data, no path of somebody's machine, no address in a lock, nothing left undone."""

import csv
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.house.sources import check, fault, files, kept_files, matches
from tests.tools import ROOT

TEXT = re.compile(r"(\.(py|m?js|css|html|md|toml|txt|in|ya?ml|json|cfg|conf|service|typ)|Makefile|file|run)$")
LOCK = "tests/tools/package-lock.json"
# Written in pieces, or this file would find itself.
FOLDERS = "|".join(["work/", "tmp/", "home/[a-z]", "root/", "Users/[A-Z]", "mnt/"])
MACHINE_PATH = re.compile(rf"(?<![\w./~-])/(?:{FOLDERS})|\b[A-Z]:\\Users")
UNDONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + "Error")
UNTESTED = re.compile(
    r"pytest\.(skip|xfail|importor"
    + r"skip)\b|mark\.(skip|skipif|xfail)\b|unittest\.skip|\b(test|it|describe)\.(skip|only|to"
    + r"do)\b"
)
OPTION = r"^\s*--?(i|index-url|extra-index-url|find-links)\b.*"
ADDRESS = re.compile(rf"(?m){OPTION}|\"resolved\":\s*\"https?:.*|^.*@ (https?|git|file)\S*:.*")
# The taxonomy is the app's own content; an empty file is anybody's.
SHARED = {"taxonomy.yaml"}
EMPTY = sha256(b"").hexdigest()


def path_faults(source: str, path: str) -> list[str]:
    return [
        fault(path, line, f"a path of one machine: {found}") for line, found in matches(source, MACHINE_PATH)
    ]


def undone_faults(source: str, path: str) -> list[str]:
    return [fault(path, line, f"left undone: {found}") for line, found in matches(source, UNDONE)]


def untested_faults(source: str, path: str) -> list[str]:
    return [
        fault(path, line, f"a test that does not run: {found}") for line, found in matches(source, UNTESTED)
    ]


def lock_faults(source: str, path: str) -> list[str]:
    return [fault(path, line, f"an address in a lock: {found}") for line, found in matches(source, ADDRESS)]


def data_faults(kept: dict[str, bytes], sums: set[str]) -> list[str]:
    found = [name for name, data in kept.items() if sha256(data).hexdigest() in sums - {EMPTY}]
    return [f"{name} is a file of the test data" for name in found if Path(name).name not in SHARED]


def data_sums(folder: Path) -> set[str]:
    """The sha256 of every file that the data's own lists name, and of the small ones they do not."""
    sums = {sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
    for name in folder.rglob("MANIFEST.tsv"):
        with name.open(encoding="utf-8", newline="") as file:
            sums |= {row["sha256"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    return sums


def _text() -> list[str]:
    return [
        name for name in kept_files() if TEXT.search(name) and not name.startswith(("static/vendor/", LOCK))
    ]


def test_no_path_of_one_machine_stands_anywhere() -> None:
    assert check(path_faults, [name for name in _text() if not name.startswith("deploy/")]) == []


def test_nothing_is_left_undone() -> None:
    assert check(undone_faults, [name for name in _text() if not name.endswith((".txt", ".in"))]) == []


def test_every_test_runs() -> None:
    assert check(untested_faults, files("tests/*.py", "tests/*.js", "tests/*.mjs")) == []


def test_locks_hold_versions_and_hashes_but_no_addresses() -> None:
    assert check(lock_faults, [*files("requirements*"), LOCK]) == []


def test_no_file_of_the_test_data_is_kept_here(test_data: Path) -> None:
    assert (
        data_faults({name: (ROOT / name).read_bytes() for name in kept_files()}, data_sums(test_data)) == []
    )


@pytest.mark.parametrize("place", ["work/main/app.py", "tmp/x.db", "home/anna/x", "root/.cache"])
def test_a_machines_path_is_seen(place: str) -> None:
    assert path_faults(f"\nopen('/{place}')\n", "x.py")[0].startswith("x.py:2 a path of one machine: /")


def test_addresses_and_relative_paths_are_free() -> None:
    assert (
        path_faults("GET /walks/tmp, field/work.py, https://strak.example/work/, ../shared/tmp/x", "x.md")
        == []
    )


def test_the_undone_the_untested_and_the_addressed_are_seen() -> None:
    assert undone_faults("# TO" + "DO later", "x.py")
    assert untested_faults("@pytest.mark." + "skip", "x.py")
    assert untested_faults("test." + "only('x')", "x.js")
    assert lock_faults("--index-" + "url https://packages.example/simple", "requirements.txt")
    assert lock_faults('    "resol' + 'ved": "https://packages.example/x.tgz",', "package-lock.json")
    good = 'flask==3.1 \\\n    --hash=sha256:ab\n    # via -r requirements.in\n"resolved": "node_modules/x"'
    assert lock_faults(good, "requirements.txt") == []


def test_a_kept_file_of_the_data_is_seen() -> None:
    sums = {sha256(b"a photo").hexdigest(), EMPTY}
    kept = {"tests/x.jpg": b"a photo", "y.py": b"", "field/taxonomy.yaml": b"a photo"}
    assert data_faults(kept, sums) == ["tests/x.jpg is a file of the test data"]
