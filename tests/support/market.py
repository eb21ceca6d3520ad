"""Suppliers, contracts and products as a buyer would register them, over the public API."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from chassis.state import state_of
from suppliers.representatives.actions import admit
from support.cast import Actor, Cast

TODAY = date.today()  # noqa: DTZ011  # tests run within one day


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def made(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in (statuses or (201,)), answer.text
    return dict(answer.json())


async def supplier_of(buyer: httpx.AsyncClient, **facts: Any) -> dict[str, Any]:
    body = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier"], **facts}
    return made(await buyer.post("/v1/suppliers?allow_duplicate=true", json=body))


def contract_facts(supplier_id: str, **facts: Any) -> dict[str, Any]:
    """A hardware contract with the human-rights clause, half a year old."""
    return {
        "supplier_id": supplier_id,
        "reference": "ICT-014",
        "title": "Laptops and monitors",
        "kind": "framework",
        "model": "purchase",
        "product_categories": ["laptop", "monitor"],
        "start": day(-180),
        "end": day(1200),
        "estimated_units_per_year": 5000,
        "clauses": [{"template": "human-rights-clause", "included_at": "tender"}],
        **facts,
    }


async def contract_of(buyer: httpx.AsyncClient, supplier_id: str | None = None, **facts: Any) -> dict[str, Any]:
    supplier_id = supplier_id or (await supplier_of(buyer))["id"]
    return made(await buyer.post("/v1/contracts?allow_duplicate=true", json=contract_facts(supplier_id, **facts)))


async def product_of(buyer: httpx.AsyncClient, supplier_id: str, **facts: Any) -> dict[str, Any]:
    """A laptop that nobody else knows."""
    number = uuid4().hex[:12]
    body = {"supplier_id": supplier_id, "brand": "Meridiaan", "model_name": f"Book {number}", "category": "laptop"}
    return made(await buyer.post("/v1/products", json={**body, "model_number": number, **facts}))


async def delivered(buyer: httpx.AsyncClient, contract_id: str, product_id: str, **facts: Any) -> dict[str, Any]:
    """Since half a year, and as long as the contract runs, unless told otherwise."""
    body = {"product_id": product_id, "delivered_from": day(-180), "units": 100, **facts}
    return made(await buyer.post(f"/v1/contracts/{contract_id}/deliveries", json=body))


def contact_facts(supplier_id: str, **facts: Any) -> dict[str, Any]:
    """Somebody who may be a clause contact."""
    return {
        "supplier_id": supplier_id,
        "person_name": "Noor Verhulst",
        "function_title": "Human rights officer",
        "function_area": "human_rights",
        "email": "noor.verhulst@meridiaan.example",
        "purpose": "clause_contact",
        "declared_not_sales": True,
        **facts,
    }


async def contact_of(buyer: httpx.AsyncClient, supplier_id: str, **facts: Any) -> dict[str, Any]:
    return made(await buyer.post("/v1/contact-points", json=contact_facts(supplier_id, **facts)))


async def obligations_of(
    reader: httpx.AsyncClient, contract_id: str, kind: str | None = None
) -> list[dict[str, Any]]:
    params = {"type": kind} if kind else {}
    return list(made(await reader.get(f"/v1/contracts/{contract_id}/obligations", params=params), 200)["items"])


async def speaks_for(app: FastAPI, *, org: UUID, supplier_id: str, buyer: UUID, is_confirmed: bool = False) -> None:
    """The accounts say that this organisation speaks for the supplier with the buyer, or with everyone."""
    async with state_of(app).worker_sessions() as session, session.begin():
        await admit(session, supplier_id=UUID(supplier_id), buyer_id=buyer, org_id=org, is_confirmed=is_confirmed)


async def linked_user(suppliers: Cast, supplier_id: str, *buyers: Actor, is_confirmed: bool = False) -> Actor:
    """A user of an organisation that speaks for the supplier with these buyers."""
    person = suppliers.supplier(supplier_id)
    for buyer in buyers:
        await speaks_for(
            suppliers.app, org=person.org, supplier_id=supplier_id, buyer=buyer.org, is_confirmed=is_confirmed
        )
    return person
