"""Contracts in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.dates import Day, Instant
from chassis.each_once import EACH_ONCE
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.stored_values import on_input
from chassis.text import Line, Prose
from suppliers.clauses.schemas import ClauseIn, ClauseOut
from suppliers.contracts.cpv.rules import known_cpv
from suppliers.contracts.drafts.rules import DraftField
from suppliers.contracts.rules import AwardMethod, ContractFlag, ContractKind, ContractModel, ContractStatus
from suppliers.contracts.values.schemas import TERMS, ContractTerms, ContractTermsOut, ContractTermsPatch
from suppliers.products.rules import ProductCategory

Categories = Annotated[list[ProductCategory], Field(min_length=1, max_length=25), EACH_ONCE]
Names = Annotated[list[Line], Field(max_length=50), EACH_ONCE]
CpvCode = Annotated[
    str,
    StringConstraints(pattern=worded(r"^\d{8}(-\d)?$", "a CPV code of 8 digits, such as 30213100-6")),
    on_input(known_cpv),
]
CpvCodes = Annotated[list[CpvCode], Field(max_length=50), EACH_ONCE]
Organisations = Annotated[list[UUID], Field(max_length=20), EACH_ONCE]
Entities = Annotated[list[UUID], Field(max_length=500), EACH_ONCE]
Units = Annotated[int, Field(ge=0, le=10_000_000), WHOLE_NUMBER]
WorkingDays = Annotated[int, Field(ge=1, le=260), WHOLE_NUMBER]

SUPPLIER_ID = Field(description="The market party that is the contractor; null where a draft has none yet.")
PARENT = Field(
    description="The framework contract of a call-off or lot; null for other contracts, and for suppliers where the"
    " framework is another buyer's."
)
CENTRAL_BODY = Field(
    description="The organisation that concluded the framework for others; null where the buyer did so itself, or"
    " it is not known."
)
ENTITLED = Field(
    description="Buyers (ids of organisations) that may order under this framework. From its award on each of them"
    " reads it at /v1/frameworks."
)
REFERENCE = Field(description="The buyer's own reference of the contract; null where a draft has none yet.")
TITLE = Field(description="What the contract is about; null where a draft has none yet.")
KIND = Field(description="How the contract relates to other contracts; null where a draft has none yet.")
MODEL = Field(description="How the goods are paid for; null where a draft does not say yet.")
BRANDS = Field(description="Brands that are delivered, as far as known.", examples=[["Meridiaan"]])
CATEGORIES = Field(description="Kinds of products; without hardware the contract counts in no hardware figure.")
CPV = Field(
    description="Codes of the Common Procurement Vocabulary, with or without check digit.",
    examples=[["30213100-6"]],
)
MONITORED_BY = Field(description="Organisations that monitor this contract (tenant ids).")
START = Field(description="First day of the contract; null where a draft has none yet.")
END = Field(description="Last day of the contract, without extensions to come.")
MAX_END = Field(
    description="Latest day to which the contract may be extended; null where it may not, or is not known."
)
AWARD_DATE = Field(description="Day of the award; null where it is not known.")
AWARD_METHOD = Field(description="How the tender was decided; null where it is not known.")
NEXT_TENDER_DATE = Field(description="Planned day of the next tender; null where it is not known.")
UNITS = Field(description="Estimated number of devices per year; null where it is not known.")
REPLACEMENT_DAYS = Field(
    description="Working days in which the supplier must name a new clause contact after the last one left.",
    examples=[20],
)


class ContractIn(ContractTerms):
    """A contract to register, in the state it has now.

    Its dates decide whether it is `awarded`, `active` or `expired`; only a contract that is not awarded yet gives a
    `status`. A call-off or lot takes `brands`, `cpv` and `award_method` from its framework where they are left out.
    """

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

    supplier_id: Annotated[UUID, SUPPLIER_ID]
    parent_contract_id: Annotated[UUID | None, PARENT] = None
    central_body_id: Annotated[UUID | None, CENTRAL_BODY] = None
    entitled_entities: Annotated[Entities, ENTITLED] = []
    reference: Annotated[Line, REFERENCE]
    title: Annotated[Line, TITLE]
    kind: Annotated[ContractKind, KIND]
    model: Annotated[ContractModel, MODEL]
    brands: Annotated[Names, BRANDS] = []
    product_categories: Annotated[Categories, CATEGORIES]
    cpv: Annotated[CpvCodes, CPV] = []
    monitored_by: Annotated[Organisations, MONITORED_BY] = []
    start: Annotated[Day, START]
    end: Annotated[Day, END]
    max_end: Annotated[Day | None, MAX_END] = None
    award_date: Annotated[Day | None, AWARD_DATE] = None
    award_method: Annotated[AwardMethod | None, AWARD_METHOD] = None
    next_tender_date: Annotated[Day | None, NEXT_TENDER_DATE] = None
    estimated_units_per_year: Annotated[Units | None, UNITS] = None
    contact_replacement_days: Annotated[WorkingDays, REPLACEMENT_DAYS] = 20
    status: Literal[ContractStatus.PLANNED, ContractStatus.TENDERING, ContractStatus.AWARDED] = Field(
        default=ContractStatus.AWARDED,
        description="`planned` or `tendering` before the award; else `awarded`, and the dates decide the rest.",
    )
    clauses: Annotated[list[ClauseIn], Field(max_length=20)] = Field(
        default=[], description="Clauses of the contract. A call-off or lot also gets those of its framework."
    )


class ContractPatch(ContractTermsPatch):
    """What can be changed of a contract. Fields that are left out stay as they are.

    Once the contract has started, only a buyer_manager can change `start`, `end` and `max_end`.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "Laptops, monitors and docks", "next_tender_date": "2029-02-01"}]}
    )

    clearable: ClassVar[frozenset[str]] = TERMS | {
        *("max_end", "award_date", "award_method", "next_tender_date", "estimated_units_per_year"),
        *("central_body_id", "primary_contact_id"),
    }

    supplier_id: UUID | None = Field(
        default=None, description="The market party that is the contractor; only a draft can get another one."
    )
    central_body_id: Annotated[UUID | None, CENTRAL_BODY] = None
    entitled_entities: Annotated[Entities | None, ENTITLED] = None
    reference: Annotated[Line | None, REFERENCE] = None
    title: Annotated[Line | None, TITLE] = None
    kind: Annotated[ContractKind | None, KIND] = None
    model: Annotated[ContractModel | None, MODEL] = None
    brands: Annotated[Names | None, BRANDS] = None
    product_categories: Annotated[Categories | None, CATEGORIES] = None
    cpv: Annotated[CpvCodes | None, CPV] = None
    monitored_by: Annotated[Organisations | None, MONITORED_BY] = None
    start: Annotated[Day | None, START] = None
    end: Annotated[Day | None, END] = None
    max_end: Annotated[Day | None, MAX_END] = None
    award_date: Annotated[Day | None, AWARD_DATE] = None
    award_method: Annotated[AwardMethod | None, AWARD_METHOD] = None
    next_tender_date: Annotated[Day | None, NEXT_TENDER_DATE] = None
    estimated_units_per_year: Annotated[Units | None, UNITS] = None
    contact_replacement_days: Annotated[WorkingDays | None, REPLACEMENT_DAYS] = None
    primary_contact_id: UUID | None = Field(
        default=None,
        description=(
            "The clause contact of the supplier to contact first about this contract; null: its primary one."
        ),
    )


