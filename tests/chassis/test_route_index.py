"""The index of routes finds what the router would find, and nothing else."""

import pytest
from fastapi import FastAPI
from starlette.routing import Match, Route

from chassis.route_index import RouteIndex
from dialogue.app import SERVICE as DIALOGUE
from suppliers.app import SERVICE as SUPPLIERS

ROUTES = [
    route
    for service in (SUPPLIERS, DIALOGUE)
    for router in service.routers
    for route in router.routes
    if isinstance(route, Route)
]
REQUESTS = [(method, route.path) for route in ROUTES for method in sorted(route.methods or ())]


def asked(method: str, path: str) -> dict[str, object]:
    filled = path.replace("{", "").replace("}", "")
    return {"type": "http", "method": method, "path": filled, "headers": [], "app": FastAPI()}


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_it_finds_the_first_route_that_matches(method: str, path: str) -> None:
    scope = asked(method, path)
    first = next(route for route in ROUTES if route.matches(scope)[0] is Match.FULL)
    match, found = RouteIndex(ROUTES).matches(scope)
    assert match is Match.FULL
    assert found["route"] is first


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", ""), ("GET", "/v1"), ("GET", "/v1/nothing"), ("BREW", "/v1/suppliers")],
)
def test_it_leaves_the_rest_to_the_router(method: str, path: str) -> None:
    assert RouteIndex(ROUTES).matches(asked(method, path))[0] is Match.NONE
