"""Owners, roles and rules from CSV. A role or rule names areas and owners that must already be there."""

import re
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from field import journal, kinds, owners, places
from field.kit.text import is_address
from field.loading.result import Loaded, rows
from field.owners import Owner, Role, Rule

OWNER_COLUMNS = ("id", "name", "role", "email", "deputy_email", "escalation_email", "phone", "languages")
ROLE_COLUMNS = ("role", "area", "owner")
PRIORITY = re.compile(r"-?[0-9]{1,6}")
RULE_COLUMNS = ("kind", "area", "owner", "priority", "why")


def load_owners(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    loaded, seen = Loaded(), set[str]()
    for line, row in rows(data, OWNER_COLUMNS, loaded):
        fault = _owner_fault(row, seen)
        seen.add(row["id"])
        if fault:
            loaded.refuse(line, fault)
            continue
        loaded.count(_put_owner(db, row))
    return _told(db, loaded, "owners", now, actor)


def _owner_fault(record: dict[str, str], seen: set[str]) -> str | None:
    if not record["id"] or not record["name"]:
        return "id and name are needed"
    if record["id"] in seen:
        return f"{record['id']} stands twice in the file"
    for name in ("email", "deputy_email", "escalation_email"):
        if record[name] and not is_address(record[name]):
            return f"{name} is not an e-mail address"
    return None


def _put_owner(db: Session, record: dict[str, str]) -> str:
    values = {name: record[name] for name in OWNER_COLUMNS}
    values["languages"] = values["languages"] or "sv"
    known = db.get(Owner, record["id"])
    if known is None:
        db.add(Owner(**values))
        db.flush()
        return "added"
    if all(getattr(known, name) == value for name, value in values.items()):
        return "same"
    for name, value in values.items():
        setattr(known, name, value)
    return "changed"


def load_roles(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    """Adds what is new; a role and area that the file names are replaced as a whole."""
    loaded, wanted = Loaded(), list[Role]()
    known = owners.everyone(db)
    for line, row in rows(data, ROLE_COLUMNS, loaded):
        area_id, fault = _area(db, row["area"])
        if not row["role"] or row["owner"] not in known or fault:
            loaded.refuse(
                line, fault or ("role is needed" if not row["role"] else f"no owner {row['owner']!r}")
            )
            continue
        wanted.append(Role(role=row["role"], area_id=area_id, owner_id=row["owner"]))
    _replace_roles(db, wanted, loaded)
    return _told(db, loaded, "roles", now, actor)


def _replace_roles(db: Session, wanted: list[Role], loaded: Loaded) -> None:
    named = {(row.role, row.area_id) for row in wanted}
    present = {
        (row.role, row.area_id, row.owner_id): row
        for row in db.exec(select(Role))
        if (row.role, row.area_id) in named
    }
    keep = {(row.role, row.area_id, row.owner_id): row for row in wanted}
    for key, row in present.items():
        if key not in keep:
            db.delete(row)
            loaded.changed += 1
    for key, row in keep.items():
        loaded.count("same" if key in present else "added")
        if key not in present:
            db.add(row)
    db.flush()


def load_rules(db: Session, data: bytes, now: datetime, actor: str) -> Loaded:
    """The file is the whole truth: rules it does not name are gone."""
    loaded, wanted = Loaded(), list[Rule]()
    known_owners, known_kinds = owners.everyone(db), kinds.load(db)
    for line, row in rows(data, RULE_COLUMNS, loaded):
        area_id, fault = _area(db, row["area"])
        fault = fault or _rule_fault(row, known_owners, known_kinds)
        if fault:
            loaded.refuse(line, fault)
            continue
        wanted.append(_rule(row, area_id, len(wanted)))
    _replace_rules(db, wanted, loaded)
    return _told(db, loaded, "rules", now, actor)


def _rule_fault(
    record: dict[str, str], known_owners: dict[str, Owner], known_kinds: kinds.Kinds
) -> str | None:
    if record["owner"] not in known_owners:
        return f"no owner {record['owner']!r}"
    if record["kind"] and record["kind"] not in known_kinds:
        return f"no kind {record['kind']!r}"
    if record["priority"] and not PRIORITY.fullmatch(record["priority"]):
        return "priority must be a whole number"
    return None


def _rule(record: dict[str, str], area_id: UUID | None, position: int) -> Rule:
    priority = int(record["priority"] or 100)
    return Rule(
        kind=record["kind"] or None,
        area_id=area_id,
        owner_id=record["owner"],
        priority=priority,
        why=record["why"],
        position=position,
    )


def _replace_rules(db: Session, wanted: list[Rule], loaded: Loaded) -> None:
    def key(rule: Rule) -> tuple[object, ...]:
        return rule.kind, rule.area_id, rule.owner_id, rule.priority, rule.why

    present = {key(row): row for row in db.exec(select(Rule))}
    keep = {key(row): row for row in wanted}
    for each, row in present.items():
        if each not in keep:
            db.delete(row)
            loaded.changed += 1
    for each, row in keep.items():
        loaded.count("same" if each in present else "added")
        if each in present:
            present[each].position = row.position
        else:
            db.add(row)
    db.flush()


def _area(db: Session, name: str) -> tuple[UUID | None, str | None]:
    if not name:
        return None, None
    area = places.area_named(db, name)
    return (area.id, None) if area else (None, f"no area or place {name!r}")


def _told(db: Session, loaded: Loaded, what: str, now: datetime, actor: str) -> Loaded:
    if not loaded.refused:
        journal.write(db, now, actor, "loaded", what, "csv", added=loaded.added, changed=loaded.changed)
    return loaded
