"""The description of the phone's API (OpenAPI 3.1): written by hand in small parts, and held to what the
calls do by the tests.
"""

from typing import Any

from field.web.openapi import paths, photos, said, take_home, told, track


def document(base_url: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Stråk, the phone's API",
            "version": "1",
            "summary": "Findings from walks: sent any number of times, kept once, never refused for what "
            "they "
            "say",
            "description": (
                "JSON in UTF-8, times ISO 8601 with offset, degrees WGS 84, metres. Ids are UUIDs made by "
                "the phone. "
                "Unknown fields are ignored. Errors are problem+json (RFC 9457) with a stable `code`. "
                "Fields and calls may be added; none that stands here changes."
            ),
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"pass": []}],
        "paths": {**paths.paths(), **photos.paths(), **track.paths(), **take_home.paths()},
        "components": {
            "schemas": {**said.SCHEMAS, **told.SCHEMAS, **track.SCHEMAS},
            "securitySchemes": {
                "pass": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "For one walk, until 30 days after it is closed; given for its code",
                }
            },
        },
    }
