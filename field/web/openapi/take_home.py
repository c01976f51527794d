"""The take-home sheet in the description: one page of what the walk has seen, to print."""

from field.web.openapi.parts import PASS, Node, header, path_id, problems, text


def paths() -> Node:
    sheet: Node = {
        "description": "One A4 page: how many of each kind, and where to see later what happened",
        "content": {"application/pdf": {"schema": text(contentMediaType="application/pdf")}},
        "headers": {"Cache-Control": header("Always private", text(), required=True)},
    }
    return {
        "/walks/{walk}/take-home.pdf": {
            "parameters": [path_id("walk", "The walk of the pass")],
            "get": {
                "operationId": "takeHome",
                "summary": "A page to take home, in the language of the pass",
                "description": "Kinds and numbers alone: no words, places, pictures or persons.",
                "responses": {"200": sheet, **problems(*PASS, "not-found")},
            },
        }
    }
