"""Nothing is overwritten blindly: whatever changes a versioned thing takes the version that was read.

`tests/system/test_stale_versions.py` asks each of these operations with a version that is stale.
"""

from collections.abc import Iterator
from importlib import import_module

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.preconditions import expected_version, tag_if_sent, version_if_read

REPEATABLE = {"register_facility_once"}
"""Operations between services whose repeats change nothing."""

UNCHANGED = {
    "ask_for_obligation": "an obligation is new, and its contract stays",
    "record_delivery": "a delivery is new, and its contract stays",
    "record_spend": "so is spend",
    "record_quote": "a quote is new, and its product stays",
    "record_criterion": "so is a criterion",
    "record_label_requirement": "so is a label requirement",
    "record_life_cycle_costs": "so are the costs of an offer",
    "add_participant": "who takes part is no part of what is read of a dialogue",
    "preview_release": "nothing changes",
    "draft_version": "a version is new, and its questionnaire stays",
    "revoke_key": "keys have no version",
}
"""What is done below an id and changes nothing that has an `ETag`."""


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


def test_every_transition_addition_and_deletion_takes_the_version_that_was_read(service: str) -> None:
    changing = {
        route.name: tag_if_sent in set(calls_of(route.dependant))
        for router in import_module(f"{service}.app").SERVICE.routers
        for route in router.routes
        if isinstance(route, APIRoute)
        and route.methods & {"POST", "DELETE"}
        and "{" in route.path
        and route.include_in_schema
        and not route.path.startswith("/internal/")
    }
    assert {name for name, takes in changing.items() if not takes} <= UNCHANGED.keys()
    assert not {name for name, takes in changing.items() if takes} & UNCHANGED.keys()
