"""Asking for an obligation."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Prose
from suppliers.clauses.rules import ObligationType, Recurrence
from suppliers.clauses.schemas import DUTY_TYPE

CAUSE = "What happened, or why it is asked for; both sides read it."


class ObligationIn(BaseModel):
    """An obligation to ask for, of a duty `on_request`, `on_breach` or `on_change` of the contract.

    It is due so long after today as the duty says.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"type": "CHEMICALS_INVENTORY", "cause": "An audit found solvents without ventilation."}]
        },
    )

    type: Annotated[ObligationType, DUTY_TYPE]
    recurrence: Recurrence | None = Field(
        default=None, description="Recurrence of the duty; needed where the contract has several of this type."
    )
    clause_id: UUID | None = Field(
        default=None, description="Clause of the duty; needed where several clauses have such a duty."
    )
    cause: Prose | None = Field(
        default=None, description=f"{CAUSE} Required after a breach or a change, optional for a request."
    )
    breach_id: UUID | None = Field(
        default=None,
        description="The obligation of this contract whose breach is the cause; null for other causes.",
    )
