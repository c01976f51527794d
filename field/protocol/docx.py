"""The protocol as a Word file, to work on further: real headings, a table per point, described pictures, the
document's language.
"""

from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.protocol import pictures, reading, word_parts
from field.protocol.facts import Fact
from field.protocol.shape import Document, Picture
from field.protocol.text import cleaned

FONT, OTHER_FONT = "Calibri", "Arial"
INK, MUTED = RGBColor(0x14, 0x21, 0x3D), RGBColor(0x55, 0x62, 0x7D)
TONES = {
    "unsafe": RGBColor(0xB8, 0x39, 0x1A),
    "good": RGBColor(0x1E, 0x7F, 0x51),
    "info": RGBColor(0x1F, 0x5F, 0xB5),
}
SIZES = {"Normal": 10.5, "Heading 1": 24, "Heading 2": 15, "Heading 3": 12}
WIDTH_MM, LABEL_MM, PHOTO_MM, TALLEST_MM = 170.0, 42.0, 80.0, 95.0
PHOTO_PX = 640
OVERVIEW_MM = [24.0, 36.0, 52.0, 36.0, 22.0]


def render(document: Document, picture: Picture) -> bytes:
    document = cleaned(document)
    with i18n.using(document["language"]):
        page = reading.page(document)
        word = _set_up(document, page)
        _Writer(word, page, picture).write()
        _foot(word, document, page.rtl)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _set_up(document: Document, page: reading.Page) -> Word:
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    for name, size in SIZES.items():
        style = word.styles[name]
        word_parts.set_font(style, FONT, OTHER_FONT)
        style.font.size, style.font.color.rgb = Pt(size), INK
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    word_parts.set_language(word, page.language)
    properties, frozen = word.core_properties, datetime.fromisoformat(document["frozen_at"]).astimezone(UTC)
    properties.title, properties.subject, properties.keywords = (
        document["title"][:250],
        page.kicker[:250],
        (document["dnr"] or "")[:250],
    )
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    properties.created = properties.modified = frozen.replace(tzinfo=None)
    return word


def _foot(word: Word, document: Document, rtl: bool) -> None:
    version = _("version %(version)s", version=document["version"])
    before, _mark, rest = _("sida {page} av {pages}").partition("{page}")
    between, _mark, after = rest.partition("{pages}")
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.add_run(
        " · ".join(part for part in (document["title"], version, document["dnr"]) if part) + f" · {before}"
    )
    counted = [word_parts.count(paragraph, "PAGE")]
    paragraph.add_run(between)
    counted.append(word_parts.count(paragraph, "NUMPAGES"))
    paragraph.add_run(after)
    for run in [*paragraph.runs, *counted]:
        run.font.size, run.font.color.rgb = Pt(8.5), MUTED
    if rtl:
        word_parts.turn(paragraph)


class _Writer:
    """Writes a page into a Word file from top to bottom."""

    def __init__(self, word: Word, page: reading.Page, picture: Picture) -> None:
        self.word, self.page, self.picture = word, page, picture
        self.words = reading.words_of(page)
        self.pictures = 0

    def write(self) -> None:
        page = self.page
        self._say(page.kicker, MUTED, bold=True)
        self._head(page.title, 1)
        if page.owner:
            self._say(page.owner, TONES["info"], bold=True)
        self._facts(page.facts, page.title)
        if page.summary:
            self._say(" · ".join(page.summary), INK, bold=True)
        if len(page.overview) > 1:
            self._overview()
        for section in page.sections:
            self._section(section)
        for text in page.closing:
            self._say(text, MUTED)

    def _section(self, section: reading.Section) -> None:
        self._head(section.heading, 2)
        if section.intro:
            self._say(section.intro, MUTED)
        for entry in section.entries:
            self._entry(entry)

    def _entry(self, entry: reading.ReadEntry) -> None:
        self._head(f"{entry.number} {entry.heading}", 3)
        if marks := " · ".join(part for part in (entry.mark, entry.new) if part):
            self._say(marks, TONES.get(entry.tone, MUTED), bold=True)
        for text in entry.paragraphs:
            self._turned(self.word.add_paragraph(text), entry.rtl)
        self._facts(entry.facts, f"{entry.number} {entry.heading}")
        for held in entry.pictures:
            self._picture(held)

    def _facts(self, facts: list[Fact], title: str) -> None:
        """Label beside value; a table, so that it can be filled in and moved about."""
        table = self.word.add_table(len(facts), 2, "Table Grid")
        self._lay(table, title, [LABEL_MM, WIDTH_MM - LABEL_MM])
        for row, fact in zip(table.rows, facts, strict=True):
            word_parts.keep_whole(row)
            label, value = row.cells
            self._fill(label, fact.label, MUTED)
            self._fill(value, fact.value, None, fact.address)
        self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _overview(self) -> None:
        self._head(self.words.overview, 2)
        table = self.word.add_table(1 + len(self.page.overview), len(self.words.columns), "Table Grid")
        self._lay(table, self.words.overview, OVERVIEW_MM)
        entries = (
            [entry.number, entry.heading, entry.where, entry.owners, entry.due]
            for entry in self.page.overview
        )
        for row, texts in zip(table.rows, [self.words.columns, *entries], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                self._fill(cell, text, MUTED if row._index == 0 else None)
        word_parts.head(table.rows[0])

    def _lay(self, table: Table, title: str, widths_mm: list[float]) -> None:
        word_parts.name_table(table, title)
        word_parts.rule(table, widths_mm)
        if self.page.rtl:
            word_parts.turn_table(table)

    def _picture(self, held: reading.Picture) -> None:
        shown = pictures.shown(held.photo, self.picture, PHOTO_PX)
        if shown:
            width = min(PHOTO_MM, TALLEST_MM * shown.width / shown.height)
            self.pictures += 1
            word_parts.picture(
                self.word.add_paragraph().add_run(), shown.jpeg, Mm(width), self.pictures, held.alt
            )
        else:
            self._say(self.words.awaits, MUTED, italic=True)
        if held.caption:
            self._say(held.caption, MUTED)

    def _head(self, text: str, level: int) -> None:
        self._turned(self.word.add_heading(text, level), self.page.rtl)

    def _say(self, text: str, colour: RGBColor, *, bold: bool = False, italic: bool = False) -> None:
        paragraph = self.word.add_paragraph()
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.color.rgb = bold, italic, colour
        self._turned(paragraph, self.page.rtl)

    def _fill(self, cell: _Cell, text: str, colour: RGBColor | None, address: str | None = None) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        if address:
            word_parts.link(paragraph, text, address)
        else:
            run = paragraph.add_run(text)
            run.font.size = Pt(9.5)
            if colour:
                run.font.color.rgb = colour
        self._turned(paragraph, self.page.rtl)

    def _turned(self, paragraph: Paragraph, rtl: bool) -> None:
        if rtl:
            word_parts.turn(paragraph)
