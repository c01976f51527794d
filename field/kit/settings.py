"""Settings (inställningar): environment variables, or the file `FIELD_ENV_FILE`, else `.env`, else
`/etc/strak.env`; read once at start. A wrong value or an unknown name is refused with one clear line.
"""

import difflib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from field.kit.text import is_address

ROOT = Path(__file__).resolve().parents[2]
UPLOADS = ROOT / "uploads"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
FILES = (ROOT / ".env", Path("/etc/strak.env"))
"""The first that is there is read, where FIELD_ENV_FILE names none."""
NAMES = (
    "FIELD_SECRET_KEY",
    "FIELD_BASE_URL",
    "FIELD_DATABASE_URL",
    "FIELD_STORAGE_URL",
    "FIELD_MAIL_URL",
    "FIELD_MAIL_FROM",
    "FIELD_TIMEZONE",
    "FIELD_WORKER",
    "FIELD_TILES_URL",
    "FIELD_TILES_ATTRIBUTION",
    "FIELD_FOLLOWUP_MONTHS",
    "FIELD_ORIGINALS_DAYS",
    "FIELD_TRUSTED_PROXIES",
    "FIELD_UPLOADS",
)
OTHERS = {"FIELD_ENV_FILE", "PORT"}
ITS_OWN = {"FIELD_UPLOADS", "FIELD_DATABASE_URL", "FIELD_BASE_URL"}
"""What tells one installation from another."""
LATER = ("INBOX_URL", "METRICS_TOKEN", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
OF_TESTS = "TEST_"


class SettingError(ValueError):
    """A setting that cannot be used; the text is one line for whoever starts the app."""


@dataclass(frozen=True)
class Settings:
    """What the installation is told from outside; the names are those of the environment without `FIELD_`, in
    small letters.
    """

    secret_key: str
    base_url: str
    database_url: str
    storage_url: str
    mail_url: str
    mail_from: str
    timezone: ZoneInfo
    worker: str
    tiles_url: str
    tiles_attribution: str
    followup_months: int
    originals_days: int | None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    port: int
    uploads: Path
    read_from: str

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


@dataclass(frozen=True)
class Given:
    values: Mapping[str, str]
    read_from: str


def load(environ: Mapping[str, str] | None = None, *, make: bool = True) -> Settings:
    """The settings file and the environment (which wins), or `environ` and the file it names; raises
    `SettingError` naming the variable. Unless `make`, a key that is not there yet is empty.
    """
    told = given() if environ is None else _given(environ, ())
    return _settings(told.values, told.read_from, make=make)


@cache
def given() -> Given:
    """Read once: a process that gives up its rights afterwards still has them."""
    return _given(os.environ, FILES)


def _given(environ: Mapping[str, str], files: tuple[Path, ...]) -> Given:
    named = environ.get("FIELD_ENV_FILE") or ""
    path = Path(named) if named else _first(files, environ)
    if named:
        environ = _without_dotenv(environ)
    in_file = _in_file(path) if path else {}
    told = {name: value for name, value in {**in_file, **environ}.items() if name in OTHERS or _is_ours(name)}
    _refuse_unknown(told)
    return Given(_with_secrets(told), str(path) if in_file else "the environment")


def _first(files: tuple[Path, ...], environ: Mapping[str, str]) -> Path | None:
    """One that may not be read is passed over only where the environment itself names the installation."""
    path = next((path for path in files if path.exists()), None)
    told_by_environment = any(environ.get(name) for name in ITS_OWN)
    return None if path and told_by_environment and not os.access(path, os.R_OK) else path


def _in_file(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8") as file:
            return {
                name: value for name, value in dotenv_values(stream=file, interpolate=False).items() if value
            }
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not text in UTF-8"
        raise SettingError(f"FIELD_ENV_FILE: {path} cannot be read ({why})") from None


def _without_dotenv(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Flask's own command has put the folder's `.env` into the environment; that is not the file named."""
    theirs = dotenv_values(ROOT / ".env")
    return {name: value for name, value in environ.items() if theirs.get(name) != value}


def _is_ours(name: str) -> bool:
    return name.startswith("FIELD_") and not name.removeprefix("FIELD_").startswith(OF_TESTS)


def _refuse_unknown(told: Mapping[str, str]) -> None:
    known = {*OTHERS, *NAMES, *(f"{name}_FILE" for name in NAMES)}
    for name in sorted(told.keys() - known):
        if name.removeprefix("FIELD_").removesuffix("_FILE") in LATER:
            raise SettingError(f"{name}: not yet in this version of Stråk")
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)[0]
        raise SettingError(f"{name} is no setting of Stråk; the nearest is {nearest}")


def _with_secrets(told: Mapping[str, str]) -> Mapping[str, str]:
    """`FIELD_<NAME>_FILE` names the file in which the value stands."""
    found = dict(told)
    for name in NAMES:
        path = found.pop(f"{name}_FILE", "")
        if not path:
            continue
        if found.get(name):
            raise SettingError(f"{name} and {name}_FILE are both given; which one counts?")
        try:
            found[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "not text in UTF-8"
            raise SettingError(f"{name}_FILE: {path} cannot be read ({why})") from None
    return found


def _settings(given: Mapping[str, str], read_from: str, *, make: bool) -> Settings:
    port = _whole(given, "PORT", 8000, 1, 65535)
    base_url = _base_url(given.get("FIELD_BASE_URL") or f"http://127.0.0.1:{port}")
    uploads = Path(given.get("FIELD_UPLOADS") or UPLOADS)
    return Settings(
        secret_key=_secret_key(given, uploads, base_url, make=make),
        base_url=base_url,
        database_url=_database_url(given.get("FIELD_DATABASE_URL") or f"sqlite:///{uploads / 'strak.db'}"),
        storage_url=_storage_url(given.get("FIELD_STORAGE_URL") or str(uploads)),
        mail_url=_mail_url(given.get("FIELD_MAIL_URL") or "outbox:"),
        mail_from=_mail_from(given.get("FIELD_MAIL_FROM") or "strak@localhost"),
        timezone=_timezone(given.get("FIELD_TIMEZONE") or "Europe/Stockholm"),
        worker=_one_of(given, "FIELD_WORKER", "inline", ("inline", "off")),
        tiles_url=_tiles_url(given.get("FIELD_TILES_URL") or ""),
        tiles_attribution=" ".join((given.get("FIELD_TILES_ATTRIBUTION") or "").split())[:200],
        followup_months=_whole(given, "FIELD_FOLLOWUP_MONTHS", 6, 1, 60),
        originals_days=_whole(given, "FIELD_ORIGINALS_DAYS", 0, 1, 36_500)
        if given.get("FIELD_ORIGINALS_DAYS")
        else None,
        trusted_proxies=_networks(given.get("FIELD_TRUSTED_PROXIES") or "127.0.0.1"),
        port=port,
        uploads=uploads,
        read_from=read_from,
    )


def _whole(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not {text!r}")
    return int(text)


def _one_of(given: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = given.get(name) or default
    if text not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(allowed)}, not {text!r}")
    return text


def _host(text: str) -> str | None:
    """The host of an address, empty when it names none; None when it, or its port, cannot be one."""
    try:
        parts = urlsplit(text)
        return None if parts.port == 0 else parts.hostname or ""
    except ValueError:
        return None


def _base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not _host(text) or "?" in text or "#" in text:
        raise SettingError(f"FIELD_BASE_URL must be an address like https://strak.example.se, not {text!r}")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    if text.startswith("postgresql+psycopg://"):
        if _host(text) is None:
            raise SettingError(
                "FIELD_DATABASE_URL must be like postgresql+psycopg://user:password@host:5432/name"
            )
    elif not text.removeprefix("sqlite:///").strip("/") or not text.startswith("sqlite:///"):
        raise SettingError(
            "FIELD_DATABASE_URL must begin with sqlite:/// and a path, or postgresql+psycopg://"
        )
    return text


def _storage_url(text: str) -> str:
    if "://" not in text:
        return text
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.netloc:
        raise SettingError("FIELD_STORAGE_URL must be a folder or s3://bucket?endpoint=…&region=…")
    return text


def _mail_url(text: str) -> str:
    parts = urlsplit(text)
    try:
        port = parts.port or 25
    except ValueError:
        port = 0
    tls = parse_qs(parts.query).get("tls", [""])[0]
    if text != "outbox:" and (
        parts.scheme != "smtp" or not parts.hostname or not port or tls not in ("", "starttls", "tls")
    ):
        raise SettingError("FIELD_MAIL_URL must be outbox: or smtp://user:pass@host:587?tls=starttls")
    return text


def _mail_from(text: str) -> str:
    if not is_address(text):
        raise SettingError(f"FIELD_MAIL_FROM must be one e-mail address, not {text!r}")
    return text


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            f"FIELD_TIMEZONE must be a zone name like Europe/Stockholm, not {text!r}"
        ) from None


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, with commas or spaces between."""
    try:
        networks = tuple(ip_network(each) for each in text.replace(",", " ").split())
    except ValueError:
        networks = ()
    if not networks or not all(network.prefixlen for network in networks):
        raise SettingError(
            f"FIELD_TRUSTED_PROXIES must be addresses or networks like 10.0.0.7, 172.30.77.0/24, not {text!r}"
        )
    return networks


def _tiles_url(text: str) -> str:
    """Empty, an address, or the path of a file. An address is never repeated to anybody: it may hold
    somebody's key.
    """
    if text.startswith(("http://", "https://")):
        return _tiles_address(text)
    return _tiles_file(text) if text else ""


def _tiles_address(text: str) -> str:
    netloc = urlsplit(text).netloc if _host(text) else ""
    if (
        not netloc
        or "{" in netloc
        or "@" in netloc
        or not text.isascii()
        or not text.isprintable()
        or " " in text
    ):
        raise SettingError(
            "FIELD_TILES_URL must be an address like https://tiles.example.se/{z}/{x}/{y}.png, or a "
            ".pmtiles file"
        )
    if sorted(re.findall(r"{(.*?)}", text)) != ["x", "y", "z"]:
        raise SettingError(
            "FIELD_TILES_URL must have {z}, {x} and {y} in it, each once and nothing else in braces"
        )
    return text


def _tiles_file(text: str) -> str:
    """Only its first bytes are looked at; the rest is read when the maps are opened."""
    if "://" in text and not text.startswith("file:///"):
        raise SettingError(
            "FIELD_TILES_URL must be an http(s) address with {z}/{x}/{y}, or the path of a .pmtiles file"
        )
    path = Path(unquote(urlsplit(text).path) if text.startswith("file:") else text)
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except (OSError, ValueError) as error:
        raise SettingError(
            f"FIELD_TILES_URL: {path} cannot be read ({getattr(error, 'strerror', None) or 'not a path'})"
        ) from None
    if head != b"PMTiles\x03":
        raise SettingError(f"FIELD_TILES_URL: {path} is not a PMTiles file of version 3")
    return str(path.resolve())


def _secret_key(given: Mapping[str, str], uploads: Path, base_url: str, *, make: bool) -> str:
    text = given.get("FIELD_SECRET_KEY") or ""
    if text:
        if len(text) < 16:
            raise SettingError("FIELD_SECRET_KEY must be at least 16 characters")
        return text
    if base_url.startswith("https://"):
        raise SettingError("FIELD_SECRET_KEY is required when FIELD_BASE_URL is https")
    return _kept_key(uploads / "secret.key", make=make)


def _kept_key(path: Path, *, make: bool) -> str:
    """Made on the first run and kept, so that links in letters survive a restart."""
    try:
        if not make and not path.exists():
            return ""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise SettingError(f"FIELD_UPLOADS: {path.parent} cannot be written to ({error.strerror})") from None
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
