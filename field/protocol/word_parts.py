"""Parts of a Word file that python-docx has no call for: language, direction, described pictures, repeated
headings, links, page count.
"""

from io import BytesIO

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm
from docx.styles.style import BaseStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FULL = {
    "sv": "sv-SE",
    "en": "en-GB",
    "so": "so-SO",
    "ar": "ar-SA",
    "ti": "ti-ER",
    "tr": "tr-TR",
    "ckb": "ku-Arab-IQ",
    "fa": "fa-IR",
}
BIDI = ("ar", "fa", "ckb")
# The schema fixes the order of children: what must come after a paragraph's direction, a table's direction, a
# table's borders.
AFTER_BIDI = tuple(
    f"w:{name}"
    for name in ("snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr")
)
AFTER_BIDI_VISUAL = tuple(
    f"w:{name}" for name in ("tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblLook", "tblCaption")
)
AFTER_BORDERS = tuple(f"w:{name}" for name in ("tblLayout", "tblCellMar", "tblLook", "tblCaption"))


def element(name: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_language(word: Document, language: str) -> None:
    """For every text that has none of its own, so that it is read aloud and spell-checked right."""
    full = FULL.get(language, language)
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", bidi=full) if language in BIDI else element("lang", val=full))
    word.core_properties.language = full


def set_font(style: BaseStyle, name: str, other: str) -> None:
    """`other` is for scripts such as Arabic."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for key, value in {"ascii": name, "hAnsi": name, "eastAsia": name, "cs": other}.items():
        fonts.set(qn(f"w:{key}"), value)


def turn(paragraph: Paragraph) -> None:
    """From right to left. Start and end change places by themselves."""
    paragraph._p.get_or_add_pPr().insert_element_before(element("bidi"), *AFTER_BIDI)
    for run in (Run(found, paragraph) for found in paragraph._p.iter(qn("w:r"))):
        run.font.rtl, run.font.cs_bold = True, run.bold
        size = run._r.get_or_add_rPr().find(qn("w:sz"))
        if size is not None:
            size.addnext(element("szCs", val=size.get(qn("w:val"))))


def turn_table(table: Table) -> None:
    table._tbl.tblPr.insert_element_before(element("bidiVisual"), *AFTER_BIDI_VISUAL)


def picture(run: Run, jpeg: bytes, width: Length, nth: int, alt: str) -> None:
    """The `nth` picture of the file. Numbering them here spares python-docx a search through the whole file
    for each.
    """
    relation, image = run.part.get_or_add_image(BytesIO(jpeg))
    across, down = image.scaled_dimensions(width)
    inline = CT_Inline.new_pic_inline(nth, relation, image.filename, across, down)
    inline.docPr.set("descr", alt)
    run._r.add_drawing(inline)


def name_table(table: Table, title: str) -> None:
    """The words a screen reader says before the table."""
    table._tbl.tblPr.append(element("tblCaption", val=title))


def head(row: _Row) -> None:
    """This row is the heading, repeated on every page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def link(paragraph: Paragraph, text: str, address: str) -> None:
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    anchor.append(run._r)
    paragraph._p.append(anchor)


def count(paragraph: Paragraph, code: str) -> Run:
    """A field, PAGE or NUMPAGES, counted by the program that shows the file."""
    run = paragraph.add_run("1")
    counted = element("fldSimple", instr=code)
    counted.append(run._r)
    paragraph._p.append(counted)
    return run


def rule(table: Table, widths_mm: list[float]) -> None:
    """Thin lines between rows and none between columns; columns as wide as told, in Word and in
    LibreOffice.
    """
    table.autofit = False
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        seen = side in ("top", "bottom", "insideH")
        borders.append(element(side, val="single" if seen else "nil", sz="4", space="0", color="DAD3C3"))
    table._tbl.tblPr.insert_element_before(borders, *AFTER_BORDERS)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
