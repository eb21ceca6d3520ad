"""A route that is declared as a list answers as one that FastAPI reads, and every list is declared as one."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from fastapi.routing import APIRoute

from chassis.callers import Caller
from chassis.list_routes import ListEndpoint, Reads, list_route
from chassis.listing import Listing, equals
from chassis.pages import Page
from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.notebook.routes import FILTERS, NOTES
from support.notebook.schemas import NoteItem, NoteQuery
from support.notebook.tables import Note
from support.services import ROOT

PLAIN, LIST = "/v1/notes-as-a-plain-route", "/v1/notes"

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


def list_routes(service: str) -> list[APIRoute]:
    """Routes that answer with a page and have no parameter in their path."""
    return [
        route
        for router in import_module(f"{service}.app").SERVICE.routers
        for route in router.routes
        if isinstance(route, APIRoute)
        and isinstance(route.response_model, type)
        and issubclass(route.response_model, Page)
        and "{" not in route.path
    ]


@pytest.mark.parametrize("service", ["suppliers", "dialogue", "gateway"])
def test_every_plain_list_of_a_service_is_declared_as_one(service: str) -> None:
    lists = list_routes(service)
    assert lists
    assert [route.path for route in lists if not isinstance(route.endpoint, ListEndpoint)] == []


def listings() -> Iterator[Listing]:
    for service in ("suppliers", "dialogue", "gateway"):
        folder = ROOT / "services" / service
        for file in sorted(Path(folder, service).rglob("queries.py")):
            module = import_module(".".join(file.relative_to(folder).with_suffix("").parts))
            yield from (value for value in vars(module).values() if isinstance(value, Listing))


def test_every_filter_of_a_query_has_its_where_and_the_other_way_round() -> None:
    found = list(listings())
    assert len(found) > 25
    for listing in found:
        assert listing.query.filter_names() == set(listing.filters), listing.name
        assert not set(listing.within) & listing.query.filter_names(), listing.name


def test_every_filter_says_what_it_does() -> None:
    for listing in listings():
        for name, field in listing.query.model_fields.items():
            assert (field.description or "").endswith("."), f"{listing.name}: {name}"


@pytest.mark.parametrize("filters", [{}, {**FILTERS, "colour": FILTERS["q"]}])
def test_a_filter_without_a_where_and_a_where_without_a_filter_are_refused(filters: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is a filter or has a WHERE, but not both"):
        replace(NOTES, filters=filters)


async def test_a_list_within_something_is_told_within_what(notebook: Cast, notebook_app: FastAPI) -> None:
    inside = replace(NOTES, within={"owner": equals(Note.owner_id)})
    caller = state_of(notebook_app).verify(notebook.buyer().headers["Authorization"].removeprefix("Bearer "))
    with pytest.raises(ValueError, match=r"notes is listed within \['owner'\]"):
        await state_of(notebook_app).reader.page(inside, caller, NoteQuery())


def test_a_function_without_a_permission_or_a_query_is_no_list() -> None:
    async def read(caller: Caller, reads: Reads, query: NoteQuery) -> Response:
        return Response()

    with pytest.raises(TypeError, match="read takes a caller with a permission, the reader and a query"):
        list_route(APIRouter(), "", item=NoteItem)(read)


async def answer_of(actor: Actor, path: str, query: Any = (), credential: str | None = None) -> Any:
    """What is said, but for where and to which request."""
    headers = {"Authorization": credential} if credential else {}
    answer = await actor.get(path, params=query, headers=headers)
    return answer.status_code, {**answer.json(), "instance": "", "request_id": ""}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query)[:60])
async def test_both_routes_read_a_query_alike(notebook: Cast, query: Any) -> None:
    buyer = notebook.buyer()
    assert await answer_of(buyer, LIST, query) == await answer_of(buyer, PLAIN, query)


@pytest.mark.parametrize("credential", CREDENTIALS)
async def test_both_routes_refuse_a_credential_alike(notebook: Cast, credential: str | None) -> None:
    answer = await answer_of(notebook.anonymous, LIST, credential=credential)
    assert answer[0] == 401
    assert answer == await answer_of(notebook.anonymous, PLAIN, credential=credential)


async def test_both_routes_refuse_a_role_before_they_read_its_query(notebook: Cast) -> None:
    viewer = notebook.buyer(Role.BUYER_VIEWER)
    answer = await answer_of(viewer, LIST, {"limit": 0})
    assert answer[0] == 403
    assert answer == await answer_of(viewer, PLAIN, {"limit": 0})
