"""One thought a line: no line is wider than 110 columns, so that two files stand beside each other on a screen."""

import pytest

from tests.house.sources import check, fault, files

WIDEST = 110
# Kind of file, where it is kept, and whether it is held already.
KINDS = {
    "templates": (("templates/*.html",), True),
    "styles": (("static/*.css",), True),
    "scripts": (("static/*.js", "static/*.mjs", "tests/*.js", "tests/*.mjs"), True),
    "Python": (("app.py", "field/*.py", "tests/*.py"), False),
}
HELD = [kind for kind, (_patterns, held) in KINDS.items() if held]
# Not ours, or frozen with the schema it made.
FREE = ("static/vendor/", "field/migrations/versions/0001_first_schema.py")


def width_faults(source: str, path: str) -> list[str]:
    """What has no space in it, such as a long address, cannot be broken and is free."""
    lines = enumerate(source.splitlines(), 1)
    return [
        fault(path, line, f"{len(text)} columns: {text.strip()[:40]} …")
        for line, text in lines
        if len(text) > WIDEST and " " in text.strip()
    ]


@pytest.mark.parametrize("kind", HELD)
def test_no_line_is_wider_than_110_columns(kind: str) -> None:
    patterns, _held = KINDS[kind]
    names = files(*patterns, but=FREE)
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
