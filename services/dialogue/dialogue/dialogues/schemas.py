"""Dialogues on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from dialogue.dialogues.rules import DialogueBasis, DialogueStatus, Phase

Topic = Literal[
    "SI01", "SI02", "SI03", "SI04", "SI05", "SI06", "SI07", "SI08", "SI09",
    "SI10", "SI11", "SI12", "SI13", "SI14", "SI15", "SI16", "SI17",
]  # fmt: skip
"""A salient human-rights issue of ICT hardware."""

Topics = Annotated[list[Topic], Field(max_length=17)]
ContractIds = Annotated[list[UUID], Field(max_length=50)]
Depth = Annotated[
    int,
    Field(ge=0, le=4, description="0 no contact, 1 generic, 2 specific, 3 evidence shared, 4 joint improvement"),
]


class ContractNamed(BaseModel):
    """A contract the dialogue is about, as suppliers names it."""

    id: UUID
    reference: str
    title: str


class DialogueIn(BaseModel):
    """A dialogue as a buyer proposes it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "supplier_id": "01980000-0000-7000-8000-000000000001",
                    "contract_ids": ["01980000-0000-7000-8000-000000000002"],
                    "basis": "clause",
                    "title": "Human rights in the chain of our laptops",
                }
            ]
        },
    )

    supplier_id: UUID
    contract_ids: ContractIds = []
    basis: DialogueBasis
    title: Line
    phase: Phase = Phase.EXECUTION
    topics: Topics = []
    objectives: Prose | None = None
    next_step: Line | None = None
    next_step_due: Day | None = None


class DialoguePatch(Patch):
    """What may change of a dialogue (RFC 7396); its state moves by transitions."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"next_step": "Ask for the site list", "next_step_due": "2027-01-15"}]}
    )

    clearable = frozenset({"objectives", "next_step", "next_step_due"})

    title: Line | None = None
    contract_ids: ContractIds | None = None
    phase: Phase | None = None
    topics: Topics | None = None
    objectives: Prose | None = None
    lead_officer: UUID | None = None
    next_step: Line | None = None
    next_step_due: Day | None = None
    depth_level: Depth | None = None
    depth_reference: Annotated[
        UUID | None, Field(description="a reviewed answer of this dialogue; needed where the depth rises")
    ] = None


class DialogueMove(BaseModel):
    """A transition; a refusal, a pause and an escalation need a `reason`, an ending a `closing_summary`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "accepted"}]})

    to: DialogueStatus
    reason: Prose | None = None
    closing_summary: Prose | None = None


class DialogueQuery(ListQuery):
    """Which dialogues a list holds."""

    supplier_id: UUID | None = Field(None, description="Only dialogues of this supplier.")
    contract_id: UUID | None = Field(None, description="Only dialogues about this contract.")
    status: DialogueStatus | None = Field(None, description="Only dialogues with this status.")
    basis: DialogueBasis | None = Field(None, description="Only dialogues that began for this reason.")


class DialogueItem(StampedOut):
    """A dialogue in a list."""

    supplier_id: UUID
    supplier_name: str
    buyer_id: UUID
    buyer_name: str
    contract_ids: list[UUID]
    contracts: list[ContractNamed]
    title: str
    basis: DialogueBasis
    phase: Phase
    topics: list[str]
    next_step: str | None
    next_step_due: date | None
    depth_level: int
    status: DialogueStatus
    is_stalled: bool


class DialogueOut(DialogueItem):
    """A dialogue."""

    objectives: str | None
    lead_officer: UUID
    status_reason: str | None
    answer_by: date
    accepted_on: date | None
    active_since: date | None
    concluded_on: date | None
    closing_summary: str | None
    allowed_transitions: list[DialogueStatus]


class TimelineEntry(BaseModel):
    """Something that happened in the dossier; read the subject to know more."""

    id: UUID
    at: datetime
    verb: str
    subject_type: str
    subject_id: UUID
    origin: str | None
    outcome: str | None
    actor_org: UUID
    actor_org_name: str | None
