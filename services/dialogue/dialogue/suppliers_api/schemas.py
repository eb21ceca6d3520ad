"""What this service reads of the answers of the suppliers service; other fields of an answer are ignored."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from dialogue.suppliers_api.rules import MatchDecision

DRAFT = "draft"
"""The status of a contract that is not complete yet."""


class SupplierSummary(BaseModel):
    """A market party that the caller may see."""

    id: UUID
    name: str


class ContractSummary(BaseModel):
    """A contract of the caller; `start` is its first day."""

    id: UUID
    supplier_id: UUID
    reference: str
    title: str
    start: date


class ContractAnswer(BaseModel):
    """A contract as suppliers answers it: a draft may lack everything but its id."""

    id: UUID
    status: str
    supplier_id: UUID | None
    reference: str | None
    title: str | None
    start: date | None

    def complete(self) -> ContractSummary | None:
        """The contract; None where it is a draft, which nothing here may name."""
        if self.supplier_id is None or self.reference is None or self.title is None or self.start is None:
            return None
        if self.status == DRAFT:
            return None
        return ContractSummary(
            id=self.id, supplier_id=self.supplier_id, reference=self.reference, title=self.title, start=self.start
        )


class ObligationSummary(BaseModel):
    """A duty under a contract; `type` is a code such as DIALOGUE or REPORT."""

    id: UUID
    type: str
    status: str
    due_at: date


class ContactPointSummary(BaseModel):
    """A contact point; `status` says whether it is accepted, and the days are its first and its last one."""

    id: UUID
    purpose: str
    status: str
    active_from: date
    active_to: date | None


class DisclosureGap(BaseModel):
    """A product, or a whole contract, of which nothing, no assembly site or nothing recent is disclosed."""

    contract_id: UUID
    product_id: UUID | None
    product_name: str | None
    kind: str


class FacilitySummary(BaseModel):
    """A facility of the register; asked for by the id of a merged one, it is the one it was merged into."""

    id: UUID
    name: str
    country: str


class MatchedFacility(FacilitySummary):
    """A facility of the register, with what distinguishes it from others."""

    address: str | None
    city: str | None


class FacilityMatch(BaseModel):
    """A facility that may be the one described; `score` says how likely, from 0 to 1."""

    facility: MatchedFacility
    score: float
    decision: MatchDecision


class FacilityMatches(BaseModel):
    """The answers to the queries of one request, by the name of the query."""

    class Results(BaseModel):
        """The candidates for one query, most likely first."""

        results: list[FacilityMatch]

    responses: dict[str, Results]


class FacilitySupplier(BaseModel):
    """A supplier whose accepted lists name a facility; `stated_by` is its organisation that said so, if one did.

    `open_doubts` are the doubts as far as rows tell that every monitor may read, None where there is no such row.
    `confirmed_name` is its name when the platform confirmed that organisation, if it is somebody else now.
    """

    supplier_id: UUID
    supplier_name: str
    stated_by: UUID | None
    confirmed_name: str | None
    doubts: list[str]
    open_doubts: list[str] | None


class FacilitySuppliers(BaseModel):
    """The suppliers whose accepted lists name a facility."""

    items: list[FacilitySupplier]


class ExposureLink(BaseModel):
    """One link from a facility to a contract of the caller."""

    contract_id: UUID
    contract_reference: str
    product_id: UUID | None
    product_name: str | None
    facility_id: UUID | None
    tier: str
    relation: str | None
    match_kind: str
    confidence: str
    disclosure_id: UUID
    disclosure_version: int
    units: int | None


class DisclosureCoverage(BaseModel):
    """How much of what the caller bought is disclosed at all."""

    products_delivered: int
    products_disclosed: int
    contracts: int
    contracts_without_deliveries: int


class ExposureLinks(BaseModel):
    """All links from a facility to contracts of the caller."""

    items: list[ExposureLink]
    coverage: DisclosureCoverage


class ReviewDue(BaseModel):
    """One yearly review that a contract asks for; `missed_after` is the last day of its grace."""

    contract_id: UUID
    due_at: date
    missed_after: date


class HardwareSupplier(BaseModel):
    """A supplier with active hardware contracts of the caller."""

    supplier_id: UUID
    contract_ids: list[UUID]
    annual_review_due: list[ReviewDue]
