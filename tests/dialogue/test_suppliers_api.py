"""The one client of the suppliers service: what it calls exists there, and lists are read to their last page."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from chassis.state import state_of
from dialogue.suppliers_api import operations
from dialogue.suppliers_api.client import MOST_PER_PAGE, SuppliersApi
from dialogue.suppliers_api.operations import ListOperation, Operation
from support.cast import Actor, Cast
from support.dossiers import MakeScene, open_scene
from support.feeds import ScriptedFeed
from support.market import contact_facts, contract_of, day, made
from support.services import Keys

ROOT = Path(__file__).parents[2]
OPERATIONS = {name: item for name, item in vars(operations).items() if isinstance(item, Operation)}
LISTS = {name: item for name, item in OPERATIONS.items() if isinstance(item, ListOperation)}
MANY = MOST_PER_PAGE + 1
"""One more than the largest page has."""
YEAR = int(day(0)[:4])


@pytest.fixture(scope="session")
def description(suppliers_app: FastAPI) -> dict[str, Any]:
    """The committed API description of suppliers, with the internal routes of the real app beside it."""
    committed: dict[str, Any] = json.loads((ROOT / "openapi" / "suppliers.json").read_text())
    own = suppliers_app.openapi()
    internal = {path: item for path, item in own["paths"].items() if path.startswith("/internal/")}
    schemas = {**own["components"]["schemas"], **committed["components"]["schemas"]}
    return {"paths": {**committed["paths"], **internal}, "components": {"schemas": schemas}}


def described(description: dict[str, Any], operation: Operation[Any]) -> dict[str, Any]:
    return dict(description["paths"][operation.path][operation.method.lower()])


def resolved(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference; of something that may be null, what it is otherwise."""
    while "$ref" in schema or "anyOf" in schema:
        if "anyOf" in schema:
            schema = next(way for way in schema["anyOf"] if way != {"type": "null"})
        else:
            schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def answer_of(description: dict[str, Any], operation: Operation[Any]) -> dict[str, Any]:
    responses = described(description, operation)["responses"]
    answer = responses.get("200") or responses["201"]
    return resolved(description, answer["content"]["application/json"]["schema"])


def unread(description: dict[str, Any], schema: dict[str, Any], model: type[BaseModel], at: str) -> Iterator[str]:
    """Fields that the model requires and that the described answer does not always have."""
    schema = resolved(description, schema)
    for name, field in model.model_fields.items():
        if name not in schema.get("properties", {}) or name not in schema.get("required", ()):
            yield f"{at}/{name}"
            continue
        below = resolved(description, schema["properties"][name])
        below = resolved(description, below.get("items") or below.get("additionalProperties") or below)
        for kind in re.findall(r"[A-Za-z_.]+", str(field.annotation)):
            nested = KINDS.get(kind.rpartition(".")[2])
            if nested:
                yield from unread(description, below, nested, f"{at}/{name}")


