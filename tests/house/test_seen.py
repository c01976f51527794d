"""Two people at once lose nothing: every form of the desk that changes a row carries what its page had seen,
and what takes the form looks at it.
"""

import ast
import re

from field.kit.settings import ROOT
from tests.house.sources import check, fault, files

FORM = re.compile(r"<form\b[^>]*method=\"post\"(?P<head>.*?)>(?P<body>.*?)</form>", re.IGNORECASE | re.DOTALL)
# Each with what makes it need none.
NEEDS_NONE = {
    "sign_in.use": "nobody is signed in yet",
    "sign_in.digits": "nobody is signed in yet",
    "sign_in.ask": "nobody is signed in yet",
    "sign_out.leave": "changes nothing but one's own session",
    "desk_load.load": "a file says itself what it holds, and all of it or nothing is taken",
    "desk_sending.send": "carries the digest of its preview",
    "desk_followups.plan": "a new walk",
    "desk_sheet.keep": "a line that has been kept since is refused where it stands",
    "desk_sheet_photos.place": "each photo carries where it was",
    "desk_sheet_photos.take": "new photos",
    "desk_originals.opened": "opens an original and changes none",
}
# Forms without an action of their own, by their template and the same reason.
OWN_PAGE = {
    "templates/desk/restricted.html": "reads notes and changes none",
    "templates/desk/people.html": "a new person",
    "templates/desk/sheet_photos.html": "new photos",
    "templates/desk/stale.html": "carries what its page has seen anew, for whatever form it is",
}
VIEWS_NEED_NONE = {
    "load.load",
    "sending.send",
    "followups.plan",
    "sheet.keep",
    "sheet_photos.place",
    "sheet_photos.take",
    "originals.opened",
    "restricted.opened",
    "people.add",
    "walks.plan",
}


def form_faults(source: str, path: str) -> list[str]:
    found = []
    for form in FORM.finditer(source):
        named = re.search(r"url_for\(\s*['\"]([\w.]+)['\"]", form.group("head"))
        is_needless = (
            named.group(1) in NEEDS_NONE
            if named
            else path in OWN_PAGE and "url_for" not in form.group("head")
        )
        if not is_needless and not re.search(r"\{\{ ?-?\s*(hidden|seen)\(", form.group("body")):
            line = source.count("\n", 0, form.start()) + 1
            found.append(fault(path, line, "a POST form without what its page had seen"))
    return found


def view_faults(source: str, path: str) -> list[str]:
    module = path.rpartition("/")[2].removesuffix(".py")
    return [
        fault(path, each.lineno, f"{each.name} takes a form and does not ask what its page had seen")
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.FunctionDef)
        and any("pages.post" in ast.unparse(decorator) for decorator in each.decorator_list)
        and f"{module}.{each.name}" not in VIEWS_NEED_NONE
        and "seen.check(" not in ast.unparse(each)
    ]


def test_every_form_that_changes_a_row_carries_what_its_page_had_seen() -> None:
    assert check(form_faults, files("templates/desk/*.html")) == []


def test_every_view_that_takes_such_a_form_looks_at_it() -> None:
    assert check(view_faults, files("field/web/desk/*.py")) == []


def test_the_panels_common_fields_are_one_of_those() -> None:
    panel = (ROOT / "templates/desk/_clean_panel.html").read_text(encoding="utf-8")
    assert "seen(seen_of.finding(" in panel.partition("{% macro hidden")[2].partition("{% endmacro %}")[0]


def test_a_form_or_a_view_without_it_is_seen() -> None:
    bad = '<form method="post" action="{{ url_for(\'desk_owners.change\') }}">{{ csrf() }}</form>'
    assert form_faults(bad, "templates/desk/owner.html")
    assert view_faults("@pages.post('')\ndef change(): ...", "field/web/desk/owners.py")
