"""Scripts are 110 columns wide at most: Biome breaks the code (`make check`), nobody but us breaks words and patterns."""

from tests.house.sources import check, fault, files

WIDEST = 110


def width_faults(source: str, path: str) -> list[str]:
    lines = enumerate(source.splitlines(), 1)
    return [fault(path, number, f"{len(line)} columns") for number, line in lines if len(line) > WIDEST]


def test_scripts_keep_to_110_columns() -> None:
    scripts = files("static/*.js", "static/*.mjs", "tests/*.js", "tests/*.mjs", but=["static/vendor/"])
    assert len(scripts) > 50
    assert check(width_faults, scripts) == []


def test_a_wider_line_is_seen() -> None:
    assert width_faults("x" * 110 + "\n" + "y" * 111, "static/js/x.js") == ["static/js/x.js:2 111 columns"]
