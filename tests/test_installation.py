"""One installation, whichever way it is called: verbs find the one that is there, say which it is, and make none."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import Result

from field import __version__, commands, installation, migrations
from field.kit import settings as settings_of
from field.kit.db import Database
from field.kit.settings import SettingError
from tests.test_commands import AT
from tests.tools import ROOT
from tests.tools.postgres import Postgres
from tests.tools.server import environment

MAKERS = {"serve", "migrate", "demo", "restore"}
VERBS = {
    "backup": ("copy",),
    "doctor": (),
    "draw-up": ("x",),
    "hand-over": ("x",),
    "load areas": ("a-file",),
    "load file": ("a-file",),
    "load kinds": ("a-file",),
    "load owners": ("a-file",),
    "load photos": (".", "--walk", "x"),
    "load reports": ("a-file",),
    "load roles": ("a-file",),
    "load rules": ("a-file",),
    "originals": (),
    "staff add": ("a@strak.example",),
    "staff link": ("a@strak.example",),
    "store move": ("--to", "elsewhere"),
    "walk add": ("--area", "Rinkeby", "--at", AT),
    "walk close": ("x",),
    "walk followup": ("--area", "Rinkeby", "--at", AT),
    "walk list": (),
    "where": ("59", "18"),
    "work": ("--once",),
}


def leaves(group: dict[str, click.Command], before: str = "") -> set[str]:
    """Every verb, those in groups with the group's name before."""
    found = set()
    for name, command in group.items():
        inside = command.commands if isinstance(command, click.Group) else None
        found |= leaves(inside, f"{before}{name} ") if inside else {before + name}
    return found


class Terminal:
    """In a folder of its own, with an installation's settings in the environment; nothing is there yet."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder / "here", patch
        (folder / "cwd").mkdir()
        (folder / "cwd" / "a-file").write_text("x")
        patch.chdir(folder / "cwd")
        for name in [name for name in os.environ if name.startswith("FIELD_")]:
            patch.delenv(name)
        self.set(FIELD_ENV_FILE=os.devnull, FIELD_UPLOADS=str(self.folder))

    def set(self, **names: str) -> None:
        for name, value in names.items():
            self.patch.setenv(name, value)
        settings_of.given.cache_clear()

    def run(self, *words: str) -> Result:
        front = commands.Front()
        with front.app_context():
            done = front.test_cli_runner().invoke(args=list(words))
        if "strak" in front.extensions:
            front.extensions["strak"].database.close()
        return done


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(tmp_path, monkeypatch)


def test_every_verb_is_tried_here() -> None:
    assert leaves({command.name or "": command for command in commands.COMMANDS}) == set(VERBS) | MAKERS


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_makes_no_installation_and_says_where_it_looked(terminal: Terminal, verb: str) -> None:
    done = terminal.run(*verb.split(), *VERBS[verb])
    assert (done.exit_code, done.stdout) == (2, ""), done.stderr
    assert done.stderr == (
        f"There is no installation: looked in {terminal.folder}/strak.db (settings from the environment).\n"
    )
    assert not terminal.folder.exists()
    assert [path.name for path in Path.cwd().iterdir()] == ["a-file"]


def test_an_empty_file_or_an_empty_database_is_no_installation(terminal: Terminal) -> None:
    terminal.folder.mkdir()
    (terminal.folder / "secret.key").write_text("only-for-tests-only-for-tests")
    (terminal.folder / "strak.db").touch()
    assert terminal.run("walk", "list").exit_code == 2
    assert (terminal.folder / "strak.db").stat().st_size == 0


def test_a_postgres_database_without_tables_is_no_installation(
    terminal: Terminal, postgres: Postgres
) -> None:
    url = postgres.create()
    terminal.set(FIELD_DATABASE_URL=url, FIELD_SECRET_KEY="only-for-tests-only-for-tests")
    done = terminal.run("walk", "list")
    assert (done.exit_code, "There is no installation: looked in postgresql" in done.stderr) == (2, True)
    assert terminal.run("migrate").exit_code == 0
    assert terminal.run("walk", "list").stdout == "[]\n"
    postgres.drop(url)


def test_a_verb_says_once_on_standard_error_which_installation_it_speaks_of(terminal: Terminal) -> None:
    assert terminal.run("migrate").exit_code == 0
    for words in (
        ("walk", "list"),
        ("where", "59", "18"),
        ("work", "--once"),
        ("staff", "add", "a@strak.example"),
    ):
        done = terminal.run(*words)
        assert done.exit_code == 0, done.stderr
        assert done.stderr.splitlines()[0] == (
            f"Installation: {terminal.folder}/strak.db (settings from the environment)"
        )
        assert "Installation" not in done.stdout + "".join(done.stderr.splitlines()[1:])


def test_a_place_is_told_without_its_secrets(tmp_path: Path) -> None:
    url = "postgresql+psycopg://strak:hush@db.example/strak?password=hush"
    given = settings_of.load(environment(tmp_path, url))
    assert (
        installation.place(given)
        == "postgresql+psycopg://strak:***@db.example/strak (settings from the environment)"
    )


def test_the_demo_is_refused_in_earnest_and_makes_nothing(terminal: Terminal) -> None:
    terminal.set(FIELD_BASE_URL="https://strak.example.se", FIELD_SECRET_KEY="only-for-tests-only-for-tests")
    done = terminal.run("demo")
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        done.stderr
        == "No demo in earnest: https://strak.example.se is not an address of this machine alone.\n"
    )
    assert not terminal.folder.exists()


def test_older_code_on_a_newer_base_says_so_in_one_line(terminal: Terminal) -> None:
    terminal.run("migrate")
    database = Database(f"sqlite:///{terminal.folder / 'strak.db'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    done = terminal.run("walk", "list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Setting: FIELD_DATABASE_URL: a newer version of Stråk has been here; "
        f"{__version__} does not know schema 9999\n"
    )


def test_a_newer_schema_is_left_alone(migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_sqlite / "strak.db", tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'strak.db'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(migrations.NewerSchema):
        migrations.upgrade(database)
    assert migrations.present(database) == "9999"
    database.close()


def test_help_and_version_need_no_installation(terminal: Terminal) -> None:
    for words in (("--help",), ("walk", "--help"), ("walk", "list", "--help")):
        assert terminal.run(*words).exit_code == 0
    assert not terminal.folder.exists()


# ── the command ──


def strak(folder: Path, *words: str, **names: str) -> subprocess.CompletedProcess[str]:
    """As an admin calls it: from any folder, with nothing in the environment but what is named."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("FIELD_")} | names
    command = [str(ROOT / "deploy/strak"), *words]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.slow
