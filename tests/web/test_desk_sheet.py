"""A walk sheet typed in at the desk: kept once however often it is sent, kept whole when something is wrong, and never refused for what it says."""

from datetime import UTC, datetime, timedelta

import pytest

from field import findings
from field.findings import Finding
from field.paper import transcribing
from field.walks import Walk
from tests.web.desk import Desk, at_desk, verbs
from tests.web.visits import words
from tests.world import NOW, World

LINES = (
    {
        "number": "1",
        "kind": "1",
        "where": "Rinkeby torg, vid trappan",
        "time": "18.12",
        "what": "Två lampor är släckta",
        "urgency": "1",
    },
    {"number": "2", "kind": "klo", "where": "Tunneln", "time": "1820", "eyes": "senior"},
    {"number": "3", "type": "positive", "what": "Fint ljus", "where": "Biblioteket"},
    {"number": "4", "kind": "hundbajs", "what": "överallt", "mark": "B-114"},
    {
        "number": "5",
        "kind": "Garage",
        "building": "Garaget",
        "floor": "-1",
        "urgency": "A",
        "what": "Luckan står öppen",
    },
)


@pytest.fixture
def desk(district: World) -> Desk:
    return at_desk(district)


@pytest.fixture
def walk(district: World) -> Walk:
    return district.plan()


def form(*lines: dict[str, str]) -> dict[str, str]:
    """As the page sends it, with an empty row last."""
    rows = [{"type": "defect", **line} for line in (*lines, {"number": str(len(lines) + 1)})]
    return {f"{name}-{index}": said for index, row in enumerate(rows) for name, said in row.items()}


def typed(desk: Desk, walk: Walk, sheet: int = 1) -> dict[int, Finding]:
    with desk.world.reading() as db:
        return {line: row for (number, line), row in transcribing.typed(db, walk).items() if number == sheet}


def path(walk: Walk, sheet: int = 1) -> str:
    return f"/desk/walks/{walk.id}/sheet?sheet={sheet}"


def test_a_sheet_becomes_findings_with_time_kind_and_place(desk: Desk, walk: Walk) -> None:
    page = desk.after(path(walk), **form(*LINES))
    assert "5 rader är sparade." in words(page)
    rows = typed(desk, walk)
    assert list(rows) == [1, 2, 3, 4, 5]
    assert [rows[1].kind, rows[2].kind, rows[3].kind, rows[4].kind] == ["light", "graf", "positive", "other"]
    assert (rows[1].lat, rows[1].source, rows[1].urgency) == (59.3884, "pin", "1")
    assert rows[1].noted_at == datetime(2026, 5, 12, 16, 12, 0, 1000, UTC)
    assert (rows[2].landmark, rows[2].perspective, rows[2].source) == ("Tunneln", ["senior"], None)
    assert (rows[3].type, rows[3].flags) == ("positive", ["no-time"])
    assert (rows[4].text, rows[4].asset_ref) == ("hundbajs. överallt", "B-114")
    assert rows[5].building == {"name": "Garaget", "entrance": "", "floor": "-1"}
    with desk.world.reading() as db:
        assert [row.id for row in findings.of_walk(db, walk.id)] == [rows[line].id for line in range(1, 6)], (
            "in the order of the sheet"
        )
    assert verbs(desk.world, rows[1].id) == ["noted"]


def test_the_journal_says_who_typed_it(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **form(LINES[0]))
    journal = words(desk.page("/desk/journal"))
    assert "Samordnaren noterade" in journal


def test_an_acute_line_asks_for_the_call(desk: Desk, walk: Walk) -> None:
    page = words(desk.after(path(walk), **form(*LINES)))
    assert "Ring nu." in page
    assert "Blad 1, rad 5" in page


def test_sent_again_and_by_two_at_once_a_line_is_one_finding(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **form(*LINES))
    before = {line: (row.id, row.revision, row.noted_at) for line, row in typed(desk, walk).items()}
    page = desk.after(path(walk), **form(*LINES, {"number": "6", "what": "En till"}))
    assert "1 rad är sparad." in words(page)
    assert "5 rader fanns redan." in words(page)
    after = {line: (row.id, row.revision, row.noted_at) for line, row in typed(desk, walk).items()}
    assert {line: after[line] for line in before} == before
    assert list(after) == [1, 2, 3, 4, 5, 6]


