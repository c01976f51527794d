"""What another phone says of a point waits at the desk: taken or left by one press, and of a sent point by a correction."""

from uuid import UUID

import pytest
from sqlmodel import select

from field.findings import Finding, FindingProposal, FindingVersion
from field.kit.tokens import uuid7
from field.walks import Walk
from tests.phones import Phone
from tests.tools.pages import html_faults
from tests.web.desk import PLAIN, Desk, at_desk, verbs
from tests.web.test_desk_together import seen_on
from tests.web.visits import words
from tests.world import World, said


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world)


@pytest.fixture
def walk(world: World) -> Walk:
    return world.plan()


@pytest.fixture
def row(world: World, walk: Walk) -> Finding:
    """A point with its maker's words."""
    key = uuid7()
    world.phone(walk).put_finding(said(text="Egna ord"), key)
    finding: Finding = world.get(Finding(id=key))
    return finding


@pytest.fixture
def other(world: World, walk: Walk, row: Finding) -> Phone:
    return world.phone(walk)


def propose(other: Phone, row: Finding, revision: int = 2, **facts: object) -> None:
    answer = other.put_finding(said(**({"text": "Andras ord"} | facts), revision=revision), row.id)
    assert answer.status_code == 200


def waiting(world: World) -> FindingProposal:
    with world.reading() as db:
        return db.exec(select(FindingProposal)).one()


def panel(row: Finding, show: str = "proposed") -> str:
    return f"/desk/walks/{row.walk_id}/clean-up?show={show}&row={row.id}"


def to(row: Finding, proposal: UUID, verb: str) -> str:
    return f"/desk/walks/{row.walk_id}/clean-up/{row.id}/proposals/{proposal}/{verb}"


def erratum(row: Finding) -> str:
    return f"/desk/walks/{row.walk_id}/clean-up/{row.id}/erratum"


def test_the_desk_sees_what_stands_and_what_is_proposed_and_never_who(
    desk: Desk, row: Finding, other: Phone
) -> None:
    desk.world.note(desk.world.get(Walk(id=row.walk_id)))
    propose(other, row)
    page = desk.page(panel(row))
    said_there = words(page)
    assert "Egna ord → Andras ord" in said_there
    assert "Förslag att ta ställning till 1" in said_there
    assert page.count("<tr id=") == 1
    assert str(waiting(desk.world).participant_id) not in page
    assert "1 förslag att ta ställning till" in words(desk.page("/desk/"))
    assert html_faults({"panel": page, "today": desk.page("/desk/")}) == []


def test_what_is_taken_is_the_desks_word_and_is_read_again(desk: Desk, row: Finding, other: Phone) -> None:
    propose(other, row)
    desk.world.release(row)
    address = to(row, waiting(desk.world).id, "take")
    for _time in range(2):
        desk.post(address)
    stands = desk.world.get(row)
    assert (stands.text, stands.state, waiting(desk.world).state) == ("Andras ord", "noted", "taken")
    with desk.world.reading() as db:
        said_by = db.exec(select(FindingVersion.role).where(FindingVersion.finding_id == row.id)).all()
    assert said_by.count("desk") == 1
    assert verbs(desk.world, row.id).count("proposal-taken") == 1
    assert "Egna ord → Andras ord" not in words(desk.page(panel(row)))


def test_what_is_left_changes_nothing_and_a_newer_wording_asks_anew(
    desk: Desk, row: Finding, other: Phone
) -> None:
    propose(other, row)
    desk.post(to(row, waiting(desk.world).id, "leave"))
    assert (desk.world.get(row).text, waiting(desk.world).state) == ("Egna ord", "left")
    assert "Förslag att ta ställning till 0" in words(desk.page(panel(row)))
    propose(other, row, 3, text="Nya ord")
    assert "Egna ord → Nya ord" in words(desk.page(panel(row)))


@pytest.mark.parametrize("verb", ["take", "leave"])
def test_a_wording_that_came_after_the_page_is_not_decided_unread(
    desk: Desk, row: Finding, other: Phone, verb: str
) -> None:
    propose(other, row)
    address = to(row, waiting(desk.world).id, verb)
    read = seen_on(desk.page(panel(row)), address)
    propose(other, row, 3, text="Nya ord")
    desk.post(address, 409, seen=read)
    assert (desk.world.get(row).text, waiting(desk.world).state) == ("Egna ord", "open")


def test_what_stands_has_changed_since_the_page(desk: Desk, row: Finding, other: Phone) -> None:
    propose(other, row)
    address = to(row, waiting(desk.world).id, "take")
    read = seen_on(desk.page(panel(row)), address)
    edit = f"/desk/walks/{row.walk_id}/clean-up/{row.id}/edit"
    desk.post(edit, type="defect", kind=row.kind, text="Handläggarens ord")
    desk.post(address, 409, seen=read)
    assert desk.world.get(row).text == "Handläggarens ord"


