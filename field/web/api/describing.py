"""GET of the description: what the phone's API promises, in OpenAPI 3.1."""

import hashlib
import json

from flask import Response, request
from flask.typing import ResponseReturnValue

from field.web import openapi, parts
from field.web.api.base import calls


@calls.get("/openapi.json")
def description() -> ResponseReturnValue:
    body = json.dumps(openapi.document(parts.settings().base_url), ensure_ascii=False, indent=1)
    response = Response(body, mimetype="application/json", headers={"Cache-Control": "no-cache"})
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    return response.make_conditional(request.environ)
