"""The door for newcomers: CONTRIBUTING's recipes name what their examples really touch, and all of it; and what the
repository says of itself is true."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from fnmatch import fnmatch

import yaml

from field import __version__
from field.kit import i18n
from tests.house.sources import exists, files, kept_files, read

PATHS = ("CONTRIBUTING.md", "SECURITY.md", "README.md")
RECIPES = ("A page", "A letter", "An owner's answer", "A question on a finding", "A format of the protocol")
TITLE = re.compile(r"(?m)^### (.+)$")
EXAMPLE = re.compile(r"(?m)^Copy .+: `([^`]+)`$")
STEP = re.compile(r"(?m)^(\d+)\. `([^`]+)`: `([^`]+)`, \S|^(\d+)\. `([^`]+)`: `([^`]+)`\.$")
NUMBERED = re.compile(r"(?m)^\d+\. ")
# Where an example's name is looked for: the story of the demo and what was frozen speak of everything.
LOOKED_IN = ("field/*.py", "templates/*.html", "templates/*.txt", "static/js/*.js")
APART = (
    "field/demo/",
    "field/loading/",
    "field/migrations/versions/0001_first_schema.py",
    "field/migrations/versions/0007_versions.py",
)

Read = Callable[[str], str]


def recipes(text: str) -> dict[str, str]:
    parts = TITLE.split(text.partition("## Copy this example")[2].partition("\n## ")[0])[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def steps(recipe: str) -> list[tuple[int, str, str]]:
    found = (match.groups() for match in STEP.finditer(recipe))
    return [(int(a or d), b or e, c or f) for a, b, c, d, e, f in found]


def recipe_faults(name: str, recipe: str, kept: Iterable[str], source: Read) -> list[str]:
    kept, told = list(kept), steps(recipe)
    faults = [] if len(told) == len(NUMBERED.findall(recipe)) else [f"{name}: a step that cannot be followed"]
    if [number for number, _path, _mark in told] != list(range(1, len(told) + 1)) or len(told) < 3:
        faults.append(f"{name}: steps are not counted")
    faults += [f"{name}: {path} is not there" for _number, path, _mark in told if path not in kept]
    faults += [
        f"{name}: {path} has no {mark}"
        for _number, path, mark in told
        if path in kept and mark not in source(path)
    ]
    example = EXAMPLE.search(recipe)
    if example is None:
        return [*faults, f"{name}: names no example"]
    listed = {path for _number, path, _mark in told}
    touched = [path for path in kept if _is_looked_in(path) and example.group(1) in source(path)]
    return [*faults, *(f"{name}: {path} is touched too" for path in touched if path not in listed)]


def _is_looked_in(path: str) -> bool:
    return any(fnmatch(path, pattern) for pattern in LOOKED_IN) and not path.startswith(APART)


def test_each_recipe_names_what_its_example_touches_and_all_of_it() -> None:
    told = recipes(read("CONTRIBUTING.md"))
    assert tuple(told) == RECIPES
    assert [
        fault for name, recipe in told.items() for fault in recipe_faults(name, recipe, kept_files(), read)
    ] == []


KEPT = {"field/a.py": 'name = "lamp"', "field/b.py": "lamps = [a]", "templates/c.html": "a lamp"}
GOOD = """
Copy the lamp: `lamp`

1. `field/a.py`: `name`, what it is called.
2. `field/b.py`: `lamps`, the list.
3. `templates/c.html`: `lamp`.
"""


def faults_of(recipe: str, **more: str) -> list[str]:
    kept = KEPT | {f"field/{name}.py": text for name, text in more.items()}
    return recipe_faults("x", recipe, kept, kept.__getitem__)


def test_a_recipe_that_leads_astray_is_seen() -> None:
    assert faults_of(GOOD) == []
    assert faults_of(GOOD.replace("field/b.py", "field/gone.py"))[0] == "x: field/gone.py is not there"
    assert faults_of(GOOD.replace("`lamps`", "`torches`")) == ["x: field/b.py has no torches"]
    assert faults_of(GOOD.replace("2. ", "4. ")) == ["x: steps are not counted"]
    assert faults_of(GOOD.replace("`lamps`, the list", "the list"))[0] == "x: a step that cannot be followed"
    assert faults_of(GOOD.replace("Copy the lamp: `lamp`", "Copy")) == ["x: names no example"]
    assert faults_of(GOOD, forgotten="lamp = 1") == ["x: field/forgotten.py is touched too"]


def test_what_the_papers_point_to_is_there() -> None:
    links = [
        link for path in PATHS for link in re.findall(r"\]\(([\w./-]+)\)", read(path)) if "://" not in link
    ]
    assert {"CONTRIBUTING.md", "SECURITY.md", "LICENSE"} <= set(links)
    assert [link for link in links if not exists(link)] == []


def test_what_catalogues_read_of_it_is_complete_and_true() -> None:
    told = yaml.safe_load(read("publiccode.yml"))
    must = (
        "publiccodeYmlVersion name url platforms categories developmentStatus softwareType description legal"
    )
    assert {*must.split(), "maintenance", "localisation", "releaseDate"} <= set(told)
    assert told["publiccodeYmlVersion"] == "0.4"
    assert told["softwareVersion"] == __version__
    assert date.fromisoformat(told["releaseDate"]).isoformat() in read("CHANGELOG.md")
    assert exists(told["logo"])
    for words in told["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert 5 <= len(words["features"]) <= 20
    assert set(told["localisation"]["availableLanguages"]) == set(i18n.LANGUAGES) - {"sv-easy"}
    assert told["legal"]["license"] == "EUPL-1.2"


def test_no_lock_of_a_migration_is_kept() -> None:
    assert files("*.migrating") == []