def test_the_command_reads_the_installations_file_from_any_folder(tmp_path: Path) -> None:
    file = tmp_path / "strak.env"
    file.write_text(f"FIELD_UPLOADS={tmp_path / 'here'}\nFIELD_MAIL_FROM=a@strak.example\n")
    assert strak(tmp_path, "migrate", FIELD_ENV_FILE=str(file)).returncode == 0
    done = strak(tmp_path, "walk", "list", FIELD_ENV_FILE="strak.env")
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
    assert done.stderr == f"Installation: {tmp_path / 'here' / 'strak.db'} (settings from strak.env)\n"
    kept = [path.stat().st_mode for path in (tmp_path / "here").rglob("*")]
    assert [mode for mode in kept if stat.S_IMODE(mode) & 0o077] == []


@pytest.mark.slow
def test_the_command_tells_its_own_version(tmp_path: Path) -> None:
    assert strak(tmp_path, "--version").stdout == f"Stråk {__version__}\n"


@pytest.mark.slow
def test_root_acts_as_the_user_whose_files_they_are_and_others_as_themselves(tmp_path: Path) -> None:
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    here = Path("/tmp") / f"strak-{tmp_path.name}"  # pytest's own folders let nobody else in
    here.mkdir(mode=0o700)
    try:
        os.chown(here, user.pw_uid, user.pw_gid)
        done = strak(Path("/"), "migrate", FIELD_UPLOADS=str(here), FIELD_ENV_FILE=os.devnull)
        assert done.returncode == 0, done.stderr
        owners = {path.stat().st_uid for path in here.rglob("*")}
        assert owners == {user.pw_uid}
    finally:
        shutil.rmtree(here)


def test_make_puts_the_command_beside_the_others() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "setup"):
        (needs,) = [line for line in makefile.splitlines() if line.startswith(f"{target}:")]
        assert "$(BIN)/strak" in needs
    assert "\t@ln -sf ../../deploy/strak $@" in makefile
    assert os.access(ROOT / "deploy/strak", os.X_OK)


def test_a_wrong_setting_is_said_by_every_verb_in_one_line(terminal: Terminal) -> None:
    terminal.set(FIELD_TIMESONE="Europe/Stockholm")
    for verb in ("walk list", "migrate", "demo"):
        done = terminal.run(*verb.split())
        assert done.exit_code == 1
        assert (
            done.stderr == "Setting: FIELD_TIMESONE is no setting of Stråk; the nearest is FIELD_TIMEZONE\n"
        )
    with pytest.raises(SettingError):
        settings_of.given()
