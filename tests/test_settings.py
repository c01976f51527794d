"""Settings: a wrong value is refused with one clear line that names it; what is not given has a default that works."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from field.kit import settings
from field.kit.settings import SettingError
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
    done = flask(environment(tmp_path, **{name: value}), "walk", "list", check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith(f"Setting: {name}")
    assert len(done.stderr.strip().splitlines()) == 1
