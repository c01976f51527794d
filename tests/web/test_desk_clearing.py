"""The clean-up: one list where everything about a finding can be decided, and nothing of behaviour notes."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest

from field import owners
from field.findings import Finding
from field.walks import Walk
from tests.web.desk import Desk, at_desk, verbs, with_photo
from tests.web.visits import words
from tests.world import NOW, RINKEBY_TORG, World


@pytest.fixture
def desk(district: World) -> Desk:
    return at_desk(district)


@pytest.fixture
def walk(district: World) -> Walk:
    return district.plan()


def listed(walk: Walk, **query: str) -> str:
    return f"/desk/walks/{walk.id}/clean-up" + (
        "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    )


def row_of(page: str, row: Finding) -> str:
    """A finding's line in the list."""
    return words(page.partition(f'id="row-{row.id}"')[2].partition("</tr>")[0])


def test_a_line_says_what_where_whose_eyes_to_whom_and_why(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk, landmark="vid trappan", asset_ref="41-207", perspective=["senior"])
    line = row_of(desk.page(listed(walk)), row)
    for part in (
        "Lampa lyser inte",
        "vid trappan · 41-207",
        "Äldre",
        "Trafikkontoret",
        "All gatu- och parkbelysning",
        "läs igenom",
    ):
        assert part in line


def test_an_empty_list_says_what_to_do(desk: Desk, walk: Walk) -> None:
    assert "Inga punkter än." in desk.page(listed(walk))


def test_a_row_is_opened_released_and_the_next_one_comes(desk: Desk, walk: Walk) -> None:
    first, second = desk.world.note(walk), desk.world.note(walk, kind="veg_sight", text="Buskar")
    page = desk.page(listed(walk, row=str(first.id)))
    assert f'data-of="{first.id}"' in page
    answer = desk.post(f"{listed(walk)}/{first.id}/release", show="todo", onward=str(second.id))
    assert answer.headers["Location"] == listed(walk, show="todo", row=str(second.id))
    assert desk.world.get(first).state == "ready"
    assert (
        str(first.id)
        not in desk.page(answer.headers["Location"])
        .partition('<table class="rows"')[2]
        .partition("</table>")[0]
    )
    desk.post(f"{listed(walk)}/{first.id}/take_back")
    assert desk.world.get(first).state == "noted"
    assert verbs(desk.world, first.id) == ["noted", "released", "taken-back"]


