"""What other services ask about a buyer's contracts."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.figures import Figure
from suppliers.obligations.rules import ObligationStatus


class ReviewDue(BaseModel):
    """An annual review that a contract requires."""

    contract_id: UUID = Field(description="The contract.")
    due_at: date = Field(description="Due date, without the days of grace.")
    missed_after: date = Field(description="Last day of grace; the review is missed the day after.")
    status: ObligationStatus = Field(description="State today.")


class HardwareSupplier(BaseModel):
    """A supplier with running hardware contracts of the caller."""

    supplier_id: UUID = Field(description="The supplier.")
    contract_ids: list[UUID] = Field(description="Its running hardware contracts.")
    clause_contract_ids: list[UUID] = Field(description="Those of the contracts with a human-rights clause.")
    annual_review_due: list[ReviewDue] = Field(
        description="The tracked annual reviews of these contracts, earliest due first for each contract."
    )


class HardwareSuppliers(BaseModel):
    """The caller's suppliers of hardware."""

    items: list[HardwareSupplier] = Field(description="The suppliers.")


class Figures(BaseModel):
    """The figures that this service counts."""

    figures: list[Figure] = Field(description="The figures C1, P1, P3 and D1.")