class ContractTransition(BaseModel):
    """The next state of a contract, with what this transition requires."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "extended", "end": "2031-02-28"}]}
    )

    to: ContractStatus = Field(description="The state to move to; see `allowed_transitions`.")
    reason: Prose | None = Field(
        default=None, description="Why; required for `cancelled` and `terminated`, null otherwise."
    )
    end: Day | None = Field(default=None, description="New last day; required for `extended`.")
    effect_on_workers: Prose | None = Field(
        default=None, description="Expected effect on the workers in the supply chain; required for `terminated`."
    )
    carry_over: bool = Field(
        default=False, description="For `closed`: close the contract although obligations are not settled."
    )


class ContactVacancy(BaseModel):
    """The supplier has no clause contact for this contract any more."""

    vacated_on: date = Field(description="Last day of the last contact.")
    replace_by: date = Field(description="Day by which the supplier must name a new contact.")


class ContractQuery(ListQuery):
    """Which contracts a list holds."""

    q: Line | None = Field(
        None, description="Only contracts with this text in reference, title or supplier's name."
    )
    status: ContractStatus | None = Field(None, description="Only contracts with this status.")
    supplier_id: UUID | None = Field(None, description="Only contracts of this supplier.")
    parent_contract_id: UUID | None = Field(None, description="Only call-offs and lots of this framework.")
    category: ProductCategory | None = Field(None, description="Only contracts with this category of products.")
    updated_since: Instant | None = Field(None, description="Only contracts changed at this moment or later.")


class ContractItem(StampedOut):
    """A contract in a list."""

    buyer_id: UUID = Field(description="The buyer whose contract it is.")
    supplier_id: Annotated[UUID | None, SUPPLIER_ID]
    supplier_name: str | None = Field(
        description="Name of the contractor; null where a draft has none yet.", examples=["Meridiaan Systems"]
    )
    parent_contract_id: Annotated[UUID | None, PARENT]
    reference: Annotated[str | None, REFERENCE]
    title: Annotated[str | None, TITLE]
    kind: Annotated[ContractKind | None, KIND]
    model: Annotated[ContractModel | None, MODEL]
    brands: Annotated[list[str], BRANDS]
    product_categories: Annotated[list[ProductCategory], CATEGORIES]
    start: Annotated[date | None, START]
    end: date | None = Field(
        description="Last day of the contract, extensions included; null where a draft has none yet."
    )
    estimated_units_per_year: Annotated[int | None, UNITS]
    status: ContractStatus = Field(description="State today.", examples=["active"])
    clauses: list[ClauseOut] = Field(description="Clauses of the contract, in the order in which they were added.")


class ContractOut(ContractItem, ContractTermsOut):
    """A contract, with the transitions that the caller can make."""

    central_body_id: UUID | None = Field(
        description="The organisation that concluded the framework for others; null where the buyer did so itself,"
        " or it is not known, and always for suppliers."
    )
    entitled_entities: list[UUID] = Field(
        description="Buyers that may order under this framework; empty for suppliers."
    )
    cpv: Annotated[list[str], CPV]
    monitored_by: Annotated[list[UUID], MONITORED_BY]
    max_end: Annotated[date | None, MAX_END]
    award_date: Annotated[date | None, AWARD_DATE]
    award_method: Annotated[AwardMethod | None, AWARD_METHOD]
    next_tender_date: date | None = Field(
        description="Planned day of the next tender; null where it is not known, and always for suppliers."
    )
    contact_replacement_days: Annotated[int, REPLACEMENT_DAYS]
    contact_vacancy: ContactVacancy | None = Field(
        description="Set while the contract runs, requires a contact, and its last contact has left; else null."
    )
    primary_contact_id: UUID | None = Field(
        description=(
            "The clause contact to contact first about this contract: the one that was named for it, while it is in"
            " force, else the supplier's primary one; null where there is none."
        )
    )
    has_own_contact: bool = Field(
        description="Whether that contact was named for this contract, and is not only the supplier's primary one."
    )
    terminated_on: date | None = Field(description="First day on which it no longer runs; null unless terminated.")
    reason: str | None = Field(description="Why it was cancelled or terminated; null where it was not.")
    effect_on_workers: str | None = Field(
        description="Expected effect of the termination on workers; null unless terminated."
    )
    escalation_level: int = Field(
        description="The highest level to which an obligation of the contract is escalated; 0 where none is.",
        examples=[0],
    )
    missing: list[DraftField] = Field(
        description="What a draft, or one that was cancelled, lacks of a complete contract; else empty."
    )
    flags: list[ContractFlag] = Field(description="What is missing in a running contract; empty for suppliers.")
    allowed_transitions: list[ContractStatus] = Field(description="The states to which the caller can move it now.")