def test_holding_back_needs_a_reason_and_what_was_chosen_stays(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    page = desk.post(f"{listed(walk)}/{row.id}/hold", 422, row=str(row.id), why=" ").text
    assert "Skriv varför" in page
    assert f'data-of="{row.id}"' in page
    desk.post(f"{listed(walk)}/{row.id}/hold", why="Hör inte hit")
    assert (desk.world.get(row).state, desk.world.get(row).held_why) == ("held", "Hör inte hit")
    assert "Hör inte hit" in desk.page(listed(walk, row=str(row.id), show="held"))


def test_doubles_are_proposed_with_their_distance_and_linked(desk: Desk, walk: Walk) -> None:
    lat, lon = RINKEBY_TORG
    first = desk.world.note(walk)
    second = desk.world.note(
        walk,
        position={"lat": lat + 0.0001, "lon": lon, "accuracy_m": 5, "source": "device"},
        perspective=["child_10_12"],
    )
    page = desk.page(listed(walk, show="double", row=str(second.id)))
    assert "kan vara samma som nr 1, 11 m bort" in row_of(page, second)
    assert "Samma sak – länka till nr 1" in page
    desk.post(f"{listed(walk)}/{second.id}/link", main=str(first.id))
    assert desk.world.get(second).double_of == first.id
    assert "länkad till nr 1" in row_of(desk.page(listed(walk)), second)
    assert "Länkad hit: nr 2" in desk.page(listed(walk, row=str(first.id)))


def test_a_finding_is_linked_neither_to_itself_nor_to_another_walks(desk: Desk, walk: Walk) -> None:
    row, other = desk.world.note(walk), desk.world.note(desk.world.plan())
    desk.post(f"{listed(walk)}/{row.id}/link", 422, main=str(row.id))
    desk.post(f"{listed(walk)}/{row.id}/link", 404, main=str(other.id))
    desk.post(f"{listed(walk)}/{row.id}/link", 422, main="nonsense")


def test_owners_are_set_by_hand_with_a_reason_that_stands_in_the_letter(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    desk.post(
        f"{listed(walk)}/{row.id}/owners",
        owner="trafikkontoret",
        more="ellevio",
        why="Skåpet bredvid är deras.",
    )
    with desk.world.reading() as db:
        held = owners.assigned(db, [row.id])[row.id]
    assert {each.owner_id: each.why for each in held}["ellevio"] == "Skåpet bredvid är deras."
    assert "All gatu- och parkbelysning" in {each.owner_id: each.why for each in held}["trafikkontoret"]
    assert all(each.by_hand for each in held)
    desk.post(f"{listed(walk)}/{row.id}/owners", 422, owner="finns-inte")


def test_near_a_border_both_sides_are_proposed_and_said(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(
        walk, kind="graf_tag", position={"lat": 59.3904, "lon": 17.9159, "accuracy_m": 5, "source": "device"}
    )
    line = row_of(desk.page(listed(walk)), row)
    assert "Familjebostäder" in line
    assert "Svenska Bostäder" in line
    assert "Nära gränsen mellan Rinkeby, Tensta." in words(desk.page(listed(walk, row=str(row.id))))


def test_what_a_finding_says_is_edited_and_its_owner_found_anew(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk, text="Ring 070-174 06 99 om lampan")
    assert "Kan innehålla en personuppgift" in desk.page(listed(walk, row=str(row.id)))
    fields = {
        "type": "defect",
        "kind": "graf_cabinet",
        "urgency": "2",
        "text": "Elskåpet är klottrat.",
        "landmark": "vid trappan",
        "asset_ref": "E-7",
    }
    assert "Ändringen är sparad." in desk.after(f"{listed(walk)}/{row.id}/edit", **fields)
    now = desk.world.get(row)
    assert (now.kind, now.urgency, now.text, now.landmark, now.asset_ref, now.words_for_public) == (
        "graf_cabinet",
        "2",
        *list(fields.values())[3:],
        True,
    )
    assert "Ellevio" in row_of(desk.page(listed(walk)), row)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("kind", "nonsens", "Välj något ur listan."), ("urgency", "9", "Välj något ur listan."), ("type", "", "Välj något ur listan."), ("text", "x" * 10_001, "Högst 10000 tecken")],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, walk: Walk, field: str, value: str, said: str
) -> None:
    row = desk.world.note(walk)
    fields = {
        "type": "defect",
        "kind": "light_out",
        "urgency": "",
        "text": "Ord",
        "landmark": "vid min nya häck",
        "asset_ref": "",
        "row": str(row.id),
    }
    page = desk.post(f"{listed(walk)}/{row.id}/edit", 422, **(fields | {field: value})).text
    assert said in words(page)
    assert f'id="{field}-error"' in page
    assert "vid min nya häck" in page
    assert desk.world.get(row).landmark == ""


def test_an_acute_point_asks_for_a_call_until_it_is_logged(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk, kind="light_damage")
    page = desk.page(listed(walk, row=str(row.id)))
    assert "Ring nu." in words(page)
    assert "070-174 06 05" in page
    wrong = desk.post(
        f"{listed(walk)}/{row.id}/call", 422, row=str(row.id), at="2027-01-01T10:00", whom="", outcome="x"
    ).text
    for said in ("Skriv vem du ringde.", "Välj hur det gick.", "Det kan inte vara framåt i tiden."):
        assert said in wrong
    desk.post(
        f"{listed(walk)}/{row.id}/call",
        at="2026-05-12T17:55",
        whom="Trafikkontoret",
        outcome="nobody",
        words="prövar igen",
    )
    now = desk.world.get(row)
    assert (now.call_whom, now.call_outcome) == ("Trafikkontoret", "Ingen svarade · prövar igen")
    assert now.call_at == NOW - timedelta(minutes=5)
    page = desk.page(listed(walk, row=str(row.id)))
    assert "Samtalet är noterat" in page
    assert 'id="call-now"' not in page


def test_all_that_nothing_hinders_is_released_in_one_go_and_the_rest_is_told(desk: Desk, walk: Walk) -> None:
    free, good = desk.world.note(walk), desk.world.note(walk, type="positive", kind="pos_light")
    far = {"lat": 59.3918, "lon": 17.9285, "accuracy_m": 5, "source": "device"}
    acute, unread = (
        desk.world.note(walk, kind="light_damage", position=far),
        desk.world.note(walk, kind="furn_bench", text="Fråga anna@b.example"),
    )
    pictured = desk.world.note(walk, kind="waste_litter")
    with_photo(desk.world, walk, pictured)
    page = words(desk.after(f"{listed(walk)}/release-all", back=listed(walk, show="todo")))
    assert "2 punkter är klara." in page
    assert "3 punkter behöver dig först." in page
    assert [desk.world.get(row).state for row in (free, good, acute, unread, pictured)] == [
        "ready",
        "ready",
        "noted",
        "noted",
        "noted",
    ]


@pytest.mark.parametrize(
    ("show", "left"),
    [("all", 4), ("todo", 3), ("acute", 1), ("photo", 1), ("owner", 1), ("held", 0), ("done", 1)],
)
def test_filters_stand_in_the_address_and_count(desk: Desk, walk: Walk, show: str, left: int) -> None:
    far = {"lat": 59.3918, "lon": 17.9285, "accuracy_m": 5, "source": "device"}
    ready = desk.world.note(walk)
    desk.world.release(ready)
    desk.world.note(walk, kind="light_damage", position=far)
    with_photo(desk.world, walk, desk.world.note(walk, kind="waste_litter"))
    orphan = desk.world.note(walk, kind="furn_bench")
    desk.world.give(orphan)
    assert desk.page(listed(walk, show=show)).count('<tr id="row-') == left


def test_words_are_searched_for_in_the_list(desk: Desk, walk: Walk) -> None:
    desk.world.note(walk, landmark="vid Trappan")
    desk.world.note(walk, kind="veg_sight", text="Buskar")
    assert desk.page(listed(walk, q="trappan")).count('<tr id="row-') == 1
    assert "Ingen punkt passar filtret" in desk.page(listed(walk, q="rymdskepp"))


def test_behaviour_notes_are_nowhere_in_the_list_the_map_or_the_file(desk: Desk, walk: Walk) -> None:
    note = desk.world.note(walk, type="behaviour", kind="s_noise", text="Hemligt om en plats")
    desk.world.note(walk)
    for path in (listed(walk), f"{listed(walk)}/list.csv", f"{listed(walk)}?row={note.id}"):
        assert "Hemligt" not in desk.page(path)
        assert str(note.id) not in desk.page(path).replace(f"row={note.id}", "")
    for verb in ("release", "edit", "hold", "owners", "link", "call"):
        desk.post(f"{listed(walk)}/{note.id}/{verb}", 404)


def test_a_finding_is_reached_by_its_own_walk_alone(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(desk.world.plan())
    desk.post(f"{listed(walk)}/{row.id}/release", 404)
    desk.post(f"{listed(walk)}/{uuid4()}/release", 404)
    desk.page(f"/desk/walks/{uuid4()}/clean-up", 404)


def test_what_is_in_a_protocol_is_not_changed_but_may_get_another_owner(desk: Desk, walk: Walk) -> None:
    row = desk.world.note(walk)
    desk.world.hand_over(walk, everything=True)
    page = desk.page(listed(walk, row=str(row.id)))
    assert "i protokollet" in page
    assert 'id="edit-fold"' not in page
    desk.post(f"{listed(walk)}/{row.id}/take_back", 409)
    desk.post(f"{listed(walk)}/{row.id}/owners", owner="ellevio")
    assert desk.world.hand_over(walk).version == 2


def test_the_list_as_a_file_has_no_cell_that_could_run(desk: Desk, walk: Walk) -> None:
    desk.world.note(walk, text="=HYPERLINK(1)", landmark="@x")
    desk.world.note(walk, kind="b_garage", building={"name": "Garaget"})
    answer = desk.client.get(f"{listed(walk)}/list.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    first, indoors = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (first["text"], first["landmark"]) == ("'=HYPERLINK(1)", "'@x")
    assert (indoors["lat"], indoors["lon"]) == ("", "")


def test_what_was_seen_here_before_is_said(world: World) -> None:
    desk, walk = at_desk(world), world.plan()
    first = world.note(walk)
    world.hand_over(walk, everything=True)
    later = world.plan(at=NOW + timedelta(days=150))
    at = (NOW + timedelta(days=150)).isoformat()
    row = world.note(later, noted_at=at, now=NOW + timedelta(days=150))
    assert "också noterad maj 2026" in row_of(desk.page(listed(later)), row)
    assert f"på samma plats förut: {world.get(first).number} maj 2026" in words(
        desk.page(listed(later, row=str(row.id)))
    )


def test_klar_on_marked_words_asks_and_the_answer_is_hide_or_keep(desk: Desk) -> None:
    walk = desk.world.plan()
    row = desk.world.note(walk, text="Ring 073-614 28 95 om lampan.")
    clean_up = f"/desk/walks/{walk.id}/clean-up"
    page = desk.page(f"{clean_up}?row={row.id}")
    assert "<mark>073-614 28 95</mark>" in page
    assert "Läs det markerade först" in desk.after(f"{clean_up}/{row.id}/release")
    assert desk.world.get(row).state == "noted"
    desk.post(f"{clean_up}/{row.id}/words/keep_for_owner")
    kept = desk.world.get(row)
    assert (kept.words_for_owner, kept.words_for_public) == (True, False)
    assert "Det markerade är dolt." in desk.after(f"{clean_up}/{row.id}/words/mask")
    desk.post(f"{clean_up}/{row.id}/release")
    now = desk.world.get(row)
    assert (now.state, now.text, now.flags) == ("ready", "Ring ▇▇▇ om lampan.", [])
