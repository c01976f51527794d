"""Follow-ups at the desk: due by area and month, planned with one form, and shown before beside after."""

import csv
import io
from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from field.followups import FollowUp
from field.kit.tokens import uuid7
from field.lifecycle import checking
from field.participants import Participant
from field.said import check as said_check
from field.walks import Walk
from tests.web.desk import Desk, at_desk, with_photo
from tests.web.visits import visit, words
from tests.world import NOW, World

LATER = NOW + timedelta(days=190)


def handed_over(world: World) -> tuple[Walk, list[str]]:
    walk = world.plan()
    world.release(world.note(walk, landmark="vid trappan"), world.note(walk, kind="light_hidden"))
    return walk, world.hand_over(walk).points


def later(world: World) -> Desk:
    return at_desk(world, at=LATER)


def test_what_is_due_stands_by_area_and_month(world: World) -> None:
    handed_over(world)
    page = words(at_desk(world).page("/desk/follow-ups"))
    assert "Rinkeby november 2026 2 väntar" in page
    desk = later(world)
    assert "2 är dags" in desk.page("/desk/follow-ups")
    rows = list(
        csv.DictReader(io.StringIO(desk.client.get("/desk/follow-ups/due.csv").data.decode("utf-8-sig")))
    )
    assert rows == [{"area": "Rinkeby", "month": "2026-11", "points": "2", "due": "2", "on_a_walk": "0"}]


def test_nothing_due_is_said_with_when_there_will_be(world: World) -> None:
    assert "Inget att titta på igen." in at_desk(world).page("/desk/follow-ups")


def test_one_form_plans_the_walk_with_all_that_is_due_that_day(world: World) -> None:
    handed_over(world)
    desk = later(world)
    answer = desk.post("/desk/follow-ups", area="Rinkeby", day="2026-11-20", time="19:00")
    assert "Återbesöket är planerat med 2 platser." in desk.page(answer.headers["Location"])
    with world.reading() as db:
        rows = db.exec(select(FollowUp)).all()
    assert {row.state for row in rows} == {"gathered"}
    assert {row.walk_id for row in rows} == {UUID(answer.headers["Location"].rpartition("/")[2])}
    assert "2 på en vandring" in desk.page("/desk/follow-ups")


def test_what_is_wrong_in_the_form_is_said_at_its_field(world: World) -> None:
    page = at_desk(world).post("/desk/follow-ups", 422, area="", day="i höst", time="").text
    for field in ("area", "day", "time"):
        assert f'id="{field}-error"' in page


def test_the_area_is_chosen_by_the_link_that_leads_here(world: World) -> None:
    _walk, _numbers = handed_over(world)
    with world.reading() as db:
        area = db.exec(select(Walk.area_id)).first()
    assert "<option selected>Rinkeby</option>" in at_desk(world).page(f"/desk/follow-ups?area={area}")


def test_a_visits_page_shows_before_and_after_the_claim_and_the_check(world: World) -> None:
    walk, numbers = handed_over(world)
    with world.reading() as db:
        finding = db.exec(select(FollowUp.finding_id)).first()
        assert finding
    visit(world, walk, "trafikkontoret").answer(numbers, "fixed")
    again = world.follow_up(at=LATER)
    leader = world.join(again, "leader")
    with world.writing() as db:
        body = {
            "finding": str(finding),
            "outcome": "remains",
            "text": "Fortfarande mörkt.",
            "checked_at": LATER.isoformat(),
            "revision": 1,
        }
        checking.record_check(
            db,
            db.get_one(Walk, again.id),
            db.get_one(Participant, leader.id),
            uuid7(),
            said_check.read(body, LATER),
            LATER,
        )
    page = words(later(world).page(f"/desk/follow-ups/{again.id}"))
    assert "Trafikkontoret Åtgärdat enligt ägaren 12 maj 2026" in page
    assert "Vi såg Kvarstår Fortfarande mörkt." in page
    assert "ingen har varit där än" in page


def test_a_walk_without_visits_says_so(world: World) -> None:
    walk = world.plan()
    with_photo(world, walk, world.note(walk))
    assert "Inga platser på återbesöket." in at_desk(world).page(f"/desk/follow-ups/{walk.id}")
