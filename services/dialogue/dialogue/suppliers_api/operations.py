"""The operations of the suppliers service that this service calls: each path once.

A test compares them with the API description of suppliers and with its internal routes.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from dialogue.suppliers_api.schemas import (
    ContactPointSummary,
    ContractAnswer,
    DisclosureGap,
    ExposureLinks,
    FacilityMatches,
    FacilitySummary,
    FacilitySuppliers,
    HardwareSupplier,
    ObligationSummary,
    SupplierSummary,
)

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Operation(Generic[Answer]):
    """One operation, the query parameters and body fields it is called with, and what is read of its answer."""

    method: str
    path: str
    answer: type[Answer]
    query: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ListOperation(Operation[Answer]):
    """An operation whose answer holds `items`; `answer` is one of them. A paged one takes `limit` and `cursor`."""

    is_paged: bool = False


PAGE = frozenset({"limit", "cursor"})

SUPPLIER = Operation("GET", "/v1/suppliers/{supplier_id}", SupplierSummary)
CONTRACT = Operation("GET", "/v1/contracts/{contract_id}", ContractAnswer)
CONTRACTS = ListOperation("GET", "/v1/contracts", ContractAnswer, query=PAGE | {"supplier_id"}, is_paged=True)
OBLIGATIONS = ListOperation("GET", "/v1/contracts/{contract_id}/obligations", ObligationSummary)
CONTACT_POINTS = ListOperation(
    "GET",
    "/v1/contact-points",
    ContactPointSummary,
    query=PAGE | {"supplier_id"},
    is_paged=True,
)
FACILITY = Operation("GET", "/v1/facilities/{facility_id}", FacilitySummary)
FACILITY_REGISTRATION = Operation(
    "PUT",
    "/internal/facility-registrations/{registration_id}",
    FacilitySummary,
    body=frozenset({"name", "address", "country"}),
)
MATCH_FACILITIES = Operation("POST", "/v1/facilities/match", FacilityMatches, body=frozenset({"queries", "limit"}))
FACILITY_SUPPLIERS = Operation(
    "POST", "/internal/facility-suppliers", FacilitySuppliers, body=frozenset({"facility_id"})
)
EXPOSURES = Operation(
    "POST",
    "/internal/exposure-lookups",
    ExposureLinks,
    body=frozenset({"facility_id", "from", "to", "margin_months"}),
)
DISCLOSURE_GAPS = ListOperation("GET", "/internal/disclosure-gaps", DisclosureGap, query=frozenset({"contract_id"}))
HARDWARE_SUPPLIERS = ListOperation("GET", "/internal/hardware-suppliers", HardwareSupplier)
