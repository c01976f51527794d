"""Languages (språk): Swedish is written in the code (gettext msgid); other languages are catalogues, bound
once a request or letter.

A catalogue may lack a text: then Swedish is shown, never a key. "Lätt svenska" falls back to Swedish text by
text."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).resolve().parents[1] / "translations"
LANGUAGES = {
    "sv": "Svenska",
    "sv-easy": "Lätt svenska",
    "en": "English",
    "so": "Soomaali",
    "ar": "العربية",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "ckb": "کوردی",
    "fa": "فارسی",
}
CONTEXT = "\4"  # between a context and its text, as in compiled catalogues
RTL = frozenset({"ar", "fa", "ckb"})

_language: ContextVar[str] = ContextVar("language", default="sv")
_catalogue: ContextVar[NullTranslations] = ContextVar("catalogue", default=NullTranslations())  # noqa: B039 - stateless


@cache
def catalogue(language: str) -> NullTranslations:
    path = FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime_ns != path.stat().st_mtime_ns:
        return Translations(BytesIO(_compiled(path)))
    with compiled.open("rb") as file:
        return Translations(file)


def _compiled(path: Path) -> bytes:
    """The catalogue as .mo, also kept beside the .po so that the next start is quick."""
    with path.open("rb") as file:
        messages = read_po(file)
    for message in [
        each for each in messages if each.pluralizable and not (each.string and all(each.string))
    ]:
        messages.delete(message.id, message.context)  # else it would be kept as empty, and hide the Swedish
    out = BytesIO()
    write_mo(out, messages)
    with suppress(OSError):
        _keep(path, out.getvalue())
    return out.getvalue()


def _keep(path: Path, content: bytes) -> None:
    """Beside the .po and with its time, so that any other .po, older ones too, is compiled anew.

    Moved into place whole: web and worker start together, and neither may read what the other has half
    written."""
    half = path.with_suffix(f".{os.getpid()}.mo")
    half.write_bytes(content)
    moment = path.stat().st_mtime_ns
    os.utime(half, ns=(moment, moment))
    half.replace(path.with_suffix(".mo"))


@contextmanager
def using(language: str) -> Iterator[None]:
    """Bind a language for a while (a letter, a request). An unknown one is Swedish."""
    chosen = language if language in LANGUAGES else "sv"
    tokens = _language.set(chosen), _catalogue.set(catalogue(chosen))
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _catalogue.reset(tokens[1])


def bind(language: str) -> None:
    """As `using`, until the next bind: for a request, which runs in a context of its own."""
    chosen = language if language in LANGUAGES else "sv"
    _language.set(chosen)
    _catalogue.set(catalogue(chosen))


def current_language() -> str:
    return _language.get()


def is_rtl(language: str) -> bool:
    return language in RTL


def gettext(message: str, **values: object) -> str:
    """Also of what `NP_` marked, with its context."""
    context, mark, bare = message.rpartition(CONTEXT)
    text = _catalogue.get().pgettext(context, bare) if mark else _catalogue.get().gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    text = _catalogue.get().ngettext(one, many, num)
    return text % {"num": num, **values}


def pgettext(context: str, message: str, **values: object) -> str:
    text = _catalogue.get().pgettext(context, message)
    return text % values if values else text


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    return message


def NP_(context: str, message: str) -> str:  # noqa: N802 - as `N_`, for a text that means its own thing somewhere
    return f"{context}{CONTEXT}{message}"


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as `N_`, for a singular and a plural that are counted later
    return one, many


class lazy:  # noqa: N801 - reads as a function
    """A text translated when it is shown, for constants made at import."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)


def locale(language: str | None = None) -> Locale:
    chosen = language or _language.get()
    return Locale.parse({"sv-easy": "sv", "en": "en_GB"}.get(chosen, chosen))


@cache
def plural_numbers(language: str) -> dict[str, int]:
    """For each plural name of the language (CLDR's one, few, other …) a whole number that has it: Arabic
    gives six, Swedish two.
    """
    named = locale(language).plural_form
    found: dict[str, int] = {}
    for num in range(200):
        found.setdefault(named(num), num)
    return found


def format_date(day: date | str, length: str = "long") -> str:
    """12 maj 2026. Takes a date or ISO text."""
    return babel_date(date.fromisoformat(day) if isinstance(day, str) else day, length, locale=locale())


def format_day(day: date | str) -> str:
    """12 maj: without the year."""
    return format_skeleton("MMMMd", date.fromisoformat(day) if isinstance(day, str) else day, locale=locale())


def format_month(month: str | date) -> str:
    """`2026-05` → maj 2026: what the public sees instead of clock times."""
    day = date.fromisoformat(f"{month[:7]}-01") if isinstance(month, str) else month
    return format_skeleton("yMMMM", day, locale=locale())


def format_time(moment: datetime, zone: ZoneInfo) -> str:
    """tis 12 maj 18:00, in the installation's zone."""
    return babel_datetime(moment.astimezone(zone), "EEE d MMM HH:mm", locale=locale())
