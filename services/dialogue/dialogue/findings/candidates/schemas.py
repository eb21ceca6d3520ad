"""Suppliers that could read a finding, as the monitor's editor sees them."""

from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.findings.candidates.rules import SupplierDoubt


class DoubtOut(BaseModel):
    """Something that speaks against a release to a supplier."""

    code: SupplierDoubt = Field(description="What speaks against it.")
    text: str = Field(
        description="The same in a sentence.",
        examples=["The platform has not confirmed who represents this supplier."],
    )


class SupplierCandidate(BaseModel):
    """A supplier at the site of a finding. From which list it is known is not revealed."""

    supplier_id: UUID = Field(description="The supplier; a release names it in `suppliers`.")
    supplier_name: str = Field(description="The name of the supplier.", examples=["Meridiaan Systems"])
    organisation_id: UUID | None = Field(
        description="The organisation that would read the finding. Null: none that the platform has confirmed."
    )
    organisation_name: str | None = Field(
        description="The name of that organisation. Null: not known.", examples=["Meridiaan Systems nv"]
    )
    confirmed_name: str | None = Field(
        description="The name of the supplier when the platform confirmed who represents it. Null unless it changed"
        " since then who it is.",
        examples=["Meridiaan Systems"],
    )
    is_eligible: bool = Field(description="True if a release can be for this supplier.")
    doubts: list[DoubtOut] = Field(
        description="What speaks against it. An eligible supplier can have a doubt that you must weigh. Empty:"
        " nothing."
    )
