"""Unknown is refused: every model that a request is read into forbids fields that it does not know."""

import re
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin

import orjson
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis import events, feed, health, test_clock
from chassis.routing import ApiRoute
from gateway.tokens.schemas import TokenForm

BY_A_STANDARD = {TokenForm}
"""RFC 6749 3.2: the token endpoint ignores parameters that it does not know."""

SCHEMA = re.compile(rb'"#/components/schemas/([^"]+)"')


def routes_of(service: str) -> Iterator[APIRoute]:
    """Internal ones and those of the test clock too."""
    routers = [*import_module(f"{service}.app").SERVICE.routers, feed.router, events.router, test_clock.router]
    if service == "gateway":
        routers.append(import_module("gateway.test_clock.routes").router)
    for router in (*routers, health.router):
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for below in dependant.dependencies:
        yield from dependants(below)


def named_in(route: APIRoute) -> Iterator[type[BaseModel]]:
    """The models of a batch: its route reads the items itself and names their schema."""
    names = {name.decode() for name in SCHEMA.findall(orjson.dumps((route.openapi_extra or {}).get("requestBody")))}
    module = import_module(route.endpoint.__module__)
    yield from (getattr(module, name) for name in names)


def annotations_of(route: APIRoute) -> Iterator[Any]:
    """What a request of the route is read into."""
    for node in dependants(route.dependant):
        for field in (*node.body_params, *node.query_params, *node.header_params):
            yield field.field_info.annotation
    yield from named_in(route)


def types_in(annotation: Any, seen: set[Any]) -> Iterator[Any]:
    """Every type that an annotation is made of, also those of a model's fields."""
    if get_origin(annotation) is not None:
        for part in get_args(annotation)[: 1 if get_origin(annotation) is Annotated else None]:
            yield from types_in(part, seen)
    elif isinstance(annotation, type) and annotation not in seen:
        seen.add(annotation)
        yield annotation
        for field in getattr(annotation, "model_fields", {}).values():
            yield from types_in(field.annotation, seen)


def read_by(route: APIRoute) -> set[Any]:
    seen: set[Any] = set()
    return {kind for annotation in annotations_of(route) for kind in types_in(annotation, seen)}


def lenient(types: set[Any]) -> set[str]:
    models = {kind for kind in types if isinstance(kind, type) and issubclass(kind, BaseModel)}
    return {kind.__name__ for kind in models - BY_A_STANDARD if kind.model_config.get("extra") != "forbid"}


def test_every_model_of_a_request_forbids_unknown_fields(service: str) -> None:
    routes = list(routes_of(service))
    assert len(routes) > 20
    assert {f"{route.name}: {name}" for route in routes for name in lenient(read_by(route))} == set()


def test_every_time_in_a_request_has_a_zone(service: str) -> None:
    assert {route.name for route in routes_of(service) if datetime in read_by(route)} == set()


def test_every_form_is_read_by_a_route_that_checks_its_fields(service: str) -> None:
    for route in routes_of(service):
        fields = [field.field_info for node in dependants(route.dependant) for field in node.body_params]
        if any(isinstance(field, Form) for field in fields):
            assert isinstance(route, ApiRoute), route.name


class Nested(BaseModel):
    at: datetime


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parts: list[Nested] | None
    zoned: AwareDatetime | None = None


@pytest.mark.parametrize("annotation", [Outer, Annotated[Outer, "body"], list[Outer], dict[str, Outer] | None])
def test_a_lenient_model_is_found_wherever_it_hides(annotation: Any) -> None:
    types = set(types_in(annotation, set()))
    assert lenient(types) == {"Nested"}
    assert datetime in types
