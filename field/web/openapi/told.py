"""What a phone is told: schemas of the answers. Fields may be added; none that stands here goes away."""

from field.findings import STEPS
from field.findings.asked import ASKED, CODES, Asked
from field.followups import OUTCOMES
from field.handovers import ANSWERS
from field.kinds import TYPES, URGENCIES
from field.kit.errors import CATALOGUE
from field.participants import MODES
from field.readings.standing import STATES
from field.walks import CONDITIONS, KINDS
from field.walks import STEPS as WALK_STEPS
from field.web.openapi.parts import SHA_PATTERN, Node, array, maybe, number, obj, ref, text, whole

ID = text(format="uuid")
MOMENT = text("ISO 8601 with offset", format="date-time")
ROLE = text(enum=["walker", "leader"])
FLAGS = array(text(), description="What was changed or noticed on the way in")
LABELLED = obj("code label", code=text(), label=text("In the pass's language"))

PROBLEM = obj(
    "type title status code",
    type=text("RFC 9457"),
    title=text("In the asker's language"),
    status=whole(),
    code=text("Stable; programs go by this", enum=sorted(CATALOGUE)),
    field=text("The field that was wrong"),
    retry_after=whole("Seconds"),
    offset=whole("Where an upload goes on"),
)

JOINED = obj(
    "pass participant walk role",
    participant=ID,
    walk=ID,
    role=ROLE,
    **{"pass": text("To be kept by the phone alone", minLength=32)},
)
NARROWED = obj("participant walk scope", participant=ID, walk=ID, scope=text(enum=["upload"]))
KEPT = obj(
    "revision missing flags",
    revision=whole(),
    missing=array(text(pattern=SHA_PATTERN), description="Photos the server lacks"),
    flags=FLAGS,
)
KEPT_FINDING = {
    **KEPT,
    "properties": {
        **KEPT["properties"],
        "current": {**ref("Finding"), "description": "With `proposed` or `after-protocol`: what stands"},
    },
}
RATED = obj("revision flags", revision=whole(), flags=FLAGS)
PROPOSAL_JUDGED = obj("revision", revision=whole("The finding's, from here on"))
RECEIPT = obj(
    "revision photos backed_up",
    revision=whole("What is kept"),
    photos=array(
        text(pattern=SHA_PATTERN),
        description="Photos whose bytes are in the store. A phone may forget only what is named here",
    ),
    proposed=whole("Of a finding of another's: how far what this pass proposes is kept"),
    backed_up={"type": "boolean", "description": "All of it was there when the last whole copy was begun"},
)

POSITION = obj(
    "lat lon source taken_at",
    lat=number(minimum=-90, maximum=90),
    lon=number(minimum=-180, maximum=180),
    accuracy_m=maybe(number("Metres")),
    bearing_deg=maybe(number()),
    source=maybe(text(enum=["device", "photo", "pin"])),
    taken_at=maybe(MOMENT),
)

PHOTO = obj(
    "id sha256 type state orientation width height",
    id=ID,
    sha256=text(pattern=SHA_PATTERN),
    type=text("Media type; `audio/…` is a voice note"),
    state=text("`broken`: it cannot be shown", enum=["kept", "broken"]),
    position=maybe(ref("Position")),
    taken_at=maybe(MOMENT),
    altitude_m=maybe(number()),
    orientation=whole("As EXIF has it; copies are upright", minimum=1, maximum=8),
    width=maybe(whole("Pixels, upright")),
    height=maybe(whole()),
    placeholder=text("Four by three colours in hex, or empty"),
)

CALL = obj("at whom outcome", at=MOMENT, whom=text(), outcome=text())


def asked(field: Asked) -> Node:
    """A field of what is asked of a finding, as it is kept."""
    if field.shape == "group":
        return maybe(obj("", **{part: text() for part in field.parts}))
    one = text(enum=list(field.choices)) if field.choices else text()
    if field.shape == "many":
        return array(one)
    return one if field.code in ("type", "text") else maybe(one)


