"""What a page had seen (det sidan visade): two people at once lose nothing.

Every form of the desk that changes a row carries `seen`: a short digest of each thing its page had read of
that row. Where one of them is another by the time the form comes, nothing is saved: the answer is 409 with a
page that shows both, field by field, and whose form is the one that was sent, everything typed still in it.
What the sender had not touched follows what stands now, so that an old form puts nothing back.

A request without `seen` says nothing of what it saw, and is taken at its word: a machine's."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from field import kinds, owners, walks
from field.findings import Finding, FindingProposal, asked
from field.handovers import Handover, OwnerLink
from field.kit import clock, i18n
from field.kit.i18n import N_
from field.kit.i18n import gettext as _
from field.letters import Letter
from field.loading.route import as_text
from field.owners import Assignment, Owner
from field.photos import Photo
from field.staff import Staff
from field.walks import Walk
from field.web import parts

FIELD = "seen"
OURS = ("csrf_token", FIELD)


@dataclass(frozen=True)
class Seen:
    """One thing a page shows of a row. `name` is the form's field where there is one, `also` another field
    whose values are added to it; `many` where several values, or none (a box), may come.
    """

    name: str
    label: str
    values: list[str]
    many: bool = False
    also: str = ""
    words: Callable[[str], str] = str

    def told(self, values: list[str]) -> str:
        """Values in words."""
        return ", ".join(self.words(each) for each in values) or _("inget")

    @property
    def now(self) -> str:
        return self.told(self.values)


def _seen(
    name: str, label: str, value: object, words: Callable[[str], str] | Mapping[str, str] = str
) -> Seen:
    many = isinstance(value, (list, tuple, set, bool))
    said = words if callable(words) else _of(words)
    return Seen(name, label, _values(value), many, words=said)


def _of(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: i18n.gettext(names[code]) if code in names else code


def _values(value: object) -> list[str]:
    """As a form sends it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, (list, tuple, set)):
        return sorted(_plain(each) for each in value)
    return [words] if (words := _plain(value)) else []


def _plain(value: object) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else "\n".join(str(value).strip().splitlines())


def token(read: Iterable[Seen]) -> str:
    """What a form carries."""
    return " ".join(f"{quote(each.name)}={_digest(each.values)}" for each in read)


def _digest(values: list[str]) -> str:
    return hashlib.blake2s(json.dumps(values).encode(), digest_size=5).hexdigest()


@dataclass(frozen=True)
class Both:
    """A field that two have changed: what stands now and what was sent."""

    read: Seen
    sent: list[str]

    @property
    def every(self) -> list[str]:
        return list(dict.fromkeys([*self.read.values, *self.sent]))

    @property
    def yours(self) -> str:
        return self.read.told(self.sent)


class Stale(Exception):
    """A form whose page had seen something else. `both` were changed by two, `theirs` by somebody else
    alone; `kept` are the fields to send again, `fresh` what is seen now.
    """

    def __init__(self, both: list[Both], theirs: list[Seen], kept: list[tuple[str, str]], fresh: str) -> None:
        super().__init__("stale")
        self.both, self.theirs, self.kept, self.fresh = both, theirs, kept, fresh


def check(read: list[Seen], *, holds: Iterable[str] = (), watches: Iterable[str] | None = None) -> None:
    """Raises `Stale` where what the form's page had seen is no more. `holds` are the fields that the form
    sends, `watches` what else its press depends on: everything, where nothing is named.
    """
    if FIELD not in request.form:
        return
    had = dict(part.partition("=")[::2] for part in request.form[FIELD].split())
    holds = set(holds)
    minded = holds | ({each.name for each in read} if watches is None else set(watches))
    changed = [
        each for each in read if each.name in minded and had.get(quote(each.name)) != _digest(each.values)
    ]
    both, theirs, resent = _sorted_out(changed, holds, had)
    if both or theirs:
        gone = {*OURS, *(each.name for each in changed), *(each.also for each in changed)}
        kept = [
            (name, value) for name, values in request.form.lists() if name not in gone for value in values
        ]
        raise Stale(both, theirs, kept + resent, token(read))


