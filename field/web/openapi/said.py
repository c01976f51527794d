"""What a phone sends: schemas of the bodies. Values that mean nothing to us are set aside with a flag:
described, not forbidden.
"""

from field.findings.asked import ASKED, Asked
from field.followups import OUTCOMES
from field.kit.text import SHORT_MAX, TEXT_MAX
from field.participants import MODES
from field.said.body import PHOTOS_MAX
from field.web.openapi.parts import SHA_PATTERN, Node, array, maybe, number, obj, text, whole

WALK = text("The walk of the pass", format="uuid")
REVISION = whole("Higher at every change; the same again is a repetition", minimum=0, maximum=2**31 - 1)
PHOTOS = {
    "type": ["array", "null"],
    "items": text(pattern=SHA_PATTERN),
    "maxItems": PHOTOS_MAX,
    "description": "SHA-256 of each photo and voice note",
}
SPOT = maybe(obj("", lat=number("Degrees WGS 84"), lon=number("Degrees WGS 84")))


def moment(description: str) -> Node:
    return {
        "type": ["string", "null"],
        "description": f"{description}. ISO 8601 with offset; otherwise, or off by more than a year: the "
        f"server's "
        f"time, flag `clock`",
    }


def words(description: str, longest: int) -> Node:
    return {"type": ["string", "null"], "maxLength": longest, "description": description}


JOIN = obj(
    "code",
    code=text("As read or typed: capitals, spaces and dashes do not matter", minLength=1, maxLength=100),
    language=maybe(text("Of answers and texts; an unknown one becomes `sv`")),
    mode=text(enum=list(MODES), default="adult"),
    former_pass=maybe(text("A pass of the same walk: the new one speaks for the same participant")),
)

POSITION = {
    **maybe(
        obj(
            "",
            lat=number("Degrees WGS 84. 0,0, out of range or no number: no position, flag `position`"),
            lon=number("Degrees WGS 84"),
            accuracy_m=maybe(number("Metres")),
            bearing_deg=maybe(number("0 to 360")),
            source=text("`device`, `photo` or `pin`; anything else counts as `device`"),
            taken_at=moment("When the fix was taken"),
        )
    ),
    "description": "Where it is",
}

CALL = maybe(
    obj(
        "",
        at=moment("When the call was made"),
        whom=maybe(text("A function, not a person")),
        outcome=maybe(text("Nobody answered counts too")),
    )
)


def asked(field: Asked) -> Node:
    """A field of what is asked of a finding. What no choice has is set aside, so no enum stands here."""
    if field.shape == "group":
        return {
            **maybe(obj("", **{part: words(part.capitalize(), field.longest) for part in field.parts})),
            "description": field.means,
        }
    if field.shape == "many":
        return {
            "description": field.means,
            "type": ["string", "array", "null"],
            "items": {"type": "string"},
        }
    return maybe(text(field.means)) if field.choices else words(field.means, field.longest)


FINDING = obj(
    "walk revision",
    walk=WALK,
    kind=maybe(
        text("A kind or sub code of the walk's `kinds`; an unknown one becomes `other`, flag `kind-unknown`")
    ),
    call=CALL,
    **{each.code: asked(each) for each in ASKED},
    position=POSITION,
    positions=maybe(
        array(POSITION, description="What else the phone knew, one of each source: all are kept")
    ),
    noted_at=moment("When it was noted"),
    same_as=maybe(
        text(
            "The earlier finding, of the walk's `nearby`, that this one is said to be; any other id: none, "
            "flag `same-as`"
        )
    ),
    photos={**PHOTOS, "description": "All that this pass sent for it that stands, by SHA-256"},
    removed={**PHOTOS, "description": "Others' photos taken off, by its maker or a leader"},
    restore=maybe({"type": "boolean", "description": "Brings back what was removed; nothing else does"}),
    revision=REVISION,
)
CHECK = obj(
    "walk finding outcome revision",
    walk=WALK,
    finding=text("One of the walk's `checks`", format="uuid"),
    handover=maybe(
        text(
            "One owner's handover; without it the check speaks for all open ones of the finding",
            format="uuid",
        )
    ),
    outcome=text(enum=list(OUTCOMES)),
    reason=words("Why it could not be judged, for instance", SHORT_MAX),
    text=words("Free words", TEXT_MAX),
    position=SPOT,
    checked_at=moment("When it was looked at"),
    photos=PHOTOS,
    revision=REVISION,
)

RATING = obj(
    "walk answers revision",
    walk=WALK,
    place=words("The stop", SHORT_MAX),
    position=SPOT,
    questions_version=words("The wording that was answered", SHORT_MAX),
    answers={
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 3},
        "description": "Question code → 0 to 3",
    },
    light=words("Daylight, dusk, dark", SHORT_MAX),
    lamps=words("On, off, some", SHORT_MAX),
    rated_at=moment("When it was rated"),
    revision=REVISION,
)

FINISH = obj(
    "",
    headcount=maybe(
        {
            "type": "object",
            "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 10_000},
            "description": "Band → heads; the leader's word. Null takes it back",
        }
    ),
    weather=maybe(text("Empty leaves what was said alone; null takes it back")),
    ground=maybe(text("Empty leaves what was said alone; null takes it back")),
    leaves=maybe(text("Empty leaves what was said alone; null takes it back")),
    light=maybe(text("Empty leaves what was said alone; null takes it back")),
    held=whole("Things this phone still holds", minimum=0, maximum=2**31 - 1),
    revision=REVISION,
)

SCHEMAS = {
    "JoinRequest": JOIN,
    "FindingRequest": FINDING,
    "CheckRequest": CHECK,
    "RatingRequest": RATING,
    "FinishRequest": FINISH,
}
