"""Dialogues on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from dialogue.dialogues.rules import DialogueBasis, DialogueStatus, Phase

Topic = Literal[
    "SI01", "SI02", "SI03", "SI04", "SI05", "SI06", "SI07", "SI08", "SI09",
    "SI10", "SI11", "SI12", "SI13", "SI14", "SI15", "SI16", "SI17",
]  # fmt: skip
"""A salient human-rights issue of ICT hardware; SI01 is forced labour, for example."""

SupplierId = Annotated[UUID, Field(description="The supplier, by its id in the suppliers service.")]
ContractIds = Annotated[
    list[UUID],
    Field(max_length=50, description="Ids of the contracts it is about. Empty: all contracts with the supplier."),
]
Title = Annotated[Line, Field(description="A short title, for lists.")]
Topics = Annotated[
    list[Topic],
    Field(
        max_length=17,
        description="Codes of the human-rights issues it is about: SI01 (forced labour) to SI17 (retention of"
        " identity papers). Empty: not limited to certain issues.",
        examples=[["SI02", "SI03"]],
    ),
]
Objectives = Annotated[Prose | None, Field(description="What the buyer wants to reach. Null: not written down.")]
NextStep = Annotated[Line | None, Field(description="What happens next. Null: nothing is planned.")]
NextStepDue = Annotated[Day | None, Field(description="The day by which the next step is planned. Null: no day.")]
LeadOfficer = Annotated[UUID, Field(description="The person of the buyer who leads the dialogue.")]
Depth = Annotated[
    int,
    Field(
        ge=0,
        le=4,
        description="How deep the dialogue goes, from 0 (least) to 4 (most): 0 no contact, 1 general statements,"
        " 2 specific facts, 3 evidence is shared, 4 both sides improve together.",
        examples=[2],
    ),
    WHOLE_NUMBER,
]
IN_EXECUTION = "The phase of the purchase; in `tender` only market consultations can be recorded."


class ContractNamed(BaseModel):
    """A contract of the dialogue, with its names in the suppliers service."""

    id: UUID = Field(description="The contract.")
    reference: str = Field(description="The buyer's own reference.", examples=["ICT-2026-014"])
    title: str = Field(description="The title of the contract.", examples=["Laptops and monitors"])


class DialogueIn(BaseModel):
    """A dialogue that a buyer proposes to a supplier."""

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

    supplier_id: SupplierId
    contract_ids: ContractIds = []
    basis: DialogueBasis = Field(description="Why there is a dialogue. `clause` needs a contract with that clause.")
    title: Title
    phase: Phase = Field(Phase.EXECUTION, description=IN_EXECUTION)
    topics: Topics = []
    objectives: Objectives = None
    next_step: NextStep = None
    next_step_due: NextStepDue = None


class DialoguePatch(Patch):
    """What may change in a dialogue (RFC 7396): absent fields stay as they are. Its status has transitions."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"next_step": "Ask for the site list", "next_step_due": "2027-01-15"}]}
    )

    clearable = frozenset({"objectives", "next_step", "next_step_due"})

    title: Title | None = Field(None, description="A short title, for lists.")
    contract_ids: ContractIds | None = Field(
        None, description="The new list of contracts; it replaces the old one."
    )
    phase: Phase | None = Field(None, description=IN_EXECUTION)
    topics: Topics | None = Field(None, description="The new list of issue codes; it replaces the old one.")
    objectives: Objectives = None
    lead_officer: LeadOfficer | None = Field(None, description="The person of the buyer who leads from now on.")
    next_step: NextStep = None
    next_step_due: NextStepDue = None
    depth_level: Depth | None = Field(None, description="The new depth, from 0 (least) to 4 (most).")
    depth_reference: UUID | None = Field(
        None, description="The review of an answer in this dialogue that shows the depth; required to raise it."
    )


class DialogueTransition(BaseModel):
    """A transition of a dialogue."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "accepted"}]})

    to: DialogueStatus = Field(description="The new status: one of `allowed_transitions`.")
    reason: Prose | None = Field(None, description="Why; required for `declined`, `on_hold` and `escalated`.")
    closing_summary: Prose | None = Field(None, description="What was reached; required for `concluded`.")


class DialogueQuery(ListQuery):
    """Which dialogues a list holds."""

    supplier_id: UUID | None = Field(None, description="Only dialogues of this supplier.")
    contract_id: UUID | None = Field(None, description="Only dialogues about this contract.")
    status: DialogueStatus | None = Field(None, description="Only dialogues with this status.")
    basis: DialogueBasis | None = Field(None, description="Only dialogues that began for this reason.")


class DialogueItem(StampedOut):
    """A dialogue in a list."""

    supplier_id: SupplierId
    supplier_name: str = Field(description="The present name of the supplier.", examples=["Meridiaan Systems"])
    buyer_id: UUID = Field(description="The buyer who opened the dialogue.")
    buyer_name: str = Field(description="The name of the buyer.", examples=["City of Voorbeeld"])
    contract_ids: ContractIds
    contracts: list[ContractNamed] = Field(description="The contracts of `contract_ids`, with their names.")
    title: Title
    basis: DialogueBasis = Field(description="Why there is a dialogue.")
    phase: Phase = Field(description=IN_EXECUTION)
    topics: Topics
    next_step: NextStep
    next_step_due: NextStepDue
    depth_level: Depth
    status: DialogueStatus = Field(description="The status today.")
    is_stalled: bool = Field(description="True if it is active and nothing happened in it for 120 days.")


class DialogueOut(DialogueItem):
    """A dialogue of a buyer with one supplier."""

    objectives: Objectives
    lead_officer: LeadOfficer
    status_reason: str | None = Field(description="The reason of the last transition. Null: none was given.")
    answer_by: date = Field(description="The last day to answer the proposal; then the status is `no_response`.")
    accepted_on: date | None = Field(description="The day the supplier accepted. Null: it did not.")
    active_since: date | None = Field(description="The day it first became active. Null: it never did.")
    concluded_on: date | None = Field(description="The day it was concluded. Null: it was not.")
    closing_summary: str | None = Field(description="What was reached. Null until it is concluded.")
    allowed_transitions: list[DialogueStatus] = Field(description="The states that you can move it to now.")


class TimelineEntry(BaseModel):
    """Something that happened in the dialogue; read the subject for the details."""

    id: UUID = Field(description="The entry.")
    at: datetime = Field(description="When it happened.")
    verb: str = Field(description="What happened: `<thing>.<what was done>`.", examples=["meeting.held"])
    subject_type: str = Field(description="The kind of thing it happened to.", examples=["meeting"])
    subject_id: UUID = Field(description="The thing it happened to.")
    origin: str | None = Field(description="The status before. Null: it was no transition, or the first status.")
    outcome: str | None = Field(description="The status after. Null: it was no transition.")
    actor_org: UUID = Field(description="The organisation that did it; all zeros for the platform itself.")
    actor_org_name: str | None = Field(description="The name of that organisation. Null: it is not known.")
