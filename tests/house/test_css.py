"""Logical directions only: `margin-inline-start`, never `margin-left`. Then right-to-left languages need no styles of their own."""

import re

from tests.house.sources import check, fault, files, matches, without_comments

# The phone's own insets have no logical names.
FREE = re.compile(r"safe-area-inset-(left|right)|url\([^)]*\)|\"[^\"]*\"|'[^']*'")
DECLARATION = re.compile(r"[\w-]+\s*:\s*[^;{}]*(?=[;}])")
PHYSICAL = re.compile(r"(?<![\w-])(?!--)([a-z]+-)*(left|right)(-[a-z]+)*(?![\w-])")


def direction_faults(source: str, path: str) -> list[str]:
    text = without_comments(source)
    return [
        fault(path, line, f"a physical direction: {declaration}")
        for line, declaration in matches(text, DECLARATION)
        if PHYSICAL.search(FREE.sub("", declaration))
    ]


def test_styles_name_no_physical_direction() -> None:
    assert check(direction_faults, files("static/*.css", but=["static/vendor/"])) == []


def test_physical_directions_are_seen() -> None:
    bad = [
        "margin-left: 4px",
        "padding-right:0",
        "left: 0",
        "right : 0",
        "text-align: left",
        "float: right",
        "border-left: 1px solid",
        "border-top-left-radius: 2px",
        "inset: 0; right: auto",
        "background: linear-gradient(to right, red, blue)",
        "transition: left 1s",
        "scroll-padding-left: 1px",
    ]
    assert [
        each for each in bad if not direction_faults(f"@layer x {{ a:hover {{ {each} }} }}", "x.css")
    ] == []


def test_logical_directions_words_and_insets_are_free() -> None:
    good = """/* left: 0; */
.left > .to-right:hover { margin-inline-start: 1px; inset-inline-end: 0; text-align: start; float: inline-end; }
.bar { padding-block-end: env(safe-area-inset-left); background: url("arrow-left.svg"); content: "right"; }
.foot { color: var(--left); --to-left: 1; }
"""
    assert direction_faults(good, "x.css") == []
