"""Dialogues: each is a dossier that a buyer shares with one supplier."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.clock import now
from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.dialogues.rules import DialogueBasis, DialogueStatus, Phase
from dialogue.tables.base import Table


class Dialogue(Stamped, Table, table=True):
    """A dialogue of a buyer with one supplier about its contracts; its id is the id of the dossier.

    Names of the supplier and of the contracts are those they have with the suppliers service, kept true by
    following its feed.
    """

    __tablename__ = "dialogues"
    __table_args__ = (
        CheckConstraint("dossier_id = id", name="is_its_own_dossier"),
        CheckConstraint("depth_level between 0 and 4", name="depth_level"),
        CheckConstraint("status <> 'concluded' or closing_summary is not null", name="concluded_with_summary"),
        Index("ix_dialogues_pair", "buyer_id", "supplier_id"),
        Index("ix_dialogues_contracts", "contract_ids", postgresql_using="gin"),
        Index(
            "ix_dialogues_clock",
            "answer_by",
            postgresql_where=text("status = 'proposed'"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID = Field(index=True)
    buyer_id: UUID
    buyer_name: str = Field(max_length=200)
    supplier_id: UUID = Field(index=True)
    supplier_name: str = Field(max_length=200)
    contract_ids: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    contracts: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    title: str = Field(max_length=200)
    basis: DialogueBasis = Field(sa_type=choice(DialogueBasis, name="basis"))
    phase: Phase = Field(default=Phase.EXECUTION, sa_type=choice(Phase))
    topics: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    objectives: str | None = None
    lead_officer: UUID
    next_step: str | None = Field(default=None, max_length=200)
    next_step_due: date | None = None
    depth_level: int = 0
    status: DialogueStatus = Field(default=DialogueStatus.PROPOSED, sa_type=choice(DialogueStatus))
    status_reason: str | None = None
    answer_by: date = Field(description="the last day to answer; then the status is no_response")
    accepted_on: date | None = None
    active_since: date | None = None
    concluded_on: date | None = None
    closing_summary: str | None = None
    last_event_at: datetime = Field(default_factory=now)
