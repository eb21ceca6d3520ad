"""Contracts, with their clauses, obligations, deliveries and spend."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped, StampedForReaders
from suppliers.clauses.rules import IncludedAt, Recurrence, VerificationSubject
from suppliers.contracts.drafts.rules import ContractIsDraft
from suppliers.contracts.rules import AwardMethod, ContractKind, ContractModel, ContractStatus, contract_state
from suppliers.contracts.values.rules import FrameworkType
from suppliers.obligations.rules import FulfilmentBasis, ObligationStatus
from suppliers.spend.rules import SpendKind
from suppliers.tables.base import Table


class Contract(StampedForReaders, Table, table=True):
    """An agreement of a buyer with a supplier. `status` is the last transition; `contract_state` adds the date.

    A draft, and one that was cancelled, may lack what `contracts.drafts.rules.DraftField` names.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on and ends_on <= coalesce(max_end, ends_on)", name="period"),
        CheckConstraint("status not in ('active', 'expired')", name="calendar_is_computed"),
        CheckConstraint("estimated_units_per_year >= 0", name="units"),
        CheckConstraint("renewals_maximum >= 0", name="renewals"),
        CheckConstraint("framework_participants > 0", name="participants"),
        CheckConstraint("kind = 'framework' or entitled_entities = '{}'", name="entities_of_a_framework"),
        CheckConstraint(
            "status in ('draft', 'cancelled') or (num_nulls(supplier_id, reference, title, kind, model, starts_on,"
            " ends_on) = 0 and cardinality(product_categories) > 0)",
            name="only_drafts_are_incomplete",
        ),
        Index("ix_contracts_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED
    owners_fields: ClassVar[frozenset[str]] = frozenset(
        {"next_tender_date", "central_body_id", "entitled_entities", "estimated_value"}
    )

    owner_id: UUID
    supplier_id: UUID | None = Field(default=None, foreign_key="suppliers.id", index=True)
    parent_contract_id: UUID | None = Field(default=None, foreign_key="contracts.id", index=True)
    central_body_id: UUID | None = Field(default=None, description="the organisation that concluded the framework")
    entitled_entities: list[UUID] = Field(
        default_factory=list,
        sa_type=ARRAY(PgUuid(as_uuid=True)),
        sa_column_kwargs={"server_default": text("'{}'::uuid[]")},
        description="organisations that may order under this framework",
    )
    reference: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=200)
    kind: ContractKind | None = Field(default=None, sa_type=choice(ContractKind))
    model: ContractModel | None = Field(default=None, sa_type=choice(ContractModel))
    brands: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    product_categories: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    cpv: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    monitored_by: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    starts_on: date | None = None
    ends_on: date | None = Field(default=None, description="last day")
    max_end: date | None = Field(default=None, description="latest day to which it may be extended")
    award_date: date | None = None
    award_method: AwardMethod | None = Field(default=None, sa_type=choice(AwardMethod))
    next_tender_date: date | None = None
    estimated_units_per_year: int | None = None
    primary_contact_id: UUID | None = Field(
        default=None,
        foreign_key="contact_points.id",
        description="named for this contract; it counts while it holds the post of clause contact",
    )
    estimated_value: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    awarded_value: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    framework_maximum: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    duration: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    renewals_maximum: int | None = None
    renewal_terms: str | None = Field(default=None, max_length=20_000)
    framework_type: FrameworkType | None = Field(default=None, sa_type=choice(FrameworkType))
    framework_participants: int | None = None
    framework_buyers: str | None = Field(default=None, max_length=20_000)
    contact_replacement_days: int = Field(default=20, description="working days to name a new clause contact")
    status: ContractStatus = Field(sa_type=choice(ContractStatus))
    terminated_on: date | None = Field(default=None, description="the first day it no longer runs")
    reason: str | None = Field(default=None, max_length=20_000)
    effect_on_workers: str | None = Field(default=None, max_length=20_000)

    @property
    def registered_on(self) -> date:
        return self.created_at.date()

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day; raises ContractIsDraft."""
        if self.status is ContractStatus.DRAFT or self.starts_on is None or self.ends_on is None:
            raise ContractIsDraft
        return self.starts_on, self.ends_on

    @property
    def contractor(self) -> UUID:
        """Its supplier; raises ContractIsDraft."""
        if self.supplier_id is None:
            raise ContractIsDraft
        return self.supplier_id

    @property
    def last_day(self) -> date:
        """The last day that it runs: earlier than its end where it was terminated."""
        _, last = self.days
        return last if self.terminated_on is None else min(last, self.terminated_on - timedelta(days=1))

    def status_on(self, day: date) -> ContractStatus:
        return contract_state(
            self.status, self.starts_on, self.ends_on, terminated_on=self.terminated_on, today=day
        )


class ContractClause(Table, table=True):
    """A version of a clause template in a contract; a call-off has those of its framework too."""

    __tablename__ = "contract_clauses"
    __table_args__ = (
        UniqueConstraint("contract_id", "template"),
        CheckConstraint("included_at = 'tender' or agreed_on is not null", name="amendments_are_dated"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    template: str = Field(max_length=64)
    template_version: int
    kind: str = Field(max_length=32)
    included_at: IncludedAt = Field(sa_type=choice(IncludedAt))
    agreed_on: date | None = None
    inherited: bool = False
    terms: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSONB,
        sa_column_kwargs={"server_default": text("'{}'::jsonb")},
        description="what was agreed otherwise, by duty (`Duty.key`)",
    )
    terms_agreed_on: date | None = None
    wording: dict[str, Any] | None = Field(
        default=None,
        sa_type=JSONB(none_as_null=True),
        description="the text of a template that the buyer wrote; of others it is in `clauses/data`",
    )


class Obligation(Stamped, Table, table=True):
    """One instance of a duty. `status` and `due_at` are those of the last transition; reading adds the date."""

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("clause_id", "type", "recurrence", "instance"),
        UniqueConstraint("clause_id", "type", "recurrence", "delivery_id"),
        CheckConstraint("status not in ('due', 'overdue')", name="calendar_is_computed"),
        CheckConstraint(
            "status not in ('fulfilled', 'cured') or jsonb_array_length(evidence) > 0",
            name="fulfilment_has_evidence",
        ),
        CheckConstraint(
            "status <> 'fulfilled_by_due_diligence' or (dd_alternative and formal_request is not null)",
            name="due_diligence_has_a_request",
        ),
        CheckConstraint("status <> 'waived' or reason is not null", name="waiver_has_a_reason"),
        CheckConstraint("escalation_level between 0 and 5", name="escalation_level"),
        Index("ix_obligations_contract", "contract_id", "due_at"),
        Index("ix_obligations_owner_due", "owner_id", "due_at", "id"),
        Index("ix_obligations_owner_status", "owner_id", "status", "due_at", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    clause_id: UUID = Field(foreign_key="contract_clauses.id")
    type: str = Field(max_length=32)
    instance: int = Field(description="from 0; a yearly duty has one for each year")
    recurrence: Recurrence = Field(sa_type=choice(Recurrence))
    verification_subject: VerificationSubject = Field(
        sa_type=choice(VerificationSubject), sa_column_kwargs={"server_default": "chain"}
    )
    asked_on: date | None = Field(default=None, description="None where dates alone laid it out")
    cause: str | None = Field(default=None, max_length=20_000)
    breach_id: UUID | None = Field(default=None, foreign_key="obligations.id")
    delivery_id: UUID | None = Field(default=None, foreign_key="deliveries.id")
    due_at: date
    grace_days: int
    notice_days: int
    weight: int
    dd_alternative: bool
    status: ObligationStatus = Field(default=ObligationStatus.SCHEDULED, sa_type=choice(ObligationStatus))
    submitted_on: date | None = None
    fulfilment_basis: FulfilmentBasis = Field(default=FulfilmentBasis.NONE, sa_type=choice(FulfilmentBasis))
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    formal_request: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    gaps: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    assessment: str | None = Field(default=None, max_length=20_000)
    assessor: UUID | None = None
    assessed_on: date | None = None
    escalation_level: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reason: str | None = Field(default=None, max_length=20_000)


class Escalation(Stamped, Table, table=True):
    """A step on the ladder of escalation of an obligation; level 0 ends it."""

    __tablename__ = "escalations"
    __table_args__ = (
        CheckConstraint("level between 0 and 5", name="level"),
        CheckConstraint("level = 0 or reason is not null", name="has_a_reason"),
        Index("ix_escalations_contract", "contract_id", "obligation_id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    obligation_id: UUID = Field(foreign_key="obligations.id")
    level: int
    reason: str | None = Field(default=None, max_length=20_000)
    legal_ban: str | None = Field(default=None, max_length=20_000)


class Delivery(Stamped, Table, table=True):
    """Units of a product delivered under a contract, on a day or in a period (both days included)."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("units >= 0", name="units"),
        CheckConstraint("delivered_to is null or delivered_from <= delivered_to", name="period"),
        Index("ix_deliveries_contract", "contract_id", "id"),
        Index("ix_deliveries_owner_product", "owner_id", "product_id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    product_id: UUID = Field(foreign_key="products.id", index=True)
    delivered_from: date
    delivered_to: date | None = None
    units: int


class ContractSpend(Stamped, Table, table=True):
    """What was spent in a period (both days included); periods of one kind do not overlap."""

    __tablename__ = "contract_spend"
    __table_args__ = (
        CheckConstraint("period_start <= period_end", name="period"),
        CheckConstraint("amount >= 0", name="amount"),
        ExcludeConstraint(
            (text("contract_id"), "="),
            (text("kind"), "="),
            (text("daterange(period_start, period_end, '[]')"), "&&"),
            name="ex_contract_spend_overlap",
            using="gist",
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    period_start: date
    period_end: date
    kind: SpendKind = Field(sa_type=choice(SpendKind))
    amount: Decimal = Field(sa_type=Numeric(14, 2))
    currency: str = Field(max_length=3)
    vat_included: bool
    complete: bool = Field(description="whether the whole period is included")
