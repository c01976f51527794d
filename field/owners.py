"""Problem owners (problemägare): organisations with a role inbox, and the rules that say which owner a
finding belongs to, and why.

Routing: rules that fit the kind and the area, the most specific first (sub kind > kind > any; then named area
> any area), then the lower priority number; rules that tie on all of it are several owners. Where areas
overlap, the rules of all that hold the spot compete as one. Where no rule fits, the taxonomy's usual owner is
resolved through the roles. None at all is legal: the finding lands with the coordinator."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from field import places
from field.kinds import Kinds
from field.kit.i18n import gettext as _
from field.kit.tokens import uuid7

COORDINATOR = "coordinator"


class Owner(SQLModel, table=True):
    """`email` is a role inbox; `deputy_email` and `escalation_email` are used when nobody answers.
    `languages` like "sv en".
    """

    id: str = Field(primary_key=True)
    name: str
    role: str = ""
    email: str = ""
    deputy_email: str = ""
    escalation_email: str = ""
    phone: str = ""
    languages: str = "sv"

    @property
    def language(self) -> str:
        return self.languages.replace(",", " ").split()[0] if self.languages.strip() else "sv"


class Role(SQLModel, table=True):
    """What `land_owner`, `surface_owner` … mean where; area None is everywhere."""

    __tablename__ = "owner_role"
    __table_args__ = (UniqueConstraint("role", "area_id", "owner_id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    role: str = Field(index=True)
    area_id: UUID | None = Field(default=None, foreign_key="area.id")
    owner_id: str = Field(foreign_key="owner.id")


class Rule(SQLModel, table=True):
    """kind None is any kind, area None is everywhere; `position` is the line it was loaded from."""

    __tablename__ = "owner_rule"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: str | None = None
    area_id: UUID | None = Field(default=None, foreign_key="area.id")
    owner_id: str = Field(foreign_key="owner.id")
    priority: int = 100
    why: str = ""
    position: int = 0


class Assignment(SQLModel, table=True):
    """An owner proposed by the rules or set by a person, before anything is handed over."""

    __table_args__ = (UniqueConstraint("finding_id", "owner_id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    owner_id: str = Field(foreign_key="owner.id")
    why: str
    by_hand: bool = False


@dataclass(frozen=True)
class Proposal:
    """One owner and the plain sentence that says why this owner."""

    owner: Owner
    why: str


class Routing:
    """Rules, roles and owners, read once; `propose` is then a matter of memory."""

    def __init__(self, db: Session, kinds: Kinds) -> None:
        self.kinds = kinds
        self.owners = {row.id: row for row in db.exec(select(Owner))}
        self.rules = list(db.exec(select(Rule).order_by(col(Rule.position))))
        self.roles = list(db.exec(select(Role).order_by(col(Role.id))))
        self.area_names = {area.id: area.name for area in places.all_areas(db)}

    def propose(self, kind: str | None, spot: places.AreaSpot) -> list[Proposal]:
        """Owners for a kind at a spot; near a border those of the other area too, and each says which area it
        comes from.
        """
        found: dict[str, Proposal] = {}
        for areas in [some for some in (spot.holding, *((each,) for each in spot.near)) if some] or [()]:
            for proposal in self._in_areas(kind, [area.id for area in areas]):
                why = proposal.why
                if spot.near and areas:
                    why = _(
                        "%(why)s (Nära gränsen, här räknat som %(area)s.)",
                        why=why,
                        area=", ".join(area.name for area in areas),
                    )
                found.setdefault(proposal.owner.id, Proposal(proposal.owner, why))
        return list(found.values())

    def _in_areas(self, kind: str | None, area_ids: Collection[UUID]) -> list[Proposal]:
        """Of a spot that lies in all of these areas."""
        best = self._best_rules(kind, area_ids)
        if best:
            return _distinct(
                Proposal(self.owners[rule.owner_id], self._rule_why(rule, area_ids)) for rule in best
            )
        named = self.kinds.usual_owners(kind)
        return _distinct(each for role in named for each in self._by_role(role, area_ids))

    def _best_rules(self, kind: str | None, area_ids: Collection[UUID]) -> list[Rule]:
        family = self.kinds.family(kind)
        here = {None, *area_ids}
        fitting = [
            (self._rank(rule, kind), rule)
            for rule in self.rules
            if rule.kind in (None, kind, family) and rule.area_id in here
        ]
        best = min((rank for rank, _rule in fitting), default=None)
        return [rule for rank, rule in fitting if rank == best]

    def _rank(self, rule: Rule, kind: str | None) -> tuple[int, int, int]:
        specific = 2 if rule.kind is None else 0 if rule.kind == kind else 1
        return specific, 0 if rule.area_id else 1, rule.priority

    def _rule_why(self, rule: Rule, area_ids: Collection[UUID]) -> str:
        """Where areas overlap, what a rule says of itself does not tell whose it is."""
        if not rule.why or not rule.area_id or len(area_ids) < 2:
            return rule.why or self._because(rule)
        return _(
            "%(why)s (Platsen ligger i flera områden, här räknat som %(area)s.)",
            why=rule.why,
            area=self.area_names[rule.area_id],
        )

    def _by_role(self, role: str, area_ids: Collection[UUID]) -> list[Proposal]:
        rows = [row for row in self.roles if row.role == role]
        here = [row for row in rows if row.area_id in area_ids] or [
            row for row in rows if row.area_id is None
        ]
        if here:
            return [Proposal(self.owners[row.owner_id], self._role_why(row)) for row in here]
        return (
            [Proposal(self.owners[role], _("Brukar ha hand om sådant här."))] if role in self.owners else []
        )

    def _role_why(self, role: Role) -> str:
        name = self.area_names.get(role.area_id) if role.area_id else None
        if name:
            return _("Brukar ha hand om sådant här i %(area)s.", area=name)
        return _("Brukar ha hand om sådant här.")

    def _because(self, rule: Rule) -> str:
        what = self.kinds.label(rule.kind) if rule.kind else _("allt")
        where = self.area_names.get(rule.area_id, "") if rule.area_id else _("hela distriktet")
        return _("Regel: %(what)s i %(where)s.", what=what, where=where)


def _distinct(proposals: Iterable[Proposal]) -> list[Proposal]:
    found: dict[str, Proposal] = {}
    for each in proposals:
        found.setdefault(each.owner.id, each)
    return list(found.values())


def assigned(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Assignment]]:
    found: dict[UUID, list[Assignment]] = {}
    for row in db.exec(
        select(Assignment).where(col(Assignment.finding_id).in_(list(ids))).order_by(col(Assignment.id))
    ):
        found.setdefault(row.finding_id, []).append(row)
    return found


def assign(db: Session, finding_id: UUID, proposals: Iterable[Proposal], *, by_hand: bool = False) -> None:
    """Replaces the owners of a finding. What the rules propose never overrules what a person has set."""
    present = assigned(db, [finding_id]).get(finding_id, [])
    if not by_hand and any(row.by_hand for row in present):
        return
    for row in present:
        db.delete(row)
    db.flush()
    for each in proposals:
        db.add(Assignment(finding_id=finding_id, owner_id=each.owner.id, why=each.why, by_hand=by_hand))
    db.flush()


def in_role(db: Session, role: str, area_id: UUID | None = None) -> Owner | None:
    """Who fills a role in an area, or else everywhere: whom letters and pages name for questions, for
    instance. None where nobody does.
    """
    rows = list(
        db.exec(
            select(Role).where(
                Role.role == role, col(Role.area_id).in_((area_id,)) | col(Role.area_id).is_(None)
            )
        )
    )
    found = next((row for row in rows if row.area_id), None) or next(iter(rows), None)
    return db.get(Owner, found.owner_id) if found else None


def everyone(db: Session) -> dict[str, Owner]:
    return {row.id: row for row in db.exec(select(Owner).order_by(Owner.name))}
