"""Facts (uppgifter): what is said about a walk and about each line as label and value, in the bound
language.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from field.findings import asked, errata
from field.kit import clock, i18n
from field.kit.i18n import format_date, format_month, ngettext
from field.kit.i18n import gettext as _
from field.protocol import lines, words
from field.protocol.shape import Contact, Document, FrozenLine, FrozenWalk


@dataclass(frozen=True)
class Fact:
    """`address` is a link; `code` lets a format pick a fact out."""

    code: str
    label: str
    value: str
    address: str | None = None


def of_walk(document: Document) -> list[Fact]:
    walk = document["walk"]
    return _present(
        Fact("kind", _("Vandring"), words.word(words.WALKS, walk["kind"])),
        Fact("time", _("Tid"), moment(walk["starts_at"])),
        Fact("meeting_place", _("Samlingsplats"), walk["meeting_place"] or ""),
        Fact("leader", _("Ledare"), walk["leader_function"] or ""),
        Fact("headcount", _("Deltagare"), _headcount(walk["headcount"])),
        Fact("conditions", _("Förhållanden"), _conditions(walk)),
        Fact("version", _("Version"), _version(document)),
        Fact("dnr", _("Diarienummer"), document["dnr"] or ""),
        Fact("contact", _("Frågor"), _contact(document["contact"])),
    )


def of_line(line: FrozenLine) -> list[Fact]:
    """What stands beside the line's own words."""
    return _present(
        Fact("erratum", _("Rättat"), _erratum(line)),
        Fact("where", _("Plats"), lines.where(line)),
        Fact("position", _("Position"), _position(line), lines.map_address(line)),
        *_of_check(line),
        *_asked(line, "facts-place"),
        Fact(
            "wanted_by",
            _("Bör vara klart senast"),
            format_date(line["wanted_by"]) if line["wanted_by"] else "",
        ),
        Fact(
            "owners",
            _("Ansvarar för platsen"),
            "; ".join(_owner(owner["name"], owner["why"]) for owner in line["owners"]),
        ),
        *_asked(line, "facts-voice"),
        Fact("noted", _("Noterat"), _noted(line)),
    )


def _asked(line: FrozenLine, reader: asked.Reader) -> list[Fact]:
    return [
        Fact(each.code, label, _forwards(words) if each.shape == "line" else words)
        for each, label, words in asked.told_by(line, reader)
    ]


def _erratum(line: FrozenLine) -> str:
    told = line.get("erratum")
    if not told:
        return ""
    return _(
        "%(day)s av %(function)s: %(what)s. Skäl: %(why)s",
        day=format_date(told["on"]),
        function=told["by"],
        what=errata.words(told["what"]),
        why=told["why"],
    )


def _of_check(line: FrozenLine) -> list[Fact]:
    check = line["check"]
    if not check:
        return []
    earlier = check["earlier_number"] or ""
    return [
        Fact("checked_on", _("Kontrollerat"), format_date(check["checked_on"])),
        Fact("seen", _("Vid återbesöket"), check.get("reason") or ""),
        Fact("owner_answer", _("Ägaren svarade"), check["owner_answer"] or ""),
        Fact("earlier_number", _("Tidigare nummer"), earlier if earlier != line["number"] else ""),
    ]


def moment(starts_at: str) -> str:
    """tisdag 12 maj 2026, 18:00: by the clock of the offset it carries."""
    at = datetime.fromisoformat(starts_at)
    return f"{format_date(starts_at[:10], 'full')}, {at:%H:%M}"


def frozen_on(document: Document) -> str:
    """The day the version was frozen, where the walk was."""
    return format_date(clock.day(clock.parse(document["frozen_at"]), ZoneInfo(document["timezone"])))


def _version(document: Document) -> str:
    return _("%(version)s, fastställd %(day)s", version=document["version"], day=frozen_on(document))


def _headcount(bands: dict[str, int] | None) -> str:
    if not bands:
        return ""
    parts = ", ".join(
        f"{words.word(words.BANDS | words.PERSPECTIVES, band)} {number}"
        for band, number in bands.items()
        if number
    )
    return f"{sum(bands.values())} ({parts})" if parts else ""


def _conditions(walk: FrozenWalk) -> str:
    parts = (
        words.word(words.LIGHT, walk["light"]),
        words.word(words.WEATHER, walk["weather"]),
        words.word(words.GROUND, walk["ground"]),
        words.word(words.LEAVES, walk["leaves"]),
    )
    return ", ".join(part for part in parts if part)


def _contact(contact: Contact | None) -> str:
    parts = (contact["function"], _forwards(contact["phone"] or ""), contact["email"]) if contact else ()
    return ", ".join(part for part in parts if part)


def _position(line: FrozenLine) -> str:
    found = lines.coordinates(line)
    if not found:
        return ""
    accuracy = f" ± {line['accuracy_m']:.0f} m" if line["accuracy_m"] else ""
    source = words.word(words.SOURCES, line["position_source"])
    return f"{_forwards(found + accuracy)} ({source})" if source else _forwards(found + accuracy)


def _forwards(figures: str) -> str:
    """Figures that keep their order in a page that runs from right to left."""
    return f"\u202a{figures}\u202c" if figures and i18n.is_rtl(i18n.current_language()) else figures


def _owner(name: str, why: str | None) -> str:
    return f"{name} ({why})" if why else name


def _noted(line: FrozenLine) -> str:
    month = format_month(line["noted_month"]) if line["noted_month"] else ""
    seen = (
        ngettext("%(num)d iakttagelse", "%(num)d iakttagelser", line["seen_by"])
        if line["seen_by"] > 1
        else ""
    )
    also = _("samma sak som %(numbers)s", numbers=", ".join(line["also"])) if line["also"] else ""
    return ", ".join(part for part in (month, seen, also) if part)


def _present(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value]