FINDING = obj(
    "id number type kind text position photos flags revision mine",
    id=ID,
    number=maybe(text("Once it is in a protocol")),
    kind=maybe(text()),
    **{each.code: asked(each) for each in ASKED},
    call=maybe(ref("Call")),
    position=maybe(ref("Position")),
    noted_at={**maybe(MOMENT), "description": "Null in a behaviour note"},
    photos=array(ref("Photo")),
    flags=FLAGS,
    same_as=maybe(text("The earlier walk's finding that this one is said to be", format="uuid")),
    state=text(enum=list(STEPS)),
    revision=whole(),
    mine={"type": "boolean"},
)

TEAM = array(
    obj(
        "phone role held",
        phone=whole("A number, not a person"),
        participant=ID,
        role=ROLE,
        held=whole(),
        held_at=maybe(MOMENT),
    )
)
CHANGES = obj(
    "findings removed cursor",
    findings=array(ref("Finding")),
    removed=array(ID),
    team=TEAM,
    cursor=whole("For the next `since`"),
    proposals=array(
        ref("FindingProposal"), description="To a leader: what other passes say and nobody has judged"
    ),
    passes=array(ref("TeamPass"), description="To a leader: the walk's phones"),
)
PROPOSAL = obj(
    "id finding pass revision body",
    id=ID,
    finding=ID,
    revision=whole("Its own counter"),
    body={"type": "object", "description": "As a phone sends a finding"},
    **{"pass": maybe(ID)},
)
TEAM_PASS = obj(
    "id sign state holds",
    id=ID,
    sign=text("What to call it by"),
    state=text(enum=["open", "upload-only"]),
    holds=whole("What it has not sent yet"),
)
FINISHED = obj("revision team", revision=whole(), team=TEAM)
FINISH_KEPT = obj(
    "revision headcount",
    headcount={"type": "object", "additionalProperties": whole()},
    **{name: text() for name in CONDITIONS},
    revision=whole("What stands"),
)

