"""Text from outside (text utifrån): made fit to be kept and shown, with nothing a person wrote taken away."""

import re

TEXT_MAX = 10_000
SHORT_MAX = 500
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(value: str) -> str:
    """Without control characters (NUL cannot be kept by PostgreSQL) and lone surrogates (nobody can), line
    ends as \\n, no space around.
    """
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", plain).encode("utf-8", "replace").decode().strip()


def one_line(value: str) -> str:
    return " ".join(clean(value).split())


def is_address(value: str) -> bool:
    """Whether a text has the form of one e-mail address; only sending tells whether it is one."""
    name, _, host = value.partition("@")
    return (
        bool(name and host)
        and "@" not in host
        and not any(sign.isspace() or sign in "<>,;" for sign in value)
        and len(value) <= 254
    )


def swedish_order(name: str) -> str:
    """To sort names by: Å, Ä and Ö after Z, in that order."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))


TURNS = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\x80-\x9f\U000e0000-\U000e007f]"
)
SCHEME = re.compile(r"\b(?:[a-z][a-z0-9+-]{1,15}:/{1,9}|mailto:|www\.)", re.IGNORECASE)
HOST_DOT = re.compile("(?<=[^\\W_])[.\u3002\uff0e\uff61](?=[^\\W\\d_]{2})")
NUMBERED_HOST = re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b")
OUR_WORDS = re.compile(r"svara på alla|@@", re.IGNORECASE)


def quoted(value: str) -> str:
    """Another's words where our own stand, as in a letter: one line, nothing that turns the direction of what
    follows, no address that a mail program makes a link of. What tried to be one is put in quotation marks.
    """
    plain = " ".join(TURNS.sub("", clean(value)).split())
    bare = SCHEME.sub("", plain)
    bare = NUMBERED_HOST.sub(lambda host: host.group().replace(".", ". "), bare)
    dead = HOST_DOT.sub(". ", bare).replace("@@", "@ @")
    return f"”{dead}”" if bare != plain or OUR_WORDS.search(plain) else dead
