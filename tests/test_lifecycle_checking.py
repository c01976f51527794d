"""Going back: due points are gathered once, what was seen stands beside the owner's claim, and what remains is handed over again."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from field import followups, handovers, journal, letters
from field.findings import Finding
from field.followups import Check, FollowUp
from field.handovers import Handover, OwnerLink
from field.kit.tokens import uuid7
from field.letters import Letter
from field.lifecycle import answering, checking, planning
from field.lifecycle.handing_over import Report
from field.participants import Participant
from field.protocol import draw_up
from field.readings import standing
from field.said import check as said_check
from field.walks import Walk
from tests.town import NOW, ZONE, Town
from tests.world import World

LATER = NOW + timedelta(days=186)
BOTH = {"kind": "light_hidden", "position": {"lat": 59.3895, "lon": 17.9269}}


def handed_over(world: World, **changes: Any) -> Finding:
    walk = world.plan()
    row = world.note(walk, **changes)
    world.hand_over(walk, everything=True)
    return row


def answer(town: Town, row: Finding, said: str, owner: str = "trafikkontoret", **more: Any) -> None:
    with town.writing() as db:
        held = next(
            each for each in handovers.of_finding(db, row.id) if each.owner_id == owner and each.is_live
        )
        link = db.get_one(OwnerLink, held.link_id)
        answering.answer(
            db,
            town.storage,
            link,
            [held],
            answering.Said(said, **more),
            link.counter,
            NOW + timedelta(days=30),
        )


def check(
    town: Town,
    walk: Walk,
    row: Finding,
    outcome: str,
    *,
    handover: Handover | None = None,
    now: datetime = LATER,
    **more: Any,
) -> Check:
    person = town.join(walk)
    body = {"finding": str(row.id), "outcome": outcome, "checked_at": now.isoformat(), "revision": 1, **more}
    if handover:
        body["handover"] = str(handover.id)
    with town.writing() as db:
        there, someone = db.get_one(Walk, walk.id), db.get_one(Participant, person.id)
        return checking.record_check(db, there, someone, uuid7(), said_check.read(body, now), now).check


def visits(town: Town, row: Finding) -> dict[str, tuple[str, str]]:
    """owner → (state of the newest follow-up, outcome)."""
    with town.reading() as db:
        found = followups.of_findings(db, [row.id]).get(row.id, [])
        return {db.get_one(Handover, each.handover_id).owner_id: (each.state, each.outcome) for each in found}


def held_by(town: Town, row: Finding) -> dict[str, Handover]:
    with town.reading() as db:
        return {each.owner_id: each for each in handovers.of_finding(db, row.id)}


def again(town: Town, walk: Walk, now: datetime = LATER) -> Report:
    return town.hand_over(walk, everything=True, now=now)


# ── gathered ──


def test_a_follow_up_walk_gathers_what_is_due_in_its_area_by_its_day(world: World) -> None:
    here, garage = (
        handed_over(world),
        handed_over(world, kind="b_garage", position={"lat": 59.4098, "lon": 17.9261}),
    )
    early = world.follow_up(at=datetime(2026, 11, 11, 17, tzinfo=NOW.tzinfo))
    assert visits(world, here) == {"trafikkontoret": ("waiting", "")}
    walk = world.follow_up(at=datetime(2026, 11, 12, 17, tzinfo=NOW.tzinfo))
    assert visits(world, here) == {"trafikkontoret": ("gathered", "")}
    assert visits(world, garage) == {"stockholm-parkering": ("waiting", "")}
    with world.reading() as db:
        assert [len(followups.of_walk(db, each.id)) for each in (early, walk)] == [0, 1]


def test_it_gathers_from_several_older_protocols_whatever_was_answered(world: World) -> None:
    rows = [handed_over(world), handed_over(world), handed_over(world)]
    answer(world, rows[0], "fixed")
    answer(world, rows[1], "wont", reason="budget")
    walk = world.follow_up()
    with world.reading() as db:
        assert {each.finding_id for each in followups.of_walk(db, walk.id)} == {row.id for row in rows}


def test_what_is_gathered_is_not_gathered_twice_and_what_has_come_since_is(world: World) -> None:
    handed_over(world)
    walk = world.follow_up()
    assert world.follow_up() is not None
    with world.writing() as db:
        assert checking.gather_checks(db, db.get_one(Walk, walk.id), LATER, ZONE, "command") == []
    handed_over(world)
    with world.writing() as db:
        assert len(checking.gather_checks(db, db.get_one(Walk, walk.id), LATER, ZONE, "command")) == 1


def test_a_walk_called_off_gives_its_points_back(world: World) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    with world.writing() as db:
        planning.cancel(db, db.get_one(Walk, walk.id), LATER, "command")
    assert visits(world, row) == {"trafikkontoret": ("due", "")}
    world.follow_up()
    assert visits(world, row) == {"trafikkontoret": ("gathered", "")}


# ── seen ──


def test_the_owners_claim_and_the_check_are_two_facts(world: World) -> None:
    row = handed_over(world)
    answer(world, row, "fixed", day=date(2026, 6, 1))
    walk = world.follow_up()
    check(world, walk, row, "remains")
    assert held_by(world, row)["trafikkontoret"].state == "fixed"
    assert visits(world, row) == {"trafikkontoret": ("done", "remains")}
    with world.reading() as db:
        assert standing.standings(db, [world.get(row)])[row.id].code == "remains"


def test_a_confirmed_fix_is_told_as_checked_and_a_claim_as_a_claim(world: World) -> None:
    row = handed_over(world)
    answer(world, row, "fixed")
    with world.reading() as db:
        assert standing.standings(db, [world.get(row)])[row.id].code == "fixed"
    check(world, world.follow_up(), row, "fixed")
    with world.reading() as db:
        assert standing.standings(db, [world.get(row)])[row.id].code == "checked"


def test_a_confirmed_fix_is_still_checked_six_months_later(world: World) -> None:
    row = handed_over(world)
    answer(world, row, "fixed")
    walk = world.follow_up()
    assert visits(world, row) == {"trafikkontoret": ("gathered", "")}
    check(world, walk, row, "fixed")
    assert again(world, walk).as_dict()["letters"] == 0


def test_what_could_not_be_judged_stays_due_and_comes_with_the_next_walk(world: World) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    check(world, walk, row, "not_judged", reason="snö")
    assert visits(world, row) == {"trafikkontoret": ("due", "not_judged")}
    report = again(world, walk)
    assert (len(report.points), report.letters) == (1, 0)
    later = world.follow_up(at=LATER + timedelta(days=60))
    with world.reading() as db:
        assert [each.finding_id for each in followups.of_walk(db, later.id)] == [row.id]


# ── handed over again ──


@pytest.mark.parametrize("outcome", ["remains", "worse"])
def test_what_remains_is_handed_over_again_under_its_number_with_a_new_follow_up(
    world: World, outcome: str
) -> None:
    row = handed_over(world)
    number = world.get(row).number
    walk = world.follow_up()
    check(world, walk, row, outcome)
    report = again(world, walk)
    assert (report.version, report.points, report.letters) == (1, [number], 1)
    with world.reading() as db:
        first, second = handovers.of_finding(db, row.id)
        assert (second.number, second.owner_id, second.state) == (number, first.owner_id, "open")
        assert second.link_id != first.link_id
        visit = followups.of_handovers(db, [second.id])[second.id]
        assert (visit.due_on, visit.state) == (date(2027, 5, 14), "waiting")
        (line,) = draw_up.document(db, walk, ZONE)["lines"]
    assert (line["check"]["outcome"], line["check"]["earlier_number"]) == (outcome, number)


def test_the_protocol_of_a_follow_up_tells_the_owners_answer_beside_what_was_seen(world: World) -> None:
    row = handed_over(world)
    answer(world, row, "fixed")
    walk = world.follow_up()
    check(world, walk, row, "fixed", text="Lyser")
    report = again(world, walk)
    assert (report.points, report.letters) == (["RI26V-001"], 0)
    with world.reading() as db:
        (line,) = draw_up.document(db, walk, ZONE)["lines"]
    assert (line["check"]["outcome"], line["check"]["owner_answer"], line["check"]["reason"]) == (
        "fixed",
        "Åtgärdat enligt ägaren",
        "Lyser",
    )


def test_a_new_finding_of_the_follow_up_walk_stands_in_the_same_protocol(world: World) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    check(world, walk, row, "remains")
    world.note(walk, now=LATER, noted_at=LATER.isoformat(), position=None, text="Nytt hål")
    report = again(world, walk)
    assert sorted(report.points) == ["RI26H-001", "RI26V-001"]


def test_handing_over_again_after_the_checks_does_nothing_more(world: World) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    check(world, walk, row, "remains")
    again(world, walk)
    assert [again(world, walk).version for _ in range(2)] == [None, None]
    assert len(held_by(world, row)) == 1


def test_owners_judged_apart_are_handed_over_again_apart_and_only_once(world: World) -> None:
    row = handed_over(world, **BOTH)
    walk = world.follow_up()
    by_owner = held_by(world, row)
    check(world, walk, row, "remains", handover=by_owner["trafikkontoret"], text="Lampan är mörk än")
    check(world, walk, row, "fixed", handover=by_owner["stadsdelen"], text="Grenen är borta")
    report = again(world, walk)
    assert (report.points, [each["id"] for each in report.owners.values()]) == (
        ["RI26V-001"],
        ["trafikkontoret"],
    )
    with world.reading() as db:
        (line,) = draw_up.document(db, walk, ZONE)["lines"]
        assert {each.state for each in db.exec(select(Check))} == {"frozen"}
    assert line["check"]["outcome"] == "remains"
    assert again(world, walk).version is None


def test_the_last_word_of_two_phones_on_one_point_counts(world: World) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    check(world, walk, row, "remains")
    check(world, walk, row, "fixed", now=LATER + timedelta(minutes=10))
    report = again(world, walk)
    assert report.letters == 0
    with world.reading() as db:
        (line,) = draw_up.document(db, walk, ZONE)["lines"]
    assert line["check"]["outcome"] == "fixed"


def test_a_point_passed_on_is_visited_for_its_new_owner_alone(world: World) -> None:
    row = handed_over(world)
    with world.writing() as db:
        (held,) = handovers.of_finding(db, row.id)
        answering.pass_on(db, held, NOW, "command")
    walk = world.follow_up()
    with world.reading() as db:
        assert followups.of_walk(db, walk.id) == []


def test_each_visit_tells_the_journal_what_was_seen(world: World) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    made = check(world, walk, row, "worse")
    again(world, walk)
    with world.reading() as db:
        (visit,) = [each for each in db.exec(select(FollowUp)) if each.check_id]
        assert [line.verb for line in journal.of(db, "follow_up", visit.id)] == ["gathered", "checked"]
        assert [line.details["outcome"] for line in journal.of(db, "site_check", made.id)] == ["worse"]
        assert {letter.kind for letter in letters.newest_first(db)} == {"handover"}
        assert len(db.exec(select(Letter)).all()) == 2


def test_a_point_passed_on_while_the_team_is_out_is_no_longer_listed_but_what_they_saw_is_kept(
    world: World,
) -> None:
    row = handed_over(world)
    walk = world.follow_up()
    world.clock(LATER)
    phone = world.phone(walk)
    with world.writing() as db:
        (held,) = handovers.of_finding(db, row.id)
        answering.pass_on(db, held, LATER, "command")
    assert phone.get(f"/walks/{walk.id}").json["checks"] == []
    answer = phone.put_check(
        {"finding": str(row.id), "outcome": "remains", "checked_at": LATER.isoformat(), "revision": 1}
    )
    assert answer.status_code == 201
    assert visits(world, row) == {"trafikkontoret": ("dropped", "")}
    report = again(world, walk)
    assert (report.points, report.letters) == (["RI26V-001"], 0)


def test_a_correction_of_a_check_is_kept_also_when_a_later_walk_has_taken_the_visit(world: World) -> None:
    row, check_id = handed_over(world), uuid7()
    walk = world.follow_up()
    world.clock(LATER)
    phone = world.phone(walk)
    body = {"finding": str(row.id), "outcome": "not_judged", "checked_at": LATER.isoformat(), "revision": 1}
    assert phone.put_check(body, check_id).status_code == 201
    world.follow_up(at=LATER + timedelta(days=30))
    assert phone.put_check({**body, "outcome": "fixed", "revision": 2}, check_id).status_code == 200
    assert visits(world, row) == {"trafikkontoret": ("gathered", "not_judged")}
