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
