"""Suppliers that lists name for a site, in the answer to the dialogue service."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from suppliers.exposures.candidates.rules import MentionDoubt


class FacilitySuppliersIn(BaseModel):
    """A facility."""

    model_config = ConfigDict(extra="forbid")

    facility_id: Annotated[UUID, Field(description="The facility.")]


class FacilitySupplier(BaseModel, from_attributes=True):
    """A supplier whose accepted lists name a facility, as one of its organisations, or none of them, said it."""

    supplier_id: UUID = Field(description="The supplier.")
    supplier_name: str = Field(description="Its name.")
    stated_by: UUID | None = Field(
        description="The supplier's organisation that wrote or confirmed the statement; null where none did."
    )
    confirmed_name: str | None = Field(
        description="Its name when the platform confirmed that organisation; null unless it was renamed since then"
        " (or its country, website or identifiers changed)."
    )
    doubts: list[MentionDoubt] = Field(description="Why it is not sure; empty where it is.")
    open_doubts: list[MentionDoubt] | None = Field(
        description="The doubts as far as rows tell that every monitor may read; null where there is no such row."
    )


class FacilitySuppliers(BaseModel):
    """The suppliers whose accepted lists name a facility."""

    items: list[FacilitySupplier] = Field(description="The suppliers, by their ids.")
