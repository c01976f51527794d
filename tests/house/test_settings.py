"""Every setting the app reads stands in README.md, under its own name."""

import re

from tests.house.sources import read

NAME = re.compile(r"[\"'](FIELD_[A-Z_]+|PORT)[\"']")


def unexplained(settings: str, readme: str) -> list[str]:
    return sorted(name for name in set(NAME.findall(settings)) if not re.search(rf"\b{name}\b", readme))


def test_every_setting_stands_in_the_readme() -> None:
    assert NAME.findall(read("field/kit/settings.py"))
    assert unexplained(read("field/kit/settings.py"), read("README.md")) == []


def test_a_setting_nobody_explained_is_seen() -> None:
    assert unexplained('given.get("FIELD_LAMP"); given.get("FIELD_LAMP_POST")', "| `FIELD_LAMP` | on |") == [
        "FIELD_LAMP_POST"
    ]
