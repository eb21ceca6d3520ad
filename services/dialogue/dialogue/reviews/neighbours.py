"""What an agenda takes from suppliers: contracts, gaps in disclosures, duties due, the contact point."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from dialogue.suppliers_client import SuppliersWindow

DUE = frozenset({"due", "submitted", "overdue", "partially_fulfilled", "rejected", "breached"})
"""States of a duty that a review speaks of."""


class ContractBegun(BaseModel):
    """A contract with the day it began."""

    id: UUID
    start: date


class Gap(BaseModel):
    """A product, or a contract as a whole, of which nothing, no assembly site or nothing recent is disclosed."""

    contract_id: UUID
    product_id: UUID | None
    product_name: str | None
    kind: str


class Duty(BaseModel):
    """A duty under a contract and when it is due."""

    id: UUID
    type: str
    status: str
    due_at: date | None = None


class Contact(BaseModel):
    """A contact point; `status` says whether it is accepted."""

    id: UUID
    purpose: str
    status: str
    active_to: date | None = None


async def contracts(window: SuppliersWindow, ids: Sequence[UUID], supplier_id: UUID) -> list[ContractBegun]:
    """The dialogue's contracts; where it names none, all that its buyer has with the supplier."""
    if ids:
        return [ContractBegun.model_validate(await window.ask("GET", f"/v1/contracts/{each}")) for each in ids]
    found = await window.ask("GET", "/v1/contracts", params={"supplier_id": str(supplier_id), "limit": 200})
    return [ContractBegun.model_validate(item) for item in found["items"]]


async def gaps(window: SuppliersWindow, contract_ids: Sequence[UUID]) -> list[Gap]:
    if not contract_ids:
        return []
    asked = {"contract_id": [str(each) for each in contract_ids]}
    answer = await window.ask("GET", "/internal/disclosure-gaps", params=asked)
    return [Gap.model_validate(item) for item in answer["items"]]


async def duties_due(window: SuppliersWindow, contract_id: UUID) -> list[Duty]:
    """Those that wait for something; fulfilled and future ones are no matter for an agenda."""
    answer = await window.ask("GET", f"/v1/contracts/{contract_id}/obligations")
    found = [Duty.model_validate(item) for item in answer["items"]]
    return [duty for duty in found if duty.status in DUE]


async def contact_point(window: SuppliersWindow, supplier_id: UUID, today: date) -> Contact | None:
    """The accepted contact for the clause, where there is one today."""
    answer = await window.ask("GET", "/v1/contact-points", params={"supplier_id": str(supplier_id), "limit": 200})
    for item in answer["items"]:
        contact = Contact.model_validate(item)
        is_active = contact.active_to is None or contact.active_to >= today
        if contact.purpose == "clause_contact" and contact.status == "accepted" and is_active:
            return contact
    return None
