"""The gateway's window to the other services asks for what they offer, and is the only one."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import grimp
import httpx
import pytest
from fastapi import FastAPI

from chassis.clock import today
from chassis.events import EventQuery, PublishedEvent
from gateway.services_api import client as services_api
from local_stack.settings import REPOSITORY
from support.cast import Cast
from support.market import contract_of, supplier_of
from support.services import client_of

INTERNAL_PATHS = (services_api.FIGURES, services_api.EVENTS, services_api.READY)


@pytest.fixture
def apps(suppliers_app: FastAPI, dialogue_app: FastAPI) -> dict[str, FastAPI]:
    return {"suppliers": suppliers_app, "dialogue": dialogue_app}


@pytest.fixture
def clients(apps: Mapping[str, FastAPI]) -> dict[str, httpx.AsyncClient]:
    return {name: client_of(app) for name, app in apps.items()}


def token_of(actor: httpx.AsyncClient) -> str:
    return actor.headers["authorization"].removeprefix("Bearer ")


def test_the_public_path_is_in_the_api_description_of_suppliers() -> None:
    description = json.loads((REPOSITORY / "openapi" / "suppliers.json").read_text())
    operation = description["paths"][services_api.SUPPLIER]["get"]
    reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    schema: dict[str, Any] = description["components"]["schemas"][reference.rpartition("/")[2]]
    assert "name" in schema["required"]


@pytest.mark.parametrize("path", INTERNAL_PATHS)
@pytest.mark.parametrize("service", ["suppliers", "dialogue"])
def test_every_service_has_the_internal_paths(apps: Mapping[str, FastAPI], service: str, path: str) -> None:
    operation = apps[service].openapi()["paths"][path]["get"]
    assert operation["x-internal"] is True
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    sent = {services_api.FIGURES: {"as_of"}, services_api.EVENTS: set(EventQuery.model_fields)}
    assert sent.get(path, set()) <= names


def test_no_other_module_of_the_gateway_calls_a_service() -> None:
    graph = grimp.build_graph("gateway", "chassis", cache_dir=None)
    assert graph.find_modules_that_directly_import("chassis.http") & graph.find_descendants("gateway") == {
        "gateway.services_api.client"
    }


async def test_it_reads_the_name_of_a_supplier_that_the_caller_may_see(
    clients: Mapping[str, httpx.AsyncClient], suppliers: Cast
) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    name = await services_api.supplier_name(clients, token_of(buyer), UUID(supplier["id"]))
    assert name == supplier["name"]
    assert await services_api.supplier_name(clients, token_of(buyer), uuid4()) is None


@pytest.mark.parametrize("service", ["suppliers", "dialogue"])
async def test_it_reads_figures_and_readiness_of_every_service(
    clients: Mapping[str, httpx.AsyncClient], suppliers: Cast, service: str
) -> None:
    buyer = suppliers.buyer()
    figures = await services_api.figures(clients, service, token_of(buyer), today())
    assert {figure.as_of for figure in figures} == {today()}
    assert await services_api.readiness(clients, service) == "ok"


async def test_it_reads_every_event_page_after_page(
    clients: Mapping[str, httpx.AsyncClient], suppliers: Cast
) -> None:
    buyer = suppliers.buyer()
    for _ in range(2):
        await contract_of(buyer)
    token = token_of(buyer)
    read: list[PublishedEvent] = []
    while len(read) < 2:  # the sealer gives the entries their positions after the answers
        query = EventQuery(after=read[-1].position if read else 0, limit=1, wait=10)
        read += await services_api.published_events(clients, "suppliers", token, query)
    assert {event.verb for event in read} == {"contract.registered"}
    assert len({event.id for event in read}) == 2
