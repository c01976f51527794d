"""The reading (läsning): a frozen document in its language, as the headings, words and pictures that web
page, PDF and Word all show.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from field.followups import OUTCOMES
from field.kinds import TYPES, URGENCIES, URGENT, FindingType
from field.kit import i18n
from field.kit.i18n import gettext as _
from field.kit.i18n import ngettext
from field.protocol import facts, lines, words
from field.protocol.facts import Fact
from field.protocol.shape import Document, FrozenLine, FrozenPhoto
from field.protocol.text import is_rtl, paragraphs, seen

Tone = Literal["unsafe", "lamp", "good", "info", "muted"]
LAID_OVER = {100: "before", 75: "¾", 50: "½", 25: "¼", 0: "after"}


@dataclass(frozen=True)
class Picture:
    """A photo's place on the page: its bytes are asked for when a format is made."""

    photo: FrozenPhoto
    alt: str
    caption: str


@dataclass(frozen=True)
class ReadEntry:
    """A line as it is read. `mark` is the urgency or the outcome in words, so that its colour (`tone`) never
    stands alone.

    `due` is the overview's last column.
    """

    number: str
    heading: str
    mark: str
    tone: Tone
    paragraphs: list[str]
    rtl: bool
    language: str | None
    facts: list[Fact]
    pictures: list[Picture]
    new: str
    where: str
    owners: str
    due: str

    @property
    def is_pair(self) -> bool:
        """One picture from each of two walks, to be laid over each other."""
        return [held.photo.get("moment") for held in self.pictures] == ["before", "after"]


@dataclass(frozen=True)
class Section:
    code: str
    heading: str
    intro: str
    entries: list[ReadEntry]


@dataclass(frozen=True)
class Page:
    kicker: str
    title: str
    owner: str
    language: str
    rtl: bool
    facts: list[Fact]
    summary: list[str]
    sections: list[Section]
    overview: list[ReadEntry]
    closing: list[str]


def page(document: Document) -> Page:
    """Call with the document's language bound (`field.kit.i18n.using`) and its texts cleaned."""
    sections = _sections(document)
    language = document["language"] if document["language"] in i18n.LANGUAGES else "sv"
    owner = document["for_owner"]
    what = _("Tillägg till protokoll") if _is_supplement(document) else _("Protokoll")
    return Page(
        kicker=" · ".join((what, document["area"], document["season"])),
        title=seen(document["title"], what),
        owner=_("Punkter för %(owner)s", owner=owner["name"]) if owner else "",
        language=language.partition("-")[0],
        rtl=i18n.is_rtl(language),
        facts=facts.of_walk(document),
        summary=_summary(lines.listed(document)),
        sections=sections,
        overview=[
            entry
            for section in sections
            if section.code == "check" or TYPES[section.code].needs_owner
            for entry in section.entries
        ],
        closing=_closing(document),
    )


def _is_supplement(document: Document) -> bool:
    """A later version that holds its new lines alone."""
    return document["supplement"] and all(
        line["version"] == document["version"] for line in document["lines"]
    )


def _sections(document: Document) -> list[Section]:
    """In reading order; what is good comes last, so that it is what stays in mind."""
    headings = {
        "check": (
            _("Platser som kontrollerades igen"),
            _("Ägarens svar och det vi såg är två uppgifter. Båda står kvar."),
        ),
        **{code: (_(TYPES[code].heading), _lead(TYPES[code])) for code in lines.LISTED},
    }
    grouped: dict[str, list[ReadEntry]] = {code: [] for code in headings}
    for line in lines.listed(document):
        grouped["check" if line["check"] else line["type"]].append(_entry(line, document))
    return [Section(code, *headings[code], entries) for code, entries in grouped.items() if entries]


def _lead(of: FindingType) -> str:
    return _(of.lead) if of.lead else ""


def _entry(line: FrozenLine, document: Document) -> ReadEntry:
    mark, tone = _mark(line)
    wanted_by = i18n.format_date(line["wanted_by"], "medium") if line["wanted_by"] else ""
    return ReadEntry(
        number=line["number"],
        heading=seen(line["kind_label"], _("Annat")),
        mark=mark,
        tone=tone,
        paragraphs=paragraphs(line["text"]),
        rtl=is_rtl(line["text"]),
        language=line.get("language"),
        facts=facts.of_line(line),
        pictures=[_picture(photo, line) for photo in line["photos"]],
        new=_new(line, document),
        where=lines.where(line),
        owners=lines.owners(line),
        due=mark if line["check"] else wanted_by,
    )


