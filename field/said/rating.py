"""What a phone says of a stop (betyget): how safe it feels, in levels, and the light it was judged in."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from field.kit.errors import Refusal
from field.kit.text import one_line
from field.said.body import body_digest, masked, read_moment, read_revision, read_spot, read_text

LEVELS = range(4)
FIELDS = (
    "walk",
    "place",
    "position",
    "questions_version",
    "answers",
    "light",
    "lamps",
    "rated_at",
    "revision",
)


@dataclass(frozen=True)
class RatingAsSaid:
    """A rating, made safe. `flags` tells what was changed on the way in."""

    place: str
    position: tuple[float, float] | None
    questions_version: str
    answers: dict[str, int]
    light: str
    lamps: str
    rated_at: datetime
    revision: int
    digest: str
    flags: list[str] = field(default_factory=list)

    def of_child(self) -> "RatingAsSaid":
        """The same without what could name a person."""
        flags = list(self.flags)
        return replace(self, place=masked(self.place, flags), flags=flags)


def read(body: dict[str, Any], now: datetime) -> RatingAsSaid:
    """Answers that are no level of the scale are set aside. Raises `Refusal("invalid", field=…)` for what
    cannot be parsed or is too long.
    """
    flags: list[str] = []
    revision, answers = read_revision(body.get("revision")), _answers(body.get("answers"), flags)
    return RatingAsSaid(
        place=_word(body, "place"),
        position=read_spot(body, flags),
        questions_version=_word(body, "questions_version"),
        answers=answers,
        light=_word(body, "light"),
        lamps=_word(body, "lamps"),
        rated_at=read_moment(body.get("rated_at"), now, flags),
        revision=revision,
        digest=body_digest(body, FIELDS),
        flags=flags,
    )


def _answers(given: object, flags: list[str]) -> dict[str, int]:
    if not isinstance(given, dict):
        raise Refusal("invalid", field="answers")
    answers = {one_line(code)[:40]: n for code, n in given.items() if type(n) is int and n in LEVELS}
    if len(answers) != len(given):
        flags.append("answers")
    return answers


def _word(body: dict[str, Any], name: str) -> str:
    return one_line(read_text(body, name))
