"""No body makes an operation collect tens of thousands of faults before it refuses it."""

from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from chassis.body_values import TooManyValues, refuse_too_many
from chassis.routing import ApiRoute

MOST = 5000
"""Faults that are found in some hundredths of a second."""
WRONG = (0, {}, "", "x" * 30, [], None, True, "\u200b")

ROUTES = [
    route
    for service in ("suppliers", "dialogue", "gateway")
    for router in import_module(f"{service}.app").SERVICE.routers
    for route in router.routes
    if isinstance(route, ApiRoute) and route.value_limits
]


def has_parts(schema: dict[str, Any]) -> bool:
    return "$ref" in schema or schema.get("type") in {"array", "object"}


class Filling:
    """Builds bodies of a schema with as many values as there may be, each of them `leaf`."""

    def __init__(self, schema: dict[str, Any], leaf: Any, most: int) -> None:
        self._types = schema.get("$defs", {})
        self._leaf = leaf
        self._left = most

    def body(self, schema: dict[str, Any]) -> Any:
        self._left -= 1
        if "$ref" in schema:
            return self.body(self._types[schema["$ref"].rpartition("/")[2]])
        if choices := [each for kind in ("anyOf", "oneOf", "allOf") for each in schema.get(kind, ())]:
            return self.body(
                max(choices, key=lambda each: "$ref" in each or each.get("type") in {"array", "object"})
            )
        if "properties" in schema:
            return {name: self.body(part) for name, part in schema["properties"].items() if self._left > 0}
        if "items" in schema:
            return list(self._items(schema))
        return self._leaf

    def _items(self, schema: dict[str, Any]) -> Iterator[Any]:
        for _ in range(schema.get("maxItems", self._left)):
            if self._left <= 0:
                return
            yield self.body(schema["items"])


def count_of_faults(route: ApiRoute, leaf: Any) -> int:
    assert route.value_limits is not None
    assert route.body_field is not None
    field = route.body_field.field_info
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, field])
    schema = adapter.json_schema()
    body = Filling(schema, leaf, route.value_limits.values - 200).body(schema)
    try:
        refuse_too_many(body, route.value_limits)
        adapter.validate_python(body)
    except TooManyValues:
        return 1
    except ValidationError as error:
        return error.error_count()
    return 0


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_a_body_of_wrong_values_has_a_bounded_number_of_faults(route: ApiRoute) -> None:
    assert max(count_of_faults(route, leaf) for leaf in WRONG) <= MOST
