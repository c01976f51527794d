"""The words the description is built of: references, answers, problems by their codes, parameters."""

from typing import Any

from field.kit.errors import CATALOGUE

Node = dict[str, Any]

STATUS_WORDS = {
    401: "No pass, or one that has expired: join again with the code, everything on the phone stays",
    403: "Not this pass's to do",
    404: "Not there, or another walk's",
    409: "Something else is true by now",
    413: "Larger than can be taken",
    415: "A kind of file that cannot be taken",
    422: "Cannot be parsed, or is too long: `field` says which",
    429: "Too many wrong codes",
    500: "A fault of ours, with this one alone: keep it, send the next, come back later",
    503: "Busy, full or away: nothing was kept, try again",
}
PASS = ("pass-missing", "pass-expired", "upload-only")  # of calls that read
SENDING = ("pass-missing", "pass-expired")  # a narrow pass will do
BODY = ("not-json", "invalid", "too-large")


def ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Node, **more: object) -> Node:
    return {"type": "array", "items": items, **more}


def obj(required: str, **properties: Node) -> Node:
    """An object; `required` are names with spaces between. Unknown fields are ignored on the way in and may
    be added on the way out.
    """
    return (
        {"type": "object", "required": required.split(), "properties": properties}
        if required
        else {"type": "object", "properties": properties}
    )


def text(description: str = "", **more: object) -> Node:
    return {"type": "string", **({"description": description} if description else {}), **more}


def whole(description: str = "", **more: object) -> Node:
    return {"type": "integer", **({"description": description} if description else {}), **more}


def number(description: str = "", **more: object) -> Node:
    return {"type": "number", **({"description": description} if description else {}), **more}


def maybe(node: Node) -> Node:
    """The same, or null."""
    return (
        {**node, "type": [node["type"], "null"]}
        if isinstance(node.get("type"), str) and "enum" not in node
        else {"anyOf": [node, {"type": "null"}]}
    )


def answer(description: str, schema: Node | None = None, headers: Node | None = None) -> Node:
    made: Node = {"description": description}
    if schema is not None:
        made["content"] = {"application/json": {"schema": schema}}
    if headers:
        made["headers"] = headers
    return made


def header(description: str, schema: Node | None = None, **more: object) -> Node:
    return {"description": description, "schema": schema or {"type": "integer", "minimum": 0}, **more}


def problems(*codes: str, current: Node | None = None, headers: dict[int, Node] | None = None) -> Node:
    """problem+json answers by status, each with the codes that may stand in it. `current` is what a stale
    write is told.
    """
    by_status: dict[int, list[str]] = {}
    for code in (*codes, "fault", "busy"):
        by_status.setdefault(CATALOGUE[code][0], []).append(code)
    return {
        str(status): _problem(status, found, current, (headers or {}).get(status, {}))
        for status, found in sorted(by_status.items())
    }


def _problem(status: int, codes: list[str], current: Node | None, headers: Node) -> Node:
    own: Node = {"code": {"enum": codes}, "status": {"const": status}}
    if status == 409 and current is not None:
        own["current"] = current
    schema = {"allOf": [ref("Problem"), {"type": "object", "properties": own}]}
    made: Node = {
        "description": STATUS_WORDS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }
    extra = dict(headers)
    if status in (429, 503):
        extra["Retry-After"] = header("Seconds to wait", required=True)
    if status == 401:
        extra["WWW-Authenticate"] = header("Always `Bearer`", {"type": "string"}, required=True)
    return {**made, "headers": extra} if extra else made


def path_id(name: str, description: str) -> Node:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "format": "uuid"},
    }


def json_body(schema: Node) -> Node:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


SHA_PATTERN = "^[0-9a-f]{64}$"
SHA256: Node = {
    "name": "sha256",
    "in": "path",
    "required": True,
    "description": "SHA-256 of the bytes, lower-case hex",
    "schema": {"type": "string", "pattern": SHA_PATTERN},
}
