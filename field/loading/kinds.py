"""Kinds and question wordings from YAML, in the shape of `field/demo/kinds.yaml`."""

from datetime import datetime
from typing import Any

import yaml
from sqlmodel import Session

from field import journal, kinds
from field.kinds import URGENCIES
from field.loading.result import Loaded, read_text


def load_kinds(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    """Adds and changes; a kind no longer named stays, since findings may point at it."""
    loaded = Loaded()
    said = _parse(read_text(data, loaded), loaded)
    seen: set[str] = set()
    position = 0
    for parent in said.get("kinds") or []:
        position = _family(db, parent, position, seen, loaded)
    if said.get("ratings") and not loaded.refused:
        version = str(said.get("questions_version") or "1")
        loaded.count(kinds.put_wording(db, version, said["ratings"], said.get("conditions") or {}))
    if not loaded.refused:
        journal.write(db, now, actor, "loaded", "kinds", "yaml", added=loaded.added, changed=loaded.changed)
    return loaded


def _parse(text: str, loaded: Loaded) -> dict[str, Any]:
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        loaded.refuse(mark.line + 1 if mark else 1, "not YAML")
        return {}
    if not isinstance(said, dict) or not isinstance(said.get("kinds"), list):
        loaded.refuse(1, "the file has no list `kinds`")
        return {}
    return said


def _family(db: Session, parent: object, position: int, seen: set[str], loaded: Loaded) -> int:
    data = dict(parent) if isinstance(parent, dict) else {}
    subs, code = data.pop("sub", None) or [], str(data.get("code") or "")
    position = _one(db, data, None, position, seen, loaded)
    for sub in subs:
        position = _one(db, dict(sub) if isinstance(sub, dict) else {}, code, position, seen, loaded)
    return position


def _one(db: Session, data: dict[str, Any], parent: str | None, position: int, seen: set[str], loaded: Loaded) -> int:
    code = str(data.pop("code", "") or "")
    fault = _fault(code, data, seen)
    if fault:
        loaded.refuse(position + 1, fault)
        return position + 1
    seen.add(code)
    loaded.count(kinds.put(db, code, parent, position, data))
    return position + 1


def _fault(code: str, data: dict[str, Any], seen: set[str]) -> str | None:
    if not code or not data.get("sv"):
        return "a kind needs `code` and `sv`"
    if code in seen:
        return f"{code} stands twice in the file"
    if data.get("urgency") is not None and str(data["urgency"]) not in URGENCIES:
        return f"{code}: urgency must be one of {', '.join(URGENCIES)}"
    return None
