"""Each release's stored installation is brought to the newest schema, examined, and walked through: what lies in people's bases."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from field import doctor, handovers, migrations
from field.findings import Finding, FindingProposal
from field.followups import Check, FollowUp
from field.handovers import Answer, OwnerLink
from field.owners import Owner
from field.photos import Photo
from field.places import Area
from field.protocol.draw_up import ProtocolLine
from field.walks import Walk
from tests.migrations import store
from tests.migrations.test_schema import with_one_more
from tests.web.desk import at_desk
from tests.world import NOW, World, begin

MOST = 300_000
SIZES = {path: path.stat().st_size for path in store.STORED.rglob("*.xz")}


@pytest.fixture(params=store.versions())
def old(
    request: pytest.FixtureRequest, empty_database_url: str, tmp_path: Path, migrated_sqlite: Path
) -> Iterator[World]:
    """A world upon the stored installation, on each engine of the run: opening it has migrated it."""
    store.put_back(request.param, tmp_path, empty_database_url)
    world = begin(tmp_path, empty_database_url, migrated_sqlite, beside=True)
    yield world
    world.database.close()


def test_it_is_as_small_as_is_reasonable() -> None:
    assert sum(SIZES.values()) < MOST * len(store.versions())


@pytest.mark.slow
def test_an_old_installation_comes_to_the_newest_schema_with_every_promise_kept(old: World) -> None:
    """But for the one photo whose bytes were taken away on purpose."""
    with old.reading() as db:
        (lost,) = [photo for photo in db.exec(select(Photo)) if old.storage.size(photo.key) is None]
    assert migrations.differences(old.database) == []
    faults = doctor.examine(old.database, old.storage, NOW)
    assert faults == [f"photo {lost.id}: its bytes are missing or are not {lost.sha256}"]


@pytest.mark.slow
def test_what_is_ugly_is_still_there(old: World) -> None:
    with old.reading() as db:
        findings = list(db.exec(select(Finding)))
        states = {finding.state for finding in findings}
        highest = {finding.state for finding in findings if finding.revision == store.HIGHEST}
        assert {"noted", "ready", "held", "double", "removed", "frozen"} <= states
        assert highest == {"noted", "frozen"}
        (said_after,) = db.exec(select(FindingProposal))
        assert (said_after.is_erratum, said_after.body["text"]) == (True, "said after the protocol")
        line = db.exec(select(ProtocolLine).where(ProtocolLine.finding_id == said_after.finding_id)).one()
        assert db.get_one(Finding, said_after.finding_id).text == line.data["text"]
        assert not [finding for finding in findings if finding.state == "frozen" and finding.participant_id]
        assert [finding for finding in findings if finding.type == "behaviour" and finding.state != "frozen"]
        assert [finding for finding in findings if store.UGLY_WORDS.replace("\r", "") in finding.text]
        assert [check for check in db.exec(select(Check)) if check.revision == store.HIGHEST]
        assert {visit.state for visit in db.exec(select(FollowUp))} >= {"waiting", "gathered", "done"}
        answers = list(db.exec(select(Answer)))
        assert {answer.answer for answer in answers} >= {
            "received",
            "fixed",
            "planned",
            "partly",
            "not_ours",
            "wont",
        }
        assert [answer for answer in answers if answer.undone_at]


def paths(old: World) -> dict[str, set[str]]:
    """Every page without parameters, every page of every walk, owner, area and number; papers take too long to be printed for all."""
    with old.writing() as db:
        walks = db.exec(select(Walk)).all()
        filled = {
            "walk_id": {str(walk.id) for walk in walks},
            "owner_id": set(db.exec(select(Owner.id)).all()),
            "name": {area.slug for area in db.exec(select(Area))},
            "number": {nr for nr in db.exec(select(Finding.number).where(Finding.state == "frozen")) if nr},
            "": {""},
        }
        links = db.exec(select(OwnerLink).where(col(OwnerLink.revoked_at).is_(None))).all()
        key = old.settings.secret_key
        fresh = {handovers.link_for(db, key, link.owner_id, link.walk_id, NOW).id for link in links}
    found = {"owners": {f"/o/{handovers.link_token(key, link_id)}" for link_id in fresh}}
    for rule in old.app.url_map.iter_rules():
        (name,) = rule.arguments or {""} if len(rule.arguments) < 2 else ("none",)
        if "GET" in (rule.methods or ()) and name in filled and not rule.rule.startswith(("/api", "/readyz")):
            made = {re.sub(r"<[^>]+>", value, rule.rule) for value in filled[name]}
            found[rule.rule] = {path for path in made if not path.endswith(".pdf")}
    return found


def answers(client: FlaskClient, paths: Iterable[str]) -> dict[int, list[str]]:
    told: dict[int, list[str]] = {}
    for path in sorted(paths):
        told.setdefault(client.get(path).status_code, []).append(path)
    return told


@pytest.mark.slow
def test_an_old_installation_is_walked_through(old: World) -> None:
    """By the public, owners with a fresh link, somebody at the desk, a phone of each walk: nothing breaks, the main pages are there."""
    pages = paths(old)
    main = ["/results", "/results/<name>", "/finding/<number>", "owners"]
    desk = [
        "/desk/",
        "/desk/walks",
        "/desk/walks/<uuid:walk_id>",
        "/desk/owners/<owner_id>",
        "/desk/follow-ups",
    ]
    assert [rule for rule in (*main, *desk) if not pages.get(rule)] == []
    seen = answers(old.app.test_client(), {path for rule in main for path in pages[rule]})
    doubles = seen.pop(302)
    assert [path for path in doubles if not path.startswith("/finding/")] == []
    assert set(seen) == {200}
    client = at_desk(old).client
    assert set(answers(client, {path for rule in desk for path in pages[rule]})) == {200}
    told = answers(client, {path for each in pages.values() for path in each})
    assert {status: found for status, found in told.items() if status >= 500} == {}


@pytest.mark.slow
def test_phones_join_the_walks_of_an_old_installation(old: World) -> None:
    with old.reading() as db:
        walks = [walk for walk in db.exec(select(Walk)) if walk.joinable(NOW)]
    assert len(walks) >= 3
    for walk in walks:
        phone = old.phone(walk, leader=True)
        assert phone.send("GET", f"/walks/{walk.id}").status_code == 200
        assert phone.send("GET", f"/walks/{walk.id}/changes?since=0").status_code == 200


# ── what the coming migrations will do, on what is ugly ──

WIDEN = """    checks.take_values("handover", "state", {handover})
    checks.take_values("photo", "copies", ("new", "ready", "broken", "lost"))
    checks.take_values("finding", "state", ("noted", "ready", "held", "double", "frozen", "removed", "erased"))
