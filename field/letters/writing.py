"""Writing (att skriva): a letter is rendered once and kept, with marks that nobody can write into a finding
where its link will stand.

The marks hold the letter's own id; the link and the digits are derived when the letter is sent or shown.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from field.kit import i18n, pages, tokens
from field.kit.settings import Settings
from field.letters.kinds import KINDS
from field.letters.rows import Letter

PATHS = {"owner-link": "/o/", "sign-in": "/desk/sign-in/", "follow": "/follow/"}


def write(
    db: Session,
    kind: str,
    to_email: str,
    *,
    now: datetime,
    values: dict[str, object],
    to_name: str = "",
    language: str = "sv",
    link: tuple[str, UUID] | None = None,
    owner_id: str | None = None,
    walk_id: UUID | None = None,
    thread: str = "",
) -> Letter:
    """Renders the letter in the reader's language and keeps it. Without an address it is kept for
    printing.
    """
    row_id = tokens.uuid7()
    body = render(kind, language, values, row_id)
    row = Letter(
        id=row_id,
        kind=kind,
        to_email=to_email,
        to_name=to_name,
        language=language,
        subject=body.subject,
        text=body.text,
        html=body.html,
        link_purpose=link[0] if link else None,
        link_row=link[1] if link else None,
        owner_id=owner_id,
        walk_id=walk_id,
        thread=thread,
        quiet=KINDS[kind].quiet,
        written_at=now,
        due_at=now,
    )
    if not to_email:
        row.move("no_address")
    db.add(row)
    db.flush()
    return row


@dataclass(frozen=True)
class Body:
    subject: str
    text: str
    html: str


def render(kind: str, language: str, values: dict[str, object], row_id: UUID) -> Body:
    """`templates/letters/<kind>.{subject.txt,txt,html}` in a language, with the marks of letter `row_id` for
    `filled` to fill.
    """
    with i18n.using(language):
        shown = {**values, "link": _stand_in("link", row_id), "digits": _stand_in("digits", row_id)}
        shown |= {"language": i18n.current_language().partition("-")[0], "rtl": i18n.is_rtl(language)}
        return Body(
            " ".join(pages.render(f"letters/{kind}.subject.txt", **shown).split()),
            _airy(pages.render(f"letters/{kind}.txt", **shown)),
            _inlined(pages.render(f"letters/{kind}.html", **shown)),
        )


def _stand_in(what: str, row_id: UUID) -> str:
    return f"@@{what}:{row_id}@@"


def _airy(text: str) -> str:
    """No line ends in space and no gap is wider than one empty line, whatever a template left out."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _inlined(html: str) -> str:
    import css_inline  # noqa: PLC0415 - only who writes letters pays for it

    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(html)


def filled(letter: Letter, body: str, settings: Settings) -> str:
    """A letter's body with its real link and digits."""
    if letter.link_row is None:
        return body
    digits = tokens.derived_digits(settings.secret_key, letter.link_row)
    return body.replace(_stand_in("link", letter.id), address(letter, settings)).replace(
        _stand_in("digits", letter.id), digits
    )


def address(letter: Letter, settings: Settings) -> str:
    """The link a letter carries; empty where it has none."""
    if letter.link_purpose is None or letter.link_row is None:
        return ""
    token = tokens.derived_token(settings.secret_key, letter.link_purpose, letter.link_row)
    return f"{settings.base_url}{PATHS[letter.link_purpose]}{token}"
