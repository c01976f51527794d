"""What was sent can be put right: row, protocol, public page and owner say the same, and a day long it can be undone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from field import followups, handovers, owners
from field.findings import Finding, errata
from field.findings import words as gate
from field.handovers import Handover, OwnerLink
from field.letters import Letter
from field.lifecycle import clearing
from field.protocol import draw_up
from field.protocol.facts import of_line
from field.walks import Walk
from tests.web.desk import Desk, at_desk, verbs, with_photo
from tests.web.test_desk_together import seen_on, sent_on
from tests.web.visits import words
from tests.world import NOW, ZONE, World

KISTA = ("59.4025", "17.9440")


@pytest.fixture
def desk(world: World) -> Desk:
    return at_desk(world)


@pytest.fixture
def walk(world: World) -> Walk:
    return world.plan()


@pytest.fixture
def row(world: World, walk: Walk) -> Finding:
    """One point that its owner and everybody can read."""
    finding = world.note(walk, text="Handläggaren Kim svarade inte", landmark="vid trappan")
    world.give(finding, "trafikkontoret")
    world.release(finding)
    with world.writing() as db:
        gate.tick(db.get_one(Finding, finding.id))
    world.hand_over(walk)
    sent: Finding = world.get(finding)
    return sent


def to(row: Finding, verb: str = "erratum") -> str:
    return f"/desk/walks/{row.walk_id}/clean-up/{row.id}/{verb}"


def public(desk: Desk, row: Finding, status: int = 200) -> str:
    answer = desk.world.app.test_client().get(f"/finding/{row.number}")
    assert answer.status_code == status
    return answer.text


def owner_page(desk: Desk) -> str:
    with desk.world.reading() as db:
        link = db.exec(select(OwnerLink)).first()
        assert link
        token = handovers.link_token(desk.world.settings.secret_key, link.id)
    return words(desk.world.app.test_client().get(f"/o/{token}").text)


def line(desk: Desk, row: Finding, version: int | None = None) -> Any:
    with desk.world.reading() as db:
        document = draw_up.document(db, db.get_one(Walk, row.walk_id), ZONE, version=version)
    return next(each for each in document["lines"] if each["finding"] == str(row.id))


def told(desk: Desk) -> list[Letter]:
    with desk.world.reading() as db:
        query = (
            select(Letter).where(Letter.kind == "correction").order_by(col(Letter.written_at), col(Letter.id))
        )
        return list(db.exec(query))


def live(desk: Desk, row: Finding) -> list[Handover]:
    with desk.world.reading() as db:
        return [each for each in handovers.of_finding(db, row.id) if each.is_live]


def test_corrected_words_stand_everywhere_and_the_old_ones_in_the_old_version(
    desk: Desk, row: Finding
) -> None:
    assert "Kim" in public(desk, row)
    desk.post(to(row), text="Ingen svarade", why="Ett namn stod i texten.")
    page = words(public(desk, row))
    assert "Ingen svarade" in page
    assert "Kim" not in page + owner_page(desk)
    assert "Rättad 12 maj." in page
    assert line(desk, row)["text"] == "Ingen svarade"
    assert line(desk, row, version=1)["text"] == "Handläggaren Kim svarade inte"
    assert line(desk, row)["version"] == 2


def test_the_new_version_says_what_when_by_which_function_and_why(desk: Desk, row: Finding) -> None:
    desk.post(to(row), text="Ingen svarade", why="Ett namn stod i texten.")
    with desk.world.reading() as db:
        found = owners.in_role(db, owners.COORDINATOR, row.area_id)
        assert found
    said = next(fact.value for fact in of_line(line(desk, row)) if fact.code == "erratum")
    assert said == f"12 maj 2026 av {found.name}: orden. Skäl: Ett namn stod i texten."
    assert verbs(desk.world, row.id)[-1] == "corrected"


def test_a_correction_needs_a_reason_and_a_change(desk: Desk, row: Finding) -> None:
    page = desk.post(to(row), 422, text="Ingen svarade", why=" ").text
    assert "Skriv varför" in page
    assert "Ingen svarade" in page
    assert "Inget är ändrat" in desk.post(to(row), 422, text=row.text, why="Stavning").text
    assert "två tal i grader" in desk.post(to(row), 422, lat="norr", lon="18", why="Nålen").text
    desk.post(to(row), 422, type="behaviour", why="Handlar om en person")
    desk.post(to(row), 422, kind="social", why="Handlar om en person")
    assert desk.world.get(row).text == row.text


def test_a_corrected_place_lets_no_words_out_that_nobody_has_read(desk: Desk, walk: Walk) -> None:
    finding = desk.world.note(walk, text="Ring Kim på 070-123 45 67")
    desk.world.give(finding, "trafikkontoret")
    with desk.world.writing() as db:
        found = db.get_one(Finding, finding.id)
        found.state = "ready"
    desk.world.hand_over(walk)
    sent: Finding = desk.world.get(finding)
    desk.post(to(sent), lat="59.3887", lon="17.9291", why="Nålen stod fel.")
    assert "070-123" not in line(desk, sent)["text"] + told(desk)[-1].text + public(desk, sent)


def test_words_alone_send_the_owner_no_letter(desk: Desk, row: Finding) -> None:
    desk.post(to(row), text="Ingen svarade", why="Ett namn.")
    assert told(desk) == []


def test_a_moved_point_is_told_to_its_owner_who_keeps_it_until_a_person_hands_over(
    desk: Desk, row: Finding
) -> None:
    desk.post(to(row), lat=KISTA[0], lon=KISTA[1], kind="veg_sight", why="Nålen stod fel.")
    (letter,) = told(desk)
    assert letter.owner_id == "trafikkontoret"
    assert "Nålen stod fel." in letter.text
    assert "59.40250, 17.94400" in letter.text
    assert [each.owner_id for each in live(desk, row)] == ["trafikkontoret"]
    with desk.world.reading() as db:
        assert [each.owner_id for each in owners.assigned(db, [row.id])[row.id]] == ["trafikkontoret"]
        standing = errata.standing(errata.of_finding(db, row.id))
        assert standing
        proposed = [each["owner"] for each in standing.proposed]
    assert proposed
    assert "trafikkontoret" not in proposed
    assert "Rättad 12 maj 2026" in owner_page(desk)
    assert "Reglerna föreslår nya ägare" in desk.page(to(row))

    desk.post(to(row, "hand-on"))
    assert live(desk, row) == []
    with desk.world.reading() as db:
        (held,) = handovers.of_finding(db, row.id)
        visit = followups.of_handovers(db, [held.id])[held.id]
        assert (held.state, visit.state) == ("passed_on", "dropped")
    assert "gått vidare till någon annan" in told(desk)[-1].text
    desk.world.hand_over(
        desk.world.get(desk.world.get(row) and _walk(desk, row)), now=NOW + timedelta(hours=1)
    )
    assert [each.owner_id for each in live(desk, row)] == proposed


def _walk(desk: Desk, row: Finding) -> Walk:
    with desk.world.reading() as db:
        return db.get_one(Walk, row.walk_id)


def test_an_owner_who_has_the_page_open_reads_the_correction_first(desk: Desk, row: Finding) -> None:
    was = live(desk, row)[0].version
    desk.post(to(row), lat="59.3887", lon="17.9291", why="Nålen stod fel.")
    assert live(desk, row)[0].version > was


def test_a_hidden_point_is_as_if_it_had_never_been_and_its_owner_still_has_it(
    desk: Desk, row: Finding
) -> None:
    never = desk.world.app.test_client().get("/finding/RI26V-999")
    desk.post(to(row), hide="point", why="Pekar ut en bostad.")
    assert public(desk, row, 404) == never.text.replace("RI26V-999", str(row.number))
    client = desk.world.app.test_client()
    for path in (
        "/results/rinkeby",
        "/results/rinkeby.csv",
        "/results/rinkeby.geojson",
        "/open311/v2/requests.json",
    ):
        assert str(row.number) not in client.get(path).text, path
    assert str(row.number) in owner_page(desk)
    desk.post(to(row, "undo"))
    assert "Kim" in public(desk, row)


def test_a_withdrawn_point_asks_nothing_of_anybody_and_can_come_back(desk: Desk, row: Finding) -> None:
    desk.post(to(row), hide="withdraw", why="Fel plats, fel sak.")
    public(desk, row, 404)
    assert live(desk, row) == []
    assert "Kim" not in owner_page(desk)
    assert line(desk, row)["text"] == ""
    assert "behöver inte göra något" in told(desk)[-1].text
    with desk.world.reading() as db:
        (visit,) = followups.of_findings(db, [row.id])[row.id]
        assert visit.state == "dropped"
    desk.post(to(row, "undo"))
    assert "Kim" in public(desk, row)
    assert [each.state for each in live(desk, row)] == ["open"]
    assert line(desk, row)["text"] == row.text
    with desk.world.reading() as db:
        (visit,) = followups.of_findings(db, [row.id])[row.id]
        assert visit.state == "waiting"
    assert "ångrad" in told(desk)[-1].text


def test_one_picture_is_taken_from_everybody_and_the_rest_stays(desk: Desk, walk: Walk) -> None:
    world = desk.world
    finding = world.note(walk)
    world.give(finding, "trafikkontoret")
    photo = with_photo(world, walk, finding)
    with world.writing() as db:
        clearing.review_photo(db, db.get_one(type(photo), photo.id), "approved", NOW, "command")
    world.release(finding)
    world.hand_over(walk)
    sent: Finding = world.get(finding)
    desk.post(to(sent), hide=str(photo.id), why="Ett ansikte syns.")
    assert world.get(photo).state == "rejected"
    assert line(desk, sent)["photos"] == []
    assert "/photo/" not in public(desk, sent)
    desk.post(to(sent, "undo"))
    assert world.get(photo).state == "approved"
    assert [each["id"] for each in line(desk, sent)["photos"]] == [str(photo.id)]


def test_after_a_day_nothing_is_undone_by_a_button(desk: Desk, row: Finding) -> None:
    desk.post(to(row), text="Ingen svarade", why="Ett namn.")
    assert "undo-erratum" in desk.page(to(row))
    desk.world.clock(NOW + timedelta(hours=24, minutes=1))
    assert "undo-erratum" not in desk.page(to(row))
    desk.post(to(row, "undo"), 409)
    assert desk.world.get(row).text == "Ingen svarade"


def test_an_undone_correction_is_a_version_of_its_own(desk: Desk, row: Finding) -> None:
    desk.post(to(row), text="Ingen svarade", why="Ett namn.")
    desk.post(to(row, "undo"))
    assert line(desk, row)["version"] == 3
    assert line(desk, row)["text"] == row.text
    assert line(desk, row)["erratum"]["what"] == ["undone"]
    assert "Rättad" not in public(desk, row)
    desk.post(to(row, "undo"), 409)


def test_two_who_correct_the_same_words_read_each_other(desk: Desk, row: Finding) -> None:
    seen = seen_on(desk.page(to(row)), to(row))
    desk.post(to(row), seen=seen, text="Ingen svarade", why="Ett namn.")
    page = desk.post(to(row), 409, seen=seen, text="Handläggaren svarade inte", why="Ett namn.").text
    assert "Handläggaren svarade inte" in page
    assert sent_on(page)["text"] == "Ingen svarade"


def test_what_was_not_sent_is_not_corrected_and_notes_are_not_reached(desk: Desk, walk: Walk) -> None:
    noted = desk.world.note(walk)
    desk.post(to(noted), 404, text="Ingen svarade", why="Ett namn.")


def everywhere(desk: Desk) -> str:
    """All words that the database keeps, but for the journal."""
    with desk.world.reading() as db:
        connection = db.connection()
        names = ("finding", "protocol_line", "erratum", "letter", "answer", "site_check")
        rows = [row for name in names for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
    return " ".join(str(value) for row in rows for value in row)


def test_personal_data_goes_from_every_version_letter_and_line_and_says_so(desk: Desk, row: Finding) -> None:
    desk.post(to(row), lat="59.3887", lon="17.9291", why="Nålen stod fel.")
    was = everywhere(desk)
    page = desk.post(to(row, "erase"), 200, words="Kim", decision="2026-0117").text
    assert "Så många ställen har orden" in page
    assert everywhere(desk) == was
    desk.post(to(row, "erase"), words="Kim", decision="2026-0117", sure="on")
    assert "Kim" not in everywhere(desk)
    assert line(desk, row, version=1)["text"] == "Handläggaren [borttaget] svarade inte"
    assert "[borttaget]" in owner_page(desk)
    assert verbs(desk.world, row.id)[-1] == "erased"
    desk.post(to(row, "undo"))
    assert "Kim" not in everywhere(desk)


def test_without_a_decision_or_words_nothing_is_erased(desk: Desk, row: Finding) -> None:
    was = everywhere(desk)
    assert "Skriv beslutets nummer" in desk.post(to(row, "erase"), 422, words="Kim", sure="on").text
    for words_ in ("i", "Kerstin"):
        desk.post(to(row, "erase"), 422, words=words_, decision="2026-0117", sure="on")
    assert everywhere(desk) == was
