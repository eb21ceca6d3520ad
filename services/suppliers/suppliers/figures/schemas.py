"""What this service tells the others about a buyer's contracts."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.figures import Figure
from suppliers.obligations.rules import ObligationStatus


class ReviewDue(BaseModel):
    """One yearly review that a contract asks for, as it stands today."""

    contract_id: UUID
    due_at: date
    missed_after: date = Field(description="the last day of grace")
    status: ObligationStatus


class HardwareSupplier(BaseModel):
    """A supplier with active hardware contracts of the caller's."""

    supplier_id: UUID
    contract_ids: list[UUID]
    clause_contract_ids: list[UUID] = Field(description="those with a human-rights clause")
    annual_review_due: list[ReviewDue] = Field(description="every review that is followed, earliest first")


class HardwareSuppliers(BaseModel):
    items: list[HardwareSupplier]


class Figures(BaseModel):
    figures: list[Figure]
