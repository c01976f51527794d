"""Owners at the desk: how they answer, whether letters reach them, and their links."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import select

from field.handovers import OwnerLink
from field.letters import Letter
from field.owners import Owner
from field.walks import Walk
from tests.web.desk import ADMIN, Desk, at_desk, verbs
from tests.web.visits import visit, words
from tests.world import NOW, World


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world)


def sent(world: World, count: int = 2) -> tuple[Walk, list[str]]:
    walk = world.plan()
    world.release(*(world.note(walk, text=f"Lampa {i}", landmark=f"stolpe {i}") for i in range(count)))
    return walk, world.hand_over(walk).points


def table(desk: Desk, query: str = "") -> dict[str, str]:
    page = desk.page(f"/desk/owners{query}")
    return {
        words(row).split("  ")[0].split(" Felanmälan")[0]: words(row)
        for row in page.split('<th scope="row">')[1:]
    }


def test_owners_with_points_are_listed_with_what_is_unanswered(desk: Desk) -> None:
    assert "Ingen ägare här." in desk.page("/desk/owners")
    walk, numbers = sent(desk.world)
    desk.world.clock(NOW + timedelta(days=3))
    visit(desk.world, walk, "trafikkontoret").answer(numbers[0], "fixed")
    (row,) = table(desk).values()
    assert "Trafikkontoret" in row
    assert " 2 1 3 dagar 15 maj 2026" in row
    assert "når fram" in row


@pytest.mark.parametrize(("show", "count"), [("points", 1), ("silent", 1), ("contact", 1), ("all", 22)])
def test_the_list_is_narrowed_in_the_address(desk: Desk, show: str, count: int) -> None:
    sent(desk.world)
    assert desk.page(f"/desk/owners?show={show}").count('<th scope="row">') == count
    data = desk.client.get(f"/desk/owners/owners.csv?show={show}").data.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(data)))) == count


def test_an_owners_page_shows_each_point_with_its_answer_and_its_visit(desk: Desk) -> None:
    walk, numbers = sent(desk.world)
    owner = visit(desk.world, walk, "trafikkontoret")
    owner.answer(numbers[0], "wont", reason="budget", words="Inte i år.", own_ref="BEL-7")
    page = words(desk.page("/desk/owners/trafikkontoret"))
    assert "1 av 2 punkter är besvarade" in page
    assert "Görs inte 12 maj 2026 · Inga pengar i år · Inte i år. · BEL-7" in page
    assert "12 november 2026" in page
    desk.page("/desk/owners/finns-inte", 404)


def test_an_owner_who_bounces_or_has_no_address_is_seen_to(desk: Desk) -> None:
    sent(desk.world)
    with desk.world.writing() as db:
        for letter in db.exec(select(Letter).where(Letter.kind == "handover")):
            letter.move("failed")
            letter.error = "550 no such user"
    assert "brev studsar" in desk.page("/desk/owners/trafikkontoret")
    assert "ingen adress" in desk.page("/desk/owners/spanga-torg")
    assert "studsade" in desk.page("/desk/")


def links(world: World) -> list[OwnerLink]:
    with world.reading() as db:
        return list(db.exec(select(OwnerLink).order_by(OwnerLink.made_at)))


def test_a_link_is_revoked_and_opens_nothing_any_more(desk: Desk) -> None:
    walk, _numbers = sent(desk.world)
    owner = visit(desk.world, walk, "trafikkontoret")
    owner.open()
    (link,) = links(desk.world)
    assert "återkallad" in desk.after(f"/desk/owners/links/{link.id}/revoke")
    assert desk.world.app.test_client().get(owner.path).status_code != 200
    assert verbs(desk.world, link.id) == ["link-revoked"]


def test_a_new_link_goes_out_and_the_old_ones_stop(desk: Desk) -> None:
    walk, numbers = sent(desk.world)
    old = visit(desk.world, walk, "trafikkontoret")
    desk.world.clock(NOW + timedelta(hours=2))
    (link,) = links(desk.world)
    desk.post(f"/desk/owners/links/{link.id}/renew")
    before, fresh = links(desk.world)
    assert before.revoked_at
    assert fresh.revoked_at is None
    assert desk.world.app.test_client().get(old.path).status_code != 200
    assert visit(desk.world, walk, "trafikkontoret").answer(numbers[0], "received").status_code == 303
    with desk.world.reading() as db:
        assert db.exec(select(Letter.to_email).where(Letter.kind == "new_link")).all() == [
            "felanmalan@trafikkontoret.example"
        ]
    desk.post(f"/desk/owners/links/{walk.id}/renew", 404)


CONTACT = {
    "name": "Trafikkontoret",
    "role": "Drift",
    "email": "drift@tk.example",
    "deputy_email": "",
    "escalation_email": "",
    "phone": "070-174 06 06",
}


def test_a_contact_is_changed_by_admins_alone_and_the_journal_holds_no_address(desk: Desk) -> None:
    assert "Ändra kontakten" not in desk.page("/desk/owners/trafikkontoret")
    desk.post("/desk/owners/trafikkontoret", 403, **CONTACT)
    admin = at_desk(desk.world, ADMIN)
    admin.post("/desk/owners/trafikkontoret", **CONTACT, speaks=["en", "sv", "klingon"])
    with desk.world.reading() as db:
        owner = db.get_one(Owner, "trafikkontoret")
    assert (owner.email, owner.role, owner.languages) == ("drift@tk.example", "Drift", "en sv")
    assert verbs(desk.world, "trafikkontoret") == ["contact-changed"]
    assert "drift@tk.example" not in admin.page("/desk/journal")


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "ingen adress"), ("deputy_email", "a@b@c"), ("name", ""), ("phone", "1" * 61)],
)
def test_a_contact_that_cannot_be_used_is_said_at_its_field(world: World, field: str, value: str) -> None:
    page = at_desk(world, ADMIN).post("/desk/owners/trafikkontoret", 422, **(CONTACT | {field: value})).text
    assert f'id="{field}-error"' in page
    with world.reading() as db:
        assert db.get_one(Owner, "trafikkontoret").email == "felanmalan@trafikkontoret.example"
