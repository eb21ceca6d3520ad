"""The suppliers service: what is so."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from chassis.app import Service, create_service
from chassis.logs import configure
from chassis.settings import Shared
from suppliers.facilities import routes as facilities
from suppliers.facilities.rules import IdentifierOfAnotherSite
from suppliers.settings import SuppliersSettings
from suppliers.suppliers import routes as suppliers
from suppliers.suppliers.rules import IdentifierTaken

SERVICE = Service(
    name="suppliers",
    title="Suppliers",
    description="Market parties, contacts, contracts with their clauses, products, facilities and disclosures.",
    routers=(suppliers.router, facilities.router),
    refusals={
        "pk_supplier_identifiers": IdentifierTaken,
        "pk_facility_identifiers": IdentifierOfAnotherSite,
    },
)


def create_app(
    settings: SuppliersSettings, shared: Shared, *, clients: Mapping[str, httpx.AsyncClient] | None = None
) -> FastAPI:
    return create_service(SERVICE, settings, shared, clients=clients)


def from_environment() -> FastAPI:
    """What uvicorn starts: `uvicorn --factory suppliers.app:from_environment`."""
    shared = Shared()
    configure("suppliers", shared.log_level)
    return create_app(SuppliersSettings(), shared)
