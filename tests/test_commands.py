"""The commands of the contract, as an operator runs them: JSON on standard output, words on standard error, exit ≠ 0 on failure."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlmodel import select

from field import commands
from field.letters import Letter
from tests import pictures
from tests.tools.mail import SmtpServer
from tests.tools.ports import free_port
from tests.tools.server import environment, flask
from tests.world import World, begin

VERBS = [
    "migrate", "demo", "work", "serve", "staff", "staff add", "staff link", "load", "load areas", "load owners", "load roles", "load rules",
    "load reports", "load kinds", "load photos", "where", "walk", "walk add", "walk list", "walk close", "walk followup", "hand-over",
    "draw-up", "backup", "restore", "doctor",
]  # fmt: skip
AT = "2026-05-12T18:00:00+02:00"
NOW = "2026-05-13T08:00:00+02:00"


class Desk:
    """An operator's terminal in one installation. Commands are run in this process; that `flask --app app` finds them is tried below."""

    def __init__(self, world: World) -> None:
        commands.init(world.app)
        self.app = world.app

    def run(self, *words: str) -> Result:
        with self.app.app_context():
            return self.app.test_cli_runner().invoke(args=list(words))

    def told(self, *words: str) -> Any:
        done = self.run(*words)
        assert done.exit_code == 0, (done.stderr, done.exception)
        return json.loads(done.stdout)

    def refused(self, *words: str) -> str:
        """The words on standard error of a command that must fail, and not by an error of our own."""
        done = self.run(*words)
        assert done.exit_code != 0, done.stdout
        assert isinstance(done.exception, SystemExit), done.exception
        assert done.stderr.strip()
        return done.stderr


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.mark.slow
def test_flask_finds_the_commands_and_tells_json_on_standard_output(tmp_path: Path) -> None:
    env = environment(tmp_path)
    listed = flask(env, "--help").stdout
    assert [verb for verb in VERBS if verb.split()[0] not in listed] == []
    flask(env, "migrate")
    assert json.loads(flask(env, "walk", "list").stdout) == []
    done = flask(env, "walk", "close", "nonsense", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"Installation: {tmp_path}/strak.db (settings from the environment)",
        "there is no walk nonsense",
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(district: World, verb: str) -> None:
    done = Desk(district).run(*verb.split(), "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith("Usage:")
    assert len(done.stdout.strip().splitlines()) >= 4


def test_a_walk_is_planned_listed_closed_and_followed_up(desk: Desk) -> None:
    made = desk.told(
        "walk", "add", "--area", "hjulsta", "--at", AT, "--title", "Kvällsvandring", "--kind", "women"
    )
    assert set(made) == {"walk", "code", "leader_code", "address"}
    assert made["address"] == f"http://127.0.0.1:8000/join/{made['code']}"
    (listed,) = desk.told("walk", "list")
    assert (listed["walk"], listed["area"], listed["title"], listed["kind"]) == (
        made["walk"],
        "Tensta",
        "Kvällsvandring",
        "women",
    )
    assert listed["starts_at"] == AT
    for _ in range(2):
        assert desk.told("walk", "close", made["walk"])["state"] == "closed"
    again = desk.told("walk", "followup", "--area", "Tensta", "--at", "2026-11-20T17:00:00+01:00")
    assert again["points"] == 0
    assert desk.told("hand-over", made["code"], "--dry-run")["points"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["walk", "add", "--area", "Atlantis", "--at", AT], "area"),
        (["walk", "add", "--area", "Rinkeby", "--at", "2026-05-12T18:00:00"], "offset"),
        (["walk", "add", "--area", "Rinkeby", "--at", "tomorrow"], "Invalid"),
        (["walk", "add", "--area", "Rinkeby", "--at", AT, "--kind", "parade"], "parade"),
        (["walk", "followup", "--area", "Atlantis", "--at", AT], "area"),
        (["walk", "close", "nonsense"], "no walk nonsense"),
        (["walk", "close", "019e1cea-a404-7c5c-aa79-bcb13013c96e"], "no walk"),
        (["hand-over", "nonsense"], "no walk"),
        (["draw-up", "nonsense"], "no walk"),
        (["work", "--now", NOW], "--once"),
        (["work", "--once", "--now", "soon"], "Invalid"),
        (["staff", "add", "nobody"], "email"),
        (["staff", "add", "a@b.se", "--role", "king"], "king"),
        (["staff", "link", "nobody@strak.example"], "nobody"),
        (["where", "91", "18"], "no position"),
        (["where", "nan", "18"], "no position"),
        (["where", "x", "18"], "not a valid float"),
        (["where", "59.3884", "17.9285", "--kind", "nokind"], "no kind"),
        (["load", "owners", "missing.csv"], "does not exist"),
        (["load", "photos", ".", "--walk", "nonsense"], "no walk"),
        (["restore", "missing"], "does not exist"),
        (["nonsense"], "No such command"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_what_cannot_be_done_fails_with_words(district: World, words: list[str], said: str) -> None:
    assert said in Desk(district).refused(*words)


def test_nothing_is_drawn_up_before_it_is_handed_over_and_no_unknown_format_ever(
    desk: Desk, tmp_path: Path
) -> None:
    made = desk.told("walk", "add", "--area", "Rinkeby", "--at", AT)
    assert "not-found" in desk.refused("draw-up", made["walk"])
    assert "odt" in desk.refused("draw-up", made["walk"], "--format", "odt")
    assert "no owner 'nobody'" in desk.refused("draw-up", made["walk"], "--owner", "nobody")


def test_an_address_on_the_other_side_of_the_earth_is_no_option(desk: Desk) -> None:
    assert desk.told("where", "-33.8568", "151.2153") == {
        "area": None,
        "places": [],
        "owners": [],
        "near_border": False,
        "near_areas": [],
    }
    assert desk.told("where", "0", "0")["area"] is None


def test_where_tells_area_places_and_owners_with_why(desk: Desk) -> None:
    told = desk.told("where", "59.3884", "17.9285", "--kind", "light_out")
    assert (told["area"], told["near_border"]) == ("Rinkeby", False)
    assert told["places"][0] == "Rinkeby torg"
    assert [(each["id"], each["name"], bool(each["why"])) for each in told["owners"]] == [
        ("trafikkontoret", "Trafikkontoret", True)
    ]


def test_loading_tells_added_changed_and_refused_and_a_fault_loads_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(
        "id,name,role,email,deputy_email,escalation_email,phone,languages\nnew,Ny,,ny@ny.example,,,,sv\n"
    )
    bad.write_text("role,area,owner\nx,Rinkeby,new\nx,Atlantis,new\n")
    assert desk.told("load", "owners", str(good)) == {"added": 1, "changed": 0, "same": 0, "refused": []}
    done = desk.run("load", "roles", str(bad))
    assert done.exit_code != 0
    assert json.loads(done.stdout)["refused"] == [{"line": 3, "why": "no area or place 'Atlantis'"}]
    assert "line 3: no area or place 'Atlantis'" in done.stderr
    bad.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A"}}]}'
    )
    done = desk.run("load", "areas", str(bad))
    assert json.loads(done.stdout)["refused"] == [
        {"line": 1, "why": "A has no geometry", "feature": 1, "name": "A"}
    ]
    assert "line 1, feature 1: A has no geometry" in done.stderr
    good.write_text("role,area,owner\nx,Rinkeby,new\n")
    assert desk.told("load", "roles", str(good))["added"] == 1


@pytest.mark.slow
def test_a_full_number_series_is_a_refusal_not_a_crash(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    lines = [f"r{nr},Rinkeby,,,,2025-10-14,,Text,," for nr in range(1000)]
    file.write_text("id,area,place,lat,lon,date,kind,text,owner,status\n" + "\n".join(lines) + "\n")
    assert "number-series-full" in desk.refused("load", "reports", str(file))
    file.write_text("id,area,place,lat,lon,date,kind,text,owner,status\n" + "\n".join(lines[:3]) + "\n")
    assert desk.told("load", "reports", str(file))["added"] == 3


def test_a_folder_of_photos_becomes_findings_to_complete_and_again_adds_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "one.jpg").write_bytes(
        pictures.photo(gps=pictures.RINKEBY_GPS, taken="2026:05:12 18:10:00", offset="+02:00")
    )
    (folder / "two.jpg").write_bytes(pictures.photo(100, 70))
    (folder / "broken.jpg").write_bytes(pictures.photo()[:50])
    (folder / "notes.txt").write_text("not a picture")
    (folder / ".hidden.jpg").write_bytes(b"x")
    walk = desk.told("walk", "add", "--area", "Rinkeby", "--at", AT)["walk"]
    told = desk.told("load", "photos", str(folder), "--walk", walk)
    assert (told["added"], {each["file"] for each in told["refused"]}) == (2, {"broken.jpg", "notes.txt"})
    by_file = {each["file"]: each for each in told["findings"]}
    assert by_file["one.jpg"]["area"] == "Rinkeby"
    assert by_file["one.jpg"]["lat"] == pytest.approx(pictures.RINKEBY[0], abs=1e-5)
    assert by_file["one.jpg"]["noted_at"].startswith("2026-05-12T16:10:00")
    assert by_file["two.jpg"]["lat"] is None
    again = desk.told("load", "photos", str(folder), "--walk", walk)
    assert (again["added"], again["same"]) == (0, 2)


def test_people_are_added_changed_and_given_a_link(desk: Desk) -> None:
    added = desk.told("staff", "add", " Ny@Strak.Example ", "--name", "Ny", "--role", "admin", "--restricted")
    assert (added["email"], added["role"], added["restricted"]) == ("ny@strak.example", "admin", True)
    changed = desk.told("staff", "add", "ny@strak.example")
    assert (changed["id"], changed["role"], changed["restricted"]) == (added["id"], "coordinator", False)
    links = [desk.run("staff", "link", "ny@strak.example").stdout.strip() for _ in range(2)]
    assert len(set(links)) == 2
    assert all(link.startswith("http://127.0.0.1:8000/desk/sign-in/") for link in links)


def test_the_workers_turn_is_told_and_a_second_does_nothing(desk: Desk) -> None:
    first = desk.told("work", "--once", "--now", NOW)
    assert first["letters"] == {"sent": 0, "failed": 0, "later": 0}
    assert desk.told("work", "--once", "--now", NOW) == first


def test_a_copy_goes_out_and_into_an_empty_installation_and_the_doctor_agrees(
    desk: Desk, tmp_path: Path, migrated_sqlite: Path
) -> None:
    desk.told("walk", "add", "--area", "Rinkeby", "--at", AT)
    made = desk.told("backup", str(tmp_path / "copy"))
    assert made["rows"] > 100
    assert "not empty" in desk.refused("backup", str(tmp_path / "copy"))
    assert "already rows" in desk.refused("restore", str(tmp_path / "copy"))
    made_anew = begin(
        tmp_path / "other", f"sqlite:///{tmp_path / 'other' / 'strak.db'}", migrated_sqlite, beside=True
    )
    other = Desk(made_anew)
    assert other.told("restore", str(tmp_path / "copy"))["rows"] == made["rows"]
    assert [walk["area"] for walk in other.told("walk", "list")] == ["Rinkeby"]
    done = other.run("doctor")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no whole copy" in other.refused("restore", str(tmp_path))
    made_anew.database.close()


def test_the_doctor_names_each_fault_on_a_line(desk: Desk, tmp_path: Path) -> None:
    stray = tmp_path / "photos" / "ab" / ("ab" * 32)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [f"store: photos/ab/{'ab' * 32} belongs to no photo"]


def test_the_doctor_sends_one_letter_and_leaves_no_row(
    desk: Desk, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_server(desk, smtp_server.url, monkeypatch)
    done = desk.run("doctor", "--mail", "anna@strak.example")
    assert done.exit_code == 0, done.stderr
    (letter,) = smtp_server.messages
    assert (letter.sender, letter.recipients) == ("strak@localhost", ["anna@strak.example"])
    assert "http://127.0.0.1:8000" in letter.message.get_content()
    with desk.app.extensions["strak"].database.reading() as db:
        assert db.exec(select(Letter)).all() == []


def test_the_doctor_says_why_no_letter_goes_out(
    desk: Desk, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "mail: FIELD_MAIL_URL is outbox:" in desk.refused("doctor", "--mail", "anna@strak.example")
    to_server(desk, smtp_server.url, monkeypatch)
    assert "mail: 'anna' is no e-mail address" in desk.refused("doctor", "--mail", "anna")
    smtp_server.refused["gone@strak.example"] = "550 no such user"
    assert "mail: AddressRefused: 550" in desk.refused("doctor", "--mail", "gone@strak.example")
    to_server(desk, smtp_server.url.replace("//", "//user:wrong@"), monkeypatch)
    assert "mail: SMTPNotSupportedError" in desk.refused("doctor", "--mail", "anna@strak.example")
    to_server(desk, f"smtp://127.0.0.1:{free_port()}", monkeypatch)
    assert "mail: ConnectionRefusedError" in desk.refused("doctor", "--mail", "anna@strak.example")


def to_server(desk: Desk, url: str, patch: pytest.MonkeyPatch) -> None:
    here = desk.app.extensions["strak"]
    patch.setitem(desk.app.extensions, "strak", replace(here, settings=replace(here.settings, mail_url=url)))


def test_migrating_again_is_fine(desk: Desk) -> None:
    assert desk.run("migrate").exit_code == 0
