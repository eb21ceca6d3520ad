"""How many values a JSON body may have, and the refusal of more before they are validated.

Each value that is not valid costs more time than reading it, so a body of unknown fields could stop a service for
seconds. The limits come from the schema of the body: it says which fields are known and how long each list may be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic import TypeAdapter

from chassis.problems import Invalid

MORE_VALUES = 100
"""Values beyond those of the schema, and unknown fields, that are still reported one by one."""
MOST_VALUES = 50_000
"""Values of a body whose schema allows more."""


class TooManyValues(Invalid):
    """The body has more fields and items than this operation can use, or more than 100 unknown fields.

    `x-max-body-values` in the API description is the limit; `errors` points at the object or list that exceeds it.
    """

    title = "Too many values"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How many fields and items a body may have in total, and how many fields whose names the schema lacks."""

    values: int
    unknown: int
    names: frozenset[str]


def limits_of(body: Any) -> BodyLimits:
    """The limits of a body that is read into this type."""
    schema = TypeAdapter(body).json_schema()
    values, free = _most(schema, schema.get("$defs", {}))
    return BodyLimits(min(values + MORE_VALUES, MOST_VALUES), free + MORE_VALUES, frozenset(_names(schema)))


def _most(schema: Any, types: Mapping[str, Any]) -> tuple[int, int]:
    """How many fields and items there can be below a value, and how many fields whose names the caller chooses."""
    if not isinstance(schema, dict):
        return MOST_VALUES, MOST_VALUES
    if "$ref" in schema:
        return _most(types[schema["$ref"].rpartition("/")[2]], types)
    choices = [_most(choice, types) for kind in ("anyOf", "oneOf", "allOf") for choice in schema.get(kind, ())]
    parts = [_times(1, _most(part, types)) for part in schema.get("properties", {}).values()]
    if "items" in schema:
        parts.append(_times(schema.get("maxItems", MOST_VALUES), _most(schema["items"], types)))
    if schema.get("additionalProperties"):
        count, is_free = _most_names(schema, types)
        values, free = _times(count, _most(schema["additionalProperties"], types))
        parts.append((values, free + count * is_free))
    most = [max((choice[place] for choice in choices), default=0) for place in (0, 1)]
    return most[0] + sum(part[0] for part in parts), most[1] + sum(part[1] for part in parts)


def _times(count: int, each: tuple[int, int]) -> tuple[int, int]:
    return count * (1 + each[0]), count * each[1]


def _most_names(schema: Mapping[str, Any], types: Mapping[str, Any]) -> tuple[int, bool]:
    """How many fields an object may have whose names are chosen by the caller, or come from a list of names."""
    names = schema.get("propertyNames", {})
    names = types[names["$ref"].rpartition("/")[2]] if "$ref" in names else names
    if "enum" in names:
        return len(names["enum"]), False
    return schema.get("maxProperties", MOST_VALUES), True


def _names(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every name that a field has anywhere in a schema; codes of lists are among them, which does no harm."""
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from _names_within(part)


def _names_within(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _names_within(item)
    elif isinstance(part, dict):
        yield from part.get("properties", {})
        yield from (name for name in part.get("enum", ()) if isinstance(name, str))
        for key, below in part.items():
            if key not in ("examples", "example", "default", "$defs"):
                yield from _names_within(below)


def refuse_too_many(body: Any, limits: BodyLimits) -> None:
    """Raises TooManyValues; the body is JSON that has been parsed."""
    values = unknown = 0
    unread: list[tuple[Any, str | int, Any]] = [(body, "", None)]
    """Each with its own name, and the entry of what it is in."""
    while unread:
        entry = unread.pop()
        container = entry[0]
        values += len(container)
        if isinstance(container, dict):
            unknown += sum(name not in limits.names for name in container)
        if values > limits.values:
            raise TooManyValues(
                f"The body has more than {limits.values} fields and items.",
                pointer=_pointer(entry),
                max_values=limits.values,
            )
        if unknown > limits.unknown:
            raise TooManyValues(
                f"The body has more than {limits.unknown} unknown fields.",
                pointer=_pointer(entry),
                max_unknown_fields=limits.unknown,
            )
        below = container.items() if isinstance(container, dict) else enumerate(container)
        unread.extend((value, name, entry) for name, value in below if isinstance(value, dict | list))


def _pointer(entry: Any) -> str:
    steps = []
    while entry[2] is not None:
        steps.append(str(entry[1]).replace("~", "~0").replace("/", "~1"))
        entry = entry[2]
    return "".join(f"/{step[:200]}" for step in reversed(steps))


async def refuse_too_many_in(request: Request, limits: BodyLimits) -> None:
    """Raises TooManyValues; what is no JSON is left to the reader of the body, which says where it goes wrong."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return
    if isinstance(body, dict | list):
        refuse_too_many(body, limits)
