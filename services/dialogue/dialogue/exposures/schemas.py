"""Exposures on the wire: which of a buyer's contracts a finding affects."""

from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.exposures.rules import UNTIL_ASSESSED, Confidence, Involvement, MatchKind, Relation, Tier


class Exposure(BaseModel):
    """A link from the site of a finding to a contract of yours; it does not say who is responsible."""

    contract_id: UUID = Field(description="The contract.")
    contract_reference: str = Field(description="Your own reference of the contract.", examples=["ICT-2026-014"])
    product_id: UUID | None = Field(description="The product. Null: only its supplier is known to use the site.")
    product_name: str | None = Field(description="The name of the product. Null: as for `product_id`.")
    facility_id: UUID | None = Field(description="The site. Null: the supplier has not disclosed it to you.")
    tier: Tier = Field(description="The tier of the site.")
    relation: Relation | None = Field(description="What the site does for the product. Null: it is not known.")
    match_kind: MatchKind = Field(description="How precisely the disclosure names the product.")
    confidence: Confidence = Field(description="How sure the link is.")
    disclosure_id: UUID = Field(description="The disclosure that names the site.")
    disclosure_version: int = Field(description="The version of the disclosure.", examples=[1])
    units: int | None = Field(description="How many units you received. Null: it is not known.")
    involvement: Involvement = Field(
        UNTIL_ASSESSED,
        description="How you are involved in the harm; `directly_linked` until it is assessed.",
    )


class ExposureCoverage(BaseModel):
    """How much of what you bought is disclosed; an undisclosed product can be affected too."""

    products_delivered: int = Field(description="How many products you received.", examples=[12])
    products_disclosed: int = Field(description="How many of them have disclosed sites.", examples=[9])
    contracts: int = Field(description="How many hardware contracts you have.", examples=[3])
    contracts_without_deliveries: int = Field(
        description="How many of them have no recorded deliveries; they are matched by supplier and category only.",
        examples=[1],
    )


class ExposureList(BaseModel):
    """All links of a finding to your contracts."""

    items: list[Exposure] = Field(description="The links. Empty: none was found; see `coverage`.")
    coverage: ExposureCoverage = Field(description="How much of what you bought is disclosed at all.")
    next: None = Field(None, description="Always null: the answer has no further pages.")
