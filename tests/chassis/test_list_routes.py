"""The short road of lists leads where FastAPI's own does, and the lists of the house are on it."""

from importlib import import_module
from typing import Any

import pytest
from fastapi.routing import APIRoute

from chassis.list_routes import list_route_of
from chassis.paging import Page
from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.notebook import routes

LONG, SHORT = "/v1/notes-the-long-way", "/v1/notes"

QUERIES: list[Any] = [
    {},
    {"limit": 1, "q": "ink", "mood": "draft", "follows": "0197f3a2-0000-7000-8000-000000000001", "count": "exact"},
    {"limit": ""},
    {"limit": "1.0"},
    {"limit": 0, "mood": "angry", "follows": "none", "q": " ", "count": "all"},
    {"q": "x" * 201},
    {"q": "\x00"},
    {"cursor": "x" * 501},
    {"cursor": "x"},
    {"mod": "sent"},
    [("limit", "2"), ("limit", "1")],
]
CREDENTIALS = [None, "Bearer", "Bearer  ", "Bearer x", "bearer x", "Basic eDp5"]


def list_routes(routers: Any) -> list[APIRoute]:
    """Routes that answer with a page and have no parameter in their path."""
    return [
        route
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        and isinstance(route.response_model, type)
        and issubclass(route.response_model, Page)
        and "{" not in route.path
    ]


def is_a_list_route(route: APIRoute) -> bool:
    return list_route_of(route.dependant, route.endpoint) is not None


def test_only_the_long_way_is_long() -> None:
    [notes] = [route for route in list_routes([routes.router]) if route.path == SHORT]
    [long] = [route for route in list_routes([routes.router]) if route.path == LONG]
    assert (is_a_list_route(notes), is_a_list_route(long)) == (True, False)


@pytest.mark.parametrize("service", ["suppliers", "dialogue", "gateway"])
def test_every_plain_list_of_a_service_is_on_it(service: str) -> None:
    lists = list_routes(import_module(f"{service}.app").SERVICE.routers)
    assert lists
    assert [route.path for route in lists if not is_a_list_route(route)] == []


async def answer_of(actor: Actor, path: str, query: Any = (), credential: str | None = None) -> Any:
    """What is said, but for where and to which request."""
    headers = {"Authorization": credential} if credential else {}
    answer = await actor.get(path, params=query, headers=headers)
    return answer.status_code, {**answer.json(), "instance": "", "request_id": ""}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query)[:60])
async def test_both_roads_read_a_query_alike(notebook: Cast, query: Any) -> None:
    buyer = notebook.buyer()
    assert await answer_of(buyer, SHORT, query) == await answer_of(buyer, LONG, query)


@pytest.mark.parametrize("credential", CREDENTIALS)
async def test_both_roads_refuse_a_credential_alike(notebook: Cast, credential: str | None) -> None:
    short = await answer_of(notebook.anonymous, SHORT, credential=credential)
    assert short[0] == 401
    assert short == await answer_of(notebook.anonymous, LONG, credential=credential)


async def test_both_roads_refuse_a_role_before_they_read_its_query(notebook: Cast) -> None:
    viewer = notebook.buyer(Role.BUYER_VIEWER)
    short = await answer_of(viewer, SHORT, {"limit": 0})
    assert short[0] == 403
    assert short == await answer_of(viewer, LONG, {"limit": 0})
