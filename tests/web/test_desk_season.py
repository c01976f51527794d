"""The season: areas by spring and autumn, what is walked, what is planned, and what nobody has thought of."""

import csv
import io
import re
from datetime import timedelta

from field.walks import Walk
from tests.web.desk import Desk, at_desk
from tests.web.visits import words
from tests.world import NOW, World


def cells(desk: Desk, area: str) -> list[str]:
    """An area's states: autumn before, spring before … in the order of the table."""
    row = re.search(rf'<th scope="row">{area}</th>(.*?)</tr>', desk.page("/desk/season"), re.DOTALL)
    assert row
    return re.findall(r'<td class="(\w+)">', row[1])


def test_areas_are_done_planned_or_nothing_season_by_season(world: World) -> None:
    world.close(world.plan(at=NOW - timedelta(days=200)))
    world.plan()
    desk = at_desk(world)
    assert cells(desk, "Rinkeby") == ["none", "done", "planned", "none"]
    assert cells(desk, "Husby") == ["none"] * 4
    page = words(desk.page("/desk/season"))
    assert "0 av 11 områden är gångna · 1 är planerat" in page
    assert "Vår 2025 Höst 2025 Vår 2026 Höst 2026" in page


def test_an_empty_cell_from_now_on_plans_a_walk_there(world: World) -> None:
    page = at_desk(world).page("/desk/season")
    assert page.count('href="/desk/walks/new?area=Husby"') == 2
    assert "<option selected>Husby</option>" in at_desk(world).page("/desk/walks/new?area=Husby")


def test_a_follow_up_a_cancelled_walk_and_loaded_reports_are_no_coverage(world: World) -> None:
    world.plan("Husby", kind="follow-up")
    cancelled, collection = world.plan("Tensta"), world.plan("Kista")
    with world.writing() as db:
        db.get_one(Walk, cancelled.id).move("cancelled")
        row = db.get_one(Walk, collection.id)
        row.move("closed")
        row.closed_at = row.starts_at
    desk = at_desk(world)
    for area in ("Husby", "Tensta", "Kista"):
        assert cells(desk, area)[2] == "none", area


def test_the_map_shows_the_season_that_is_chosen(world: World) -> None:
    world.close(world.plan("Husby", at=NOW - timedelta(days=200)))
    desk = at_desk(world)
    assert '<path class="ground done"' not in desk.page("/desk/season")
    assert desk.page("/desk/season?season=2025H").count('<path class="ground done"') == 1
    assert "Höst 2025" in words(desk.page("/desk/season?season=2025H")).partition("områden")[0]


def test_the_season_is_to_be_had_as_a_file(world: World) -> None:
    world.plan()
    data = at_desk(world).client.get("/desk/season/season.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert len(rows) == 44
    assert {
        "area": "Rinkeby",
        "season": "Vår 2026",
        "state": "planned",
        "walks": "1",
        "follow_ups": "0",
        "points": "0",
    } in rows
