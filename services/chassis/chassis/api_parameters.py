"""Parameters and form fields in the API description: they are text in a URL or a form, so they are never null.

pydantic says `anyOf: [string, null]` for a field that may be left out; a generated client would offer to send null.
A file is binary, so that a client sends its bytes.
"""

from typing import Any

from chassis.api_names import REFERENCE, Schema, operations_of, walk

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
NULL = {"type": "null"}


def drop_nulls(document: dict[str, Any]) -> None:
    for operation in operations_of(document):
        for parameter in operation.get("parameters", ()):
            _drop_null(parameter["schema"])
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            if media_type in FORMS and "$ref" in content["schema"]:
                form = document["components"]["schemas"][content["schema"]["$ref"].removeprefix(REFERENCE)]
                for field in form["properties"].values():
                    _drop_null(field)


def _drop_null(schema: Schema) -> None:
    ways = schema.get("anyOf", [])
    if NULL in ways:
        ways.remove(NULL)
        if schema.get("default", ...) is None:
            del schema["default"]
    if len(ways) == 1:
        schema.pop("anyOf")
        schema.update(ways[0] | schema)


def mark_files(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        for part in walk(schema):
            if part.get("contentMediaType") == "application/octet-stream":
                part["format"] = "binary"