OWNER_ANSWER = obj(
    "answer label date words",
    answer=text(enum=list(ANSWERS)),
    label=text(),
    date=maybe(text(format="date")),
    words=text(),
)
LISTED = obj(
    "finding number position kind text owner_answer photos",
    finding=ID,
    number=maybe(text()),
    position=maybe(ref("Position")),
    kind=maybe(text()),
    label=text(),
    verify=array(
        text(), description="When it can be judged: `dark`, `lamps_on`, `leaves_on`, `no_snow`, `always` …"
    ),
    text=text(),
    landmark=text(),
    building=maybe(obj("", name=text(), entrance=text(), floor=text())),
    asset_ref=text(),
    owner_answer=maybe(ref("OwnerAnswer")),
    handovers=array(
        obj(
            "id owner due_on answer",
            id=ID,
            owner=text(),
            due_on=text(format="date"),
            answer=maybe(ref("OwnerAnswer")),
        )
    ),
    photos=array(ref("Photo")),
    outcome=maybe(text("What has been seen already", enum=list(OUTCOMES))),
)
NEARBY = obj(
    "finding number kind position month",
    finding=ID,
    number=maybe(text()),
    kind=maybe(text()),
    label=text(),
    position=obj("lat lon", lat=number(), lon=number(), accuracy_m=maybe(number())),
    month=text("Months, never clock times", pattern=r"^\d{4}-\d{2}$"),
    standing=text(enum=list(STATES)),
    words=text("The same in plain words"),
)
KIND = obj(
    "code parent label",
    code=text(),
    parent=maybe(text()),
    label=text("In the pass's language"),
    urgency=text(enum=list(URGENCIES)),
)
QUESTION = obj(
    "code label levels",
    code=text(),
    label=text(),
    levels=array(text(), description="Words for 0, 1, 2 and 3"),
)
WALK: Node = obj(
    "id title kind starts_at areas route stops kinds questions questions_version nearby checks photos",
    id=ID,
    title=text(),
    kind=text(enum=list(KINDS)),
    starts_at=MOMENT,
    state=text(enum=list(WALK_STEPS)),
    meeting_place=text(),
    leader_function=text(),
    area=text(),
    areas=array(
        obj(
            "name geometry", name=text(), geometry=obj("type coordinates", type=text(), coordinates=array({}))
        )
    ),
    route={"type": ["object", "null"], "description": "GeoJSON LineString"},
    stops=array(obj("name lat lon", name=text(), lat=number(), lon=number())),
    role=ROLE,
    mode=text(enum=list(MODES)),
    language=text(),
    asked=array(
        ref("Asked"), description="The fields asked of a finding, in the order they are asked, for this pass"
    ),
    kinds=array(ref("Kind")),
    questions=array(ref("Question")),
    questions_version=maybe(text()),
    nearby=array(ref("Nearby"), description="Earlier findings of the area"),
    checks=array(ref("Listed"), description="Points to look at"),
    photos=array(
        obj("id bytes", id=ID, bytes=whole("Of the small copy")),
        description="Small photos to fetch before going out",
    ),
    tiles=maybe(ref("Tiles")),
)
ASKED_FIELD = obj(
    "code label kind choices for max",
    code=text("Of the finding's body", enum=list(CODES)),
    label=text("The question, in the pass's language"),
    hint=text(),
    kind=text(
        "`line` and `text`: words, of one line or more; `choice`: one code, `many`: codes; `group`: an "
        "object of parts",
        enum=sorted({each.shape for each in ASKED}),
    ),
    choices=array(LABELLED),
    parts=array(LABELLED, description="Of a group"),
    kinds=array(text(), description="Upper kinds it is asked of, beside the kinds whose `ask` names it"),
    group=text("Where it stands in a form", enum=["first", "place", "more"]),
    max=maybe(whole("Most signs")),
    **{"for": array(text(enum=list(TYPES)), description="Types of finding it is asked of")},
)
TILES = obj(
    "address vector zooms credit",
    address=text("A path of ours with {z}, {x} and {y}; 204 where there is nothing to draw"),
    vector={"type": "boolean", "description": "Mapbox vector tiles; otherwise pictures"},
    zooms=array(whole(), description="The least and the greatest"),
    credit=text("Whose map it is; to be shown with it"),
)
CHECK = obj(
    "id finding handover outcome revision",
    id=ID,
    finding=ID,
    handover=maybe(ID),
    outcome=text(enum=list(OUTCOMES)),
    reason=text(),
    text=text(),
    checked_at=MOMENT,
    revision=whole(),
)
RATING = obj(
    "id answers revision",
    id=ID,
    place=text(),
    answers={"type": "object"},
    questions_version=text(),
    light=text(),
    lamps=text(),
    rated_at=MOMENT,
    revision=whole(),
)

SCHEMAS = {
    "Problem": PROBLEM,
    "Joined": JOINED,
    "Narrowed": NARROWED,
    "Kept": KEPT,
    "KeptFinding": KEPT_FINDING,
    "FindingProposal": PROPOSAL,
    "TeamPass": TEAM_PASS,
    "ProposalJudged": PROPOSAL_JUDGED,
    "Rated": RATED,
    "Receipt": RECEIPT,
    "Position": POSITION,
    "Photo": PHOTO,
    "Call": CALL,
    "Finding": FINDING,
    "Changes": CHANGES,
    "Finished": FINISHED,
    "FinishKept": FINISH_KEPT,
    "OwnerAnswer": OWNER_ANSWER,
    "Listed": LISTED,
    "Nearby": NEARBY,
    "Kind": KIND,
    "Asked": ASKED_FIELD,
    "Tiles": TILES,
    "Question": QUESTION,
    "Walk": WALK,
    "Check": CHECK,
    "Rating": RATING,
}
