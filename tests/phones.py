"""A phone as the API sees it. Every answer it gets is held to the OpenAPI description: status, media type, headers and schema."""

import hashlib
import json
import re
from functools import cache
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from field.kit.tokens import uuid7
from field.web import openapi

ROOT = "/api/v1"


@cache
def description() -> dict[str, Any]:
    return openapi.document("http://127.0.0.1")


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What the description says of a call, if it knows it."""
    for template, item in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found: dict[str, Any] | None = item.get(method.lower())
            return found
    return None


def faults(method: str, path: str, status: int, media: str, headers: Any, body: Any) -> list[str]:
    """Where an answer departs from its description."""
    known = operation(method, path.partition("?")[0])
    if known is None:
        return []
    answer = known["responses"].get(str(status))
    if answer is None:
        return [f"{method} {path}: {status} is not described"]
    found = [
        f"{name} is missing"
        for name, each in answer.get("headers", {}).items()
        if each.get("required") and name not in headers
    ]
    content = answer.get("content", {})
    if method != "HEAD" and content and media not in content:
        return [*found, f"{media} is not described for {status}"]
    schema = content.get(media, {}).get("schema")
    if schema is not None and "json" in media:
        validator = Draft202012Validator({**schema, "components": description()["components"]})
        found += [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in validator.iter_errors(body)
        ]
    return found


class Phone:
    """`walk` is the id it writes into what it sends; `token` its pass."""

    def __init__(self, client: FlaskClient, walk: str = "", token: str = "") -> None:
        self.client = client
        self.walk = walk
        self.token = token
        self.joined: dict[str, Any] = {}
        self.device = f"phone {uuid7()}"

    def send(self, method: str, path: str, **given: Any) -> TestResponse:
        headers = {"User-Agent": self.device} | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {}
        )
        given["headers"] = {**headers, **given.get("headers", {})}
        answer = self.client.open(ROOT + path, method=method, **given)
        body = answer.get_json() if answer.is_json and method != "HEAD" else None
        found = faults(method, path, answer.status_code, answer.mimetype, answer.headers, body)
        assert not found, f"{method} {path} {answer.status_code}: {found[:4]}"
        return answer

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, headers=headers)

    def put(self, path: str, body: dict[str, Any] | bytes | str) -> TestResponse:
        data = json.dumps(body) if isinstance(body, dict) else body
        return self.send("PUT", path, data=data, content_type="application/json")

    # ── the calls ──

    def join(self, code: str, mode: str = "adult", language: str = "sv", **more: Any) -> dict[str, Any]:
        body = {"code": code, "mode": mode, "language": language, **more}
        answer = self.send("POST", "/join", json=body)
        assert answer.status_code == 201, answer.get_json()
        self.joined = answer.get_json()
        self.token = self.joined["pass"]
        return self.joined

    def put_finding(self, body: dict[str, Any], finding: UUID | str | None = None) -> TestResponse:
        """Its id is in `answer.request.path`; give one to come back to it."""
        return self.put(f"/findings/{finding or uuid7()}", {"walk": self.walk, **body})

    def put_check(self, body: dict[str, Any], check: UUID | str | None = None) -> TestResponse:
        return self.put(f"/checks/{check or uuid7()}", {"walk": self.walk, **body})

    def put_rating(self, body: dict[str, Any], rating: UUID | str | None = None) -> TestResponse:
        return self.put(f"/ratings/{rating or uuid7()}", {"walk": self.walk, **body})

    def delete(self, finding: UUID | str) -> TestResponse:
        return self.send("DELETE", f"/findings/{finding}")

    def put_photo(
        self,
        target: UUID | str,
        data: bytes,
        *,
        mime: str = "image/jpeg",
        sha256: str = "",
        of: str = "findings",
    ) -> TestResponse:
        return self.send("PUT", f"/{of}/{target}/photos/{sha256 or sha(data)}", data=data, content_type=mime)

    def head_photo(self, target: UUID | str, sha256: str, of: str = "findings") -> TestResponse:
        return self.send("HEAD", f"/{of}/{target}/photos/{sha256}")

    def patch_photo(
        self, target: UUID | str, sha256: str, part: bytes, offset: int, length: int, of: str = "findings"
    ) -> TestResponse:
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
        path = f"/{of}/{target}/photos/{sha256}"
        return self.send(
            "PATCH", path, data=part, content_type="application/offset+octet-stream", headers=headers
        )

    def changes(self, since: int | str = 0) -> dict[str, Any]:
        answer = self.get(f"/walks/{self.walk}/changes?since={since}")
        assert answer.status_code == 200, answer.get_json()
        found: dict[str, Any] = answer.get_json()
        return found

    def receipt(self, finding: UUID | str) -> TestResponse:
        return self.get(f"/findings/{finding}/receipt")

    def shown(self, finding: UUID | str) -> dict[str, Any] | None:
        """A finding as this phone sees it among the changes, or None."""
        return next((each for each in self.changes()["findings"] if each["id"] == str(finding)), None)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
