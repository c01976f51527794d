"""The kinds as an installation has loaded them, and the wordings of the questions."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from field.kinds.types import TYPES
from field.kit import db as _metadata  # noqa: F401 - its naming of keys must stand before the first table is made
from field.kit import i18n

USUAL = Path(__file__).parents[1] / "demo" / "kinds.yaml"


class Kind(SQLModel, table=True):
    """`data` holds what the taxonomy says: labels by language, owner(s) by role or id, urgency, clock,
    verify, ask, restricted …
    """

    code: str = Field(primary_key=True)
    parent: str | None = Field(default=None, index=True)
    position: int
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))

    def label(self, language: str | None = None) -> str:
        """In the language, or Swedish translated by the catalogue, or the code."""
        wanted = language or i18n.current_language()
        return str(self.data.get(wanted) or i18n.gettext(str(self.data.get("sv") or self.code)))

    @property
    def urgency(self) -> str:
        return str(self.data.get("urgency") or "0")


class Wording(SQLModel, table=True):
    """One set of questions under its version; kept for ever, since answers point at it."""

    version: str = Field(primary_key=True)
    position: int
    ratings: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    conditions: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Kinds:
    """All kinds, read once for a request."""

    def __init__(self, kinds: list[Kind]) -> None:
        self.by_code = {row.code: row for row in kinds}
        self.parents = [row for row in kinds if row.parent is None]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def family(self, code: str | None) -> str | None:
        """The upper kind of a kind or sub code."""
        row = self.by_code.get(code or "")
        return (row.parent or row.code) if row else None

    def subs(self, parent: str) -> list[Kind]:
        return [row for row in self.by_code.values() if row.parent == parent]

    def label(self, code: str | None, language: str | None = None) -> str:
        row = self.by_code.get(code or "")
        return row.label(language) if row else i18n.gettext("Inte valt än")

    def value(self, code: str | None, name: str) -> Any:  # noqa: ANN401 - the taxonomy's own values
        """A property of a sub kind, or of its upper kind when the sub says nothing."""
        row = self.by_code.get(code or "")
        if row is None:
            return None
        if name in row.data or row.parent is None:
            return row.data.get(name)
        return self.by_code[row.parent].data.get(name)

    def agreeing(self, type_: str, kind: str | None) -> tuple[str, str | None]:
        """Type and kind that fit: a type with a kind of its own has that kind, and that kind has the type.
        Where the two say different things what is restricted goes before what is good.
        """
        family = self.family(kind)
        for own in (TYPES["behaviour"], TYPES["positive"]):
            if own.code == type_ or own.kind == family:
                return own.code, kind if own.kind == family else own.kind
        return type_, kind

    def usual_owners(self, code: str | None) -> list[str]:
        """Roles or owner ids the taxonomy names, most specific first in kind."""
        row = self.by_code.get(code or "")
        for each in (row, self.by_code.get(row.parent) if row and row.parent else None):
            named = each.data.get("owners") or each.data.get("owner") if each else None
            if named:
                return list(named) if isinstance(named, list) else [str(named)]
        return []


def load(db: Session) -> Kinds:
    """Read once a session: whoever asks again within it gets the same."""
    found = db.info.get(Kinds)
    if not isinstance(found, Kinds):
        found = db.info[Kinds] = Kinds(list(db.exec(select(Kind).order_by(col(Kind.position)))) or usual())
    return found


def wording(db: Session) -> Wording | None:
    """The questions in use: the last loaded."""
    said = db.exec(select(Wording).order_by(col(Wording.position).desc())).first()
    return said if said or db.exec(select(Kind.code).limit(1)).first() else usual_wording()


@cache
def _usual() -> dict[str, Any]:
    """The file in JSON's own types, as a loaded one is kept."""
    said: dict[str, Any] = json.loads(
        json.dumps(yaml.safe_load(USUAL.read_text(encoding="utf-8")), default=str)
    )
    return said


def usual() -> list[Kind]:
    """The kinds of an installation that has loaded none of its own: rows that are in no database."""
    listed: list[tuple[str | None, dict[str, Any]]] = []
    for upper in _usual()["kinds"]:
        listed.append((None, upper))
        listed.extend((upper["code"], each) for each in upper.get("sub", ()))
    return [
        Kind(code=each["code"], parent=parent, position=i, data=_data(each))
        for i, (parent, each) in enumerate(listed)
    ]


def _data(each: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in each.items() if name not in ("code", "sub")}


def usual_wording() -> Wording:
    said = _usual()
    version = str(said.get("questions_version") or "1")
    return Wording(
        version=version, position=0, ratings=said["ratings"], conditions=said.get("conditions") or {}
    )


def put(db: Session, code: str, parent: str | None, position: int, data: dict[str, Any]) -> str:
    """Adds or changes a kind: "added", "changed", "same"."""
    db.info.pop(Kinds, None)
    row = db.get(Kind, code)
    if row is None:
        db.add(Kind(code=code, parent=parent, position=position, data=data))
        return "added"
    if (row.parent, row.data) == (parent, data):
        row.position = position
        return "same"
    row.parent, row.position, row.data = parent, position, data
    return "changed"


def put_wording(db: Session, version: str, ratings: list[Any], conditions: dict[str, Any]) -> str:
    row = db.get(Wording, version)
    if row is None:
        count = len(db.exec(select(Wording)).all())
        db.add(Wording(version=version, position=count, ratings=ratings, conditions=conditions))
        return "added"
    if (row.ratings, row.conditions) == (ratings, conditions):
        return "same"
    row.ratings, row.conditions = ratings, conditions
    return "changed"