def _kinds(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for kind in model.__subclasses__():
        yield from _kinds(kind)


KINDS = {kind.__name__: kind for kind in _kinds(BaseModel) if kind.__module__ == "dialogue.suppliers_api.schemas"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_in_the_api_description_of_suppliers(description: dict[str, Any], name: str) -> None:
    operation = OPERATIONS[name]
    found = described(description, operation)
    query = {item["name"] for item in found.get("parameters", ()) if item["in"] == "query"}
    assert operation.query <= query
    if operation.body:
        body = resolved(description, found["requestBody"]["content"]["application/json"]["schema"])
        assert operation.body <= set(body["properties"])
        assert set(body.get("required", ())) <= operation.body


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_field_that_is_read_is_in_the_answer(description: dict[str, Any], name: str) -> None:
    operation = OPERATIONS[name]
    schema = answer_of(description, operation)
    if isinstance(operation, ListOperation):
        schema = schema["properties"]["items"]["items"]
    assert list(unread(description, schema, operation.answer, name)) == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_comes_in_pages_is_read_in_pages(description: dict[str, Any], name: str) -> None:
    """A list of the other kind has no cursor, or one that is always null."""
    operation = LISTS[name]
    following = answer_of(description, operation)["properties"].get("next", {"type": "null"})
    has_pages = following.get("type") != "null"
    assert operation.is_paged == has_pages
    if has_pages:
        limit = next(item for item in described(description, operation)["parameters"] if item["name"] == "limit")
        assert limit["schema"]["maximum"] == MOST_PER_PAGE
        assert {"limit", "cursor"} <= operation.query


def test_each_path_is_written_once_and_only_here() -> None:
    addresses = [(operation.method, operation.path) for operation in OPERATIONS.values()]
    assert len(addresses) == len(set(addresses))
    package = ROOT / "services" / "dialogue" / "dialogue"
    calling = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if re.search(r"^from chassis\.http import|clients\[", file.read_text(), re.MULTILINE)
    }
    assert calling == {"suppliers_api/client.py"}


@dataclass(frozen=True)
class Crowd:
    """A supplier with more contracts of one buyer than two pages have; `plan` is the review of this year."""

    supplier_id: UUID
    officer: Actor
    contracts: list[str]
    plan: dict[str, Any]


@pytest.fixture(scope="module")
async def crowd(
    dialogue_app: FastAPI, suppliers_app: FastAPI, keys: Keys, gateway_feed: ScriptedFeed
) -> AsyncIterator[Crowd]:
    """The oldest contract is on the last page, because the newest comes first."""
    async with Cast(dialogue_app, keys) as dialogue, Cast(suppliers_app, keys) as suppliers:
        talk = await open_scene(dialogue, suppliers, gateway_feed)
        purchasing = suppliers.buyer(org=talk.officer.org)
        starts = [f"{YEAR - 2}-02-03"] + [f"{YEAR - 1}-01-02"] * (2 * MOST_PER_PAGE)
        terms = [
            {"reference": f"ICT-{number}", "start": start, "clauses": []} for number, start in enumerate(starts)
        ]
        contracts = [(await contract_of(purchasing, str(talk.supplier_id), **facts))["id"] for facts in terms]
        officer = dialogue.buyer(org=talk.officer.org)
        yield Crowd(talk.supplier_id, officer, contracts, await planned(officer, talk.id))


def api_of(dialogue: Cast, actor: Actor) -> SuppliersApi:
    token = actor.headers["Authorization"].removeprefix("Bearer ")
    return SuppliersApi.of_caller(state_of(dialogue.app), token)


async def planned(officer: Actor, dialogue_id: UUID) -> dict[str, Any]:
    return made(await officer.post("/v1/annual-reviews", json={"dialogue_id": str(dialogue_id), "year": YEAR}))


async def agenda_items(officer: Actor, review: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    agenda = made(await officer.get(f"/v1/annual-reviews/{review['id']}/agenda"), 200)
    return [item for item in agenda["items"] if item["kind"] == kind]


async def test_an_agenda_has_every_contract_even_with_more_than_one_page(crowd: Crowd) -> None:
    gaps = await agenda_items(crowd.officer, crowd.plan, "disclosure_gap")
    assert {gap["contract_id"] for gap in gaps} == set(crowd.contracts)


async def test_the_oldest_contract_sets_the_due_date_even_on_the_last_page(crowd: Crowd) -> None:
    assert crowd.plan["due_on"] == f"{YEAR}-02-03"


async def test_a_contact_point_on_the_second_page_is_found(scene: MakeScene, suppliers: Cast) -> None:
    talk = await scene()
    purchasing, supplier_id = suppliers.buyer(org=talk.officer.org), str(talk.supplier_id)
    contact = made(await purchasing.post("/v1/contact-points", json=contact_facts(supplier_id)))
    others = [
        contact_facts(supplier_id, email=f"person.{index}@meridiaan.example", purpose="escalation")
        for index in range(MANY - 1)
    ]
    answer = made(await purchasing.post("/v1/contact-points/batch", json=others), 200)
    assert {item["status"] for item in answer["items"]} == {201}
    [item] = await agenda_items(talk.officer, await planned(talk.officer, talk.id), "contact_point")
    assert (item["subject_id"], item["code"]) == (contact["id"], "accepted")


async def test_every_item_of_a_paged_list_comes_once_and_in_its_order(dialogue: Cast, crowd: Crowd) -> None:
    api = api_of(dialogue, crowd.officer)
    read = [str(contract.id) for contract in await api.contracts_with(crowd.supplier_id)]
    assert read == sorted(crowd.contracts, reverse=True)
    assert all(newer > older for newer, older in pairwise(read))


async def test_gaps_of_more_contracts_than_one_request_takes_are_all_read(dialogue: Cast, crowd: Crowd) -> None:
    api = api_of(dialogue, crowd.officer)
    gaps = await api.disclosure_gaps([UUID(contract) for contract in crowd.contracts])
    assert {str(gap.contract_id) for gap in gaps} == set(crowd.contracts)
    assert await api.disclosure_gaps([]) == []
