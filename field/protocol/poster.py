"""The poster (affischen): an A4 that invites to a walk in several languages, with the square code and the
short code to join by.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field.kit import i18n
from field.kit.i18n import gettext as _
from field.protocol import code, facts, typeset
from field.protocol.text import clean


@dataclass(frozen=True)
class Poster:
    """`starts_at` is ISO 8601 with the offset of the place; the first of `languages` is the poster's own."""

    title: str
    area: str
    starts_at: str
    meeting_place: str
    address: str
    code: str
    languages: tuple[str, ...] = ("sv", "en", "so", "ar", "ti", "tr", "ckb", "fa")


def render(poster: Poster, made_at: datetime) -> bytes:
    """PDF/UA-1. A language without a text of its own is left out: Swedish is never shown under another
    language's name.
    """
    with typeset.sheets() as sheets:
        own, *others = _invitations(poster)
        data = {
            "own": own,
            "others": others,
            "title": clean(poster.title) or own["come"],
            "where": clean(poster.meeting_place),
            "code": clean(poster.code),
            "address": clean(poster.address),
            "square": sheets.keep(code.svg(clean(poster.address)), "svg"),
        }
        return sheets.pdf("poster.typ", data, made_at)


def _invitations(poster: Poster) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for language in poster.languages:
        invitation = _invitation(poster, language)
        if invitation["said"] not in [other["said"] for other in kept]:
            kept.append(invitation)
    return kept


def _invitation(poster: Poster, language: str) -> dict[str, Any]:
    with i18n.using(language):
        return {
            "language": language.partition("-")[0],
            "rtl": i18n.is_rtl(language),
            "name": i18n.LANGUAGES.get(language, language),
            "come": _("Gå med oss!"),
            "said": _(
                "Vi går tillsammans i %(area)s. Vi tittar på vad som är bra och vad som behöver lagas.",
                area=clean(poster.area),
            ),
            "safe": _("Du behöver inte säga vad du heter."),
            "how": _("Läs koden med mobilen, eller gå till adressen och skriv koden."),
            "when": facts.moment(poster.starts_at),
            "square": _("Fyrkantig kod som öppnar vandringen i telefonen"),
            "code": _("Kod"),
        }
