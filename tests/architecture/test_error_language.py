"""Whatever is wrong with a request, its caller reads plain sentences, and pointers that lead into the request."""

import copy
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.patterns import WORDINGS
from chassis.routing import ApiRoute
from chassis.validation_errors import SENTENCES, problem_of
from support.services import SERVICES

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    12.5,
    10**40,
    "",
    "01/04/2026",
    "x" * 30_000,
    "a\x00b",
    "\ud800",
    [],
    [None] * 2000,
    {},
    {"x": 1},
)
RAISED = {
    "str": "string_type",
    "int": "int_parsing",
    "float": "float_parsing",
    "bool": "bool_parsing",
    "date": "date_parsing",
    "datetime": "datetime_parsing",
    "decimal": "decimal_parsing",
    "uuid": "uuid_parsing",
    "list": "list_type",
    "tuple": "tuple_type",
    "set": "set_type",
    "frozenset": "frozen_set_type",
    "dict": "dict_type",
    "model": "model_type",
    "enum": "enum",
    "literal": "literal_error",
}
"""What pydantic raises where a value is not of a type of schema."""
PLUMBING = frozenset(
    [
        "model-field",
        "model-fields",
        "nullable",
        "default",
        "union",
        "definitions",
        "definition-ref",
        "any",
        "function-after",
        "function-before",
        "function-wrap",
        "function-plain",
        "lax-or-strict",
        "chain",
        "no-info",
        "with-info",
    ]
)
"""Schemas that raise nothing by themselves."""
INNER = re.compile(
    r"Input should|input string|unable to|regex|pattern|\\d|\^|<class|NoneType|pydantic|validator|dictionary"
)


def routes(router: APIRouter) -> Iterator[ApiRoute]:
    for route in router.routes:
        if isinstance(route, ApiRoute):
            yield route


def routes_of(service: str) -> list[ApiRoute]:
    return [route for router in import_module(f"{service}.app").SERVICE.routers for route in routes(router)]


def nodes(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for below in dependant.dependencies:
        yield from nodes(below)


def bodies(service: str) -> dict[str, type[BaseModel]]:
    """Models of JSON bodies, by name."""
    found = {}
    for route in routes_of(service):
        for node in nodes(route.dependant):
            for field in node.body_params:
                kind = field.field_info.annotation
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    found[kind.__name__] = kind
    return found


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in items:
        yield from places(below, (*way, step))


def changed(example: Any, way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return value
    whole = copy.deepcopy(example)
    here = whole
    for step in way[:-1]:
        here = here[step]
    here[way[-1]] = value
    return whole


def wrong_bodies(example: Any) -> Iterator[Any]:
    for way in places(example):
        for value in WRONG:
            yield changed(example, way, value)
    if isinstance(example, dict):
        yield {**example, "colour": "red"}
        for name in example:
            yield {key: value for key, value in example.items() if key != name}


def leads_into(pointer: str, body: Any, *, is_absent: bool) -> bool:
    steps = pointer.split("/")[1:]
    for place, step in enumerate(steps):
        if isinstance(body, list) and step.isdecimal() and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, dict) and step in body:
            body = body[step]
        else:
            return is_absent and place == len(steps) - 1
    return True


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_wrong_body_is_refused_in_plain_sentences(service: str) -> None:
    models = bodies(service)
    assert models
    spoken: set[str] = set()
    for name, model in models.items():
        adapter: TypeAdapter[Any] = TypeAdapter(model)
        extra: Any = model.model_config.get("json_schema_extra") or {}
        example = extra.get("examples", [{}])[0]
        for body in wrong_bodies(example):
            try:
                adapter.validate_python(body, from_attributes=True)
            except ValidationError as error:
                errors = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
                for fault in problem_of(RequestValidationError(errors, body=body)).errors:
                    assert not INNER.search(fault.detail), (name, fault)
                    assert fault.detail.endswith("."), (name, fault)
                    assert fault.detail[0].isupper() or fault.detail[0] in '"-0123456789`tfn', (name, fault)
                    assert leads_into(fault.pointer, body, is_absent=fault.code == "missing"), (name, fault, body)
                    spoken.add(fault.code)
    assert {"missing", "extra_forbidden", "string_type", "model_attributes_type"} <= spoken


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_wrong_query_is_refused_in_plain_sentences(service: str) -> None:
    for route in routes_of(service):
        for node in nodes(route.dependant):
            for field in node.query_params:
                for value in ("", "01/04/2026", "x" * 30_000, "-1", "a\x00b"):
                    _, errors = field.validate(value, {}, loc=("query", field.alias))
                    for fault in problem_of(RequestValidationError(errors or [])).errors:
                        assert not INNER.search(fault.detail), (route.path, fault)
                        assert fault.pointer == f"/query/{field.alias}" or not errors, (route.path, fault)


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    """The schemas within one of pydantic's, themselves and below; not what is only shown or written."""
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        for name, below in part.items():
            if name not in ("metadata", "serialization"):
                yield from schemas(below)
    elif isinstance(part, list | tuple):
        for below in part:
            yield from schemas(below)


def schemas_of(service: str) -> Iterator[dict[str, Any]]:
    for route in routes_of(service):
        for node in nodes(route.dependant):
            for field in (*node.body_params, *node.query_params, *node.path_params, *node.header_params):
                info = field.field_info
                kind = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
                yield from schemas(TypeAdapter(kind).core_schema)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_kind_of_error_of_a_schema_has_its_sentence(service: str) -> None:
    """A new type of value needs its sentence first."""
    kinds = {schema["type"] for schema in schemas_of(service)}
    assert kinds - PLUMBING - set(RAISED) == set()
    assert {RAISED[kind] for kind in kinds & set(RAISED)} <= set(SENTENCES)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_pattern_says_what_it_asks_for(service: str) -> None:
    used = {schema["pattern"] for schema in schemas_of(service) if "pattern" in schema}
    assert used - set(WORDINGS) == set()
