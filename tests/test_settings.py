"""Settings: a wrong value is refused with one clear line that names it; what is not given has a default that works."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from field.kit import settings
from field.kit.settings import SettingError
from tests.tools import ROOT
from tests.tools.server import environment, flask

WRONG = [
    ("PORT", "x"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "٣"), ("PORT", "8000.0"),
    ("FIELD_BASE_URL", "strak.se"), ("FIELD_BASE_URL", "ftp://strak.se"), ("FIELD_BASE_URL", "http://"), ("FIELD_BASE_URL", "http://x:99999"),
    ("FIELD_BASE_URL", "http://[::1"), ("FIELD_BASE_URL", "https://x/?a=1"), ("FIELD_BASE_URL", "https://x/#a"),
    ("FIELD_DATABASE_URL", "mysql://x/y"), ("FIELD_DATABASE_URL", "sqlite://"), ("FIELD_DATABASE_URL", "sqlite:///"),
    ("FIELD_DATABASE_URL", "postgresql://x/y"), ("FIELD_DATABASE_URL", "postgresql+psycopg://u:p@h:abc/d"),
    ("FIELD_STORAGE_URL", "http://x"), ("FIELD_STORAGE_URL", "s3://"), ("FIELD_STORAGE_URL", "s3:///bucket"),
    ("FIELD_MAIL_URL", "smtp://"), ("FIELD_MAIL_URL", "outbox"), ("FIELD_MAIL_URL", "smtp://h:99999"), ("FIELD_MAIL_URL", "smtp://h?tls=yes"),
    ("FIELD_MAIL_FROM", "x"), ("FIELD_MAIL_FROM", "a@b@c"), ("FIELD_MAIL_FROM", "@"), ("FIELD_MAIL_FROM", "a b@c.se"),
    ("FIELD_MAIL_FROM", "a@"),
    ("FIELD_TIMEZONE", "Mars/Base"), ("FIELD_TIMEZONE", "../../etc/passwd"), ("FIELD_TIMEZONE", "/etc"),
    ("FIELD_WORKER", "on"), ("FIELD_WORKER", "OFF"),
    ("FIELD_FOLLOWUP_MONTHS", "0"), ("FIELD_FOLLOWUP_MONTHS", "six"), ("FIELD_FOLLOWUP_MONTHS", "61"), ("FIELD_FOLLOWUP_MONTHS", "6.5"),
    ("FIELD_ORIGINALS_DAYS", "0"), ("FIELD_ORIGINALS_DAYS", "-1"), ("FIELD_ORIGINALS_DAYS", "off"), ("FIELD_ORIGINALS_DAYS", "36501"),
    ("FIELD_SECRET_KEY", "short"),
    ("FIELD_TRUSTED_PROXIES", "*"), ("FIELD_TRUSTED_PROXIES", "proxy"), ("FIELD_TRUSTED_PROXIES", ","),
    ("FIELD_TRUSTED_PROXIES", "10.0.0.1/8"), ("FIELD_TRUSTED_PROXIES", "0.0.0.0/0"), ("FIELD_TRUSTED_PROXIES", "10.0.0.7, ::/0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_in_one_line_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        settings.load({"FIELD_UPLOADS": str(tmp_path), name: value})
    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)


def test_https_asks_for_a_key_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="FIELD_SECRET_KEY is required when FIELD_BASE_URL is https"):
        settings.load({"FIELD_UPLOADS": str(tmp_path), "FIELD_BASE_URL": "https://strak.example.se"})
    key = "k" * 32
    given = settings.load(
        {
            "FIELD_UPLOADS": str(tmp_path),
            "FIELD_BASE_URL": "https://strak.example.se/",
            "FIELD_SECRET_KEY": key,
        }
    )
    assert (given.secret_key, given.base_url, given.is_https, given.is_loopback) == (
        key,
        "https://strak.example.se",
        True,
        False,
    )


def test_nothing_given_is_enough(tmp_path: Path) -> None:
    given = settings.load({"FIELD_UPLOADS": str(tmp_path)})
    assert (given.base_url, given.port, given.worker, given.followup_months) == (
        "http://127.0.0.1:8000",
        8000,
        "inline",
        6,
    )
    assert (given.mail_url, given.mail_from, given.timezone) == (
        "outbox:",
        "strak@localhost",
        ZoneInfo("Europe/Stockholm"),
    )
    assert given.database_url == f"sqlite:///{tmp_path / 'strak.db'}"
    assert given.storage_url == str(tmp_path)
    assert given.is_loopback
    assert given.originals_days is None


def test_an_empty_value_is_the_default_and_the_port_is_in_the_address(tmp_path: Path) -> None:
    given = settings.load(
        {
            "FIELD_UPLOADS": str(tmp_path),
            "PORT": "8123",
            "FIELD_BASE_URL": "",
            "FIELD_TIMEZONE": "",
            "FIELD_WORKER": "",
        }
    )
    assert (given.base_url, given.worker) == ("http://127.0.0.1:8123", "inline")


def test_the_key_is_made_once_and_kept_for_the_owner_of_the_files_alone(tmp_path: Path) -> None:
    first, again = (settings.load({"FIELD_UPLOADS": str(tmp_path / "uploads")}).secret_key for _ in range(2))
    assert first == again
    assert len(first) >= 32
    assert (tmp_path / "uploads" / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "value",
    [
        "postgresql+psycopg://u:p%40@h:5432/d",
        "postgresql+psycopg:///d?host=/run/postgresql",
        "postgresql+psycopg://[::1]/d",
    ],
)
def test_every_kind_of_postgres_address_is_taken(tmp_path: Path, value: str) -> None:
    assert settings.load({"FIELD_UPLOADS": str(tmp_path), "FIELD_DATABASE_URL": value}).database_url == value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("FIELD_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none"),
        ("FIELD_DATABASE_URL", "sqlite:////proc/none/strak.db"),
        ("FIELD_STORAGE_URL", "/proc/none"),
    ],
)
def test_no_command_starts_with_a_wrong_setting(tmp_path: Path, name: str, value: str) -> None:
    done = flask(environment(tmp_path, **{name: value}), "migrate", check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith(f"Setting: {name}")
    assert len(done.stderr.strip().splitlines()) == 1


# ── from which file ──

KEY = "k" * 32


def told(file: Path, environ: dict[str, str] | None = None, *files: Path) -> settings.Given:
    """What counts when the file is named, or, where others are given, is looked for."""
    named = {} if files else {"FIELD_ENV_FILE": str(file)}
    return settings._given(named | (environ or {}), files)


def test_a_file_is_read_and_the_environment_counts_most(tmp_path: Path) -> None:
    file = tmp_path / "strak.env"
    file.write_text(
        '# a word\nFIELD_MAIL_FROM="a@b.se"\nFIELD_TIMEZONE=Europe/Oslo\nPOSTGRES_PASSWORD=x\nPORT=8123\n'
    )
    given = told(file, {"FIELD_TIMEZONE": "UTC", "HOME": "/root"})
    assert given.values == {
        "FIELD_ENV_FILE": str(file), "FIELD_MAIL_FROM": "a@b.se", "FIELD_TIMEZONE": "UTC", "PORT": "8123",
    }  # fmt: skip
    assert given.read_from == str(file)


def test_what_stands_in_a_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "strak.env"
    file.write_text("FIELD_SECRET_KEY=abc${HOME}def$ghi_0123456789\n")
    assert told(file).values["FIELD_SECRET_KEY"] == "abc${HOME}def$ghi_0123456789"


def test_without_a_name_the_first_file_that_is_there_counts_alone(tmp_path: Path) -> None:
    first, second = tmp_path / ".env", tmp_path / "strak.env"
    second.write_text("FIELD_WORKER=off\nFIELD_MAIL_FROM=b@b.se\n")
    assert told(first, None, first, second).values == {"FIELD_WORKER": "off", "FIELD_MAIL_FROM": "b@b.se"}
    first.write_text("FIELD_MAIL_FROM=a@a.se\n")
    given = told(first, None, first, second)
    assert (given.values, given.read_from) == ({"FIELD_MAIL_FROM": "a@a.se"}, str(first))


def test_a_named_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"FIELD_ENV_FILE: .*none.* cannot be read"):
        told(tmp_path / "none")
    (tmp_path / "latin").write_bytes(b"FIELD_MAIL_FROM=\xe5@b.se\n")
    with pytest.raises(SettingError, match=r"cannot be read .not text in UTF-8"):
        told(tmp_path / "latin")


def test_flasks_own_env_file_does_not_count_where_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flask puts a `.env` into the environment before anybody of ours is asked."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    (tmp_path / ".env").write_text("FIELD_MAIL_FROM=dev@b.se\nFIELD_WORKER=off\n")
    (tmp_path / "strak.env").write_text("FIELD_MAIL_FROM=real@b.se\n")
    given = told(tmp_path / "strak.env", {"FIELD_MAIL_FROM": "dev@b.se", "FIELD_WORKER": "inline"})
    assert (given.values["FIELD_MAIL_FROM"], given.values["FIELD_WORKER"]) == ("real@b.se", "inline")


def test_any_setting_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    given = settings.load({"FIELD_UPLOADS": str(tmp_path), "FIELD_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert given.secret_key == KEY
    with pytest.raises(SettingError, match=r"FIELD_MAIL_URL_FILE: .* cannot be read"):
        settings.load({"FIELD_MAIL_URL_FILE": str(tmp_path / "none")})
    with pytest.raises(SettingError, match="FIELD_SECRET_KEY and FIELD_SECRET_KEY_FILE are both given"):
        settings.load({"FIELD_SECRET_KEY": KEY, "FIELD_SECRET_KEY_FILE": str(tmp_path / "key")})


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("FIELD_BASEURL", "FIELD_BASE_URL"),
        ("FIELD_MAIL", "FIELD_MAIL_URL"),
        ("FIELD_TRUSTED_PROXY", "FIELD_TRUSTED_PROXIES"),
        ("FIELD_SECRET_KEYFILE", "FIELD_SECRET_KEY_FILE"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(SettingError, match=f"^{name} is no setting of Stråk; the nearest is {nearest}$"):
        settings.load({name: "x"})


def test_what_is_not_ours_or_of_the_tests_is_left_alone(tmp_path: Path) -> None:
    settings.load({"FIELD_UPLOADS": str(tmp_path), "FIELD_TEST_DATA": "x", "FIELDS": "x", "field_mail": "x"})


@pytest.mark.parametrize("name", ["FIELD_INBOX_URL", "FIELD_OIDC_CLIENT_SECRET_FILE", "FIELD_METRICS_TOKEN"])
def test_what_is_still_to_come_is_not_pretended(name: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: not yet in this version of Stråk$"):
        settings.load({name: "x"})


def test_the_list_of_names_is_what_is_read() -> None:
    """Otherwise a setting would be refused as unknown, or a forgotten one taken in silence."""
    asked = set(
        re.findall(r'given(?:\.get\(|, )"(FIELD_[A-Z_]+)"', (ROOT / "field/kit/settings.py").read_text())
    )
    assert asked == set(settings.NAMES)
