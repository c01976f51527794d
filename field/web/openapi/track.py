"""The walked track in the description: its call, what it takes and answers."""

from field.said.track import CUT_M, KEPT_MOST, SENT_MOST
from field.web.openapi.parts import (
    BODY,
    SENDING,
    Node,
    answer,
    array,
    json_body,
    number,
    obj,
    path_id,
    problems,
    ref,
    whole,
)

SCHEMAS = {
    "TrackRequest": obj(
        "line revision",
        line=array(
            {"type": "array", "items": {}, "minItems": 2},
            maxItems=SENT_MOST,
            description="Positions [longitude, latitude]; more numbers are not looked at, what is no place "
            "is "
            "left out. Empty: taken back",
        ),
        revision=whole(
            "Higher at every change; the same again is a repetition", minimum=0, maximum=2**31 - 1
        ),
    ),
    "Tracked": obj(
        "revision positions length_m",
        revision=whole(),
        positions=whole("How many are kept", minimum=0, maximum=KEPT_MOST),
        length_m=number("Of what is kept"),
    ),
}


def paths() -> Node:
    stale = obj("revision", revision=whole("What stands"))
    told = {
        "201": answer("Kept, the first time", ref("Tracked")),
        "200": answer("Kept, again or anew", ref("Tracked")),
    }
    return {
        "/walks/{walk}/track": {
            "parameters": [path_id("walk", "The walk of the pass")],
            "put": {
                "operationId": "putTrack",
                "summary": "The way the leader's phone went, after a yes for this walk",
                "description": f"Kept as a line without times or person, without what lies within "
                f"{CUT_M:.0f} "
                f"m "
                f"of "
                f"its two ends.",
                "requestBody": json_body(ref("TrackRequest")),
                "responses": {
                    **told,
                    **problems(
                        *SENDING,
                        "not-allowed",
                        "not-found",
                        "stale",
                        "revision-too-far",
                        *BODY,
                        current=stale,
                    ),
                },
            },
        }
    }
