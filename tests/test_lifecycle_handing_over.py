"""Handing over: numbered, frozen and sent to each owner once; later findings make a new version and a supplement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from field import findings, followups, handovers, journal, kinds, letters, participants
from field.findings import Finding, NumberSeries
from field.handovers import Handover, OwnerLink
from field.kit.errors import Refusal
from field.kit.settings import Settings
from field.letters import Letter
from field.lifecycle import answering, chasing, clearing, handing_over
from field.lifecycle.handing_over.freezing import wanted_by
from field.photos import Photo
from field.protocol import draw_up
from field.protocol.draw_up import Protocol, ProtocolLine
from field.walks import Walk
from tests.town import NOW, Town

LATER = NOW + timedelta(days=3)
GARAGE = {"kind": "b_garage", "position": {"lat": 59.4098, "lon": 17.9261}}
CALL = {"at": "2026-05-12T18:12:00+02:00", "whom": "jouren", "outcome": "ingen svarade"}


def counts(town: Town) -> dict[str, int]:
    with town.reading() as db:
        return {
            table.__name__: len(db.exec(select(table)).all())
            for table in (Protocol, ProtocolLine, Handover, OwnerLink, Letter, followups.FollowUp)
        }


def numbers(town: Town, walk: Walk) -> list[str | None]:
    with town.reading() as db:
        return [row.number for row in findings.of_walk(db, walk.id)]


# ── what is released ──


def test_only_what_is_released_is_handed_over(town: Town) -> None:
    walk = town.plan()
    first, _second = town.note(walk, text="ett"), town.note(walk, text="två")
    town.release(first)
    report = town.hand_over(walk)
    assert (report.version, report.points, report.letters) == (1, ["RI26V-001"], 1)
    assert town.get(first).state == "frozen"


def test_with_all_everything_that_has_an_owner_goes(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    town.note(walk, **GARAGE)
    town.note(walk, type="positive", kind="pos_light")
    nobody = town.note(walk, kind="graf_tag", position={"lat": 59.3826, "lon": 17.8975})
    held = town.note(walk)
    with town.writing() as db:
        clearing.hold(db, db.get_one(Finding, held.id), "vänta", NOW, "command")
    report = town.hand_over(walk, everything=True)
    assert (len(report.points), report.letters) == (3, 2)
    assert [each["finding"] for each in report.left] == [str(nobody.id)]
    assert [town.get(row).state for row in (nobody, held)] == ["noted", "held"]


def test_each_owner_gets_one_letter_with_only_their_points(town: Town) -> None:
    walk = town.plan()
    town.note(walk, text="Släckt vid torget")
    town.note(walk, text="Släckt vid skolan")
    town.note(walk, text="Mörkt garage", **GARAGE)
    report = town.hand_over(walk, everything=True)
    assert {owner["id"]: owner["points"] for owner in report.owners.values()} == {
        "trafikkontoret": 2,
        "stockholm-parkering": 1,
    }
    with town.reading() as db:
        by_owner = {letter.owner_id: letter.text for letter in letters.newest_first(db)}
    assert ["torget" in by_owner["trafikkontoret"], "skolan" in by_owner["trafikkontoret"]] == [True, True]
    assert "garage" not in by_owner["trafikkontoret"].replace("parkering", "").lower()
    assert "torget" not in by_owner["stockholm-parkering"]


def test_several_owners_are_several_handovers_with_a_follow_up_each(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, kind="light_hidden", position={"lat": 59.3895, "lon": 17.9269})
    report = town.hand_over(walk, everything=True)
    assert (report.points, report.letters) == (["RI26V-001"], 2)
    with town.reading() as db:
        held = handovers.of_finding(db, row.id)
        assert {each.owner_id for each in held} == {"trafikkontoret", "stadsdelen"}
        assert set(followups.of_handovers(db, [each.id for each in held])) == {each.id for each in held}


def test_behaviour_notes_are_in_nothing(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, type="behaviour", kind="s_noise", text="hemligt")
    town.release(row)
    report = town.hand_over(walk, everything=True)
    assert (report.points, report.version) == ([], None)
    assert town.get(row).number is None


# ── once ──


def test_handing_over_again_does_nothing(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    town.hand_over(walk, everything=True)
    before = counts(town)
    for _ in range(3):
        report = town.hand_over(walk, everything=True, now=LATER)
        assert (report.version, report.points, report.letters, report.as_dict()["owners"]) == (
            None,
            [],
            0,
            [],
        )
    assert counts(town) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    town.note(walk, **GARAGE)
    before = counts(town)
    with town.writing() as db:
        told = handing_over.hand_over(
            db, db.get_one(Walk, walk.id), everything=True, now=NOW, settings=town.settings, actor="command"
        ).as_dict()
        db.rollback()
    assert counts(town) == before
    assert numbers(town, walk) == [None, None]
    done = town.hand_over(walk, everything=True).as_dict()
    assert told == done
    with town.reading() as db:
        assert {row.series: row.last for row in db.exec(select(NumberSeries))} == {"RI26V": 1, "HU26V": 1}


def test_new_releases_make_the_next_version_and_a_supplement_with_only_these_under_the_same_link(
    town: Town,
) -> None:
    walk = town.plan()
    town.note(walk, text="Det första")
    town.hand_over(walk, everything=True)
    town.note(walk, text="Det som kom sent", now=LATER)
    report = town.hand_over(walk, everything=True, now=LATER)
    assert (report.version, report.points, report.letters) == (2, ["RI26V-002"], 1)
    with town.reading() as db:
        second, first = letters.newest_first(db)
        assert second.link_row == first.link_row
        assert ["sent" in second.text, "Det första" in second.text] == [True, False]
        assert len(db.exec(select(OwnerLink)).all()) == 1
        whole = draw_up.document(db, walk, town.settings.timezone)
        assert [line["number"] for line in whole["lines"]] == ["RI26V-001", "RI26V-002"]
        assert [
            line["number"] for line in draw_up.document(db, walk, town.settings.timezone, version=1)["lines"]
        ] == ["RI26V-001"]


def test_a_frozen_version_never_changes_whatever_happens_to_its_findings(town: Town) -> None:
    walk = town.plan()
    phone = town.join(walk)
    row = town.note(walk, phone, text="Som det sades")
    town.hand_over(walk, everything=True)
    with town.reading() as db:
        before = draw_up.document(db, walk, town.settings.timezone, version=1)["lines"]
    town.note(walk, phone, finding=row.id, text="Ändrat efteråt", kind="b_garage", revision=2)
    town.note(walk, text="nytt")
    town.hand_over(walk, everything=True, now=LATER)
    with town.reading() as db:
        assert draw_up.document(db, walk, town.settings.timezone, version=1)["lines"] == before


# ── numbers ──


def test_numbers_run_through_an_area_and_season_over_all_its_walks(town: Town) -> None:
    spring, another, autumn, tensta = (
        town.plan(),
        town.plan(),
        town.plan(at=NOW + timedelta(days=120)),
        town.plan("Tensta"),
    )
    for walk in (spring, another, autumn, tensta):
        town.note(walk, position=None)
        town.hand_over(walk, everything=True)
    assert [numbers(town, walk) for walk in (spring, another, autumn, tensta)] == [
        ["RI26V-001"],
        ["RI26V-002"],
        ["RI26H-001"],
        ["TE26V-001"],
    ]


def test_a_number_is_never_given_twice(town: Town) -> None:
    walk = town.plan()
    given = []
    for nr in range(4):
        town.note(walk, text=str(nr))
        given += town.hand_over(walk, everything=True).points
        with town.writing() as db:
            for held in db.exec(select(Handover).where(Handover.state == "open")):
                answering.withdraw(db, held, NOW, "command")
    assert given == [f"RI26V-{n:03d}" for n in range(1, 5)]


def test_a_full_series_is_refused_and_nothing_is_handed_over(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    with town.writing() as db:
        db.add(NumberSeries(series="RI26V", last=999))
    before = counts(town)
    with pytest.raises(Refusal, match="number-series-full"):
        town.hand_over(walk, everything=True)
    assert counts(town) == before


def test_doubles_get_numbers_and_stand_with_the_one_they_double(town: Town) -> None:
    walk = town.plan()
    main, double = town.note(walk, text="buskar"), town.note(walk, text="buskage")
    with town.writing() as db:
        clearing.link_double(db, db.get_one(Finding, double.id), db.get_one(Finding, main.id), NOW, "command")
    report = town.hand_over(walk, everything=True)
    assert report.points == ["RI26V-001"]
    assert [town.get(row).number for row in (main, double)] == ["RI26V-001", "RI26V-002"]
    assert [town.get(row).state for row in (main, double)] == ["frozen", "frozen"]
    with town.reading() as db:
        (line,) = draw_up.document(db, walk, town.settings.timezone)["lines"]
    assert (line["seen_by"], line["also"]) == (2, ["RI26V-002"])


# ── acute ──


@pytest.mark.parametrize("everything", [False, True])
def test_an_acute_point_without_a_logged_call_is_refused_and_named(town: Town, everything: bool) -> None:
    walk = town.plan()
    acute, plain = town.note(walk, urgency="A", text="Naken elledning"), town.note(walk)
    town.release(acute, plain)
    report = town.hand_over(walk, everything=everything)
    assert [(each["finding"], each["code"], each["text"]) for each in report.refused] == [
        (str(acute.id), "call-not-logged", "Naken elledning")
    ]
    assert len(report.points) == 1
    assert town.get(acute).state == "ready"


def test_with_the_call_logged_it_goes_also_when_nobody_answered(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, urgency="A")
    with town.writing() as db:
        clearing.log_call(db, db.get_one(Finding, row.id), NOW, "jouren", "ingen svarade", NOW, "command")
    assert town.hand_over(walk, everything=True).refused == []
    other = town.note(walk, urgency="A", call=CALL)
    assert town.hand_over(walk, everything=True).points == [town.get(other).number]


@pytest.mark.parametrize("kind", ["feeling", "positive"])
def test_what_needs_no_owner_needs_no_call_however_acute(town: Town, kind: str) -> None:
    walk = town.plan()
    changes = {"kind": "positive"} if kind == "positive" else {}
    town.release(town.note(walk, type=kind, urgency="A", **changes))
    report = town.hand_over(walk)
    assert (report.refused, len(report.points)) == ([], 1)


def test_a_kind_that_is_acute_by_nature_needs_the_call_too(town: Town) -> None:
    with town.reading() as db:
        acute = next(
            row.code
            for row in kinds.load(db).by_code.values()
            if row.urgency == "A" and row.parent not in ("positive", "social")
        )
    walk = town.plan()
    phone = town.join(walk)
    row = town.note(walk, phone, kind=acute)
    assert [each["finding"] for each in town.hand_over(walk, everything=True).refused] == [str(row.id)]
    town.note(walk, phone, finding=row.id, kind=acute, urgency="2", revision=2)
    assert town.hand_over(walk, everything=True).refused == []


@pytest.mark.parametrize(
    ("urgency", "until"),
    [("A", "2026-05-13"), ("1", "2026-05-26"), ("2", "2026-08-12"), ("3", "2027-05-12"), ("0", None)],
)
def test_urgency_says_when_the_owner_should_be_done(urgency: str, until: str | None) -> None:
    assert wanted_by(urgency, date(2026, 5, 12)) == (date.fromisoformat(until) if until else None)


# ── afterwards ──


def test_nobody_can_tell_any_more_which_phone_noted_what(town: Town) -> None:
    walk = town.plan()
    phone = town.join(walk)
    row = town.note(walk, phone)
    with town.reading() as db:
        (line,) = journal.of(db, "finding", row.id)
        assert line.actor == phone.pseudonym(db.get_one(Walk, walk.id))
    town.hand_over(walk, everything=True)
    assert town.get(row).participant_id is None
    with town.reading() as db:
        now_named = {each.pseudonym(db.get_one(Walk, walk.id)) for each in participants.of_walk(db, walk.id)}
    assert line.actor not in now_named


def test_perspectives_are_shown_from_five_of_a_kind(town: Town) -> None:
    walk = town.plan()
    for nr in range(5):
        town.note(walk, text=str(nr), perspective=["senior", "vision"] if nr < 4 else ["senior"])
    town.hand_over(walk, everything=True)
    with town.reading() as db:
        shown = {
            eyes
            for line in draw_up.document(db, walk, town.settings.timezone)["lines"]
            for eyes in line["perspective"]
        }
    assert shown == {"senior"}


def test_indoors_there_is_no_position_in_the_protocol(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, building={"name": "Hinden", "entrance": "B", "floor": "0"})
    town.give(row, "sl")
    town.hand_over(walk, everything=True)
    with town.reading() as db:
        (line,) = draw_up.document(db, walk, town.settings.timezone)["lines"]
    assert (line["lat"], line["lon"], line["building"]) == (
        None,
        None,
        {"name": "Hinden", "entrance": "B", "floor": "0"},
    )


def test_not_ours_goes_to_the_coordinator_and_the_new_owner_gets_a_supplement(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk, text="Vems är stolpen?")
    town.hand_over(walk, everything=True)
    with town.writing() as db:
        (held,) = handovers.of_finding(db, row.id)
        link = db.get_one(OwnerLink, held.link_id)
        said = answering.Said("not_ours", suggested_owner="Ellevio", words="Vi har ingen el här")
        answering.answer(db, town.storage, link, [held], said, link.counter, LATER)
    assert counts(town)["Letter"] == 1
    with town.writing() as db:
        chasing.give_to(db, db.get_one(Handover, held.id), ["ellevio"], LATER, "command")
    report = town.hand_over(walk, now=LATER)
    assert (report.version, report.points, [owner["id"] for owner in report.owners.values()]) == (
        2,
        ["RI26V-001"],
        ["ellevio"],
    )
    with town.reading() as db:
        by_owner = {each.owner_id: each for each in handovers.of_finding(db, row.id)}
        visits = followups.of_handovers(db, [each.id for each in by_owner.values()])
    assert {owner: each.state for owner, each in by_owner.items()} == {
        "trafikkontoret": "passed_on",
        "ellevio": "open",
    }
    assert visits[by_owner["trafikkontoret"].id].state == "dropped"
    assert visits[by_owner["ellevio"].id].due_on == date(2026, 11, 15)


def test_the_installation_may_wait_other_than_six_months(town: Town) -> None:
    walk = town.plan()
    town.note(walk)
    other: Settings = replace(town.settings, followup_months=12)
    with town.writing() as db:
        handing_over.hand_over(
            db, db.get_one(Walk, walk.id), everything=True, now=NOW, settings=other, actor="command"
        )
    with town.reading() as db:
        assert [row.due_on for row in db.exec(select(followups.FollowUp))] == [date(2027, 5, 12)]


def test_every_step_of_a_hand_over_is_in_the_journal(town: Town) -> None:
    walk = town.plan()
    row = town.note(walk)
    town.release(row)
    town.hand_over(walk)
    with town.reading() as db:
        assert [line.verb for line in journal.of(db, "finding", row.id)] == ["noted", "released", "frozen"]
        (held,) = handovers.of_finding(db, row.id)
        assert [line.verb for line in journal.of(db, "handover", held.id)] == ["handed-over"]
        assert [line.verb for line in journal.of(db, "walk", walk.id)] == ["planned", "drawn-up"]
        assert db.exec(select(Photo)).all() == []
        assert isinstance(held.id, UUID)


def test_what_was_seen_just_after_midnight_stands_under_that_month(town: Town) -> None:
    """00:30 on the first of June in Stockholm is still May in UTC."""
    walk = town.plan(at=datetime(2026, 5, 31, 20, 0, tzinfo=UTC))
    town.note(walk, noted_at="2026-06-01T00:30:00+02:00")
    town.hand_over(walk, everything=True)
    with town.reading() as db:
        assert [line.data["noted_month"] for line in db.exec(select(ProtocolLine))] == ["2026-06"]