def test_a_proposal_of_behaviour_is_for_those_with_the_right(desk: Desk, row: Finding, other: Phone) -> None:
    propose(other, row, type="behaviour", kind="s_noise", text="Folk skriker")
    newcomer = at_desk(desk.world, PLAIN)
    for path in (panel(row, "all"), "/desk/"):
        assert "Folk skriker" not in newcomer.page(path)
        assert "1 förslag" not in words(newcomer.page(path))
    for verb in ("take", "leave"):
        newcomer.post(to(row, waiting(desk.world).id, verb), 404)
    assert "Folk skriker" in desk.page(panel(row))
    assert "1 förslag att ta ställning till" in words(desk.page("/desk/"))


def test_another_points_proposal_is_not_reached_from_here(desk: Desk, row: Finding, other: Phone) -> None:
    propose(other, row)
    beside = desk.world.note(desk.world.get(Walk(id=row.walk_id)))
    desk.post(to(beside, waiting(desk.world).id, "take"), 404)


@pytest.fixture
def sent(world: World, walk: Walk, row: Finding, other: Phone) -> Finding:
    world.hand_over(walk, everything=True)
    propose(other, row)
    frozen: Finding = world.get(row)
    return frozen


def test_of_a_sent_point_a_correction_is_proposed_and_nothing_changes_by_itself(
    desk: Desk, sent: Finding
) -> None:
    assert "1 rättelse som föreslås" in words(desk.page("/desk/"))
    listed = desk.page(panel(sent, "errata"))
    assert "Egna ord → Andras ord" in words(listed)
    proposal = waiting(desk.world)
    assert f"{erratum(sent)}?proposal={proposal.id}" in listed
    assert to(sent, proposal.id, "take") not in listed
    desk.post(to(sent, proposal.id, "take"), 409)
    page = desk.page(f"{erratum(sent)}?proposal={proposal.id}")
    assert ">Andras ord</textarea>" in page
    assert html_faults({"list": listed, "erratum": page}) == []
    assert (desk.world.get(sent).text, waiting(desk.world).state) == ("Egna ord", "open")


def test_a_correction_takes_what_was_proposed(desk: Desk, sent: Finding) -> None:
    proposal = str(waiting(desk.world).id)
    facts = {"type": sent.type, "kind": sent.kind, "text": "Andras ord", "proposal": proposal}
    desk.post(erratum(sent), 422, **facts, why="")
    assert waiting(desk.world).state == "open"
    desk.post(erratum(sent), **facts, why="De som gick såg fel")
    assert (desk.world.get(sent).text, waiting(desk.world).state) == ("Andras ord", "taken")
    assert "0 rättelser som föreslås" in words(desk.page("/desk/"))


def test_a_proposed_correction_is_left_from_its_page(desk: Desk, sent: Finding) -> None:
    address = to(sent, waiting(desk.world).id, "leave")
    read = seen_on(desk.page(erratum(sent)), address)
    answer = desk.post(address, seen=read, back=erratum(sent))
    assert answer.headers["Location"] == erratum(sent)
    assert (desk.world.get(sent).text, waiting(desk.world).state) == ("Egna ord", "left")


def test_what_a_phone_has_removed_is_brought_back_to_be_read(desk: Desk, row: Finding, walk: Walk) -> None:
    leader = desk.world.phone(walk, leader=True)
    assert leader.send("DELETE", f"/findings/{row.id}").status_code == 204
    clean_up = f"/desk/walks/{walk.id}/clean-up"
    page = desk.page(clean_up)
    assert "Borttaget (1)" in words(page)
    assert html_faults({"removed": page}) == []
    address = f"{clean_up}/{row.id}/bring-back"
    desk.post(address, seen=seen_on(page, address))
    back = desk.world.get(row)
    assert (back.state, back.text, back.removed_at, back.removed_by) == ("noted", "Egna ord", None, "")
    assert "Borttaget" not in words(desk.page(clean_up))
    desk.post(address, 409, seen=seen_on(page, address))
    assert verbs(desk.world, row.id).count("restored") == 1


def test_a_removed_behaviour_note_is_not_listed_or_reached_here(desk: Desk, walk: Walk) -> None:
    key, phone = uuid7(), desk.world.phone(walk)
    phone.put_finding(said(type="behaviour", kind="s_noise", text="Folk skriker"), key)
    phone.send("DELETE", f"/findings/{key}")
    clean_up = f"/desk/walks/{walk.id}/clean-up"
    assert "Borttaget" not in words(desk.page(clean_up))
    desk.post(f"{clean_up}/{key}/bring-back", 404)
