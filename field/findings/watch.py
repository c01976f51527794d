"""The watch over free text (textvakten): what could name a person is found where it stands: personal numbers,
phones, e-mail, home addresses, plates, and names beside titles. A child's words are masked by the same table.

Adults' texts are only marked: a person decides. A false alarm costs a look, a miss costs a person; patterns
lean to alarm. They read the text as `_plain` writes it: one kind of dash, of space and of digit. No pattern
repeats without a bound, so a long text costs its length."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MASK = "▇▇▇"
GAP = r"[ \-./()]{0,4}"
CAPITAL = r"(?:(?![a-zß-öø-ÿ_])[^\W\d])"
NAME = rf"{CAPITAL}[\w'’-]{{1,30}}"
TITLE = (
    r"(?i:(?:\w{0,20}(?:handläggar|chef|lärar|ledar|skötar|sköters?k|mästar|samordnar|förvaltar|föreståndar|"
    r"läkar|väktar|ansvarig|tjänste(?:man|kvinn|person)|polis|rektor|kurator|doktor|ordförand|politiker|"
    r"borgarråd|kommunalråd|hyresvärd|bovärd|ordningsvakt|direktör|sekreterar|inspektör|ingenjör|arkitekt|"
    r"assistent|konsulent|kontaktperson|entreprenör|grann|pastor|präst|imam)\w{0,6}"
    r"|herr|fru|fröken|hr|mrs?|ms|dr|officer|manager|teacher|principal|neighbou?r))\b"
)
ROAD = (
    r"(?:gatan?|väg(?:en)?|plan|torg(?:et)?|gränd(?:en)?|stråket|stigen?|allén?|back(?:en?)|gången|ringen"
    r"|kroken|leden|gård(?:en)?|höjden|slingan|kajen|svängen|dalen|hagen|terrassen|esplanaden"
    r"|street|road|avenue)"
)
FLAT = r"(?:lgh|lägenhet|vån|våning|tr|uppg|port)\.? ?\d{1,4}"
MEASURE = r"(?! ?(?:m|meter|metrar|cm|km|min\w{0,5}|steg|gånger|dagar|år|st|procent|%)(?!\w))"
DAY_AND_HOUR = r"20[2-9]\d-[01]\d-[0-3]\d (?:kl\.? ?)?[0-2]\d\.[0-5]\d\b"
PATTERNS = {
    "personal-number": re.compile(
        rf"(?<!\d)(?!{DAY_AND_HOUR})(?:(?:18|19|20){GAP})?\d\d{GAP}[01]\d{GAP}\d\d{GAP}\+?{GAP}\d\d{GAP}\d\d(?!\d)"
    ),
    "e-mail": re.compile(
        r"[\w.+-]{1,64}(?: ?@ ?| ?[(\[{] ?(?:at|a|@) ?[)\]}] ?| ?snabel-?a ?| at (?=[\w-]{1,63}\.\w))"
        r"[\w-]{1,63}(?:(?: ?\. ?| ?[(\[] ?(?:dot|punkt) ?[)\]] ?| dot | punkt )[\w-]{1,63}){1,4}",
        re.IGNORECASE,
    ),
    "phone": re.compile(
        rf"(?<![\d.,])(?<!\d-)(?![0-2]\d[.:]\d\d ?- ?\d\d[.:]\d\d)"
        rf"(?:(?:\+|00){GAP}\d{{1,3}}{GAP}(?:0{GAP})?|0{GAP})[1-9](?:{GAP}\d){{6,9}}(?!\d)"
        rf"|(?i:\b(?:ring|tel\w{{0,5}}|mobil\w{{0,6}}|nås|sms\w{{0,3}}|whatsapp)\b)\W{{1,3}}(?:på )?"
        rf"[1-9](?:{GAP}\d){{6,9}}(?!\d)"
    ),
    "address": re.compile(
        rf"\b(?:{CAPITAL}[\w-]{{0,30}}(?::s)? ){{0,2}}{CAPITAL}\w{{0,30}}{ROAD} ?\d{{1,4}}(?: ?[A-Za-z])?\b"
        rf"{MEASURE}(?:,? {{0,2}}{FLAT}){{0,2}}"
        rf"|(?i:\b(?:bor|bodde|hemma|adress\w{{0,4}})\b (?:på |i |hos |vid |är )?[\w:-]{{2,40}}"
        rf"(?: [\w:-]{{2,40}})? \d{{1,4}}(?: ?[a-z])?\b(?:,? {{0,2}}{FLAT}){{0,2}})"
        rf"|(?i:\b(?:lgh|lägenhet)\.? ?\d{{3,4}}\b)"
    ),
    "plate": re.compile(
        r"\b[A-HJ-PR-UW-Z]{3}[ -]?\d{2}[A-HJ-PR-UW-Z0-9]\b"
        r"|(?i:\b[A-HJ-PR-UW-Z]{3}\d{2}[A-HJ-PR-UW-Z0-9]\b)"
        r"|(?i:\b(?:\w{0,10}bil(?:en)?|mopeden?|mc|skylten|reg\w{0,20})\W{1,2}"
        r"[A-HJ-PR-UW-Z]{3}[ -]\d{2}[A-HJ-PR-UW-Z0-9]\b)"
    ),
    "name": re.compile(
        rf"\b{TITLE}[ :,-]{{1,3}}(?:heter )?{NAME}(?: {NAME}){{0,2}}"
        rf"|\b{NAME} {NAME}(?: {NAME})? ?[,(] ?{TITLE}"
    ),
}
EVERYTHING = tuple(PATTERNS)
ABOUT_PLACES = tuple(kind for kind in PATTERNS if kind != "address")


class Span(NamedTuple):
    """Where a text holds what could name a person: from its letter `start` to before `end`."""

    start: int
    end: int
    kinds: tuple[str, ...]


@lru_cache(maxsize=4096)
def spans(text: str, kinds: tuple[str, ...] = EVERYTHING) -> tuple[Span, ...]:
    """In order and apart. `kinds` are those looked for: where a thing stands is often an address."""
    plain, at = _plain(text)
    hits = sorted(
        (at[hit.start()][0], at[hit.end() - 1][1], kind)
        for kind in kinds
        for hit in PATTERNS[kind].finditer(plain)
        if hit.end() > hit.start()
    )
    found: list[Span] = []
    for start, end, kind in hits:
        if found and start < found[-1].end:
            last = found.pop()
            found.append(Span(last.start, max(last.end, end), (*last.kinds, kind)))
        else:
            found.append(Span(start, end, (kind,)))
    return tuple(found)


def pieces(text: str, kinds: tuple[str, ...] = EVERYTHING) -> list[tuple[str, bool]]:
    """The whole text cut up: (words, whether they could name a person)."""
    cut, at = [], 0
    for span in spans(text, kinds):
        cut += [(text[at : span.start], False), (text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in (*cut, (text[at:], False)) if piece[0]]


def mask(text: str, kinds: tuple[str, ...] = EVERYTHING) -> tuple[str, list[str]]:
    """(the text with what could name a person replaced, the kinds found)."""
    found = spans(text, kinds)
    if not found:
        return text, []
    words = "".join(MASK if marked else piece for piece, marked in pieces(text, kinds))
    return words, list(dict.fromkeys(kind for span in found for kind in span.kinds))


def seen_in(text: str, kinds: tuple[str, ...] = EVERYTHING) -> list[str]:
    """The kinds of personal data a text seems to hold."""
    return mask(text, kinds)[1]


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as the patterns read it, and for each of its letters where in the text it came from."""
    plain: list[str] = []
    at: list[tuple[int, int]] = []
    i = 0
    while i < len(text):
        end = i + 1
        while end < len(text) and end - i < 8 and unicodedata.combining(text[end]):
            end += 1
        for letter in unicodedata.normalize("NFKC", text[i:end]):
            written = _written(letter)
            plain.append(written)
            at += [(i, end)] * len(written)
        i = end
    return "".join(plain), at


def _written(letter: str) -> str:
    """One dash, one space, one full stop, one set of digits; nothing for what cannot be seen."""
    if letter.isascii():
        return " " if letter == "\t" else letter
    if letter in "。·•‧∙":
        return "."
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    return {"Pd": "-", "Zs": " ", "Cf": ""}.get(category, "-" if letter == "\N{MINUS SIGN}" else letter)
