"""Nothing is overwritten blindly: every PUT and PATCH of a versioned thing takes the version that was read."""

from collections.abc import Iterator
from importlib import import_module

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.preconditions import expected_version, version_if_read

REPEATABLE = {"register_facility_once"}
"""Operations between services whose repeats change nothing."""


def calls_of(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for below in dependant.dependencies:
        yield from calls_of(below)


def test_every_put_and_patch_of_a_versioned_thing_takes_its_version(service: str) -> None:
    blind = {
        route.name
        for router in import_module(f"{service}.app").SERVICE.routers
        for route in router.routes
        if isinstance(route, APIRoute)
        and route.methods & {"PUT", "PATCH"}
        and not {expected_version, version_if_read} & set(calls_of(route.dependant))
    }
    assert blind <= REPEATABLE
