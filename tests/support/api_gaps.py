"""What the API description does not say yet; `PYTHONPATH=tests .venv/bin/python -m support.api_gaps` lists it."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from chassis.api_examples import NoExample, example_of
from chassis.api_names import REFERENCE, operations_of
from local_stack.api_descriptions import documents

Document = dict[str, Any]


def undescribed(document: Document) -> Iterator[str]:
    """Schemas, properties and parameters without a description."""
    for name, schema in document["components"]["schemas"].items():
        if not schema.get("description"):
            yield name
        for field, part in schema.get("properties", {}).items():
            if not part.get("description"):
                yield f"{name}.{field}"
    for operation in operations_of(document):
        for parameter in operation.get("parameters", ()):
            if not (parameter.get("description") or parameter["schema"].get("description")):
                yield f"{operation['operationId']}({parameter['name']})"


def answers(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """The contents of all answers of success, by operation and status."""
    for operation in operations_of(document):
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                for media_type, content in answer.get("content", {}).items():
                    yield f"{operation['operationId']} {status} {media_type}", content


def bodies(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """The contents of all bodies that are sent, by operation."""
    for operation in operations_of(document):
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{operation['operationId']} {media_type}", content


def without_example(document: Document) -> Iterator[str]:
    for place, content in (*bodies(document), *answers(document)):
        ways = content["schema"].get("anyOf", [content["schema"]])
        is_file = content["schema"].get("format") == "binary"
        if not is_file and "example" not in content and len(content.get("examples", ())) < len(ways):
            yield place


def without_value(document: Document) -> Iterator[str]:
    """The properties that keep an answer from having an example."""
    schemas = document["components"]["schemas"]
    unread = {part for _, content in answers(document) for part in _references(content["schema"])}
    read: set[str] = set()
    while unread:
        name = unread.pop()
        read.add(name)
        for field, part in schemas[name].get("properties", {}).items():
            unread |= _references(part) - read
            alone = {**schemas[name], "properties": {field: part}, "required": [field]}
            try:
                example_of(alone, schemas, name)
            except NoExample as gap:
                if str(gap).startswith(f"{name}."):
                    yield str(gap)


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].removeprefix(REFERENCE)} if str(part.get("$ref", "")).startswith(REFERENCE) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


if __name__ == "__main__":
    for service, text in documents().items():
        for kind in (undescribed, without_example, without_value):
            gaps = sorted(kind(json.loads(text)))
            sys.stdout.write(f"\n{service}, {kind.__name__}: {len(gaps)}\n  " + "\n  ".join(gaps) + "\n")