def _sorted_out(
    changed: list[Seen], holds: set[str], had: Mapping[str, str]
) -> tuple[list[Both], list[Seen], list[tuple[str, str]]]:
    """Who changed what: both, somebody else alone, and the fields that need no choice."""
    both, theirs, resent = [], [], []
    for each in changed:
        is_sent = each.name in holds and (each.many or each.name in request.form)
        sent = _sent(each) if is_sent else []
        if not is_sent:
            theirs.append(each)
            resent += _as_it_stands(each) if each.name in holds else _as_sent(each)
        elif sent == each.values:
            resent += _as_sent(each)
        elif had.get(quote(each.name)) == _digest(sent):
            theirs.append(each)
            resent += _as_it_stands(each)
        else:
            both.append(Both(each, sent))
    return both, theirs, resent


def _as_it_stands(read: Seen) -> list[tuple[str, str]]:
    return [(read.name, value) for value in read.values or ([] if read.many else [""])]


def _as_sent(read: Seen) -> list[tuple[str, str]]:
    names = [read.name, *([read.also] if read.also else [])]
    return [(name, value) for name in names for value in request.form.getlist(name)]


def _sent(read: Seen) -> list[str]:
    names = [read.name, *([read.also] if read.also else [])]
    values = [value for name in names for value in request.form.getlist(name) if value.strip()]
    return _values(values) if read.many else _values(values[0] if values else "")


def answered(stale: Stale) -> ResponseReturnValue:
    page = render_template(
        "desk/stale.html",
        stale=stale,
        action=request.full_path.rstrip("?"),
        back=_back(),
        has_file=any(file.filename for file in request.files.values()),
    )
    return page, 409


def _back() -> str:
    """The page the form was on."""
    wanted = request.form.get("back", "")
    if parts.is_own_path(wanted):
        return wanted
    came = urlsplit(request.referrer or "")
    path = f"{came.path}?{came.query}" if came.query else came.path
    return path if came.netloc == request.host and parts.is_own_path(path) else "/desk/"


def init(app: Flask) -> None:
    app.register_error_handler(Stale, answered)
    app.jinja_env.globals["seen_of"] = NOUNS
    app.jinja_env.globals["seen_token"] = token


EDITED = ("kind", *(each.code for each in asked.at("edit")))
"""The fields of a finding that its form at the desk holds."""
STATES = {
    "noted": N_("läs igenom"),
    "ready": N_("klar"),
    "held": N_("hålls tillbaka"),
    "double": N_("länkad"),
    "frozen": N_("fryst"),
    "removed": N_("borttagen"),
}


HIDDEN = {"public": N_("inte för alla"), "withdrawn": N_("återtagen")}


def finding(
    point: Finding,
    to: Iterable[Assignment | owners.Proposal],
    known: kinds.Kinds | None = None,
    everyone: Mapping[str, Owner] | None = None,
) -> list[Seen]:
    """All that can be decided about a finding. `known` and `everyone` are for words, where they are shown."""

    def label(code: str) -> str:
        return known.label(code) if known else code

    def name(owner_id: str) -> str:
        return everyone[owner_id].name if everyone and owner_id in everyone else owner_id

    said = [
        _seen(
            each.code,
            each.desk[0] if each.desk else each.question,
            getattr(point, each.code),
            each.choices or str,
        )
        for each in asked.at("edit")
    ]
    assigned = sorted(each.owner_id if isinstance(each, Assignment) else each.owner.id for each in to)
    place = f"{point.lat:.6f}, {point.lon:.6f}" if point.lat is not None and point.lon is not None else ""
    called = f"{point.call_at.isoformat()} {point.call_whom} {point.call_outcome}" if point.call_at else ""
    return [
        _seen("kind", N_("Vad gäller det?"), point.kind, label),
        *said,
        Seen("owner", N_("Till vem"), assigned, many=True, also="more", words=name),
        _seen("state", N_("Läge"), point.state, STATES),
        _seen("held_why", N_("Varför den hålls tillbaka"), point.held_why),
        _seen("double_of", N_("Länkad till"), point.double_of),
        _seen("position", N_("Plats"), place),
        _seen("called", N_("Samtalet"), called),
        _seen("hidden", N_("Visas inte"), point.hidden, HIDDEN),
    ]


def finding_now(db: Session, point: Finding) -> list[Seen]:
    """The same as it stands, with words."""
    to = owners.assigned(db, [point.id]).get(point.id, [])
    return finding(point, to, kinds.load(db), owners.everyone(db))


