"""The calls that carry bytes: photos and voice notes up, whole or in parts, and copies down."""

from field.web.openapi.parts import PASS, SENDING, SHA256, Node, answer, header, path_id, problems, text
from field.web.uploads import ACCEPTED

PICTURE = (
    "too-large",
    "media-type",
    "broken-picture",
    "too-many-pixels",
    "too-long",
    "hash-differs",
    "not-found",
    "invalid",
)
OFFSET = {"Upload-Offset": header("Bytes the server has", required=True)}


def _number(name: str, description: str) -> Node:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": description,
        "schema": {"type": "integer", "minimum": 0},
    }


def _put(of: str) -> Node:
    content = {kind: {"schema": text(contentMediaType=kind)} for kind in ACCEPTED}
    answers = {
        "201": answer("Kept on disk"),
        "200": answer("It was there already"),
        **problems(*SENDING, *PICTURE),
    }
    return {
        "operationId": f"put{of}Photo",
        "summary": "A photo or voice note, whole",
        "description": "At most 30 MB and 50 megapixels; a voice note at most two minutes. May come before "
        "what "
        "it "
        "belongs to.",
        "requestBody": {"required": True, "content": content},
        "responses": answers,
    }


def _head(of: str) -> Node:
    length = {"Upload-Length": header("All of it, once it is whole")}
    answers = {
        "200": answer("0 where nothing is known", headers=OFFSET | length),
        "401": answer("No pass, or one that has expired"),
    }
    answers |= {
        "404": answer("The path holds no id"),
        "422": answer("The path holds no SHA-256"),
        "503": answer("Busy"),
    }
    return {"operationId": f"offsetOf{of}Photo", "summary": "How much of it has come", "responses": answers}


def _patch(of: str) -> Node:
    answers = {
        "204": answer("Kept; the new offset", headers=OFFSET),
        "201": answer("The last part: whole, and kept", headers=OFFSET),
        "200": answer("It was there already", headers=OFFSET),
        **problems(
            *SENDING, *PICTURE, "offset-differs", headers={409: {"Upload-Offset": header("The right one")}}
        ),
    }
    return {
        "operationId": f"patch{of}Photo",
        "summary": "A part of it, from where the last ended",
        "description": "A wrong offset is answered with the right one. A whole whose hash differs is thrown "
        "away: "
        "begin anew.",
        "parameters": [
            _number("Upload-Offset", "Where this part begins"),
            _number("Upload-Length", "Bytes of the whole"),
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/offset+octet-stream": {
                    "schema": text(contentMediaType="application/octet-stream")
                }
            },
        },
        "responses": answers,
    }


def _upload(of: str, description: str) -> Node:
    return {
        "parameters": [path_id("id", description), SHA256],
        "put": _put(of),
        "head": _head(of),
        "patch": _patch(of),
    }


def _copy() -> Node:
    size = {"name": "size", "in": "path", "required": True, "schema": text(enum=["small", "large"])}
    private = {
        "Cache-Control": header("Always private", text(), required=True),
        "ETag": header("Of the copy", text(), required=True),
    }
    picture: Node = {
        "description": "Upright, without metadata",
        "content": {"image/jpeg": {"schema": text(contentMediaType="image/jpeg")}},
        "headers": private,
    }
    answers = {"200": picture, "304": answer("The same as before"), **problems(*PASS, "not-found")}
    parameters = [path_id("id", "The photo's id, from `changes` or `checks`"), size]
    return {
        "parameters": parameters,
        "get": {"operationId": "photo", "summary": "A copy to look at", "responses": answers},
    }


def _voice() -> Node:
    content = {
        kind: {"schema": text(contentMediaType=kind)} for kind in ACCEPTED if kind.startswith("audio/")
    }
    answers = {
        "200": {"description": "As it was recorded", "content": content},
        **problems(*PASS, "not-found"),
    }
    parameters = [path_id("id", "The voice note's id, from `changes`")]
    return {
        "parameters": parameters,
        "get": {"operationId": "voice", "summary": "A voice note of the walk", "responses": answers},
    }


def paths() -> Node:
    return {
        "/findings/{id}/photos/{sha256}": _upload("Finding", "The finding's id, known or to come"),
        "/checks/{id}/photos/{sha256}": _upload("Check", "The check's id, known or to come"),
        "/photos/{id}/{size}": _copy(),
        "/voices/{id}": _voice(),
    }
