"""Chased (eftersökt): what a coordinator does when an answer leads on, nobody answers, or a letter does not
get through.

The new owner of a point that was "not ours" gets it with the walk's next hand-over, as a supplement: nothing
is sent from here."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from field import handovers, journal, letters, owners
from field.findings import Finding
from field.handovers import Handover, OwnerLink
from field.kit.errors import Refusal
from field.kit.settings import Settings
from field.letters import Letter
from field.lifecycle import answering, clearing
from field.owners import Owner
from field.readings import owner_letter
from field.readings.desk import paper_letters


def give_to(
    db: Session, handover: Handover, owner_ids: Iterable[str], now: datetime, actor: str, because: str = ""
) -> None:
    """Passes a point on and names who gets it instead. Raises "invalid" with field `owner` where nobody new
    is named.
    """
    finding = db.get_one(Finding, handover.finding_id)
    had = {each.owner_id for each in handovers.of_finding(db, finding.id)}
    fresh = [each for each in dict.fromkeys(owner_ids) if each not in had]
    if not fresh:
        raise Refusal("invalid", field="owner")
    kept = [
        each.owner_id
        for each in owners.assigned(db, [finding.id]).get(finding.id, [])
        if each.owner_id != handover.owner_id
    ]
    answering.pass_on(db, handover, now, actor)
    clearing.set_owners(db, finding, [*kept, *fresh], now, actor, because)


def note_reply(db: Session, handover: Handover, now: datetime, actor: str) -> None:
    """Somebody has told the owner what they asked. Their answer stands until they give a new one."""
    journal.write(db, now, actor, "replied", "handover", handover.id)


def renew_link(db: Session, settings: Settings, link: OwnerLink, now: datetime, actor: str) -> OwnerLink:
    """A fresh link by letter; every older one of the owner and walk stops working. The points stay where they
    are.
    """
    for old in live_links(db, link):
        answering.revoke_link(db, old, now, actor)
    fresh = handovers.new_link(db, settings.secret_key, link.owner_id, link.walk_id, now)
    owner = db.get_one(Owner, link.owner_id)
    letters.write(
        db,
        "new_link",
        owner.email,
        now=now,
        values=owner_letter.new_link_values(db, fresh, settings),
        to_name=owner.name,
        language=owner.language,
        link=(handovers.LINK_PURPOSE, fresh.id),
        owner_id=owner.id,
        walk_id=link.walk_id,
    )
    journal.write(db, now, actor, "link-renewed", "owner_link", fresh.id, owner=owner.id)
    return fresh


def live_links(db: Session, link: OwnerLink) -> list[OwnerLink]:
    query = select(OwnerLink).where(OwnerLink.owner_id == link.owner_id, OwnerLink.walk_id == link.walk_id)
    return list(db.exec(query.where(col(OwnerLink.revoked_at).is_(None))))


def contact_changed(db: Session, owner: Owner, now: datetime, actor: str) -> None:
    """A person has changed how an owner is reached. The journal says that, not what: addresses may be
    somebody's own.
    """
    db.add(owner)
    journal.write(db, now, actor, "contact-changed", "owner", owner.id)


def send_again(db: Session, letter: Letter, now: datetime, actor: str) -> None:
    """A letter that bounced or had no address goes out, to the address its owner has today. Raises
    "no-address" where there is none yet.
    """
    owner = db.get(Owner, letter.owner_id) if letter.owner_id else None
    address = owner.email if owner else letter.to_email
    if not address:
        raise Refusal("no-address")
    letter.move("written")
    letter.to_email, letter.due_at, letter.tries, letter.error = address, now, 0, ""
    db.add(letter)
    journal.write(db, now, actor, "sent-again", "letter", letter.id)


def give_on_paper(db: Session, letter: Letter, now: datetime, actor: str) -> None:
    """Printed and handed over: it stays in the list of letters, and needs nobody any more. Again changes
    nothing.
    """
    if not paper_letters.on_paper(db, [letter]):
        journal.write(db, now, actor, paper_letters.ON_PAPER, "letter", letter.id)
