"""Examples of bodies and answers in the API description, put together from the models that they are made of.

A model may bring a whole example (`json_schema_extra`). What it leaves out, and all of a model without one, comes
from the example of the body that makes the thing (`ContractIn` for `ContractItem` and `ContractOut`), and then from
the properties: their own `examples`, their default, the first value of an enum, null where it is allowed, an empty
list of enums, and a fixed value for ids, days and instants. A text or a number without any of these has no example,
nor has an answer that holds it.
"""

import re
import zlib
from collections.abc import Mapping
from typing import Any

from chassis.api_names import REFERENCE, Schema, noun_in, operations_of

JSON = "application/json"
FIXED = {"date": "2026-03-02", "date-time": "2026-03-02T09:30:00Z", "email": "noor.verhulst@meridiaan.example"}


class NoExample(Exception):
    """A value of which nothing can be shown; the message is its place: `ContractItem.reference`."""


def add_examples(document: dict[str, Any]) -> None:
    """Give each body and each JSON answer of success its example, shared under the name of its schema."""
    schemas = document["components"]["schemas"]
    shared = document["components"].setdefault("examples", {})
    for operation in operations_of(document):
        contents = list(operation.get("requestBody", {}).get("content", {}).values())
        for status, answer in operation["responses"].items():
            if status.startswith("2") and JSON in answer.get("content", {}):
                contents.append(answer["content"][JSON])
        for content in contents:
            if not {"example", "examples"} & set(content):
                _add_example(content, schemas, shared)


def _add_example(content: dict[str, Any], schemas: Mapping[str, Schema], shared: dict[str, Any]) -> None:
    examples = {}
    for schema in content["schema"].get("anyOf", [content["schema"]]):
        name = (schema if "$ref" in schema else schema.get("items", schema)).get("$ref", "").removeprefix(REFERENCE)
        name += "List" if schema.get("type") == "array" else ""
        try:
            value = example_of(schema, schemas)
        except NoExample:
            continue
        shared[name] = {"value": value}
        examples[name] = {"$ref": f"#/components/examples/{name}"}
    if examples:
        content["examples"] = examples


def example_of(schema: Schema, schemas: Mapping[str, Schema], place: str = "") -> Any:
    """A value of this schema; raises NoExample, with the place of what has none."""
    if schema.get("examples") and "properties" not in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        return example_of(schemas[name], schemas, name)
    if "const" in schema or "default" in schema:
        return schema.get("const", schema.get("default"))
    if "enum" in schema:
        return schema["enum"][0]
    if ways := schema.get("anyOf") or schema.get("oneOf"):
        return None if {"type": "null"} in ways else example_of(ways[0], schemas, place)
    return _of_type(schema, schemas, place)


def _of_type(schema: Schema, schemas: Mapping[str, Schema], place: str) -> Any:
    kind, form = schema.get("type"), schema.get("format")
    if kind == "object" and "properties" in schema:
        return _object(schema, schemas, place)
    if kind == "array" and "items" in schema:
        return [] if _is_enum(schema["items"], schemas) else [example_of(schema["items"], schemas, place)]
    if form == "uuid":
        return _id(place)
    if form in FIXED:
        return FIXED[form]
    if form == "binary":
        return "the bytes of the file"
    if kind in ("boolean", "null"):
        return {"boolean": False, "null": None}[kind]
    raise NoExample(place)


def _is_enum(schema: Schema, schemas: Mapping[str, Schema]) -> bool:
    """Lists of flags, or of statuses that come next, are shown empty: any of them may contradict the rest."""
    return "enum" in schemas.get(schema.get("$ref", "").removeprefix(REFERENCE), schema)


def _object(schema: Schema, schemas: Mapping[str, Schema], place: str) -> dict[str, Any]:
    whole = _sent(place, schemas) | (schema.get("examples") or [{}])[0]
    value = {}
    for name, part in schema["properties"].items():
        if name in whole and "examples" not in part:
            value[name] = whole[name]
        elif name in schema.get("required", ()) or part.get("examples") or part.get("default"):
            value[name] = example_of(part, schemas, f"{place}.{name}")
    return value


def _sent(model: str, schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """The plain values in the example of the body that makes such a thing: an answer shows what was sent."""
    body = schemas.get(noun_in(model) + "In", {})
    (example,) = body.get("examples", [{}])[:1]
    return {name: value for name, value in example.items() if not _holds_objects(value)}


def _holds_objects(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_holds_objects, value)))


def _id(place: str) -> str:
    """One id for one thing: `supplier_id` is the same everywhere, and so is the `id` of a supplier."""
    model, _, name = place.rpartition(".")
    if name == "id":
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", noun_in(model)).lower() + "_id"
    return f"0197f3a2-0000-7000-8000-{zlib.crc32(name.removesuffix('s').encode()):012x}"
