"""Pages carry no script and no style of their own, and nothing becomes HTML unescaped: the strict policy then costs nothing."""

import re

from tests.house.sources import check, fault, files, matches, without_comments

# A letter's style block is put inline by the letter writer: mail readers know no style sheets.
LETTERS = "templates/letters/"
IN_TEMPLATES = {
    "a script in the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")[^>]*>", re.IGNORECASE
    ),
    "an on… attribute": re.compile(r"(?<=\s)(hx-)?on[a-z:]{2,}\s*=\s*[\"'{]", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"'(]\s*(javascript|js):", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\("),
}
STYLED = {
    "a style attribute": re.compile(r"(?<=\s)style\s*=\s*[\"'{]", re.IGNORECASE),
    "a style block": re.compile(r"<style\b", re.IGNORECASE),
}
IN_SCRIPTS = {
    "HTML from text": re.compile(
        r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe)\b|\bdocument\s*\.\s*write"
    ),
    "code from text": re.compile(r"\beval\s*\(|\bnew\s+Function\b"),
    "a style attribute": re.compile(r"setAttribute\(\s*[\"']style[\"']"),
}


def template_faults(source: str, path: str) -> list[str]:
    text = re.sub(r"\{#.*?#\}", lambda match: "\n" * match.group().count("\n"), source, flags=re.DOTALL)
    return _faults(text, path, IN_TEMPLATES if path.startswith(LETTERS) else IN_TEMPLATES | STYLED)


def script_faults(source: str, path: str) -> list[str]:
    return _faults(without_comments(source), path, IN_SCRIPTS)


def _faults(text: str, path: str, rules: dict[str, re.Pattern[str]]) -> list[str]:
    return [
        fault(path, line, f"{what}: {found}")
        for what, pattern in rules.items()
        for line, found in matches(text, pattern)
    ]


def test_templates_hold_no_script_no_style_and_nothing_unescaped() -> None:
    assert check(template_faults, files("templates/*.html", "templates/*.svg", "templates/*.xml")) == []


def test_scripts_make_no_html_or_code_from_text() -> None:
    assert check(script_faults, files("static/*.js", "static/*.mjs", but=["static/vendor/"])) == []


def test_what_the_policy_would_refuse_in_a_template_is_seen() -> None:
    bad = [
        "<script>alert(1)</script>",
        '<script type="module">import "x"</script>',
        '<button onclick="go()">',
        "<body\nonload='go()'>",
        '<p hx-on:click="go()">',
        '<a href="javascript:go()">',
        """<p hx-vals='js:{a: 1}'>""",
        "{{ text|safe }}",
        "{{ text | safe }}",
        "{% autoescape false %}",
        '<p style="color: red">',
        "<style>p {}</style>",
    ]
    assert [each for each in bad if not template_faults(each, "templates/x.html")] == []


def test_plain_markup_data_blocks_and_letters_styles_are_free() -> None:
    good = """{# <script>no</script> #}<script type="module" src="{{ asset("js/app.js") }}"></script>
<script type="application/json" id="texts">{{ texts|tojson }}</script>
<p data-on="x" class="style">Säker {{ condition }} = "x", {{ text|safely }}</p>"""
    assert template_faults(good, "templates/x.html") == []
    assert (
        template_faults('<style>p {}</style><p style="margin: 0">', "templates/letters/handover.html") == []
    )


def test_what_turns_text_into_html_or_code_is_seen() -> None:
    bad = [
        "a.innerHTML = b",
        "a.insertAdjacentHTML(x, b)",
        "document.write(b)",
        "eval(b)",
        "new Function(b)",
        'a.setAttribute("style", b)',
    ]
    assert [each for each in bad if not script_faults(each, "static/js/x.js")] == []
    assert (
        script_faults("// never innerHTML\n/* eval( */\na.textContent = b; retrieval(b)", "static/js/x.js")
        == []
    )
