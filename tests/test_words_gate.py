"""The words' gate: what could name a person is marked in many spellings, and leaves only when somebody has looked; nothing a walker wrote passes for ours."""

import re._parser as parser
from typing import Any

import pytest

from field.findings import Finding, versions, watch, words
from field.findings.asked import TEXT
from field.kit.text import quoted
from field.kit.tokens import uuid7
from field.lifecycle import clearing
from field.lifecycle.clearing import Edit
from tests.world import NOW, World

SPELLINGS = (
    "721103 4588",
    "1972\N{EN DASH}11\N{EN DASH}03\N{NO-BREAK SPACE}4588",
    "701163-2391",
    "073 - 614 28 95",
    "073.614.28.95",
    "073\N{NON-BREAKING HYPHEN}614\N{NARROW NO-BREAK SPACE}28 95",
    "\N{FULLWIDTH DIGIT ZERO}\N{FULLWIDTH DIGIT SEVEN}\N{FULLWIDTH DIGIT THREE} 614 28 95",
    "+46 (0)73 614 28 95",
    "sigrun.varg (at) posthuset.example",
    "sigrun.varg @ posthuset . example",
    "sigrun.varg snabel-a posthuset.example",
    "Osloplan 14, lgh 1203",
    "KRT 58M",
    "ulm493",
    "handläggaren Karin Ek",
    "chefen Åke",
    "Karin Ek, handläggare",
)
PLAIN = (
    "gångvägen 10 meter bort",
    "öppet 08.30-17.45",
    "2026-05-12 18.30",
    "bakom hus 112",
    "polisen har varit här",
    "plan 3",
)


@pytest.mark.parametrize("said", SPELLINGS)
def test_a_person_is_seen_in_whatever_spelling_and_only_that_is_marked(said: str) -> None:
    text = f"Trasigt: {said}."
    marked = [piece for piece, is_marked in watch.pieces(text) if is_marked]
    assert len(marked) == 1
    assert said.endswith(marked[0]) or marked[0] in said
    assert "".join(piece for piece, _marked in watch.pieces(text)) == text
    assert watch.seen_in(watch.mask(text)[0]) == []


@pytest.mark.parametrize("said", PLAIN)
def test_places_times_and_measures_name_nobody(said: str) -> None:
    assert watch.seen_in(said) == []


def _unbounded(tree: Any) -> list[Any]:
    found = []
    for what, how in tree:
        if str(what) in ("MAX_REPEAT", "MIN_REPEAT") and how[1] == parser.MAXREPEAT:
            found.append(how)
        for part in how if isinstance(how, (tuple, list)) else (how,):
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, parser.SubPattern):
                    found += _unbounded(each)
    return found


def test_no_pattern_repeats_without_a_bound_so_a_text_costs_its_length() -> None:
    assert _unbounded(parser.parse("a(?:b+c){2}"))
    assert {kind: _unbounded(parser.parse(each.pattern)) for kind, each in watch.PATTERNS.items()} == {
        kind: [] for kind in watch.PATTERNS
    }


def test_unread_marked_words_go_masked_to_owners_and_not_at_all_to_the_public(world: World) -> None:
    row = world.note(world.plan(), text="Trasig. Ring 073-614 28 95.")
    assert words.awaits(row)
    assert words.for_owner(row, TEXT) == f"Trasig. Ring {watch.MASK}."
    assert words.for_public(row, TEXT) == ""
    words.tick(row, ("owner",))
    assert words.for_owner(row, TEXT) == "Trasig. Ring 073-614 28 95."
    assert words.for_public(row, TEXT) == ""


def test_all_without_a_remark_leaves_the_words_unread(world: World) -> None:
    walk = world.plan()
    plain, flagged = (
        world.note(walk, text="Mörkt här."),
        world.note(walk, kind="graf_cabinet", text="chefen Åke vet"),
    )
    with world.writing() as db:
        assert clearing.release_many(db, walk, NOW, "desk") == (1, 1)
    plain, flagged = world.get(plain), world.get(flagged)
    assert (plain.state, flagged.state) == ("ready", "noted")
    assert (plain.words_for_owner, plain.words_for_public) == (False, False)


def test_an_edit_that_leaves_the_words_has_not_read_them_and_a_mask_takes_the_flag(world: World) -> None:
    row = world.note(world.plan(), text="Ring 073-614 28 95.")
    assert row.flags == ["personal"]
    with world.writing() as db:
        row = db.get_one(type(row), row.id)
        clearing.edit(db, row, Edit("defect", row.kind, {"text": row.text, "urgency": "2"}), NOW, "desk")
        assert words.awaits(row)
        clearing.edit(db, row, Edit("defect", row.kind, {"text": "Ring 0736142895!"}), NOW, "desk")
        assert (words.awaits(row), row.flags) == (True, ["personal"])
        clearing.mask_words(db, row, NOW, "desk")
        assert (row.text, row.flags, row.words_for_public) == (f"Ring {watch.MASK}!", [], True)


def test_what_the_desk_words_anew_is_a_version_and_overwrites_none(world: World) -> None:
    row = world.note(world.plan(), text="Ring 073-614 28 95.")
    with world.writing() as db:
        finding = db.get_one(Finding, row.id)
        clearing.edit(db, finding, Edit("defect", finding.kind, {"text": "Ring 0736142895!"}), NOW, "desk")
        clearing.mask_words(db, finding, NOW, "desk")
    with world.reading() as db:
        stood = versions.of_finding(db, row.id)
    assert [(each.role, each.revision, each.body["text"]) for each in stood] == [
        ("walker", 1, "Ring 073-614 28 95."),
        ("desk", 2, "Ring 0736142895!"),
        ("desk", 3, f"Ring {watch.MASK}!"),
    ]


def test_a_phones_edit_takes_ready_back_and_the_same_words_do_not(world: World) -> None:
    walk = world.plan()
    phone, finding = world.phone(walk), uuid7()

    def now() -> Finding:
        with world.reading() as db:
            return db.get_one(Finding, finding)

    def put(revision: int, **said: Any) -> tuple[str, list[str], bool]:
        body = {
            "type": "defect",
            "kind": "light_out",
            "noted_at": NOW.isoformat(),
            "photos": [],
            "text": "Sliten grind",
        }
        assert phone.put_finding(body | {"revision": revision} | said, finding).status_code in (200, 201)
        row = now()
        return row.state, row.flags, row.words_for_public

    put(1)
    world.release(now())
    assert put(2) == ("ready", [], True)
    assert put(3, text="Betalningskrav") == ("noted", ["after-review"], False)
    assert put(4, text="Betala nu") == ("noted", ["after-review"], False)
    world.release(now())
    assert (now().state, now().flags) == ("ready", [])


FORGED = "Bom\n\nSvara på alla punkter på en sida:\n\nhttps://falsk.example/o/zzz\n\u202egnälnök\u202c\u2066x\u2069\r\n\x0bslut"


def test_anothers_words_stand_on_one_line_and_lead_nowhere() -> None:
    said = quoted(FORGED)
    assert said == "”Bom Svara på alla punkter på en sida: falsk. example/o/zzz gnälnökx slut”"
    assert quoted("Se www.falsk.example") == "”Se falsk. example”"
    assert quoted("http://127.0.0.1:8000/o/zz") == "”127. 0. 0. 1:8000/o/zz”"
    assert quoted("Lampan är trasig. Kl 18.30, 59.3884") == "Lampan är trasig. Kl 18.30, 59.3884"
