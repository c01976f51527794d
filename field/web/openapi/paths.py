"""The calls of `/api/v1`: what each does, takes and answers."""

from field.web.openapi.parts import (
    BODY,
    PASS,
    SENDING,
    Node,
    answer,
    header,
    json_body,
    obj,
    path_id,
    problems,
    ref,
    text,
)

FINDING_ID = path_id("id", "Made by the phone (UUIDv7)")
WALK_ID = path_id("walk", "The walk of the pass")


def _join() -> Node:
    answers = {
        "201": answer("A pass for one walk", ref("Joined")),
        **problems("code-unknown", "too-many-tries", *BODY),
    }
    return {
        "post": {
            "operationId": "join",
            "summary": "A code becomes a pass",
            "security": [],
            "requestBody": json_body(ref("JoinRequest")),
            "responses": answers,
        }
    }


def _walk() -> Node:
    etag = {"ETag": header("For `If-None-Match`", text(), required=True)}
    answers = {
        "200": answer("Everything", ref("Walk"), etag),
        "304": answer("Nothing has changed", headers=etag),
        **problems(*PASS, "not-found"),
    }
    asked = {"name": "If-None-Match", "in": "header", "required": False, "schema": text()}
    return {
        "parameters": [WALK_ID],
        "get": {
            "operationId": "walk",
            "summary": "All that is needed offline, in one answer",
            "parameters": [asked],
            "responses": answers,
        },
    }


def _changes() -> Node:
    since = {
        "name": "since",
        "in": "query",
        "required": False,
        "description": "A cursor; 0 is everything",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1, "default": 0},
    }
    answers = {
        "200": answer("Findings changed since, and those gone", ref("Changes")),
        **problems(*PASS, "not-found", "invalid"),
    }
    return {
        "parameters": [WALK_ID],
        "get": {
            "operationId": "changes",
            "summary": "What has changed since a cursor",
            "parameters": [since],
            "responses": answers,
        },
    }


def _finish() -> Node:
    stale = obj("current", current=ref("FinishKept"))["properties"]["current"]
    answers = {"200": answer("Kept; what every phone still holds", ref("Finished"))}
    answers |= problems(*SENDING, "not-found", "stale", "revision-too-far", *BODY, current=stale)
    return {
        "parameters": [WALK_ID],
        "put": {
            "operationId": "finish",
            "summary": "The walk is over: the leader tells of it, every phone what it still holds",
            "description": "Other words of the walk under the same or a lower revision are `stale`; `held` "
            "is "
            "taken "
            "all the same.",
            "requestBody": json_body(ref("FinishRequest")),
            "responses": answers,
        },
    }


def _put(name: str, summary: str, request: str, kept: str, current: str, *codes: str) -> Node:
    stale = obj("current", current=ref(current))["properties"]["current"]
    answers = {
        "201": answer("Kept, the first time", ref(kept)),
        "200": answer("Kept, again or anew", ref(kept)),
    }
    return {
        "operationId": name,
        "summary": summary,
        "description": "Idempotent on id and revision; durable when answered. Another body under the same or "
        "a "
        "lower "
        "revision is `stale`.",
        "requestBody": json_body(ref(request)),
        "responses": {
            **answers,
            **problems(*SENDING, "not-found", "stale", "revision-too-far", *codes, *BODY, current=stale),
        },
    }


def _finding() -> Node:
    gone = problems(*SENDING, "not-found", "not-yours", "frozen")
    return {
        "parameters": [FINDING_ID],
        "put": _put(
            "putFinding",
            "A finding, never refused for what it says. Another's is proposed: flag `proposed`, or "
            "`after-protocol` of a point in a protocol",
            "FindingRequest",
            "KeptFinding",
            "Finding",
            "proposed-full",
        ),
        "delete": {
            "operationId": "deleteFinding",
            "summary": "Taken back by its maker or the leader, until the protocol is frozen",
            "responses": {"204": answer("Gone, or gone before"), **gone},
        },
    }


def _judge(verb: str, summary: str) -> Node:
    which = path_id("proposal", "Of the leader's `changes`")
    answers = {
        "200": answer("Judged, now or before", ref("ProposalJudged")),
        **problems(*PASS, "not-allowed", "not-found", "frozen", "stale", "wrong-step"),
    }
    return {
        "parameters": [FINDING_ID, which],
        "post": {
            "operationId": f"{verb}FindingProposal",
            "summary": summary,
            "responses": answers,
        },
    }


def _receipt(of: str) -> Node:
    answers = {"200": answer("What is safe", ref("Receipt")), **problems(*SENDING, "not-found")}
    call = {"operationId": f"receiptOf{of}", "summary": "What the server has for good", "responses": answers}
    return {"parameters": [FINDING_ID], "get": call}


def _upload_pass() -> Node:
    return {
        "parameters": [WALK_ID],
        "post": {
            "operationId": "narrowPass",
            "summary": "The pass becomes one for delivering only",
            "description": (
                "For a phone that is left to the next with something unsent. From then on the very same "
                "pass may send what its own "
                "participant noted and ask for receipts, and reads nothing else (403 `upload-only`). For "
                "good; may be repeated."
            ),
            "responses": {
                "200": answer("Narrow from now on", ref("Narrowed")),
                **problems(*SENDING, "not-found"),
            },
        },
    }


def _check() -> Node:
    return {
        "parameters": [FINDING_ID],
        "put": _put("putCheck", "What was seen at a follow-up", "CheckRequest", "Kept", "Check", "frozen"),
    }


def _rating() -> Node:
    return {
        "parameters": [FINDING_ID],
        "put": _put("putRating", "How a stop feels", "RatingRequest", "Rated", "Rating"),
    }


def _description() -> Node:
    return {
        "get": {
            "operationId": "description",
            "summary": "This description",
            "security": [],
            "responses": {"200": answer("OpenAPI 3.1", {"type": "object"})},
        }
    }


def paths() -> Node:
    return {
        "/join": _join(),
        "/walks/{walk}": _walk(),
        "/walks/{walk}/changes": _changes(),
        "/walks/{walk}/finish": _finish(),
        "/walks/{walk}/upload-pass": _upload_pass(),
        "/findings/{id}": _finding(),
        "/findings/{id}/receipt": _receipt("Finding"),
        "/findings/{id}/proposals/{proposal}/take": _judge("take", "A leader lets it stand"),
        "/findings/{id}/proposals/{proposal}/leave": _judge("leave", "A leader leaves what stands"),
        "/checks/{id}": _check(),
        "/checks/{id}/receipt": _receipt("Check"),
        "/ratings/{id}": _rating(),
        "/ratings/{id}/receipt": _receipt("Rating"),
        "/openapi.json": _description(),
    }