def findings(points: Iterable[Finding]) -> list[Seen]:
    """A list that one press decides about."""
    every = [f"{each.id} {each.state} {each.revision} {each.kind}" for each in points]
    return [_seen("points", N_("Punkterna i listan"), every, lambda _row: "")]


PROPOSAL_STATES = {"open": N_("väntar"), "taken": N_("mottaget"), "left": N_("låtet vara")}


def proposal(said: FindingProposal) -> list[Seen]:
    """The wording that was read, and whether anybody has decided since."""
    return [
        _seen("proposal_words", N_("Förslaget"), said.revision, lambda _number: _("en nyare ordalydelse")),
        _seen("proposal_state", N_("Förslaget"), said.state, PROPOSAL_STATES),
    ]


CONTACT = {
    "name": N_("Namn"),
    "role": N_("Funktion"),
    "email": N_("E-post"),
    "deputy_email": N_("Ersättare"),
    "escalation_email": N_("Nästa nivå"),
    "phone": N_("Telefon"),
}


def contact(owner: Owner) -> list[Seen]:
    speaks = owner.languages.replace(",", " ").split()
    return [
        *(_seen(name, label, getattr(owner, name)) for name, label in CONTACT.items()),
        _seen("speaks", N_("Språk i brev, det första gäller"), speaks, i18n.LANGUAGES),
    ]


def person(member: Staff) -> list[Seen]:
    return [
        _seen("role", N_("Roll"), member.role),
        _seen("restricted", N_("läser skyddade anteckningar"), member.restricted, lambda _box: _("ja")),
        _seen("active", N_("får logga in"), member.active, lambda _box: _("ja")),
    ]


def walk(outing: Walk, area: str, zone: ZoneInfo) -> list[Seen]:
    """What the form of a walk shows."""
    return [
        _seen("area", N_("Område"), area),
        _seen("day", N_("Dag"), clock.day(outing.starts_at, zone)),
        _seen("time", N_("Klockan"), outing.starts_at.astimezone(zone).time()),
        _seen("kind", N_("Sort"), outing.kind),
        _seen("title", N_("Rubrik"), outing.title),
        _seen("meeting_place", N_("Samlingsplats"), outing.meeting_place),
        _seen("leader_function", N_("Ledare"), outing.leader_function),
        _seen("invited", N_("Inbjudna"), outing.invited),
        _seen("route", N_("Rutt och stopp"), as_text(outing.route, outing.stops)),
        _seen("dnr", N_("Diarienummer (Dnr)"), outing.dnr),
    ]


def walk_state(outing: Walk) -> list[Seen]:
    return [
        _seen("walk_state", N_("Läge"), outing.state),
        _seen("legal_hold", N_("Stoppa förstöring"), outing.legal_hold),
    ]


def conditions(finish: walks.Finish) -> list[Seen]:
    names = {
        "weather": N_("Väder"),
        "light": N_("Ljus"),
        "ground": N_("Mark"),
        "leaves": N_("Löv"),
    }
    return [
        *(_seen(name, label, getattr(finish, name)) for name, label in names.items()),
        *(_seen(f"heads-{band}", band, count) for band, count in (finish.headcount or {}).items()),
    ]


def handover(given: Handover) -> list[Seen]:
    return [
        _seen("handover_state", N_("Ägarens svar"), given.state),
        _seen("handover_answered", N_("Besvarat"), given.answered_at),
    ]


def link(way: OwnerLink) -> list[Seen]:
    return [_seen("revoked", N_("Återkallad"), way.revoked_at)]


def photo(picture: Photo) -> list[Seen]:
    return [
        _seen("photo_state", N_("Granskning"), picture.state),
        _seen("photo_boxes", N_("Rutor"), json.dumps(picture.boxes)),
    ]


def letter(written: Letter) -> list[Seen]:
    return [
        _seen("letter_state", N_("Läge"), written.state),
        _seen("letter_to", N_("Till"), written.to_email),
    ]


NOUNS = {
    each.__name__: each
    for each in (
        finding,
        findings,
        proposal,
        contact,
        person,
        walk,
        walk_state,
        conditions,
        handover,
        link,
        photo,
        letter,
    )
}