def _new(line: FrozenLine, document: Document) -> str:
    if not _is_new(line, document):
        return ""
    if "erratum" in line:
        return _("Rättad i version %(version)s", version=line["version"])
    return _("Ny i version %(version)s", version=line["version"])


def _is_new(line: FrozenLine, document: Document) -> bool:
    return document["version"] > 1 and line["version"] == document["version"] and not _is_supplement(document)


def _mark(line: FrozenLine) -> tuple[str, Tone]:
    if check := line["check"]:
        return check["outcome_label"], OUTCOMES[check["outcome"]].tone
    if TYPES[line["type"]].needs_owner and line["urgency"]:
        return line["urgency_label"] or "", URGENCIES[line["urgency"]].tone
    return "", "good" if line["type"] == "positive" else "muted"


def _picture(photo: FrozenPhoto, line: FrozenLine) -> Picture:
    alt = seen(photo["alt"], "") or _(
        "Foto till %(number)s, %(kind)s", number=line["number"], kind=line["kind_label"]
    )
    return Picture(photo, alt, words.word(words.MOMENTS, photo.get("moment")))


def _summary(shown: list[FrozenLine]) -> list[str]:
    kinds = Counter("check" if line["check"] else line["type"] for line in shown)
    urgent = sum(
        line["type"] == "defect" and not line["check"] and line["urgency"] in URGENT for line in shown
    )
    seen_now = [(kinds[code], ngettext(*TYPES[code].letter, kinds[code])) for code in lines.LISTED]
    counted = (
        seen_now[0],
        (urgent, ngettext("%(num)d är brådskande", "%(num)d är brådskande", urgent)),
        *seen_now[1:],
        (
            kinds["check"],
            ngettext("%(num)d plats kontrollerad", "%(num)d platser kontrollerade", kinds["check"]),
        ),
        *_judged(Counter(OUTCOMES[line["check"]["outcome"]].letter for line in shown if line["check"])),
    )
    return [text for number, text in counted if number]


def _judged(counts: Counter[tuple[str, str]]) -> list[tuple[int, str]]:
    """How many were seen to be how; outcomes with the same words are counted together."""
    phrases = dict.fromkeys(outcome.letter for outcome in OUTCOMES.values())
    return [(counts[one, many], ngettext(one, many, counts[one, many])) for one, many in phrases]


def _closing(document: Document) -> list[str]:
    awaiting = any(
        photo["state"] != "approved" for line in lines.listed(document) for photo in line["photos"]
    )
    return [
        _(
            "Version %(version)s fastställdes %(day)s. Numren ändras aldrig.",
            version=document["version"],
            day=facts.frozen_on(document),
        ),
        _("Det som kommer till senare får en ny version. De tidigare finns kvar."),
        *([_("Foton visas först när en person har granskat dem.")] if awaiting else []),
    ]


@dataclass(frozen=True)
class EntryWords:
    """The page's own words: `awaits` stands where a photo may not be shown.

    `steps` are (percent of the picture before, as shown, as read aloud).
    """

    awaits: str
    compare: str
    apart: str
    steps: list[tuple[int, str, str]]
    overview: str
    columns: list[str]
    sketch: str


def words_of(page: Page) -> EntryWords:
    checked = sum(len(section.entries) for section in page.sections if section.code == "check")
    due = (
        _("Senast")
        if not checked
        else _("Resultat")
        if checked == len(page.overview)
        else _("Resultat eller datum")
    )
    return EntryWords(
        awaits=_("Foto väntar på granskning"),
        compare=_("Jämför före och efter"),
        apart=_("Sida vid sida"),
        steps=[
            (nth, words.word(words.MOMENTS, step), _("Före %(percent)s procent", percent=nth))
            for nth, step in LAID_OVER.items()
        ],
        overview=_("Översikt"),
        columns=[_("Nummer"), _("Vad"), _("Var"), _("Ansvarar"), due],
        sketch=_("Karta över rutten och punkterna. Samma platser står i listan."),
    )
