"""Exposures on the wire: which of a buyer's contracts a finding touches."""

from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.exposures.rules import UNTIL_ASSESSED, Involvement


class Exposure(BaseModel):
    """One link from the finding's site to a contract; a link, not a statement of responsibility."""

    contract_id: UUID
    contract_reference: str
    product_id: UUID | None
    product_name: str | None
    facility_id: UUID | None = Field(description="null: the supplier has not disclosed the site to the caller")
    tier: str
    relation: str | None
    match_kind: str = Field(description="exact_product, product_family, supplier_level or ancestor_tier")
    confidence: str = Field(description="high, medium or low")
    disclosure_id: UUID
    disclosure_version: int
    units: int | None
    involvement: Involvement = UNTIL_ASSESSED


class ExposureCoverage(BaseModel):
    """How much of what was bought is known at all: silence is never safety."""

    products_delivered: int
    products_disclosed: int
    contracts: int
    contracts_without_deliveries: int


class ExposureList(BaseModel):
    """Everything the finding touches of the caller's, in one answer."""

    items: list[Exposure]
    coverage: ExposureCoverage
    next: None = None
