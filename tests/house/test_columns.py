"""One thought a line: no line is wider than 110 columns, so that two files stand beside each other on a screen."""

import re

import pytest

from tests.house.sources import check, fault, files

WIDEST = 110
# What is said to the tools behind a line of Python has to stand on that very line.
ASIDE = re.compile(r"\s+# (noqa|type): .*")
KINDS = {
    "templates": ("templates/*.html",),
    "styles": ("static/*.css",),
    "scripts": ("static/*.js", "static/*.mjs", "tests/*.js", "tests/*.mjs"),
    "Python": ("app.py", "field/*.py"),  # in tests, tables of cases are read across
}
# Not ours, or frozen with the schema it made.
FREE = ("static/vendor/", "field/migrations/versions/0001_first_schema.py")


def width_faults(source: str, path: str) -> list[str]:
    """What has no space in it, such as a long address, cannot be broken and is free."""
    lines = enumerate((ASIDE.sub("", text) for text in source.splitlines()), 1)
    return [
        fault(path, line, f"{len(text)} columns: {text.strip()[:40]} …")
        for line, text in lines
        if len(text) > WIDEST and " " in text.strip()
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_is_wider_than_110_columns(kind: str) -> None:
    names = files(*KINDS[kind], but=FREE)
    assert names
    assert check(width_faults, names) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("templates/x.html", '<p class="muted">{{ _("' + "Det är samma länk som förut. " * 4 + '") }}</p>'),
        (
            "static/css/x.css",
            "  .dusk { background: linear-gradient(#0b1220, #16233a); color: #f4f6fb; "
            + "padding: 1rem; " * 4
            + "}",
        ),
        ("static/js/x.js", "export const far = (a, b) => " + "a + b + " * 12 + "0;"),
        ("field/x.py", "def far(a: int, b: int) -> int: return " + "a + b + " * 12 + "0"),
    ],
)
def test_a_line_that_is_too_wide_is_seen(path: str, line: str) -> None:
    (found,) = width_faults(f"short\n{line}\nshort\n", path)
    assert found.startswith(f"{path}:2 {len(line)} columns")


def test_110_columns_and_what_cannot_be_broken_are_free() -> None:
    assert width_faults("ö " * 55, "field/x.py") == []
    assert width_faults("  https://example.org/" + "a" * 120, "field/x.py") == []
    assert (
        width_faults("run = subprocess.run(command)  # noqa: S603 - " + "our own file " * 9, "field/x.py")
        == []
    )
