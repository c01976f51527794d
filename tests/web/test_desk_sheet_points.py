"""A follow-up's sheet: it asks about the due points, a tick typed in is a check however often it is sent, and a free line is a new finding."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from field import findings, followups, handovers
from field.findings import Finding
from field.followups import Check
from field.paper import revisiting
from field.walks import Walk
from tests.web.desk import Desk, at_desk, verbs
from tests.web.test_desk_sheet import form, path, typed
from tests.web.test_desk_sheet_photos import batch, camera, place, proposals, taken
from tests.web.visits import words
from tests.world import NOW, World

LATER = NOW + timedelta(days=186)


@pytest.fixture
def points(world: World) -> list[Finding]:
    """Two points of the spring."""
    walk = world.plan()
    rows = [
        world.note(walk, landmark="bakom nr 12"),
        world.note(walk, kind="graf_wall", text="Klotter på gaveln"),
    ]
    world.hand_over(walk, everything=True)
    return [world.get(row) for row in rows]


@pytest.fixture
def walk(world: World, points: list[Finding]) -> Walk:
    """The walk that goes back to both, in the autumn at half past five."""
    assert points
    return world.follow_up(at=LATER + timedelta(minutes=30))


@pytest.fixture
def desk(world: World, walk: Walk) -> Desk:
    assert walk
    return at_desk(world, at=LATER + timedelta(hours=4))


def tick(row: Finding, outcome: str, was: int = 0, **more: str) -> dict[str, str]:
    """As the page sends one point."""
    said = {"outcome": outcome, "reason": "", "time": "", "what": "", "was": str(was), **more}
    return {f"{name}-{row.id}": words for name, words in said.items()}


def checks(desk: Desk, walk: Walk) -> dict[str, Check]:
    """Number → the latest check."""
    with desk.world.reading() as db:
        return {
            db.get_one(Finding, each.finding_id).number or "": each
            for each in followups.checks_of_walk(db, walk.id)
        }


def visits(desk: Desk, row: Finding) -> list[tuple[str, str]]:
    with desk.world.reading() as db:
        return [(each.state, each.outcome) for each in followups.of_findings(db, [row.id])[row.id]]


def new_findings(desk: Desk, walk: Walk) -> list[Finding]:
    with desk.world.reading() as db:
        return findings.of_walk(db, walk.id)


def test_the_printed_sheet_asks_about_each_due_point_by_its_number(
    desk: Desk, walk: Walk, points: list[Finding]
) -> None:
    pages = PdfReader(BytesIO(desk.client.get(f"/desk/walks/{walk.id}/sheet.pdf").data)).pages
    shown = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in (
        "Blad för återbesöket",
        "RI26V-001",
        "bakom nr 12",
        "RI26V-002",
        "Klotter på gaveln",
        "Trafikkontoret: ",
        "Nytt som ni ser",
    ):
        assert said in shown
    assert [
        shown.count(said) for said in ("Fixat", "Kvarstår", "Värre", "Kan inte bedömas", "Vems ögon")
    ] == [2, 2, 2, 2, 10]
    plain = PdfReader(BytesIO(desk.client.get(f"/desk/walks/{points[0].walk_id}/sheet.pdf").data)).pages
    assert "Kvarstår" not in " ".join(page.extract_text() for page in plain)


def test_a_tick_is_a_check_and_a_free_line_a_new_finding(
    desk: Desk, walk: Walk, points: list[Finding]
) -> None:
    lamp, wall = points
    said = tick(lamp, "fixed", time="18.42") | tick(wall, "not_judged", reason="snow", what="Gaveln är täckt")
    page = words(
        desk.after(path(walk), **said, **form({"number": "1", "kind": "1", "what": "En ny mörk lampa"}))
    )
    assert "Det ni såg på 2 platser är sparat. 1 rad är sparad." in page
    assert [row.text for row in new_findings(desk, walk)] == ["En ny mörk lampa"]
    kept = checks(desk, walk)
    assert [(each.outcome, each.reason, each.text) for each in kept.values()] == [
        ("not_judged", "snow", "Gaveln är täckt"),
        ("fixed", "", ""),
    ]
    assert kept["RI26V-001"].checked_at == datetime(2026, 11, 14, 17, 42, 0, 1000, UTC)
    assert kept["RI26V-002"].checked_at == walk.starts_at
    assert (visits(desk, lamp), visits(desk, wall)) == ([("done", "fixed")], [("due", "not_judged")])
    assert "Vi såg Kunde inte bedömas Snö eller is – Gaveln är täckt" in words(
        desk.page(f"/desk/follow-ups/{walk.id}")
    )
    assert "Samordnaren tittade på" in words(desk.page("/desk/journal"))


def test_what_is_ticked_stands_beside_the_claim_in_the_protocol_and_goes_to_the_owner_again(
    desk: Desk, walk: Walk, points: list[Finding]
) -> None:
    desk.post(path(walk), **tick(points[0], "remains"))
    report = desk.world.hand_over(walk, everything=True, now=LATER + timedelta(days=1))
    assert report.points == ["RI26V-001"]
    with desk.world.reading() as db:
        assert len(handovers.of_finding(db, points[0].id)) == 2
    page = desk.page(path(walk))
    assert f"outcome-{points[0].id}" not in page, "what is in a protocol stands"
    late = desk.post(
        path(walk), 422, **tick(points[0], "fixed", was=1), **form({"number": "1", "what": "Rad ett"})
    )
    assert "står redan i protokollet" in words(late.text)
    assert "Rad ett" in late.text


def test_sent_twice_a_tick_is_one_check(desk: Desk, walk: Walk, points: list[Finding]) -> None:
    said = tick(points[0], "worse", time="18:42") | form({"number": "1", "what": "Nytt"})
    desk.post(path(walk), **said)
    before = checks(desk, walk)["RI26V-001"]
    again = words(desk.after(path(walk), **said))
    assert "1 plats var redan inskriven. 1 rad fanns redan." in again
    after = checks(desk, walk)
    assert [(each.id, each.revision, each.change) for each in after.values()] == [
        (before.id, 1, before.change)
    ]
    with desk.world.reading() as db:
        (visit,) = followups.of_findings(db, [points[0].id])[points[0].id]
    assert verbs(desk.world, visit.id).count("checked") == 1
    assert len(new_findings(desk, walk)) == 1


def test_a_tick_is_typed_over_by_who_has_seen_it_and_by_nobody_else(
    desk: Desk, walk: Walk, points: list[Finding]
) -> None:
    lamp, wall = points
    desk.post(path(walk), **tick(lamp, "fixed", time="18:42"))
    page = desk.page(path(walk))
    assert f'name="was-{lamp.id}" value="1"' in page
    assert 'value="fixed" selected' in page
    assert "Det fanns inget nytt att spara." in words(
        desk.after(path(walk), **tick(lamp, "fixed", was=1, time="18:42"))
    )
    unseen = desk.post(path(walk), 422, **tick(lamp, "remains"), **tick(wall, "worse")).text
    assert "Någon annan har skrivit in något annat här." in words(unseen)
    assert "På det här bladet: Fixat" not in words(unseen), "as others read it"
    assert "På det här bladet: Kontrollerat på plats" in words(unseen)
    assert f'name="was-{lamp.id}" value="1"' in unseen
    assert list(checks(desk, walk)) == ["RI26V-001"], "all or nothing"
    desk.post(path(walk), **tick(lamp, "not_judged", was=1, reason="closed"))
    assert (checks(desk, walk)["RI26V-001"].revision, visits(desk, lamp)) == (2, [("due", "not_judged")])


def test_another_sheet_says_its_own(desk: Desk, walk: Walk, points: list[Finding]) -> None:
    desk.post(path(walk), **tick(points[0], "fixed", time="19:00"))
    assert "Någon annan såg: Kontrollerat på plats" in words(desk.page(path(walk, 2)))
    desk.post(path(walk, 2), **tick(points[0], "remains"))
    with desk.world.reading() as db:
        assert [each.outcome for each in followups.checks_of_walk(db, walk.id)] == ["remains", "fixed"]
    assert visits(desk, points[0]) == [("done", "remains")]
    assert "Vi såg Kvarstår" in words(desk.page(f"/desk/follow-ups/{walk.id}")), "what was typed last"
    assert "Blad 2 1 rad" in words(desk.page(path(walk)))


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"outcome": "", "what": "Hål i muren"}, "outcome", "Välj vad ni såg."),
        ({"outcome": "trasig"}, "outcome", "Välj vad ni såg."),
        ({"outcome": "fixed", "reason": "snow"}, "reason", "Skälet hör bara till"),
        ({"outcome": "fixed", "time": "25:99"}, "time", "Skriv klockslaget som 18:42"),
        ({"outcome": "fixed", "what": "v" * 10_001}, "what", "Högst 10000 tecken"),
    ],
)
def test_nothing_typed_is_lost_at_a_fault(
    desk: Desk, walk: Walk, points: list[Finding], wrong: dict[str, str], field: str, said: str
) -> None:
    more = tick(points[1], "remains", what="Den andra platsen") | form({"number": "1", "what": "En ny sak"})
    page = desk.post(path(walk), 422, **tick(points[0], **wrong), **more).text
    assert said in words(page)
    assert f'id="{field}-{points[0].id}-error"' in page
    for kept in ("Den andra platsen", "En ny sak", wrong.get("what", "")):
        assert kept in page
    assert (checks(desk, walk), new_findings(desk, walk)) == ({}, [])


def test_more_rows_keep_what_is_ticked(desk: Desk, walk: Walk, points: list[Finding]) -> None:
    page = desk.post(
        path(walk), 200, **tick(points[0], "worse"), **form({"number": "1", "what": "Nytt"}), more="1"
    ).text
    assert 'value="worse" selected' in page
    assert checks(desk, walk) == {}


def test_a_camera_photo_goes_with_the_point_it_was_taken_at(
    desk: Desk, walk: Walk, points: list[Finding]
) -> None:
    lamp, wall = points
    desk.post(
        path(walk),
        **tick(lamp, "fixed", time="18:42"),
        **tick(wall, "remains"),
        **form({"number": "1", "time": "18:50", "what": "Nytt"}),
    )
    of_point, line = revisiting.check_id(walk.id, 1, lamp.id), typed(desk, walk)[1].id
    address = f"/desk/walks/{walk.id}/sheet/photos"
    page = desk.after(
        address,
        **batch(a=camera("18:44:05", day="2026:11:14"), b=camera("18:51:00", width=97, day="2026:11:14")),
    )
    first, second = taken(desk, walk)
    assert proposals(page) == {str(first.id): str(of_point), str(second.id): str(line)}
    assert "RI26V-001 · 18:42" in words(page)
    for _twice in range(2):
        place(desk, walk, {first.id: str(of_point), second.id: str(line)})
    assert (desk.world.get(first).check_id, desk.world.get(first).finding_id) == (of_point, lamp.id)
    assert verbs(desk.world, first.id) == ["photo-kept", "photo-placed"]
    assert str(first.id) in desk.page(f"/desk/follow-ups/{walk.id}"), "after, beside before"
    place(desk, walk, {first.id: str(line)}, {first.id: str(of_point)})
    assert (desk.world.get(first).check_id, desk.world.get(first).finding_id) == (None, line)


def test_another_walks_check_takes_no_photo(desk: Desk, walk: Walk, points: list[Finding]) -> None:
    desk.post(path(walk), **tick(points[0], "fixed", time="18:42"))
    elsewhere = desk.world.plan(at=LATER)
    desk.post(f"/desk/walks/{elsewhere.id}/sheet/photos", **batch(a=camera("18:44:05", day="2026:11:14")))
    (photo,) = taken(desk, elsewhere)
    said = {f"to-{photo.id}": str(revisiting.check_id(walk.id, 1, points[0].id)), f"was-{photo.id}": ""}
    desk.post(f"/desk/walks/{elsewhere.id}/sheet/photos/places", 404, **said)
    assert desk.world.get(photo).check_id is None


def test_an_ordinary_walks_sheet_asks_about_nothing(desk: Desk, points: list[Finding]) -> None:
    walk = desk.world.plan(at=LATER)
    assert "Platser att titta på igen" not in desk.page(path(walk))
    desk.post(path(walk), **tick(points[0], "fixed"), **form({"number": "1", "what": "Nytt"}))
    assert (checks(desk, walk), len(new_findings(desk, walk))) == ({}, 1)


def test_a_behaviour_note_is_on_no_paper(desk: Desk, walk: Walk, points: list[Finding]) -> None:
    with desk.world.writing() as db:
        row = db.get_one(Finding, points[1].id)
        row.type, row.kind = "behaviour", "social"
        db.add(row)
    assert "RI26V-002" not in desk.page(path(walk))
    with desk.world.reading() as db:
        assert [each.number for each in revisiting.on_paper(db, db.get_one(Walk, walk.id))] == ["RI26V-001"]
