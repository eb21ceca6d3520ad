"""Contracts on the wire."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.dates import Day, Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.clauses.schemas import ClauseIn, ClauseOut
from suppliers.contracts.rules import AwardMethod, ContractFlag, ContractKind, ContractModel, ContractStatus
from suppliers.products.rules import ProductCategory

Categories = Annotated[list[ProductCategory], Field(min_length=1, max_length=25)]
Names = Annotated[list[Line], Field(max_length=50)]
CpvCodes = Annotated[
    list[
        Annotated[
            str, StringConstraints(pattern=worded(r"^\d{8}(-\d)?$", "a CPV code of 8 digits, such as 30213100-6"))
        ]
    ],
    Field(max_length=50),
]
Organisations = Annotated[list[UUID], Field(max_length=20)]
Units = Annotated[int, Field(ge=0, le=10_000_000)]
WorkingDays = Annotated[int, Field(ge=1, le=260, description="to name a new clause contact")]


class ContractIn(BaseModel):
    """A contract as it stands. Its dates make it `active`; only one in preparation says its `status`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
                    "reference": "ICT-2026-014",
                    "title": "Laptops and monitors",
                    "kind": "framework",
                    "model": "purchase",
                    "product_categories": ["laptop", "monitor"],
                    "start": "2026-03-01",
                    "end": "2030-02-28",
                    "estimated_units_per_year": 5000,
                    "clauses": [{"template": "human-rights-clause", "included_at": "tender"}],
                }
            ]
        },
    )

    supplier_id: UUID
    parent_contract_id: UUID | None = Field(default=None, description="the framework of a call-off, or of a lot")
    reference: Line
    title: Line
    kind: ContractKind
    model: ContractModel
    brands: Names = []
    product_categories: Categories
    cpv: CpvCodes = []
    monitored_by: Organisations = Field(default=[], description="monitors' organisations")
    start: Day
    end: Day = Field(description="the last day")
    max_end: Day | None = Field(default=None, description="the furthest day it may be extended to")
    award_date: Day | None = None
    award_method: AwardMethod | None = None
    next_tender_date: Day | None = None
    estimated_units_per_year: Units | None = None
    contact_replacement_days: WorkingDays = 20
    status: Literal[ContractStatus.PLANNED, ContractStatus.TENDERING, ContractStatus.AWARDED] = (
        ContractStatus.AWARDED
    )
    clauses: Annotated[list[ClauseIn], Field(max_length=20)] = []


class ContractPatch(Patch):
    """What may change of a contract; once it runs, its dates are the manager's to correct."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "Laptops, monitors and docks", "next_tender_date": "2029-02-01"}]}
    )

    clearable: ClassVar[frozenset[str]] = frozenset(
        {"max_end", "award_date", "award_method", "next_tender_date", "estimated_units_per_year"}
    )

    reference: Line | None = None
    title: Line | None = None
    kind: ContractKind | None = None
    model: ContractModel | None = None
    brands: Names | None = None
    product_categories: Categories | None = None
    cpv: CpvCodes | None = None
    monitored_by: Organisations | None = None
    start: Day | None = None
    end: Day | None = None
    max_end: Day | None = None
    award_date: Day | None = None
    award_method: AwardMethod | None = None
    next_tender_date: Day | None = None
    estimated_units_per_year: Units | None = None
    contact_replacement_days: WorkingDays | None = None


class ContractTransition(BaseModel):
    """Where a contract goes: `extended` brings a new `end`, `terminated` a reason and what it does to workers."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "extended", "end": "2031-02-28"}]}
    )

    to: ContractStatus
    reason: Prose | None = None
    end: Day | None = None
    effect_on_workers: Prose | None = None
    carry_over: bool = Field(default=False, description="close it though obligations go on after it")


class ContactVacancy(BaseModel):
    """Nobody answers for the supplier under this contract any more."""

    vacated_on: date
    replace_by: date


class ContractQuery(ListQuery):
    """Which contracts a list holds."""

    q: Line | None = Field(
        None, description="Only contracts with this text in reference, title or supplier's name."
    )
    status: ContractStatus | None = Field(None, description="Only contracts with this status.")
    supplier_id: UUID | None = Field(None, description="Only contracts of this supplier.")
    category: ProductCategory | None = Field(None, description="Only contracts with this category of products.")
    updated_since: Instant | None = Field(None, description="Only contracts changed at this moment or later.")


class ContractItem(StampedOut):
    """A contract in a list."""

    buyer_id: UUID
    supplier_id: UUID
    supplier_name: str
    parent_contract_id: UUID | None
    reference: str
    title: str
    kind: ContractKind
    model: ContractModel
    brands: list[str]
    product_categories: list[ProductCategory]
    start: date
    end: date
    estimated_units_per_year: int | None
    status: ContractStatus
    clauses: list[ClauseOut]


class ContractOut(ContractItem):
    """A contract, with what this caller may do with it."""

    cpv: list[str]
    monitored_by: list[UUID]
    max_end: date | None
    award_date: date | None
    award_method: AwardMethod | None
    next_tender_date: date | None = Field(description="null to all but the buyer: bidders learn it together")
    contact_replacement_days: int
    contact_vacancy: ContactVacancy | None
    terminated_on: date | None
    reason: str | None
    effect_on_workers: str | None
    flags: list[ContractFlag]
    allowed_transitions: list[ContractStatus]
