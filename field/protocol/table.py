"""The table (tabellen): a line as one row, in CSV and in Excel. Columns have stable English names for
programs and words for people.
"""

from datetime import date

from field import kinds
from field.findings import asked
from field.findings.asked import Asked
from field.kit.i18n import N_
from field.protocol import lines, words
from field.protocol.shape import Document, FrozenLine

Cell = str | int | float | date | None
Row = dict[str, Cell]


def _asked_columns() -> dict[str, tuple[str, int]]:
    """A column for each field that stands in a table by itself; one for programs too where it has codes."""
    found = {}
    for each in asked.at("table"):
        if each.choices:
            found[each.code] = each.column[:2]
        found[_words_column(each)] = (each.label, each.column[2])
    return found


def _words_column(each: Asked) -> str:
    return f"{each.code}_label" if each.choices else each.code


# Name, then heading and width in characters.
COLUMNS = {
    "number": (N_("Nummer"), 12),
    "type": (N_("Typ, kod"), 10),
    "type_label": (N_("Typ"), 18),
    "kind": (N_("Kategori, kod"), 14),
    "kind_label": (N_("Kategori"), 26),
    "text": (N_("Beskrivning"), 60),
    "place": (N_("Plats"), 28),
    "landmark": (N_("Landmärke"), 24),
    "building": (N_("Byggnad"), 28),
    "area": (N_("Område"), 14),
    "lat": (N_("Latitud"), 11),
    "lon": (N_("Longitud"), 11),
    "accuracy_m": (N_("Noggrannhet, meter"), 12),
    "urgency": (N_("Brådska, kod"), 9),
    "urgency_label": (N_("Brådska"), 18),
    "wanted_by": (N_("Bör vara klart senast"), 14),
    "owners": (N_("Ansvarar för platsen"), 32),
    "why": (N_("Varför dit"), 32),
    **_asked_columns(),
    "noted_month": (N_("Noterat"), 10),
    "seen_by": (N_("Iakttagelser"), 11),
    "also": (N_("Samma sak som"), 22),
    "outcome": (N_("Resultat, kod"), 12),
    "outcome_label": (N_("Resultat"), 24),
    "checked_on": (N_("Kontrollerat"), 14),
    "owner_answer": (N_("Ägaren svarade"), 30),
    "earlier_number": (N_("Tidigare nummer"), 14),
    "photos": (N_("Foton"), 8),
    "photos_awaiting": (N_("Foton som väntar på granskning"), 14),
    "version": (N_("Version"), 8),
    "id": (N_("Id"), 38),
}


def rows(document: Document) -> list[Row]:
    """A row per line by number, with the keys of `COLUMNS` in their order. Call with the language bound and
    the texts cleaned.
    """
    return [{name: cells.get(name) for name in COLUMNS} for cells in map(_row, lines.listed(document))]


def _row(line: FrozenLine) -> Row:
    approved = sum(photo["state"] == "approved" for photo in line["photos"])
    return {
        "number": line["number"],
        "type": line["type"],
        "type_label": words.word(kinds.TYPES.words("staff"), line["type"]),
        "kind": line["kind"],
        "kind_label": line["kind_label"],
        "text": line["text"],
        "noted_month": line["noted_month"],
        "seen_by": line["seen_by"],
        "also": ", ".join(line["also"]),
        "photos": approved,
        "photos_awaiting": len(line["photos"]) - approved,
        "version": line["version"],
        "id": line["finding"],
        **_asked(line),
        **_place(line),
        **_task(line),
        **_check(line),
    }


def _asked(line: FrozenLine) -> Row:
    row: Row = {}
    for each in asked.at("table"):
        value = each.frozen(line)
        row[each.code] = ";".join(value) if each.shape == "many" else value
        row[_words_column(each)] = each.words(value)
    return row


def _place(line: FrozenLine) -> Row:
    found = lines.position(line)
    return {
        "place": line["place"],
        "landmark": line["landmark"],
        "building": lines.indoors(line["building"]) if line["building"] else None,
        "area": line["area"],
        "lat": found[0] if found else None,
        "lon": found[1] if found else None,
        "accuracy_m": line["accuracy_m"] if found else None,
    }


def _task(line: FrozenLine) -> Row:
    return {
        "urgency": line["urgency"],
        "urgency_label": line["urgency_label"],
        "wanted_by": date.fromisoformat(line["wanted_by"]) if line["wanted_by"] else None,
        "owners": lines.owners(line),
        "why": "; ".join(owner["why"] for owner in line["owners"] if owner["why"]),
    }


def _check(line: FrozenLine) -> Row:
    check = line["check"]
    if not check:
        return {}
    return {
        "outcome": check["outcome"],
        "outcome_label": " – ".join(part for part in (check["outcome_label"], check.get("reason")) if part),
        "checked_on": date.fromisoformat(check["checked_on"]),
        "owner_answer": check["owner_answer"],
        "earlier_number": check["earlier_number"],
    }