def test_a_line_that_says_something_else_is_left_to_the_person_and_nothing_is_kept(
    desk: Desk, walk: Walk
) -> None:
    desk.post(path(walk), **form(LINES[0]))
    other = {"number": "1", "what": "Något helt annat"}
    page = desk.post(path(walk), 422, **form(other, {"number": "2", "what": "Rad två"})).text
    assert "redan inskriven med annat innehåll" in words(page)
    assert 'aria-describedby="number-0-error"' in page
    assert "Något helt annat" in page
    assert list(typed(desk, walk)) == [1]
    desk.post(path(walk, 2), **form(other))
    assert typed(desk, walk, 2)[1].text == "Något helt annat"
    assert "Blad 2" in words(desk.page(path(walk)))


def test_a_line_that_was_taken_back_does_not_pass_for_kept(desk: Desk, walk: Walk) -> None:
    desk.post(path(walk), **form(LINES[0]))
    desk.world.phone(walk, leader=True).delete(typed(desk, walk)[1].id)
    assert "redan inskriven med annat innehåll" in words(desk.post(path(walk), 422, **form(LINES[0])).text)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"time": "25:99"}, "time", "Skriv klockslaget som 18:42"),
        ({"number": "x"}, "number", "Skriv radens nummer"),
        ({"number": "201"}, "number", "Skriv radens nummer"),
        ({"number": "1"}, "number", "Raden står två gånger här."),
        ({"where": "v" * 501}, "where", "Högst 500 tecken"),
        ({"what": "v" * 10_001}, "what", "Högst 10000 tecken"),
    ],
)
def test_nothing_typed_is_lost_at_a_fault(
    desk: Desk, walk: Walk, wrong: dict[str, str], field: str, said: str
) -> None:
    page = desk.post(
        path(walk),
        422,
        **form(LINES[0], {"number": "2", "what": "Den här raden", "building": "Hus B"} | wrong),
    ).text
    assert said in words(page)
    assert f'id="{field}-1-error"' in page
    for kept in (
        "Två lampor är släckta",
        "18.12",
        *({"number": "2", "what": "Den här raden", "building": "Hus B"} | wrong).values(),
    ):
        assert f'value="{kept}"' in page
    assert typed(desk, walk) == {}


def test_more_rows_are_asked_for_without_scripts_and_keep_what_is_typed(desk: Desk, walk: Walk) -> None:
    page = desk.post(path(walk), 200, **form(LINES[0]), more="1").text
    assert "Två lampor är släckta" in page
    assert 'name="number-9"' in page
    assert typed(desk, walk) == {}
    assert 'value="2"' in desk.after(path(walk), **form(LINES[0])), "the next line's number"


def test_an_empty_sheet_is_said_to_be_empty(desk: Desk, walk: Walk) -> None:
    assert "Det fanns inget nytt att spara." in words(desk.after(path(walk), **form()))


def test_a_behaviour_note_is_kept_apart_from_the_list(desk: Desk, walk: Walk) -> None:
    page = words(
        desk.after(path(walk), **form({"number": "1", "type": "behaviour", "what": "Ett gäng vid porten"}))
    )
    assert "Hålls för sig bland de skyddade anteckningarna." in page
    assert "Ett gäng" not in page


def test_a_childs_sheet_is_masked(district: World, desk: Desk) -> None:
    walk = district.plan(kind="children")
    desk.post(path(walk), **form({"number": "1", "what": "Ring mig på 070-174 06 05"}))
    assert "070-174" not in typed(desk, walk)[1].text


def test_a_late_sheet_waits_for_the_next_version(desk: Desk, walk: Walk) -> None:
    desk.world.release(desk.world.note(walk))
    desk.world.hand_over(walk)
    desk.post(path(walk), **form(LINES[0]))
    assert typed(desk, walk)[1].state == "noted"
    report = desk.world.hand_over(walk, everything=True, now=NOW + timedelta(days=1))
    assert typed(desk, walk)[1].state == "frozen"
    assert report.version == 2


def test_another_sheet_number_than_there_can_be_is_refused(desk: Desk, walk: Walk) -> None:
    desk.post(f"/desk/walks/{walk.id}/sheet?sheet=21", 422, **form(LINES[0]))
    assert desk.page(f"/desk/walks/{walk.id}/sheet?sheet=0", 422)