"""
NARROW = """    checks.take_values("handover", "state", {handover})
    checks.take_values("finding", "state", ("noted", "frozen"))
"""
STATES = (*handovers.STEPS, "asked_somebody")


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as the database holds it."""
    with world.reading() as db:
        return {
            name: sorted((tuple(row) for row in db.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in SQLModel.metadata.tables
        }


@pytest.mark.slow
def test_a_list_of_values_grows_under_ugly_rows_and_every_row_stays(old: World, tmp_path: Path) -> None:
    before = everything(old)
    migrations.upgrade(old.database, with_one_more(tmp_path / "more", WIDEN.format(handover=STATES)))
    assert everything(old) == before
    changed = {(kind, name) for kind, _table, name, *_more in migrations.differences(old.database)}
    assert changed == {
        ("modify_check", f"ck_{each}") for each in ("handover_state", "photo_copies", "finding_state")
    }
    with old.writing() as db:
        db.execute(text("UPDATE handover SET state = 'asked_somebody'"))
    for table, column in (
        ("handover", "state"),
        ("photo", "copies"),
        ("photo", "state"),
        ("finding", "state"),
    ):
        with pytest.raises(IntegrityError), old.writing() as db:
            db.execute(text(f"UPDATE {table} SET {column} = 'nonsense'"))


@pytest.mark.slow
def test_a_list_that_would_shut_rows_out_changes_nothing(old: World, tmp_path: Path) -> None:
    before = everything(old)
    with pytest.raises(IntegrityError):
        migrations.upgrade(old.database, with_one_more(tmp_path / "more", NARROW.format(handover=STATES)))
    assert everything(old) == before
    assert migrations.differences(old.database) == []
