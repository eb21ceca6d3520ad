"""A POST that may be repeated asks for its permission first, and its answer is about something that can be read."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.auth import Permit
from chassis.rereads import readable, readable_parent
from chassis.routing import ApiRoute
from chassis.transactions import transaction

UNREADABLE: dict[str, set[str]] = {
    "suppliers": {"/internal/exposure-lookups", "/v1/contact-points/batch", "/v1/facilities/match"},
    "dialogue": set(),
    "gateway": {"/v1/invitations/join"},
}
"""Operations that answer with what has no address of its own: their stored answers depend on the role alone."""


def routes_of(service: str) -> list[APIRoute]:
    routers = import_module(f"{service}.app").SERVICE.routers
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def calls_of(dependant: Dependant) -> Iterator[object]:
    """In the order in which they are made."""
    for below in dependant.dependencies:
        yield from calls_of(below)
        yield below.call


def repeatable(service: str) -> list[ApiRoute]:
    found = [route for route in routes_of(service) if isinstance(route, ApiRoute) and "POST" in route.methods]
    return [route for route in found if route._is_repeatable()]


@pytest.mark.parametrize("service", UNREADABLE)
def test_a_permission_is_checked_before_an_answer_is_given_again(service: str) -> None:
    late = []
    for route in repeatable(service):
        calls = list(calls_of(route.dependant))
        permits = [place for place, call in enumerate(calls) if isinstance(call, Permit)]
        if permits and min(permits) > calls.index(transaction):
            late.append(route.path)
    assert late == []


@pytest.mark.parametrize("service", UNREADABLE)
def test_what_is_answered_can_be_read(service: str) -> None:
    paths = readable(routes_of(service))
    created = {path.rpartition("/{")[0] for path in paths}
    assert {
        route.path
        for route in repeatable(service)
        if readable_parent(route.path, paths) is None and route.path not in created
    } == UNREADABLE[service]
