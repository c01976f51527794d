"""Kinds and question wordings from YAML, in the shape of `field/demo/kinds.yaml`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml
from sqlmodel import Session

from field import journal, kinds
from field.kinds import URGENCIES
from field.lifecycle.noting import showing
from field.loading.result import Loaded, read_text


def load_kinds(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    """Adds and changes; a kind no longer named stays, since findings may point at it."""
    loaded = Loaded()
    said = _parse(read_text(data, loaded), loaded)
    seen: set[str] = set()
    for position, (line, parent, given) in enumerate(_all(said.kinds)):
        _one(db, given, parent, position, line, seen, loaded)
    if said.ratings:
        _wording(db, said, loaded)
    if not loaded.refused:
        db.flush()
        for _photo, row in showing.shown_all_the_same(db):
            showing.withdraw(db, row, now, actor)
        journal.write(db, now, actor, "loaded", "kinds", "yaml", added=loaded.added, changed=loaded.changed)
    return loaded


@dataclass
class _Said:
    """The file, read: the nodes of its kinds (they know their lines), and the wording."""

    kinds: list[yaml.Node] = field(default_factory=list)
    ratings: Any = None
    version: str = "1"
    conditions: Any = None
    ratings_line: int = 1


def _parse(text: str, loaded: Loaded) -> _Said:
    if loaded.refused:
        return _Said()
    try:
        parts = _parts(yaml.compose(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        loaded.refuse(mark.line + 1 if mark else 1, "not YAML")
        return _Said()
    listed = parts.get("kinds")
    if not isinstance(listed, yaml.SequenceNode):
        loaded.refuse(1, "the file has no list `kinds`")
        return _Said()
    ratings = parts.get("ratings")
    return _Said(
        kinds=listed.value,
        ratings=_value(ratings),
        version=str(_value(parts.get("questions_version")) or "1"),
        conditions=_value(parts.get("conditions")) or {},
        ratings_line=ratings.start_mark.line + 1 if ratings else 1,
    )


def _parts(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """A mapping's values, still with their lines; nothing for what is no mapping."""
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _value(node: yaml.Node | None) -> Any:  # noqa: ANN401 - whatever the file says
    """As plain JSON: dates and the like become text."""
    if node is None:
        return None
    made = yaml.SafeLoader("")
    return json.loads(json.dumps(made.construct_document(node), default=str))


def _all(listed: list[yaml.Node]) -> Iterator[tuple[int, str | None, yaml.Node]]:
    """(line, code of the upper kind, node) of each kind and, after it, of those under it."""
    for node in listed:
        parts = _parts(node)
        yield node.start_mark.line + 1, None, node
        under = parts.get("sub")
        for sub in under.value if isinstance(under, yaml.SequenceNode) else []:
            yield sub.start_mark.line + 1, str(_value(parts.get("code")) or ""), sub


def _one(
    db: Session, node: yaml.Node, parent: str | None, position: int, line: int, seen: set[str], loaded: Loaded
) -> None:
    given = _value(node)
    data = dict(given) if isinstance(given, dict) else {}
    data.pop("sub", None)
    code = str(data.pop("code", "") or "")
    fault = _fault(code, data, seen)
    if fault:
        loaded.refuse(line, fault)
        return
    seen.add(code)
    loaded.count(kinds.put(db, code, parent, position, data))


def _fault(code: str, data: dict[str, Any], seen: set[str]) -> str | None:
    if not code or not data.get("sv"):
        return "a kind needs `code` and `sv`"
    if code in seen:
        return f"{code} stands twice in the file"
    if data.get("urgency") is not None and str(data["urgency"]) not in URGENCIES:
        return f"{code}: urgency must be one of {', '.join(URGENCIES)}"
    return None


def _wording(db: Session, said: _Said, loaded: Loaded) -> None:
    is_whole = isinstance(said.ratings, list) and all(
        isinstance(each, dict) and each.get("code") for each in said.ratings
    )
    if not is_whole or not isinstance(said.conditions, dict):
        loaded.refuse(
            said.ratings_line,
            "`ratings` must be a list of questions with a `code` each, and `conditions` a mapping",
        )
        return
    loaded.count(kinds.put_wording(db, said.version, said.ratings, said.conditions))
